import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type TLSSocket } from "node:tls";
import { makeAuthority } from "./authority.ts";

/**
 * Stands between a browser and the server, reads what they say, and tears the live feed in the middle of an event: the browser
 * gets the first half of it, and then the connection ends.
 */
export class TornFeed {
  readonly #server: Server;
  readonly #sockets = new Set<TLSSocket>();
  #torn: (() => void) | null = null;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param to the server's port on this machine */
  static async open(to: number): Promise<TornFeed> {
    const own = await (await makeAuthority()).issue("localhost");
    const server = createServer({ ...own, ALPNProtocols: ["http/1.1"] });
    const torn = new TornFeed(server);
    server.on("secureConnection", (near) => {
      const far = connect({ port: to, host: "127.0.0.1", rejectUnauthorized: false, ALPNProtocols: ["http/1.1"] });
      for (const [from, into] of [
        [near, far],
        [far, near],
      ] as const) {
        torn.#sockets.add(from);
        from.on("error", () => into.destroy());
        from.on("close", () => {
          into.destroy();
          torn.#sockets.delete(from);
        });
      }
      near.pipe(far);
      far.on("data", (bytes: Buffer) => torn.#pass(bytes, near, far));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return torn;
  }

  #pass(bytes: Buffer, near: TLSSocket, far: TLSSocket): void {
    const begin = bytes.indexOf("event: alarm");
    if (!this.#torn || begin === -1) {
      near.write(bytes);
      return;
    }
    const end = bytes.indexOf("\n\n", begin);
    const half = Math.floor((begin + (end === -1 ? bytes.length : end)) / 2);
    this.#torn();
    this.#torn = null;
    near.end(bytes.subarray(0, half), () => far.destroy());
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Resolves once the next event of an alarm was torn. */
  tear(): Promise<void> {
    return new Promise((resolve) => {
      this.#torn = resolve;
    });
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}
