import { saying } from "#kernel/fault.ts";
import { readVia } from "./address.ts";
import type { Hop } from "./hop.ts";
import { field, listed, type SipRequest, type SipResponse } from "./message.ts";
import { type Speaking, T1_MS, T2_MS, T4_MS } from "./timers.ts";

export interface Listening {
  readonly provisional?: ((response: SipResponse) => void) | undefined;
  /** A 2xx to INVITE may come more than once: a repeat, or another branch that answered. */
  readonly final: (response: SipResponse) => void;
  /** Nothing came in time, or it could not be sent. */
  readonly failed: (because: string) => void;
}

type State = "calling" | "proceeding" | "completed" | "accepted" | "terminated";

/** A request that waits for its answer (RFC 3261 §17.1, RFC 6026). */
export class ClientTransaction {
  readonly request: SipRequest;
  readonly hop: Hop;
  readonly #host: Speaking;
  readonly #listening: Listening;
  readonly #ended: () => void;
  readonly #timers = new Set<() => void>();
  #state: State = "calling";
  #cancelRepeat = () => {};

  constructor(host: Speaking, request: SipRequest, hop: Hop, listening: Listening, ended: () => void) {
    this.#host = host;
    this.request = request;
    this.hop = hop;
    this.#listening = listening;
    this.#ended = ended;
    this.#send(request);
    if (!this.#reliable) this.#repeat(T1_MS);
    // Timers B and F.
    this.#after(64 * T1_MS, () => {
      if (this.#state === "calling" || (!this.#isInvite && this.#state === "proceeding")) {
        this.#fail(`${hop.host}:${hop.port} did not answer within ${(64 * T1_MS) / 1000} s`);
      }
    });
  }

  /** Whether a CANCEL may be sent: a provisional response came, and no final one (§9.1). */
  get mayCancel(): boolean {
    return this.#isInvite && this.#state === "proceeding";
  }

  /** Nothing is waited for any more. */
  abandon(because: string): void {
    this.#fail(because);
  }

  take(response: SipResponse): void {
    const { status } = response;
    const waits = this.#state === "calling" || this.#state === "proceeding";
    if (status < 200) {
      if (!waits) return;
      this.#state = "proceeding";
      if (this.#isInvite) this.#cancelRepeat();
      this.#listening.provisional?.(response);
    } else if (!this.#isInvite) {
      if (!waits) return;
      this.#complete(T4_MS);
      this.#listening.final(response);
    } else if (status < 300) {
      if (this.#state === "completed" || this.#state === "terminated") return;
      this.#cancelRepeat();
      if (this.#state !== "accepted") this.#after(64 * T1_MS, () => this.end());
      this.#state = "accepted";
      this.#listening.final(response);
    } else if (this.#state !== "accepted" && this.#state !== "terminated") {
      this.#send(this.#acknowledgement(response));
      if (!waits) return;
      this.#complete(64 * T1_MS);
      this.#listening.final(response);
    }
  }

  end(): void {
    if (this.#state === "terminated") return;
    this.#state = "terminated";
    this.#cancelRepeat();
    for (const cancel of this.#timers) cancel();
    this.#ended();
  }

  get #isInvite(): boolean {
    return this.request.method === "INVITE";
  }

  get #reliable(): boolean {
    return this.hop.transport !== "udp";
  }

  /** Timers D and K: a repeated answer is absorbed for so long. */
  #complete(lingerMs: number): void {
    this.#state = "completed";
    this.#cancelRepeat();
    if (this.#reliable) this.end();
    else this.#after(lingerMs, () => this.end());
  }

  /** Timers A and E. */
  #repeat(waitMs: number): void {
    const { clock } = this.#host;
    this.#cancelRepeat = clock.at(clock.now() + waitMs, () => {
      this.#send(this.request);
      const next = this.#isInvite ? waitMs * 2 : Math.min(this.#state === "proceeding" ? T2_MS : waitMs * 2, T2_MS);
      this.#repeat(next);
    });
  }

  #send(request: SipRequest): void {
    this.#host.send(request, this.hop).catch((thrown: unknown) => this.#fail(saying(thrown)));
  }

  #fail(because: string): void {
    if (this.#state !== "calling" && this.#state !== "proceeding") return;
    this.end();
    this.#listening.failed(because);
  }

  /** §17.1.1.3: hop by hop, in this same transaction. */
  #acknowledgement(response: SipResponse): SipRequest {
    const { uri, fields } = this.request;
    const [via = ""] = listed(this.request, "via");
    const same = fields.filter(([name]) => ["max-forwards", "route", "from", "call-id"].includes(name));
    const [number = "1"] = (field(this.request, "cseq") ?? "").split(" ");
    return {
      kind: "request",
      method: "ACK",
      uri,
      fields: [["via", via], ...same, ["to", field(response, "to") ?? ""], ["cseq", `${number} ACK`]],
      body: Buffer.alloc(0),
    };
  }

  #after(ms: number, act: () => void): void {
    const { clock } = this.#host;
    const cancel = clock.at(clock.now() + ms, () => {
      this.#timers.delete(cancel);
      act();
    });
    this.#timers.add(cancel);
  }
}

/** §17.1.3: which transaction a response belongs to. */
export function clientKey(message: SipRequest | SipResponse): string {
  const branch = readVia(listed(message, "via")[0] ?? "")?.parameters.get("branch") ?? "";
  return `${branch} ${(field(message, "cseq") ?? "").split(/\s+/u)[1] ?? ""}`;
}
