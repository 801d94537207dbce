import { readNameAddress } from "./address.ts";
import type { Hop } from "./hop.ts";
import { type Field, field, type SipRequest, type SipResponse } from "./message.ts";
import { type Speaking, T1_MS, T2_MS, T4_MS } from "./timers.ts";

export interface Answering {
  readonly status: number;
  readonly reason: string;
  readonly fields?: readonly Field[];
  readonly body?: Buffer;
}

/** A request that we answer (RFC 3261 §17.2, RFC 6026); a 2xx to INVITE is repeated here until its ACK comes (§13.3.1.4). */
export class ServerTransaction {
  readonly request: SipRequest;
  readonly hop: Hop;
  readonly #host: Speaking;
  readonly #ended: () => void;
  /** Ours, for a request that begins a dialog or belongs to none. */
  readonly tag: string;
  #last: SipResponse | null = null;
  #cancelRepeat = () => {};
  #cancelEnd = () => {};
  #unacknowledged: (() => void) | null = null;

  constructor(host: Speaking, request: SipRequest, hop: Hop, tag: string, ended: () => void) {
    this.#host = host;
    this.request = request;
    this.hop = hop;
    this.tag = tag;
    this.#ended = ended;
  }

  get answered(): boolean {
    return this.#last !== null && this.#last.status >= 200;
  }

  /** @param unacknowledged told when no ACK came to a 2xx */
  respond(answering: Answering, unacknowledged: (() => void) | null = null): void {
    if (this.answered) return;
    const response = this.#response(answering);
    this.#last = response;
    this.#send(response);
    if (response.status < 200) return;
    this.#unacknowledged = unacknowledged;
    const { clock } = this.#host;
    const reliable = this.hop.transport !== "udp";
    const isInvite = this.request.method === "INVITE";
    // Over a reliable transport only a 2xx is repeated: it goes from end to end.
    if (isInvite && (!reliable || response.status < 300)) this.#repeat(response, T1_MS);
    // Timers H and J.
    this.#cancelEnd = clock.at(clock.now() + (isInvite || !reliable ? 64 * T1_MS : 0), () => {
      const lost = this.#unacknowledged;
      this.end();
      lost?.();
    });
  }

  /** The same request again: our answer was lost. */
  again(): void {
    if (this.#last) this.#send(this.#last);
  }

  acknowledged(): void {
    this.#unacknowledged = null;
    this.#cancelRepeat();
    this.#cancelEnd();
    const { clock } = this.#host;
    // Timer I: further ACKs are absorbed.
    this.#cancelEnd = clock.at(clock.now() + (this.hop.transport === "udp" ? T4_MS : 0), () => this.end());
  }

  end(): void {
    this.#cancelRepeat();
    this.#cancelEnd();
    this.#unacknowledged = null;
    this.#ended();
  }

  #repeat(response: SipResponse, waitMs: number): void {
    const { clock } = this.#host;
    this.#cancelRepeat = clock.at(clock.now() + waitMs, () => {
      this.#send(response);
      this.#repeat(response, Math.min(waitMs * 2, T2_MS));
    });
  }

  #send(response: SipResponse): void {
    this.#host.send(response, this.hop).catch(() => {}); // the far side repeats its request
  }

  /** §8.2.6: what a response copies from its request. */
  #response({ status, reason, fields = [], body = Buffer.alloc(0) }: Answering): SipResponse {
    const copied = this.request.fields.filter(([name]) =>
      ["via", "from", "call-id", "cseq", "timestamp", ...(status < 300 ? ["record-route"] : [])].includes(name),
    );
    const to = field(this.request, "to");
    if (to !== undefined) {
      const isTagged = status === 100 || readNameAddress(to)?.parameters.has("tag") === true;
      copied.push(["to", isTagged ? to : `${to};tag=${this.tag}`]);
    }
    return { kind: "response", status, reason, fields: [...copied, ...fields], body };
  }
}
