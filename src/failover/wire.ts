import type { Duplex } from "node:stream";
import { Fault } from "#kernel/fault.ts";
import type { Bytes } from "#store/base-copy.ts";

const LONGEST_LINE = 1024 * 1024;

/** A connection between two cores, before and after its first lines: JSON in lines, then whatever was agreed. */
export class Wire implements Bytes {
  readonly socket: Duplex;
  #rest: Buffer = Buffer.alloc(0);

  constructor(socket: Duplex) {
    this.socket = socket;
    socket.on("error", () => {}); // The reader or writer is told by the end of it.
  }

  get closed(): boolean {
    return this.socket.destroyed;
  }

  /** Rejects with a `Fault` (`unreachable`) when the far side ends the connection. */
  async line(): Promise<string> {
    for (let from = 0; ; ) {
      const end = this.#rest.indexOf(10, from);
      if (end >= 0) return this.#take(end + 1).toString("utf8", 0, end);
      if (this.#rest.length > LONGEST_LINE) throw new Fault("untrusted", "The other core sent a line without end.");
      from = this.#rest.length;
      await this.#fill();
    }
  }

  async said(): Promise<unknown> {
    const line = await this.line();
    try {
      return JSON.parse(line);
    } catch (cause) {
      throw new Fault("untrusted", "The other core sent something that is no message.", { cause });
    }
  }

  async exactly(length: number): Promise<Buffer> {
    while (this.#rest.length < length) await this.#fill();
    return this.#take(length);
  }

  say(message: object): void {
    if (this.socket.writable) this.socket.write(`${JSON.stringify(message)}\n`);
  }

  /** Resolves when there may be more. */
  send(piece: Buffer): Promise<void> {
    if (!this.socket.writable) return Promise.reject(ended());
    if (this.socket.write(piece)) return Promise.resolve();
    return new Promise((resolve, reject) => this.#once(["drain"], resolve, reject));
  }

  /** Joins it with another connection; the end of one is the end of both. */
  join(other: Duplex): void {
    other.on("error", () => {});
    other.write(this.#take(this.#rest.length));
    this.socket.pipe(other);
    other.pipe(this.socket);
    this.socket.once("close", () => other.destroy());
    other.once("close", () => this.socket.destroy());
  }

  close(): void {
    this.socket.destroy();
  }

  #take(length: number): Buffer {
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }

  async #fill(): Promise<void> {
    for (;;) {
      const piece = this.socket.read() as Buffer | null;
      if (piece) {
        this.#rest = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
        return;
      }
      if (this.socket.readableEnded || this.socket.destroyed) throw ended();
      await new Promise<void>((resolve, reject) => this.#once(["readable", "end"], resolve, reject));
    }
  }

  #once(events: readonly string[], resolve: () => void, reject: (why: Error) => void): void {
    const done = (act: () => void) => {
      for (const event of events) this.socket.off(event, went);
      this.socket.off("close", gone);
      act();
    };
    const went = () => done(resolve);
    const gone = () => done(() => reject(ended()));
    for (const event of events) this.socket.once(event, went);
    this.socket.once("close", gone);
  }
}

function ended(): Fault {
  return new Fault("unreachable", "The other core ended the connection.", { transient: true });
}
