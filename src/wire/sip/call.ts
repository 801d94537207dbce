import { readNameAddress, readUri } from "./address.ts";
import type { Answer, UserAgent } from "./agent.ts";
import type { ClientTransaction } from "./client-transaction.ts";
import { dialogOf } from "./dialog.ts";
import { type CallEvents, EstablishedCall, type InDialog } from "./established-call.ts";
import type { Hop } from "./hop.ts";
import { EXTENSIONS, METHODS } from "./judge.ts";
import { type Field, field, listed, type SipResponse } from "./message.ts";
import type { Transfer } from "./refer.ts";
import type { ServerTransaction } from "./server-transaction.ts";
import { readSessionExpires } from "./session-timer.ts";
import { T1_MS } from "./timers.ts";
import { token } from "./transactions.ts";

export interface OutgoingCallEvents extends CallEvents {
  readonly ringing: () => void;
}

export type CallAnswer =
  | { readonly kind: "answered"; readonly sdp: Buffer; readonly from: Hop }
  | { readonly kind: "refused"; readonly status: number; readonly reason: string; readonly afterMs: number | undefined }
  | { readonly kind: "failed"; readonly because: string }
  | { readonly kind: "given-up" };

const MOST_REDIRECTIONS = 2;
/** Of a call that was given up. */
const PATIENCE_MS = 64 * T1_MS + 1000;

/** A call that we make (RFC 3261 §13.2), until it is answered; from then on it is an established one. */
export class OutgoingCall implements InDialog {
  readonly answer: Promise<CallAnswer>;
  readonly #agent: UserAgent;
  readonly #events: OutgoingCallEvents;
  readonly #offer: Buffer;
  readonly #callId = token();
  readonly #from: string;
  #transaction: ClientTransaction | null = null;
  #established: EstablishedCall | null = null;
  #inviteNumber = 1;
  #givenUp = false;
  #cancelled = false;

  constructor(agent: UserAgent, uri: string, offer: Buffer, events: OutgoingCallEvents) {
    this.#agent = agent;
    this.#offer = offer;
    this.#events = events;
    this.#from = agent.from();
    agent.join(this.#callId, this);
    this.answer = this.#invite(uri).then((answer) => {
      if (answer.kind !== "answered") agent.leave(this.#callId);
      return answer;
    });
  }

  /** Nobody need answer any more. An answer that comes at the same moment is hung up. */
  giveUp(): void {
    if (this.#givenUp || this.#established) return;
    this.#givenUp = true;
    if (this.#transaction?.mayCancel) this.#cancel(this.#transaction);
  }

  /** Resolves when the far side knows, or can't be told. */
  async hangUp(): Promise<void> {
    await this.#established?.hangUp();
  }

  /** @see EstablishedCall.refer */
  async refer(uri: string, waitMs: number): Promise<Transfer> {
    return this.#established?.refer(uri, waitMs) ?? { done: false, because: "nobody has answered" };
  }

  asked(transaction: ServerTransaction): void {
    if (this.#established) this.#established.asked(transaction);
    else transaction.respond({ status: 481, reason: "Call Does Not Exist" });
  }

  acknowledged(): void {
    this.#established?.acknowledged();
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
        over: () => this.#givenUp,
      });
      // Whoever says nothing at all is no telephone that rings.
      if (answer.kind === "failed") return this.#cancelled ? { kind: "given-up" } : answer;
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

  /** A server that answers the CANCEL, and never the INVITE, is not waited for longer than §9.1 says. */
  #cancel(transaction: ClientTransaction): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    const { clock } = this.#agent;
    this.#agent.cancel(transaction, (because) => {
      this.#cancelled = false;
      transaction.abandon(because);
    });
    const cut = clock.at(clock.now() + PATIENCE_MS, () => transaction.abandon("the call was given up"));
    this.answer.then(cut, cut);
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
    if (this.#givenUp && this.#transaction?.mayCancel) this.#cancel(this.#transaction);
    else if (response.status === 180 || response.status === 183) this.#events.ringing();
  }

  #answered({ request, response, hop }: Extract<Answer, { kind: "answered" }>): CallAnswer {
    const dialog = dialogOf(request, response);
    if (!dialog)
      return { kind: "failed", because: "the call was answered without a contact: it can't be acknowledged" };
    const established = new EstablishedCall(this.#agent, {
      dialog,
      used: hop,
      sdp: this.#offer,
      events: this.#events,
      left: () => this.#agent.leave(this.#callId),
    });
    this.#established = established;
    established.acknowledge();
    if (this.#givenUp) {
      established.hangUp().catch(() => {}); // never rejects
      return { kind: "given-up" };
    }
    established.watch(readSessionExpires(response));
    return { kind: "answered", sdp: response.body, from: hop };
  }

  /** A repeated 2xx is acknowledged again; one of another branch is acknowledged and ended (§13.2.2.4). */
  #further({ request, hop }: Extract<Answer, { kind: "answered" }>, response: SipResponse): void {
    const dialog = dialogOf(request, response);
    if (!dialog) return;
    if (this.#established?.is(dialog)) return this.#established.acknowledge();
    const establishing = { dialog, used: hop, sdp: this.#offer, events: UNHEARD, left: () => {} };
    const other = new EstablishedCall(this.#agent, establishing);
    other.acknowledge();
    other.hangUp().catch(() => {}); // never rejects
  }
}

/** Of a call that is only ended. */
const UNHEARD: CallEvents = { offered: () => null, info: () => {}, ended: () => {} };

function refused(response: SipResponse): CallAnswer {
  const seconds = Number.parseInt(field(response, "retry-after") ?? "", 10);
  const afterMs = Number.isSafeInteger(seconds) ? seconds * 1000 : undefined;
  return { kind: "refused", status: response.status, reason: response.reason, afterMs };
}
