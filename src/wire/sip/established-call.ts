import { readUri } from "./address.ts";
import type { Answer, UserAgent } from "./agent.ts";
import { afterRequest, belongs, type Dialog, requestTarget } from "./dialog.ts";
import type { Hop } from "./hop.ts";
import { EXTENSIONS, METHODS } from "./judge.ts";
import { type Field, field, type SipRequest } from "./message.ts";
import { Referral, readReferReport, type Transfer } from "./refer.ts";
import type { ServerTransaction } from "./server-transaction.ts";
import { answerSessionExpires, readSessionExpires, type SessionTimer } from "./session-timer.ts";

/** What the agent hands to whoever holds a dialog. */
export interface InDialog {
  asked(transaction: ServerTransaction): void;
  /** The ACK of a 2xx of ours. */
  acknowledged(request: SipRequest): void;
  /** Their INVITE was taken back before it was answered. */
  cancelled?(): void;
}

export interface CallEvents {
  /** A new offer while we speak: hold, another address. The answer's SDP, or null when it can't be met. */
  readonly offered: (offer: Buffer) => Buffer | null;
  /** Body and type of an INFO. */
  readonly info: (type: string, body: string) => void;
  /** The call that was answered is over, and we didn't end it. */
  readonly ended: (because: string) => void;
}

export interface Establishing {
  readonly dialog: Dialog;
  /** How the far side was reached, or reached us. */
  readonly used: Hop;
  /** Our sound, as it is said again at each refresh. */
  readonly sdp: Buffer;
  readonly events: CallEvents;
  /** Told once, when the dialog is over. */
  readonly left: () => void;
}

/** Of a refresh that met one of theirs (§14.1): the caller waits longer. */
const GLARE_MS = 2100;

/** A call that was answered (RFC 3261 §12.2, §14, §15), whoever made it: until one of both hangs up. */
export class EstablishedCall implements InDialog {
  readonly #agent: UserAgent;
  readonly #hop: Hop;
  readonly #sdp: Buffer;
  readonly #events: CallEvents;
  readonly #left: () => void;
  #dialog: Dialog;
  /** Of the INVITE that our ACK belongs to. */
  #inviteNumber: number;
  #ended = false;
  #refreshing = false;
  #reinvite: ServerTransaction | null = null;
  #referral: Referral | null = null;
  #cancelTimer = () => {};

  constructor(agent: UserAgent, { dialog, used, sdp, events, left }: Establishing) {
    this.#agent = agent;
    this.#left = left;
    this.#dialog = dialog;
    this.#hop = nextHop(dialog, used);
    this.#sdp = sdp;
    this.#events = events;
    this.#inviteNumber = dialog.localNumber;
  }

  is({ remoteTag }: Dialog): boolean {
    return this.#dialog.remoteTag === remoteTag;
  }

  /** Resolves when the far side knows, or can't be told. */
  async hangUp(): Promise<void> {
    if (this.#ended) return;
    this.#referral?.givenUp("we hung up");
    this.#leave();
    await this.#ask("BYE");
  }

  /**
   * Asks the far side to call `uri` in our place (RFC 3515). Resolves when the new call was answered or failed, this one is over,
   * or `waitMs` have passed; the one who asked then hangs up or goes on.
   */
  async refer(uri: string, waitMs: number): Promise<Transfer> {
    if (this.#ended || this.#referral) return { done: false, because: "this call can't be transferred now" };
    const referral = new Referral();
    this.#referral = referral;
    const { clock } = this.#agent;
    const cancel = clock.at(clock.now() + waitMs, () => referral.givenUp("nobody said in time what became of it"));
    const contact = await this.#agent.contact(this.#hop).catch(() => "<sip:invalid>");
    this.#ask("REFER", [
      ["contact", contact],
      ["refer-to", `<${uri}>`],
    ]).then(
      (answer) => referral.answered(answer),
      () => referral.givenUp("it could not be asked for"),
    );
    const outcome = await referral.outcome;
    cancel();
    this.#referral = null;
    return outcome;
  }

