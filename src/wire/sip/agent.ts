import type { Clock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Transcript } from "../transcript.ts";
import { bracketed, readNameAddress } from "./address.ts";
import { OutgoingCall, type OutgoingCallEvents } from "./call.ts";
import type { ClientTransaction } from "./client-transaction.ts";
import { answerChallenge, type Credentials, readChallenge, strongest } from "./digest.ts";
import type { InDialog } from "./established-call.ts";
import type { Hop } from "./hop.ts";
import { callerOf, IncomingCall } from "./incoming-call.ts";
import { EXTENSIONS, judgeRequest, judgeResponse, METHODS } from "./judge.ts";
import { locate } from "./locate.ts";
import { type Field, field, type SipMessage, type SipRequest, type SipResponse } from "./message.ts";
import type { SipRead } from "./read.ts";
import { ServerTransaction } from "./server-transaction.ts";
import { Transactions, token } from "./transactions.ts";
import { ownAddressTowards, SipTransport } from "./transport.ts";

/** A nonce may be refused once as stale; more is a loop. */
const MOST_TRIES = 3;

export interface AgentSettings {
  readonly transport: Hop["transport"];
  /** The PBX, proxy or registrar to which everything goes first. */
  readonly server: { readonly host: string; readonly port?: number | undefined };
  /** What stands behind the @ of our own address. */
  readonly domain: string;
  readonly user: string;
  readonly displayName: string;
  readonly credentials?: Credentials | undefined;
  /** Absent: the address from which the machine speaks to the server. */
  readonly address?: string | undefined;
  /** 0: any free one. */
  readonly port: number;
  /** PEM: who must have signed the server's certificate. */
  readonly ca?: string | undefined;
  readonly timeoutMs: number;
  readonly agentName: string;
  readonly transcript?: Transcript | undefined;
  /** Takes the texts that come from the server (RFC 3428): rejects when one must be brought again. Absent: nobody does. */
  readonly messaged?: ((from: string, text: string) => Promise<unknown>) | undefined;
  /** Takes the calls that come from the server; absent: nobody does. */
  readonly called?: ((call: IncomingCall) => void) | undefined;
}

export type Answer =
  | { readonly kind: "answered"; readonly response: SipResponse; readonly request: SipRequest; readonly hop: Hop }
  /** Nobody answered, or it could not be sent. */
  | { readonly kind: "failed"; readonly because: string };

/** A request before it has its Via, CSeq and proof of who we are. */
export interface Draft {
  readonly method: string;
  readonly uri: string;
  readonly from: string;
  readonly to: string;
  readonly callId: string;
  readonly number: number;
  readonly fields?: readonly Field[];
  readonly body?: Buffer;
}

export interface Following {
  readonly hop?: Hop;
  readonly provisional?: (response: SipResponse) => void;
  /** A 2xx after the first one. */
  readonly further?: (response: SipResponse) => void;
  readonly sent?: (transaction: ClientTransaction) => void;
  /** Whether nobody waits for an answer any more. */
  readonly over?: () => boolean;
}

/** One SIP user agent at one server: sends requests and proves who it is, answers what belongs to its calls. */
export class UserAgent implements AsyncDisposable {
  readonly settings: AgentSettings;
  readonly clock: Clock;
  /** Ours, as the far side reaches it. */
  readonly address: string;
  readonly #transport: SipTransport;
  readonly #transactions: Transactions;
  readonly #calls = new Map<string, InDialog>();
  readonly #find: () => Promise<readonly Hop[]>;
  #hops: readonly Hop[];
  #finds = false;
  #count = { nonce: "", times: 0 };
  #strangers = 0;

