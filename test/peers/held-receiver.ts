import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Takes what webhooks post, and answers each only when it is told to. */
export class HeldReceiver {
  /** Value of `Idempotency-Key` of each post, in their order. */
  readonly posts: string[] = [];
  readonly #server: Server;
  readonly #held: ServerResponse[] = [];
  #holds = true;

  private constructor(took: () => void) {
    this.#server = createServer((request, response) => {
      request.resume();
      request.on("end", () => {
        this.posts.push(String(request.headers["idempotency-key"]));
        if (this.#holds) this.#held.push(response);
        else response.writeHead(204).end();
        took();
      });
    });
  }

  static async open(took: () => void): Promise<HeldReceiver> {
    const receiver = new HeldReceiver(took);
    await once(receiver.#server.listen(0, "127.0.0.1"), "listening");
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/held`;
  }

  /** From now on nothing is answered. */
  hold(): void {
    this.#holds = true;
  }

  /** Answers what is held, and from now on at once. */
  release(): void {
    this.#holds = false;
    for (const response of this.#held.splice(0)) response.writeHead(204).end();
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
