import type { Socket } from "node:net";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { FrameCutter, hex, writeFrame } from "./frame.ts";
import { type Answer, type Request, readAnswer, writeRequest } from "./pdu.ts";

export type Reply = (Answer & { readonly raw: string }) | { readonly kind: "nothing" };

/** Sends requests over one connection and matches what comes back to them by transaction number. */
export class Client {
  /** Rejects with a `Fault` once the connection is gone. */
  readonly lost: Promise<never>;
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #stray: (why: string, raw: string) => void;
  readonly #waiting = new Map<number, (reply: { unit: number; pdu: Uint8Array } | null) => void>();
  readonly #lose: (why: Fault) => void;
  #gone: Fault | undefined;
  #transaction = 0;

  /** @param stray is told of answers that nobody waits for (any more) */
  constructor(socket: Socket, clock: Clock, stray: (why: string, raw: string) => void) {
    this.#socket = socket;
    this.#clock = clock;
    this.#stray = stray;
    const { promise, reject } = Promise.withResolvers<never>();
    this.lost = promise;
    this.#lose = reject;
    promise.catch(() => {});
    const cutter = new FrameCutter();
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 10_000);
    socket.on("data", (chunk) => this.#read(cutter, chunk));
    socket.on("error", (cause) => this.drop(`the connection broke: ${saying(cause)}`, cause));
    socket.on("close", () => this.drop("the device closed the connection"));
  }

  /** Resolves with what came back in time, or with `nothing`. Rejects once the connection is gone. */
  async ask(unit: number, request: Request, timeoutMs: number): Promise<Reply> {
    this.#mustBeThere();
    this.#transaction = (this.#transaction + 1) & 0xffff;
    const transaction = this.#transaction;
    const frame = await new Promise<{ unit: number; pdu: Uint8Array } | null>((resolve) => {
      const cancel = this.#clock.at(this.#clock.now() + timeoutMs, () => settle(null));
      const settle = (reply: { unit: number; pdu: Uint8Array } | null) => {
        cancel();
        this.#waiting.delete(transaction);
        resolve(reply);
      };
      this.#waiting.set(transaction, settle);
      this.#socket.write(writeFrame(transaction, unit, writeRequest(request)));
    });
    this.#mustBeThere();
    if (!frame) return { kind: "nothing" };
    const raw = hex(frame.pdu);
    if (frame.unit !== unit) {
      return { kind: "damaged", why: `the device answered for unit ${frame.unit} where unit ${unit} was asked`, raw };
    }
    return { ...readAnswer(request, frame.pdu), raw };
  }

  /** Gives the connection up; whoever waits is told. Harmless when it is gone already. */
  drop(why: string, cause?: unknown): void {
    if (this.#gone) return;
    this.#gone = new Fault("unreachable", why, { cause, transient: true });
    this.#socket.destroy();
    for (const settle of this.#waiting.values()) settle(null);
    this.#lose(this.#gone);
  }

  #mustBeThere(): void {
    if (this.#gone) throw this.#gone;
  }

  #read(cutter: FrameCutter, chunk: Uint8Array): void {
    for (const frame of cutter.cut(chunk)) {
      if (frame.kind === "damaged") {
        this.#stray(`no Modbus: ${frame.why}`, frame.raw);
        this.drop(`the device sent something that is no Modbus (${frame.why}); the connection was closed`);
        return;
      }
      const settle = this.#waiting.get(frame.transaction);
      if (settle) settle(frame);
      else
        this.#stray(
          `an answer that nobody waits for, late or not ours: transaction ${frame.transaction}`,
          hex(frame.pdu),
        );
    }
  }
}