  /** @throws Fault when the server's name or our own address can't be had */
  static async open(settings: AgentSettings, clock: Clock, find: typeof locate = locate): Promise<UserAgent> {
    const { server, transport, timeoutMs } = settings;
    const findServer = () => find(server.host, server.port, transport);
    const hops = await findServer();
    const [first] = hops;
    const address = settings.address ?? (first ? await ownAddressTowards(first) : "127.0.0.1");
    let agent: UserAgent | null = null;
    const socket = await SipTransport.open({
      clock,
      transport,
      address,
      port: settings.port,
      tls: { name: server.host, ca: settings.ca },
      timeoutMs,
      transcript: settings.transcript,
      received: (message, from) => {
        if (agent) agent.#received(message, from);
      },
      damaged: (read, from) => {
        if (agent) agent.#damaged(read, from);
      },
    });
    agent = new UserAgent(settings, clock, socket, findServer, hops, address);
    return agent;
  }

  private constructor(
    settings: AgentSettings,
    clock: Clock,
    transport: SipTransport,
    find: () => Promise<readonly Hop[]>,
    hops: readonly Hop[],
    address: string,
  ) {
    this.settings = settings;
    this.clock = clock;
    this.address = address;
    this.#transport = transport;
    this.#find = find;
    this.#hops = hops;
    this.#transactions = new Transactions({
      clock,
      send: (message, to) => this.#transport.send(message, to),
      asked: (transaction) => this.#asked(transaction),
      acknowledged: (request) => this.#calls.get(field(request, "call-id") ?? "")?.acknowledged(request),
    });
  }

  /** Requests from elsewhere than the server and the calls with it: they are dropped. */
  get strangers(): number {
    return this.#strangers;
  }

  /** Our own address of record, with a new tag: the From of a new call. */
  from(): string {
    const { displayName, user, domain } = this.settings;
    return `"${displayName.replace(/["\\]/gu, "\\$&")}" <sip:${user}@${bracketed(domain)}>;tag=${token()}`;
  }

  /** Calls `uri`. @param offer SDP */
  call(uri: string, offer: Buffer, events: OutgoingCallEvents): OutgoingCall {
    return new OutgoingCall(this, uri, offer, events);
  }

  /** Whether the server answers at all (§11): any response will do. */
  async options(): Promise<Answer> {
    const { domain } = this.settings;
    const uri = `sip:${bracketed(domain)}`;
    const fields: Field[] = [["accept", "application/sdp"]];
    return this.ask({ method: "OPTIONS", uri, from: this.from(), to: `<${uri}>`, callId: token(), number: 1, fields });
  }

  /**
   * Sends a request until it has a final answer, with our credentials when they are asked for. A server's address that can't be
   * reached, or is out of service, is followed by its next one (RFC 3263 §4.3); after the last one its name is looked up again.
   */
  async ask(draft: Draft, following: Following = {}): Promise<Answer> {
    const { credentials } = this.settings;
    const others = following.hop ? [] : this.#hops.slice(1);
    let proof: Field[] = [];
    const refusedNonces = new Set<string>();
    for (let number = draft.number; ; number++) {
      const hop = following.hop ?? this.#hops[0];
      if (!hop) return { kind: "failed", because: "no address of the SIP server is known" };
      const answer = await this.#askOnce({ ...draft, number }, hop, proof, following);
      if (answer.kind === "failed" || answer.response.status === 503) {
        this.#avoid(hop);
        if (following.over?.()) return answer;
        if (others.shift() !== undefined) continue;
        if (!following.hop) this.#findAnew();
        return answer;
      }
      const { status } = answer.response;
      if ((status !== 401 && status !== 407) || !credentials) return answer;
      const [asked, given] =
        status === 401 ? ["www-authenticate", "authorization"] : ["proxy-authenticate", "proxy-authorization"];
      const challenges = answer.response.fields.flatMap(([name, value]) =>
        name === asked ? (readChallenge(value) ?? []) : [],
      );
      const challenge = strongest(challenges);
      const again = challenge && (refusedNonces.size === 0 || challenge.stale) && !refusedNonces.has(challenge.nonce);
      if (!challenge || !again || number - draft.number >= MOST_TRIES) return answer;
      refusedNonces.add(challenge.nonce);
      const times = this.#count.nonce === challenge.nonce ? this.#count.times + 1 : 1;
      this.#count = { nonce: challenge.nonce, times };
      const { method, uri } = draft;
      proof = [
        ...proof.filter(([name]) => name !== given),
        [given ?? "", answerChallenge(challenge, credentials, { method, uri, count: times, cnonce: token() })],
      ];
    }
  }

  /** Sends a request that has no answer: the ACK of a 2xx. */
  tell(draft: Draft, hop: Hop): void {
    this.#write(draft, hop, [])
      .then(
        (request) => this.#transport.send(request, hop),
        () => {},
      )
      .catch(() => {}); // the far side repeats what it wants acknowledged
  }

  /** CANCEL of an INVITE that has only a provisional answer (§9.1): same Via, same number. @param failed told when nobody answers to it */
  cancel({ request, hop }: ClientTransaction, failed: (because: string) => void): void {
    const same = request.fields.filter(([name]) => ["from", "to", "call-id", "max-forwards", "route"].includes(name));
    const via = request.fields.find(([name]) => name === "via");
    const number = (field(request, "cseq") ?? "").split(" ")[0];
    const fields: Field[] = [...(via ? [via] : []), ...same, ["cseq", `${number} CANCEL`]];
    const cancel: SipRequest = { kind: "request", method: "CANCEL", uri: request.uri, fields, body: Buffer.alloc(0) };
    this.#transactions.request(cancel, hop, { final: () => {}, failed });
  }

  /** How the far side reaches us by way of `hop`. */
  async contact(hop: Hop | undefined = this.#hops[0]): Promise<string> {
    const port = hop ? await this.#transport.portTowards(hop) : this.#transport.port;
    const suffix = this.settings.transport === "udp" ? "" : `;transport=${this.settings.transport}`;
    return `<sip:${this.settings.user}@${bracketed(this.address)}:${port}${suffix}>`;
  }

  /** Requests of this Call-ID go to `dialog`. */
  join(callId: string, dialog: InDialog): void {
    this.#calls.set(callId, dialog);
  }

  leave(callId: string): void {
    this.#calls.delete(callId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#transactions.end();
    await this.#transport[Symbol.asyncDispose]();
  }

  async #askOnce(draft: Draft, hop: Hop, proof: readonly Field[], following: Following): Promise<Answer> {
    let request: SipRequest;
    try {
      request = await this.#write(draft, hop, proof);
    } catch (thrown) {
      return { kind: "failed", because: saying(thrown) };
    }
    return new Promise((resolve) => {
      let answered = false;
      const transaction = this.#transactions.request(request, hop, {
        provisional: following.provisional,
        final: (response) => {
          if (answered) following.further?.(response);
          answered = true;
          resolve({ kind: "answered", response, request, hop });
        },
        failed: (because) => resolve({ kind: "failed", because }),
      });
      following.sent?.(transaction);
    });
  }

  async #write(draft: Draft, hop: Hop, proof: readonly Field[]): Promise<SipRequest> {
    const { method, uri, from, to, callId, number, fields = [], body = Buffer.alloc(0) } = draft;
    const place = `${bracketed(this.address)}:${await this.#transport.portTowards(hop)}`;
    const via = `SIP/2.0/${hop.transport.toUpperCase()} ${place};rport;branch=z9hG4bK${token()}`;
    const written: Field[] = [
      ["via", via],
      ["max-forwards", "70"],
      ["from", from],
      ["to", to],
      ["call-id", callId],
      ["cseq", `${number} ${method}`],
      ["user-agent", this.settings.agentName],
      ...fields,
      ...proof,
    ];
    return { kind: "request", method, uri, fields: written, body };
  }

  /** Where the server's name leads by now: what is asked next goes there. */
  #findAnew(): void {
    if (this.#finds) return;
    this.#finds = true;
    this.#find()
      .then(
        (hops) => {
          if (hops.length > 0) this.#hops = hops;
        },
        () => {}, // The addresses of before may still be good.
      )
      .finally(() => {
        this.#finds = false;
      });
  }

  /** The next request tries the server's next address. */
  #avoid(hop: Hop): void {
    const rest = this.#hops.filter((other) => other !== hop);
    if (rest.length < this.#hops.length) this.#hops = [...rest, hop];
  }

  #received(message: SipMessage, from: Hop): void {
    if (message.kind === "request") this.#transactions.tookRequest(message, from);
    else if (judgeResponse(message) === null) this.#transactions.tookResponse(message);
  }

  /** What can't be read is refused where there is somebody to tell, outside of any transaction. */
  #damaged({ status, why, request }: Extract<SipRead, { kind: "damaged" }>, from: Hop): void {
    if (!request || request.method === "ACK") return;
    const speaking = { clock: this.clock, send: (message: SipMessage, to: Hop) => this.#transport.send(message, to) };
    const transaction = new ServerTransaction(speaking, { ...request, method: "OPTIONS" }, from, token(), () => {});
    transaction.respond({ status, reason: why.replace(/[^\x20-\x7e]/gu, "?").slice(0, 100) });
    transaction.end();
  }

  #asked(transaction: ServerTransaction): void {
    const { request } = transaction;
    const call = this.#calls.get(field(request, "call-id") ?? "");
    if (!call && !this.#hops.some(({ host }) => host === transaction.hop.host)) {
      this.#strangers++;
      transaction.end();
      return;
    }
    const refusal = judgeRequest(request);
    if (refusal) {
      transaction.respond({ status: refusal.status, reason: refusal.because, fields: refusal.fields });
      return;
    }
    if (request.method === "MESSAGE") return this.#messaged(transaction);
    if (request.method === "OPTIONS") {
      const fields: Field[] = [
        ["allow", METHODS.join(", ")],
        ["accept", "application/sdp"],
        ["supported", EXTENSIONS.join(", ")],
      ];
      transaction.respond({ status: 200, reason: "OK", fields });
      return;
    }
    if (request.method === "CANCEL") {
      const invite = this.#transactions.cancelled(request);
      transaction.respond(
        invite ? { status: 200, reason: "OK" } : { status: 481, reason: "Transaction Does Not Exist" },
      );
      invite?.respond({ status: 487, reason: "Request Terminated" });
      if (invite) call?.cancelled?.();
      return;
    }
    const begins = !readNameAddress(field(request, "to") ?? "")?.parameters.has("tag");
    if (call && begins) transaction.respond({ status: 482, reason: "Loop Detected" });
    else if (call) call.asked(transaction);
    else if (request.method === "INVITE" && begins) this.#called(transaction);
    else transaction.respond({ status: 481, reason: "Call Does Not Exist" });
  }

  #messaged(transaction: ServerTransaction): void {
    const { request } = transaction;
    const { messaged } = this.settings;
    if (!messaged) {
      return transaction.respond({
        status: 405,
        reason: "Method Not Allowed",
        fields: [["allow", METHODS.join(", ")]],
      });
    }
    if (!/^text\/plain\s*(?:;|$)/iu.test(field(request, "content-type") ?? "")) {
      return transaction.respond({ status: 415, reason: "Unsupported Media Type", fields: [["accept", "text/plain"]] });
    }
    messaged(callerOf(request), request.body.toString("utf8")).then(
      () => transaction.respond({ status: 200, reason: "OK" }),
      () => transaction.respond({ status: 500, reason: "Not now", fields: [["retry-after", "30"]] }),
    );
  }

  #called(invite: ServerTransaction): void {
    const { called } = this.settings;
    if (called) called(new IncomingCall(this, invite));
    else invite.respond({ status: 480, reason: "Nobody takes calls here" });
  }
}
