import type { Socket } from "node:net";
import { connect as connectByTls } from "node:tls";
import { Fault, saying } from "#kernel/fault.ts";
import { type Dialling, dial } from "./dial.ts";
import { readable, type Transcript } from "./transcript.ts";

export interface Conversing extends Dialling {
  /** By TLS from the first byte; `ca` in PEM, absent: the public authorities. Absent: in clear. */
  readonly tls?: { readonly ca?: string | undefined } | undefined;
  readonly transcript?: Transcript | undefined;
}

/** Finds the first whole thing at the beginning of what came, or null when more must come. */
export type Cut<T> = (bytes: Buffer) => { readonly value: T; readonly used: number } | null;

/** Unread bytes; a far side that sends more than this without making sense is cut off. */
const UNREAD = 65_536;

/** A connection that we have dialled, on which we speak and wait for an answer, one at a time. */
export class Conversation {
  readonly #place: string;
  readonly #clock: NonNullable<Dialling["clock"]>;
  readonly #socket: Socket;
  readonly #transcript: Transcript | undefined;
  readonly #stop: () => void;
  #bytes: Buffer = Buffer.alloc(0);
  #ended: Fault | null = null;
  #arrived: () => void = () => {};

  /** @throws Fault as `dial` does; `untrusted` when the certificate is not good */
  static async open(
    conversing: Conversing & { readonly clock: NonNullable<Dialling["clock"]> },
  ): Promise<Conversation> {
    const plain = await dial(conversing);
    const conversation = new Conversation(
      conversing.tls ? await secured(plain, conversing, conversing.tls.ca) : plain,
      conversing,
    );
    if (conversing.signal?.aborted) conversation.close();
    return conversation;
  }

  private constructor(
    socket: Socket,
    { host, port, clock, signal, transcript }: Conversing & { readonly clock: NonNullable<Dialling["clock"]> },
  ) {
    this.#socket = socket;
    this.#place = `${host}:${port}`;
    this.#transcript = transcript;
    this.#clock = clock;
    this.#stop = () => this.close();
    signal?.addEventListener("abort", this.#stop, { once: true });
    const end = (why: string) => {
      signal?.removeEventListener("abort", this.#stop);
      this.#ended ??= new Fault("unreachable", `${this.#place} ${why}`, { transient: true });
      this.#arrived();
    };
    socket.on("data", (chunk: Buffer) => {
      if (transcript?.listening) transcript.received(readable(chunk));
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      if (this.#bytes.length > UNREAD) {
        end(`sent ${this.#bytes.length} bytes that make no sense`);
        socket.destroy();
      }
      this.#arrived();
    });
    socket.on("error", (error) => end(`broke the connection: ${saying(error)}`));
    socket.on("end", () => end("closed the connection"));
    socket.on("close", () => end("closed the connection"));
  }

  get usable(): boolean {
    return this.#ended === null;
  }

  say(bytes: string | Uint8Array): void {
    if (this.#ended) throw this.#ended;
    if (this.#transcript?.listening) this.#transcript.sent(readable(bytes));
    if (typeof bytes === "string") this.#socket.write(bytes, "latin1");
    else this.#socket.write(bytes);
  }

  /**
   * What the far side says next, as `cut` finds it.
   * @throws Fault `timed-out` after `withinMs`, `unreachable` when the connection ended before
   */
  async hear<T>(cut: Cut<T>, withinMs: number): Promise<T> {
    let late = false;
    const cancel = this.#clock.at(this.#clock.now() + withinMs, () => {
      late = true;
      this.#arrived();
    });
    try {
      for (;;) {
        const found = cut(this.#bytes);
        if (found) {
          this.#bytes = this.#bytes.subarray(found.used);
          return found.value;
        }
        if (this.#ended) throw this.#ended;
        if (late) {
          throw new Fault("timed-out", `${this.#place} did not answer within ${withinMs} ms`, { transient: true });
        }
        await new Promise<void>((resolve) => {
          this.#arrived = resolve;
        });
      }
    } finally {
      cancel();
      this.#arrived = () => {};
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Closes once what was said has gone out. */
  end(): void {
    this.#socket.destroySoon();
  }
}

function secured(plain: Socket, { host, port, timeoutMs, clock }: Conversing, ca: string | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectByTls({
      socket: plain,
      ...(/^[\d.]+$|:/u.test(host) ? {} : { servername: host }),
      host,
      rejectUnauthorized: true,
      minVersion: "TLSv1.2",
      ...(ca === undefined ? {} : { ca }),
    });
    const settle = () => {
      cancel?.();
      socket.removeListener("error", failed);
      socket.removeListener("close", closed);
    };
    const fail = (fault: Fault) => {
      settle();
      socket.on("error", () => {});
      socket.destroy();
      reject(fault);
    };
    const failed = (cause: Error) =>
      fail(
        new Fault("untrusted", `${host}:${port} can't be spoken with by TLS: ${saying(cause)}`, {
          cause,
          transient: true,
        }),
      );
    const closed = () =>
      fail(new Fault("unreachable", `${host}:${port} closed the connection instead of TLS`, { transient: true }));
    const cancel = clock?.at(clock.now() + timeoutMs, () =>
      fail(new Fault("timed-out", `${host}:${port} did not begin TLS within ${timeoutMs} ms`, { transient: true })),
    );
    socket.once("error", failed);
    socket.once("close", closed);
    socket.once("secureConnect", () => {
      settle();
      resolve(socket);
    });
  });
}
