import { readNameAddress, readUri } from "./address.ts";
import type { UserAgent } from "./agent.ts";
import { dialogOfServer } from "./dialog.ts";
import { type CallEvents, EstablishedCall, type InDialog } from "./established-call.ts";
import { METHODS } from "./judge.ts";
import { type Field, field, type SipRequest } from "./message.ts";
import type { ServerTransaction } from "./server-transaction.ts";
import { answerSessionExpires } from "./session-timer.ts";

/** The user in From: a number, a name; empty when there is none. */
export function callerOf(request: SipRequest): string {
  const uri = readNameAddress(field(request, "from") ?? "")?.uri ?? "";
  return readUri(uri)?.user ?? "";
}

/** A call that somebody else makes (RFC 3261 §13.3), until it is answered or refused; from then on it is an established one. */
export class IncomingCall implements InDialog {
  /** Who calls, as the server says: a number, a name; empty when it doesn't. */
  readonly from: string;
  /** Their SDP; empty: they want ours first. */
  readonly offer: Buffer;
  readonly #agent: UserAgent;
  readonly #invite: ServerTransaction;
  readonly #over = Promise.withResolvers<null>();
  #established: EstablishedCall | null = null;
  #confirmed = false;
  #acknowledged: (sdp: Buffer) => void = () => {};

  constructor(agent: UserAgent, invite: ServerTransaction) {
    this.#agent = agent;
    this.#invite = invite;
    this.offer = invite.request.body;
    this.from = callerOf(invite.request);
    agent.join(this.#callId, this);
    invite.respond({ status: 180, reason: "Ringing" });
  }

  /** Ours, as the far side reaches it. */
  get address(): string {
    return this.#agent.address;
  }

  /** @param status of RFC 3261 §21.4 to §21.6 */
  refuse(status: number, reason: string): void {
    this.#invite.respond({ status, reason });
    this.#agent.leave(this.#callId);
  }

  /**
   * Takes the call. Resolves with their SDP once they have confirmed it (what the INVITE or its ACK carried), or with null
   * when they went away before.
   */
  async answer(sdp: Buffer, events: CallEvents): Promise<Buffer | null> {
    const { hop, request, tag, answered } = this.#invite;
    const dialog = dialogOfServer(request, tag);
    const contact = answered || !dialog ? null : await this.#agent.contact(hop).catch(() => null);
    if (!dialog || contact === null || this.#invite.answered) {
      this.refuse(400, "Contact is missing");
      return null;
    }
    const left = () => {
      this.#agent.leave(this.#callId);
      this.#over.resolve(null);
    };
    const established = new EstablishedCall(this.#agent, { dialog, used: hop, sdp, events, left });
    this.#established = established;
    const expires = answerSessionExpires(request);
    const fields: Field[] = [
      ["contact", contact],
      ["content-type", "application/sdp"],
      ["allow", METHODS.join(", ")],
      ...(expires?.fields ?? []),
    ];
    const confirmed = new Promise<Buffer>((resolve) => {
      this.#acknowledged = resolve;
    });
    this.#invite.respond({ status: 200, reason: "OK", fields, body: sdp }, () => {
      // Nobody confirmed it within 32 s: the call is ended all the same (§13.3.1.4).
      established.hangUp().catch(() => {}); // never rejects
    });
    const theirs = await Promise.race([confirmed, this.#over.promise]);
    if (theirs === null) return null;
    established.watch(expires?.timer ?? null);
    return this.offer.length > 0 ? this.offer : theirs;
  }

  /** Resolves when the far side knows, or can't be told. */
  async hangUp(): Promise<void> {
    await this.#established?.hangUp();
  }

  asked(transaction: ServerTransaction): void {
    if (this.#established) this.#established.asked(transaction);
    else transaction.respond({ status: 481, reason: "Call Does Not Exist" });
  }

  acknowledged(request: SipRequest): void {
    if (this.#confirmed) return this.#established?.acknowledged();
    this.#confirmed = true;
    this.#invite.acknowledged();
    this.#acknowledged(request.body);
  }

  cancelled(): void {
    this.#agent.leave(this.#callId);
    this.#over.resolve(null);
  }

  get #callId(): string {
    return field(this.#invite.request, "call-id") ?? "";
  }
}
