import { readNameAddress, readUri } from "./address.ts";
import type { Answer, UserAgent } from "./agent.ts";
import type { ClientTransaction } from "./client-transaction.ts";
import { afterRequest, belongs, type Dialog, dialogOf, requestTarget } from "./dialog.ts";
import type { Hop } from "./hop.ts";
import { EXTENSIONS, METHODS } from "./judge.ts";
import { type Field, field, listed, type SipRequest, type SipResponse } from "./message.ts";
import type { ServerTransaction } from "./server-transaction.ts";
import { readSessionExpires, type SessionTimer } from "./session-timer.ts";
import { token } from "./transactions.ts";

/** What the agent hands to whoever holds a dialog. */
export interface InDialog {
  asked(transaction: ServerTransaction): void;
  /** The ACK of our 2xx to a re-INVITE. */
  acknowledged(request: SipRequest): void;
}

export interface OutgoingCallEvents {
  readonly ringing: () => void;
  /** A new offer while we speak: hold, another address. The answer's SDP, or null when it can't be met. */
  readonly offered: (offer: Buffer) => Buffer | null;
  /** Body and type of an INFO. */
  readonly info: (type: string, body: string) => void;
  /** The call that was answered is over, and we didn't end it. */
  readonly ended: (because: string) => void;
}

export type CallAnswer =
  | { readonly kind: "answered"; readonly sdp: Buffer; readonly from: Hop }
  | { readonly kind: "refused"; readonly status: number; readonly reason: string; readonly afterMs: number | undefined }
  | { readonly kind: "failed"; readonly because: string }
  | { readonly kind: "given-up" };

const MOST_REDIRECTIONS = 2;
/** Of a refresh that met one of theirs (§14.1): the caller waits longer. */
const GLARE_MS = 2100;

/** A call that we make (RFC 3261 §13.2), from INVITE to BYE. */
export class OutgoingCall implements InDialog {
  readonly answer: Promise<CallAnswer>;
  readonly #agent: UserAgent;
  readonly #events: OutgoingCallEvents;
  readonly #offer: Buffer;
  readonly #callId = token();
  readonly #from: string;
  #transaction: ClientTransaction | null = null;
  #dialog: Dialog | null = null;
  #hop: Hop | null = null;
  #inviteNumber = 1;
  #givenUp = false;
  #ended = false;
  #refreshing = false;
  #reinvite: ServerTransaction | null = null;
  #cancelTimer = () => {};

