import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type TLSSocket } from "node:tls";
import { makeAuthority } from "./authority.ts";

export interface Said {
  kind: string;
  [field: string]: unknown;
}

/** What the one between does with a message; null: keeps it back. */
export type Meddle = (message: Said, from: "joiner" | "authority") => Said | null;

/** Somebody between two machines, with TLS of their own to either: reads all, passes on what they like. */
export class CeremonyRelay {
  readonly heard: Said[] = [];
  readonly port: number;
  readonly #close: () => void;

  private constructor(port: number, heard: Said[], close: () => void) {
    this.port = port;
    this.heard = heard;
    this.#close = close;
  }

  static async open(authorityPort: number, meddle: Meddle = (message) => message): Promise<CeremonyRelay> {
    const heard: Said[] = [];
    const sockets = new Set<TLSSocket>();
    const own = await (await makeAuthority()).issue("somebody-else");
    const server = createServer({ ...own, minVersion: "TLSv1.3", ALPNProtocols: ["tocsin-trust/1"] }, (joiner) => {
      const authority = connect({
        host: "127.0.0.1",
        port: authorityPort,
        ALPNProtocols: ["tocsin-trust/1"],
        rejectUnauthorized: false,
      });
      for (const socket of [joiner, authority]) sockets.add(socket.on("error", () => {}));
      const pass = (from: TLSSocket, to: TLSSocket, name: "joiner" | "authority") => {
        let rest = Buffer.alloc(0);
        from.on("data", (more: Buffer) => {
          rest = Buffer.concat([rest, more]);
          while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32BE(0)) {
            const length = rest.readUInt32BE(0);
            const message = JSON.parse(rest.toString("utf8", 4, 4 + length)) as Said;
            rest = rest.subarray(4 + length);
            heard.push(message);
            const passed = meddle(message, name);
            if (passed) to.write(inFrame(passed));
          }
        });
        from.on("end", () => to.end());
      };
      pass(joiner, authority, "joiner");
      pass(authority, joiner, "authority");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new CeremonyRelay((server.address() as AddressInfo).port, heard, () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
  }

  close(): void {
    this.#close();
  }
}

/** Bytes of a message as they go over the wire. */
export function inFrame(message: unknown): Buffer {
  const bytes = Buffer.from(typeof message === "string" ? message : JSON.stringify(message));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
