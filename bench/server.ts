import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, WholeServer } from "../test/peers/whole-server.ts";

export { freePort, pause } from "../test/peers/whole-server.ts";

export const OPEN_WAY_IN = { source: [{ id: "bench", name: "Bench", driver: "http" }] };

/** What is measured: a whole Tocsin in processes of its own, with an open way in for events. */
export class Server extends WholeServer {
  static override async fresh(site: object = {}): Promise<Server> {
    const server = new Server(mkdtempSync(join(tmpdir(), "tocsin-bench-")), await freePort());
    await server.furnish({ ...OPEN_WAY_IN, ...site });
    return server;
  }
}