  constructor(agent: UserAgent, uri: string, offer: Buffer, events: OutgoingCallEvents) {
    this.#agent = agent;
    this.#offer = offer;
    this.#events = events;
    this.#from = agent.from();
    agent.join(this.#callId, this);
    this.answer = this.#invite(uri).then((answer) => {
      if (answer.kind !== "answered") this.#leave();
      return answer;
    });
  }

  /** Nobody need answer any more. An answer that comes at the same moment is hung up. */
  giveUp(): void {
    if (this.#givenUp || this.#dialog) return;
    this.#givenUp = true;
    if (this.#transaction?.mayCancel) this.#agent.cancel(this.#transaction);
  }

  /** Resolves when the far side knows, or can't be told. */
  async hangUp(): Promise<void> {
    const dialog = this.#dialog;
    if (!dialog || this.#ended) return;
    this.#leave();
    await this.#askWithin(dialog, "BYE");
  }

  asked(transaction: ServerTransaction): void {
    const { request } = transaction;
    const dialog = this.#dialog && belongs(this.#dialog, request) ? this.#dialog : null;
    if (!dialog || this.#ended) return transaction.respond({ status: 481, reason: "Call Does Not Exist" });
    const after = afterRequest(dialog, request);
    if (!after) return transaction.respond({ status: 500, reason: "Older than what came before" });
    if (request.method === "BYE") {
      transaction.respond({ status: 200, reason: "OK" });
      this.#leave();
      this.#events.ended("the other side hung up");
    } else if (request.method === "INFO") {
      this.#dialog = after;
      transaction.respond({ status: 200, reason: "OK" });
      this.#events.info(field(request, "content-type") ?? "", request.body.toString("latin1"));
    } else this.#offered(transaction, after);
  }

  acknowledged(): void {
    this.#reinvite?.acknowledged();
    this.#reinvite = null;
  }

  async #invite(uri: string): Promise<CallAnswer> {
    let target = uri;
    for (let redirections = 0; ; redirections++) {
      let extra: ((response: SipResponse) => void) | null = null;
      const early: SipResponse[] = [];
      const contact = await this.#agent.contact().catch(() => null);
      if (contact === null) return { kind: "failed", because: "no connection to the SIP server" };
      const answer = await this.#agent.ask(this.#draft(target, contact, this.#inviteNumber), {
        provisional: (response) => this.#provisional(response),
        further: (response) => (extra ? extra(response) : early.push(response)),
        sent: (transaction) => {
          this.#transaction = transaction;
        },
      });
      if (answer.kind === "failed") return this.#givenUp ? { kind: "given-up" } : answer;
      const { response, request } = answer;
      this.#inviteNumber = Number((field(request, "cseq") ?? "1").split(" ")[0]) + 1;
      if (response.status < 300) {
        const result = this.#answered(answer);
        extra = (further) => this.#further(answer, further);
        for (const further of early) extra(further);
        return result;
      }
      if (this.#givenUp) return { kind: "given-up" };
      const next = readNameAddress(listed(response, "contact")[0] ?? "")?.uri;
      if (response.status >= 400 || next === undefined || !readUri(next) || redirections >= MOST_REDIRECTIONS) {
        return refused(response);
      }
      target = next;
    }
  }

  #draft(uri: string, contact: string, number: number) {
    const fields: Field[] = [
      ["contact", contact],
      ["allow", METHODS.join(", ")],
      ["supported", EXTENSIONS.join(", ")],
      ["content-type", "application/sdp"],
    ];
    const [from, callId, body] = [this.#from, this.#callId, this.#offer];
    return { method: "INVITE", uri, from, to: `<${uri}>`, callId, number, fields, body };
  }

  #provisional(response: SipResponse): void {
    if (this.#givenUp && this.#transaction?.mayCancel) this.#agent.cancel(this.#transaction);
    else if (response.status === 180 || response.status === 183) this.#events.ringing();
  }

  #answered({ request, response, hop }: Extract<Answer, { kind: "answered" }>): CallAnswer {
    const dialog = dialogOf(request, response);
    if (!dialog)
      return { kind: "failed", because: "the call was answered without a contact: it can't be acknowledged" };
    this.#dialog = dialog;
    this.#hop = this.#nextHop(dialog, hop);
    this.#acknowledge(dialog);
    if (this.#givenUp) {
      this.hangUp().catch(() => {}); // never rejects
      return { kind: "given-up" };
    }
    this.#watch(readSessionExpires(response));
    return { kind: "answered", sdp: response.body, from: hop };
  }

  /** A repeated 2xx is acknowledged again; one of another branch is acknowledged and ended (§13.2.2.4). */
  #further({ request }: Extract<Answer, { kind: "answered" }>, response: SipResponse): void {
    const dialog = dialogOf(request, response);
    if (!dialog) return;
    this.#acknowledge(dialog);
    if (dialog.remoteTag !== this.#dialog?.remoteTag) this.#askWithin(dialog, "BYE").catch(() => {}); // it never rejects
  }

  #acknowledge(dialog: Dialog): void {
    const { uri, routes } = requestTarget(dialog);
    const { local: from, remote: to, callId, localNumber: number } = dialog;
    if (!this.#hop) return;
    this.#agent.tell({ method: "ACK", uri, from, to, callId, number, fields: routed(routes) }, this.#hop);
  }

  async #askWithin(dialog: Dialog, method: string, fields: readonly Field[] = [], body?: Buffer): Promise<Answer> {
    const { uri, routes } = requestTarget(dialog);
    const number = dialog.localNumber + 1;
    if (this.#dialog?.remoteTag === dialog.remoteTag) this.#dialog = { ...this.#dialog, localNumber: number };
    const { local: from, remote: to, callId } = dialog;
    const draft = {
      method,
      uri,
      from,
      to,
      callId,
      number,
      fields: [...routed(routes), ...fields],
      ...(body ? { body } : {}),
    };
    const answer = await this.#agent.ask(draft, this.#hop ? { hop: this.#hop } : {});
    if (answer.kind === "answered" && this.#dialog?.remoteTag === dialog.remoteTag) {
      const sent = Number((field(answer.request, "cseq") ?? "").split(" ")[0]);
      this.#dialog = { ...this.#dialog, localNumber: Math.max(this.#dialog.localNumber, sent) };
    }
    return answer;
  }

  /** Datagrams go where the route leads; a connection is used as long as it is there. */
  #nextHop(dialog: Dialog, used: Hop): Hop {
    const next = readUri(requestTarget(dialog).next);
    // A name would have to be resolved again: the server that answered knows the way.
    if (used.transport !== "udp" || !next || !/^[\d.]+$|:/u.test(next.host)) return used;
    return { transport: "udp", host: next.host, port: next.port ?? 5060 };
  }

  #offered(transaction: ServerTransaction, after: Dialog): void {
    if (this.#refreshing || this.#reinvite) return transaction.respond({ status: 491, reason: "Request Pending" });
    const { request, hop } = transaction;
    const answer = this.#events.offered(request.body);
    if (answer === null) return transaction.respond({ status: 488, reason: "Not Acceptable Here" });
    this.#dialog = after;
    this.#reinvite = transaction;
    const timer = readSessionExpires(request);
    this.#watch(timer ? { ...timer, refresher: "theirs" } : null);
    this.#agent.contact(hop).then(
      (contact) => {
        const expires: Field[] = timer
          ? [
              ["session-expires", `${timer.seconds};refresher=uac`],
              ["require", "timer"],
            ]
          : [];
        const fields: Field[] = [
          ["contact", contact],
          ["content-type", "application/sdp"],
          ["allow", METHODS.join(", ")],
          ...expires,
        ];
        transaction.respond({ status: 200, reason: "OK", fields, body: answer }, () => {
          this.#reinvite = null;
          this.hangUp().catch(() => {}); // never rejects
          this.#events.ended("the other side changed the call and did not acknowledge our answer");
        });
      },
      () => transaction.respond({ status: 500, reason: "No connection" }),
    );
  }

  /** RFC 4028 §10: we refresh at half time, or end the call when nobody refreshed it. */
  #watch(timer: SessionTimer | null): void {
    this.#cancelTimer();
    if (!timer) return;
    const { clock } = this.#agent;
    const { seconds, refresher } = timer;
    const margin = Math.min(32, seconds / 3);
    const waitMs = (refresher === "ours" ? seconds / 2 : seconds - margin) * 1000;
    this.#cancelTimer = clock.at(clock.now() + waitMs, () => {
      if (refresher === "ours")
        this.#refresh(timer).catch(() => {}); // never rejects
      else {
        this.hangUp().catch(() => {}); // never rejects
        this.#events.ended(`nothing was heard of the other side for ${seconds} s`);
      }
    });
  }

  async #refresh(timer: SessionTimer): Promise<void> {
    const dialog = this.#dialog;
    if (!dialog || this.#ended) return;
    this.#refreshing = true;
    const fields: Field[] = [
      ["contact", await this.#agent.contact(this.#hop ?? undefined).catch(() => "<sip:invalid>")],
      ["content-type", "application/sdp"],
      ["supported", EXTENSIONS.join(", ")],
      ["session-expires", `${timer.seconds};refresher=uac`],
    ];
    const answer = await this.#askWithin(dialog, "INVITE", fields, this.#offer);
    this.#refreshing = false;
    if (this.#ended || !this.#dialog) return;
    if (answer.kind === "answered" && answer.response.status < 300) {
      this.#acknowledge(this.#dialog);
      this.#watch(readSessionExpires(answer.response) ?? timer);
    } else if (answer.kind === "answered" && answer.response.status === 491) {
      const { clock } = this.#agent;
      this.#cancelTimer = clock.at(clock.now() + GLARE_MS, () => {
        this.#refresh(timer).catch(() => {}); // never rejects
      });
    } else {
      await this.hangUp();
      this.#events.ended("the call could not be refreshed");
    }
  }

  #leave(): void {
    this.#ended = true;
    this.#cancelTimer();
    this.#agent.leave(this.#callId);
  }
}

function refused(response: SipResponse): CallAnswer {
  const seconds = Number.parseInt(field(response, "retry-after") ?? "", 10);
  const afterMs = Number.isSafeInteger(seconds) ? seconds * 1000 : undefined;
  return { kind: "refused", status: response.status, reason: response.reason, afterMs };
}

function routed(routes: readonly string[]): Field[] {
  return routes.map((route) => ["route", route]);
}
