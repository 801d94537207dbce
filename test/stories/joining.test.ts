import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { NOBODY } from "#trust/deny-list.ts";
import { readIdentity } from "#trust/identity-file.ts";
import { judgePeer } from "#trust/peer-check.ts";
import { certificatesIn } from "#trust/pem.ts";
import type { TrustStatus } from "#trust/status.ts";
import { Terminal } from "../peers/terminal.ts";
import { freePort, until, WholeServer } from "../peers/whole-server.ts";

interface Entry {
  readonly action: string;
  readonly actor: string;
  readonly sentence: string;
  readonly details: Record<string, unknown>;
}

let core: WholeServer;
let trustPort: number;
let folder: string;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "tocsin-joining-"));
  trustPort = await freePort();
  core = new WholeServer(join(folder, "core"), await freePort());
  core.settings = `trust: { host: 127.0.0.1, port: ${trustPort} }\n`;
  await core.start();
});
after(async () => {
  await core.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function knock(): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port: trustPort });
  const said = await once(socket, "connect").then(
    () => "connected",
    // Whoever knocks too often is let in and reset at once: the port is open all the same.
    (error: NodeJS.ErrnoException) => (error.code === "ECONNRESET" ? "connected" : (error.code ?? "")),
  );
  socket.on("error", () => {}).destroy();
  return said;
}

async function trail(server: WholeServer, action: string): Promise<Entry[]> {
  const { body } = await server.control("GET", `/api/v1/audit-trail?action=${action}`);
  return (body as { items: Entry[] }).items.filter((entry) => entry.action === action);
}

test("W-026 W-027 W-029 W-032 W-036 two people at two terminals make a machine of the site, whose both trails say the same", async () => {
  const data = ["--data", core.dataFolder];
  const other = join(folder, "b2");
  const place = `127.0.0.1:${trustPort}`;
  assert.equal(await knock(), "ECONNREFUSED");
  const tooEarly = await new Terminal("trust", "test", place).ends();
  assert.deepEqual([tooEarly.code, /its port \d+ is closed. Open a window there first/.test(tooEarly.said)], [1, true]);

  const opening = new Terminal("trust", "open", "--for", "5m", "--expect", "node=b2", "role=driver-host", ...data);
  await opening.says(/Waiting for it/);
  const tested = await new Terminal("trust", "test", place).ends();
  assert.equal(tested.code, 0, tested.said);
  assert.match(tested.said, /by TLSv1\.3\.[\s\S]*agrees within a second\.\nBoth can be paired\./);
  await opening.says(/127\.0\.0\.1 reaches this window/);

  const joining = new Terminal("trust", "join", place, "--data", other, "--node", "b2");
  const words = await joining.says(/\n {4}(\w+ {2}\w+ {2}\w+)\n/);
  const digits = await opening.says(/\n {4}(\d{3} \d{3})\n/);
  opening.type("what was that");
  await opening.says(/is none of the words/);
  opening.type(words);
  joining.type("12345");
  await joining.says(/Six digits are needed/);
  joining.type(digits);
  const [joined, opened] = [await joining.ends(), await opening.ends()];
  assert.deepEqual([joined.code, opened.code], [0, 0], `${joined.said}\n${opened.said}`);
  assert.equal(await knock(), "ECONNREFUSED");

  const transcript = /Transcript ([0-9a-f]{64})/.exec(joined.said)?.[1];
  assert(transcript && opened.said.includes(transcript));
  const [entry, ...more] = await trail(core, "trust.enrolled");
  assert.deepEqual([entry?.details["transcript"], more], [transcript, []]);

  const { body } = await core.control("GET", "/api/v1/trust");
  const { peers } = body as TrustStatus;
  const { at, ...how } = peers.find(({ node }) => node === "b2")?.joined ?? {};
  assert.deepEqual(how, { how: "pair", by: entry?.actor, from: "127.0.0.1", transcript });
  assert.equal(typeof at, "number");
  assert.equal(peers.find(({ own }) => own)?.joined, null);
  const listed = await new Terminal("trust", "status", ...data).ends();
  assert.match(
    listed.said,
    /b2\/main .*\n.*SHA-256 .*\n +joined \d{4}-\d\d-\d\d from 127\.0\.0\.1, codes compared by \S+/,
  );

  const identity = readIdentity(join(other, "trust"));
  assert(identity);
  const shown = certificatesIn(identity.chain).map(({ raw }) => raw);
  const rules = { site: identity.name.site, roots: core.ca, denyList: NOBODY, now: Date.now(), graceMs: 0 };
  const verdict = judgePeer(shown, rules);
  assert.deepEqual([verdict.admitted, verdict.name?.node, verdict.name?.role], ["all", "b2", "driver-host"]);
  assert.equal(statSync(join(other, "trust", "node", "identity.pem")).mode & 0o777, 0o600);
  assert.match(readFileSync(join(other, "trust", "notes.jsonl"), "utf8"), new RegExp(transcript));

  const again = await new Terminal("trust", "join", place, "--data", other).ends();
  assert.equal(again.code, 1);
  assert.match(again.said, /This machine is tocsin:.*\/driver-host\/b2\/main already/);

  const server = new WholeServer(other, await freePort());
  await server.start();
  // What joining noted goes into the new server's trail once that writes; a server may say that it is ready before.
  await until("the new server's trail has it too", async () => {
    const [note] = await trail(server, "trust.enrolled");
    return note?.details["transcript"] === transcript;
  });
  await server.leave();
});

test("W-028 a window that nobody uses is closed with Ctrl-C, and a mistyped code leaves no trust", async () => {
  const data = ["--data", core.dataFolder];
  const other = join(folder, "b3");
  const opening = new Terminal("trust", "open", ...data);
  await opening.says(/Waiting for it/);
  const joining = new Terminal("trust", "join", `127.0.0.1:${trustPort}`, "--data", other, "--node", "b3");
  await joining.says(/Type the six digits/);
  joining.type("000000");
  const joined = await joining.ends();
  assert.equal(joined.code, 1);
  assert.match(joined.said, /Mistyped, or somebody stands between the two machines\. Nothing was trusted/);
  assert.equal(readIdentity(join(other, "trust")), null);
  // The joiner may hear of it a moment before the trail has it.
  await until("the mismatch is in the trail", async () => (await trail(core, "trust.mismatch")).length === 1);
  assert.equal(await knock(), "connected");
  opening.interrupt();
  const opened = await opening.ends();
  assert.equal(opened.code, 1);
  assert.match(opened.said, /The window is closed, for somebody closed it/);
  assert.equal(await knock(), "ECONNREFUSED");
});
