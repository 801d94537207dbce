import type { Duplex } from "node:stream";
import type { Clock } from "#kernel/clock.ts";
import { Ended } from "./ended.ts";
import { cutFrames, framed } from "./frames.ts";
import { type End, type Kind, type Message, readMessage, written } from "./messages.ts";

/** What one side may send in a whole run. */
const MOST_BYTES = 64 * 1024;
const MOST_WAITING = 8;

/** The far side of a ceremony, message by message. What it sends is bounded in size, number and time. */
export class Peer {
  readonly #stream: Duplex;
  readonly #clock: Clock;
  #rest: Buffer = Buffer.alloc(0);
  #received = 0;
  readonly #waiting: { message: Message; bytes: Buffer }[] = [];
  #ended: Ended | null = null;
  #wake = () => {};

  constructor(stream: Duplex, clock: Clock) {
    this.#stream = stream;
    this.#clock = clock;
    stream.on("data", (more: Buffer) => this.#take(more));
    const gone = () => this.#end(new Ended("given-up", "The other side has gone away.", { byPeer: true }));
    stream.on("end", gone).on("close", gone).on("error", gone);
  }

  /** The bytes as they went out, for the transcript. */
  send(message: Message): Buffer {
    const bytes = written(message);
    if (this.#stream.writable) this.#stream.write(framed(bytes));
    return bytes;
  }

  /**
   * The next message, which must be one of this kind and there within the time. Throws `Ended` otherwise, and when the
   * far side has ended it; the connection is then of no use any more.
   */
  async read<K extends Kind>(kind: K, withinMs: number): Promise<{ message: Message<K>; bytes: Buffer }> {
    const tooLate = () =>
      this.#end(new Ended("too-late", `The other side was silent for ${Math.round(withinMs / 1000)} seconds.`));
    const cancel = this.#clock.at(this.#clock.now() + withinMs, tooLate);
    try {
      for (;;) {
        const next = this.#waiting.shift();
        if (next && next.message.kind === kind) return next as { message: Message<K>; bytes: Buffer };
        if (next?.message.kind === "end") throw endSaid(next.message);
        if (next) throw new Ended("damaged", `The other side sent "${next.message.kind}" where "${kind}" belongs.`);
        if (this.#ended) throw this.#ended;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      cancel();
    }
  }

  /** Tells the far side why, and hangs up. */
  end(end: End, because: string, transcript: string | null = null): void {
    if (this.#stream.writable) {
      this.#stream.end(framed(written({ kind: "end", end, because: because.slice(0, 400), transcript })));
      // Whoever doesn't hang up in turn is cut off.
      const cancel = this.#clock.at(this.#clock.now() + 1000, () => this.#stream.destroy());
      this.#stream.once("close", cancel);
    }
    this.#end(new Ended(end, because));
  }

  #take(more: Buffer): void {
    this.#received += more.length;
    if (this.#ended) return;
    if (this.#received > MOST_BYTES) return this.#damaged("more than a ceremony needs");
    const { frames, rest, tooLong } = cutFrames(Buffer.concat([this.#rest, more]));
    this.#rest = rest;
    for (const bytes of frames) {
      const message = readMessage(bytes);
      if (!message || this.#waiting.length >= MOST_WAITING) return this.#damaged("what is no message of a ceremony");
      this.#waiting.push({ message, bytes });
    }
    if (tooLong) return this.#damaged("a message that is too long");
    this.#wake();
  }

  #damaged(what: string): void {
    this.#end(new Ended("damaged", `The other side sent ${what}. Is it Tocsin?`));
  }

  #end(ended: Ended): void {
    this.#ended ??= ended;
    this.#wake();
  }
}

function endSaid({ end, because, transcript }: Message<"end">): Ended {
  return new Ended(end, because, { byPeer: true, transcript });
}