  /** ACK of the 2xx to our INVITE. */
  acknowledge(): void {
    const { uri, routes } = requestTarget(this.#dialog);
    const { local: from, remote: to, callId } = this.#dialog;
    const draft = { method: "ACK", uri, from, to, callId, number: this.#inviteNumber, fields: routed(routes) };
    this.#agent.tell(draft, this.#hop);
  }

  asked(transaction: ServerTransaction): void {
    const { request } = transaction;
    if (this.#ended || !belongs(this.#dialog, request))
      return transaction.respond({ status: 481, reason: "Call Does Not Exist" });
    const after = afterRequest(this.#dialog, request);
    if (!after) return transaction.respond({ status: 500, reason: "Older than what came before" });
    this.#dialog = { ...this.#dialog, remoteNumber: after.remoteNumber };
    if (request.method === "BYE") {
      transaction.respond({ status: 200, reason: "OK" });
      this.#end("the other side hung up");
    } else if (request.method === "INFO") {
      transaction.respond({ status: 200, reason: "OK" });
      this.#events.info(field(request, "content-type") ?? "", request.body.toString("latin1"));
    } else if (request.method === "NOTIFY") this.#notified(transaction);
    else this.#offered(transaction, after);
  }

  acknowledged(): void {
    this.#reinvite?.acknowledged();
    this.#reinvite = null;
  }

  /** RFC 4028 §10: we refresh at half time, or end the call when nobody refreshed it. */
  watch(timer: SessionTimer | null): void {
    this.#cancelTimer();
    if (!timer) return;
    const { clock } = this.#agent;
    const { seconds, refresher } = timer;
    const margin = Math.min(32, seconds / 3);
    const waitMs = (refresher === "ours" ? seconds / 2 : seconds - margin) * 1000;
    this.#cancelTimer = clock.at(clock.now() + waitMs, () => {
      if (refresher === "ours")
        this.#refresh(timer).catch(() => {}); // never rejects
      else this.#hangUpBecause(`nothing was heard of the other side for ${seconds} s`);
    });
  }

  async #ask(method: string, fields: readonly Field[] = [], body?: Buffer): Promise<Answer> {
    const { uri, routes } = requestTarget(this.#dialog);
    const number = this.#dialog.localNumber + 1;
    this.#dialog = { ...this.#dialog, localNumber: number };
    const { local: from, remote: to, callId } = this.#dialog;
    const draft = { method, uri, from, to, callId, number, fields: [...routed(routes), ...fields] };
    const answer = await this.#agent.ask({ ...draft, ...(body ? { body } : {}) }, { hop: this.#hop });
    if (answer.kind === "answered") {
      // A challenge used up a number.
      const sent = Number((field(answer.request, "cseq") ?? "").split(" ")[0]);
      this.#dialog = { ...this.#dialog, localNumber: Math.max(this.#dialog.localNumber, sent) };
      if (method === "INVITE") this.#inviteNumber = sent;
    }
    return answer;
  }

  /** RFC 6665 §4.1.3: what was not subscribed to is refused. */
  #notified(transaction: ServerTransaction): void {
    const report = readReferReport(transaction.request);
    if (!report || !this.#referral) return transaction.respond({ status: 481, reason: "Subscription Does Not Exist" });
    transaction.respond({ status: 200, reason: "OK" });
    this.#referral.reported(report);
  }

  #offered(transaction: ServerTransaction, after: Dialog): void {
    if (this.#refreshing || this.#reinvite) return transaction.respond({ status: 491, reason: "Request Pending" });
    const { request, hop } = transaction;
    const answer = this.#events.offered(request.body);
    if (answer === null) return transaction.respond({ status: 488, reason: "Not Acceptable Here" });
    this.#dialog = after;
    this.#reinvite = transaction;
    const expires = answerSessionExpires(request);
    this.watch(expires?.timer ?? null);
    this.#agent.contact(hop).then(
      (contact) => {
        const fields: Field[] = [
          ["contact", contact],
          ["content-type", "application/sdp"],
          ["allow", METHODS.join(", ")],
          ...(expires?.fields ?? []),
        ];
        transaction.respond({ status: 200, reason: "OK", fields, body: answer }, () => {
          this.#reinvite = null;
          this.#hangUpBecause("the other side changed the call and did not acknowledge our answer");
        });
      },
      () => transaction.respond({ status: 500, reason: "No connection" }),
    );
  }

  async #refresh(timer: SessionTimer): Promise<void> {
    if (this.#ended) return;
    this.#refreshing = true;
    const fields: Field[] = [
      ["contact", await this.#agent.contact(this.#hop).catch(() => "<sip:invalid>")],
      ["content-type", "application/sdp"],
      ["supported", EXTENSIONS.join(", ")],
      ["session-expires", `${timer.seconds};refresher=uac`],
    ];
    const answer = await this.#ask("INVITE", fields, this.#sdp);
    this.#refreshing = false;
    if (this.#ended) return;
    if (answer.kind === "answered" && answer.response.status < 300) {
      this.acknowledge();
      this.watch(readSessionExpires(answer.response) ?? timer);
    } else if (answer.kind === "answered" && answer.response.status === 491) {
      const { clock } = this.#agent;
      this.#cancelTimer = clock.at(clock.now() + GLARE_MS, () => {
        this.#refresh(timer).catch(() => {}); // never rejects
      });
    } else this.#hangUpBecause("the call could not be refreshed");
  }

  #hangUpBecause(because: string): void {
    this.hangUp().catch(() => {}); // never rejects
    this.#events.ended(because);
  }

  #end(because: string): void {
    this.#leave();
    this.#events.ended(because);
  }

  #leave(): void {
    this.#ended = true;
    this.#cancelTimer();
    this.#referral?.left();
    this.#left();
  }
}

/** Datagrams go where the route leads; a connection is used as long as it is there. */
function nextHop(dialog: Dialog, used: Hop): Hop {
  const next = readUri(requestTarget(dialog).next);
  // A name would have to be resolved again: the server that answered knows the way.
  if (used.transport !== "udp" || !next || !/^[\d.]+$|:/u.test(next.host)) return used;
  return { transport: "udp", host: next.host, port: next.port ?? 5060 };
}

function routed(routes: readonly string[]): Field[] {
  return routes.map((route) => ["route", route]);
}
