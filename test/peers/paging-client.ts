import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A client of RFC 1861 that says lines and waits for replies. */
export class PagingClient implements AsyncDisposable {
  readonly #socket: Socket;
  #text = "";
  #closed = false;
  #wake: () => void = () => {};

  static async open(port: number): Promise<PagingClient> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    return new PagingClient(socket);
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#text += chunk.toString("latin1");
      this.#wake();
    });
    socket.on("error", () => {});
    socket.once("close", () => {
      this.#closed = true;
      this.#wake();
    });
  }

  /** The next line, or "closed". */
  async reply(): Promise<string> {
    for (;;) {
      const end = this.#text.indexOf("\r\n");
      if (end >= 0) {
        const line = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return line;
      }
      if (this.#closed) return "closed";
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  say(line: string): Promise<string> {
    this.#socket.write(`${line}\r\n`);
    return this.reply();
  }

  async write(bytes: string | Uint8Array): Promise<void> {
    await new Promise((resolve) => this.#socket.write(bytes, resolve));
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#socket.destroy();
    return Promise.resolve();
  }
}
