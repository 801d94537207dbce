import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { machineListeners, ownInodes } from "#hardening/listeners.ts";
import { makeAuthority } from "../peers/authority.ts";
import { HttpsClient } from "../peers/https-client.ts";
import { WholeServer } from "../peers/whole-server.ts";
import { Story } from "./story.ts";

const ANNA = { id: "anna.keller", password: "violet tractor sings 9 hymns" };

/** Somebody on the way to a server: sees all that passes, and may change what goes to it. */
class OnTheWay {
  readonly seen: Buffer[] = [];
  change: (chunk: Buffer) => Buffer = (chunk) => chunk;
  readonly #server: Server;

  constructor(to: number) {
    this.#server = createServer((near) => {
      const far = connect(to, "127.0.0.1");
      for (const one of [near, far]) one.on("error", () => {});
      near.on("data", (chunk) => {
        this.seen.push(chunk);
        far.write(this.change(chunk));
      });
      far.on("data", (chunk) => {
        this.seen.push(chunk);
        near.write(chunk);
      });
      near.on("close", () => far.destroy());
      far.on("close", () => near.destroy());
    });
  }

  async listen(): Promise<number> {
    await once(this.#server.listen(0, "127.0.0.1"), "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
  }
}

test("N-044 N-072 P-125 P-126 P-128 P-142 a server has one port, which speaks TLS and no HTTP without it; nothing listens by UDP", async (t) => {
  const server = await WholeServer.fresh({});
  t.after(() => server.stop());
  const mine = ownInodes(`/proc/${server.pid}/fd`);
  assert.deepEqual(
    machineListeners()
      .filter(({ inode }) => mine.has(inode))
      .map(({ transport, address, port }) => `${transport} ${address} ${port}`),
    [`tcp 127.0.0.1 ${server.port}`],
  );
  const plain = connect(server.port, "127.0.0.1");
  plain.on("error", () => {});
  plain.write("GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n");
  let said = "";
  plain.on("data", (chunk: Buffer) => (said += chunk.toString("latin1")));
  await once(plain, "close");
  assert.doesNotMatch(said, /HTTP|status|active/);
  const client = new HttpsClient(server.port, server.ca);
  t.after(() => client.close());
  const page = await client.ask("GET", "/", { accept: "text/html" });
  assert.match(page.headers["strict-transport-security"] ?? "", /^max-age=31536000/);
});

test("N-073 P-048 P-049 on the way to the server nobody reads a credential, changes a byte or takes its place", async (t) => {
  const story = await Story.open(t);
  const authority = readFileSync(join(story.dataFolder, "trust", "site-ca.pem"), "utf8");
  const way = story.ending(new OnTheWay(story.server.port));
  const port = await way.listen();
  const signIn = (client: HttpsClient) =>
    client.ask("POST", "/api/v1/session", { "sec-fetch-site": "same-origin" }, ANNA);

  const client = story.ending(new HttpsClient(port, authority));
  const answer = await signIn(client);
  assert.equal(answer.status, 200);
  const [cookie = ""] = answer.headers["set-cookie"] ?? [];
  const passed = Buffer.concat(way.seen).toString("latin1");
  assert.ok(passed.length > 1000, "it did pass here");
  for (const secret of [ANNA.password, ANNA.id, /=([^;]+)/.exec(cookie)?.[1] ?? "?", "/api/v1/session", "Set-Cookie"]) {
    assert.ok(!passed.includes(secret), `${secret} could be read`);
  }

  way.change = (chunk) => {
    const changed = Buffer.from(chunk);
    // All but the first flight of handshake records (22, RFC 8446 §5.1) ends in an authentication tag.
    if (chunk[0] !== 22) changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);
    return changed;
  };
  const changing = story.ending(new HttpsClient(port, authority));
  await assert.rejects(signIn(changing), /ECONNRESET|hang up|alert|decrypt|bad record/i);
  way.change = (chunk) => chunk;

  const strange = story.ending(new HttpsClient(port, (await makeAuthority()).cert));
  await assert.rejects(signIn(strange), /unable to verify|self.signed|signature|issuer/i);
});
