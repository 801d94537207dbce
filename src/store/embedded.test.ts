import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import { silentLog } from "#kernel/log.ts";
import { asClient } from "./client.ts";
import { prepareEmbedded } from "./database.ts";
import { type EmbeddedOptions, EmbeddedServer } from "./embedded.ts";
import { runFolder } from "./run-folder.ts";
import { serviceAccount } from "./unprivileged.ts";

const opened: EmbeddedServer[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-embedded-"));
  folders.push(folder);
  return folder;
}

async function start(dataFolder: string, more: Partial<EmbeddedOptions> = {}): Promise<EmbeddedServer> {
  const server = await EmbeddedServer.start({
    dataFolder,
    log: silentLog,
    mortal: true,
    prepare: (superuser, server) => prepareEmbedded(superuser, server, "tocsin", silentLog),
    ...more,
  });
  opened.push(server);
  return server;
}

async function ask<T extends pg.QueryResultRow>(server: EmbeddedServer, sql: string): Promise<T | undefined> {
  return asClient(server.as("tocsin_app", "tocsin"), async (client) => (await client.query<T>(sql)).rows[0]);
}

const DOOMED = fileURLToPath(import.meta.resolve("../../test/peers/doomed-core.ts"));
const KEEP_ONE = "insert into core.source_state values ('plc-1', '', 'up', 'it answers', now())";
const KEPT = "select state from core.source_state";

/** Names of the processes that work in this data folder. */
function processesIn(folder: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(folder) && pid !== process.pid;
      } catch {
        return false;
      }
    });
}

test("W-001 W-013 N-025 P-124 a new data folder becomes a database that listens on a private socket only", async () => {
  const folder = newFolder();
  const server = await start(folder);
  const settings = await ask<{ fsync: string; addresses: string; commits: string; checksums: string }>(
    server,
    `select current_setting('fsync') as fsync, current_setting('listen_addresses') as addresses,
            current_setting('synchronous_commit') as commits, current_setting('data_checksums') as checksums`,
  );
  assert.deepEqual(settings, { fsync: "on", addresses: "", commits: "on", checksums: "on" });
  assert.equal(statSync(join(runFolder(folder), "pg")).mode & 0o777, 0o700);
  assert.equal(statSync(join(folder, "postgres", "data")).mode & 0o777, 0o700);
  for (const secret of [join(folder, "postgres", "superuser.secret"), join(runFolder(folder), "database.json")]) {
    assert.equal(statSync(secret).mode & 0o777, 0o600);
  }
  assert.doesNotMatch(readFileSync(join(folder, "postgres", "data", "pg_hba.conf"), "utf8"), /trust|peer/);
});

test("a new data folder that others could look into is closed; one with other things in it is left as it is", async () => {
  const [empty, shared] = [newFolder(), newFolder()];
  writeFileSync(join(empty, "tocsin.yaml"), "");
  writeFileSync(join(shared, "letters.txt"), "");
  for (const folder of [empty, shared]) chmodSync(folder, 0o755);
  await Promise.all([start(empty), start(shared)]);
  assert.equal(statSync(empty).mode & 0o777, 0o700);
  assert.equal(statSync(shared).mode & 0o777, 0o755);
});

test("the server is not root, although its core may be", async () => {
  const folder = newFolder();
  const server = await start(folder);
  const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
  assert.match(status, /^CapEff:\s+0+$/m);
});

test("nobody gets in with a wrong secret or with none, over the socket of the server's own account", async () => {
  const server = await start(newFolder());
  for (const password of ["", "wrong"]) {
    const config = { ...server.as("tocsin_app", "tocsin"), password };
    await assert.rejects(
      asClient(config, () => Promise.resolve()),
      /password|SASL|SCRAM/,
    );
  }
  await assert.rejects(
    asClient({ ...server.superuser("postgres"), password: "postgres" }, () => Promise.resolve()),
    { code: "28P01" },
  );
});

test("what was stored is there after a stop and a start, and the roles have other secrets", async () => {
  const folder = newFolder();
  const first = await start(folder);
  await ask(first, KEEP_ONE);
  const secrets = readFileSync(join(runFolder(folder), "database.json"), "utf8");
  await first.close();
  assert.deepEqual(processesIn(folder), []);
  const second = await start(folder);
  assert.equal((await ask<{ state: string }>(second, KEPT))?.state, "up");
  assert.notEqual(readFileSync(join(runFolder(folder), "database.json"), "utf8"), secrets);
});

test("a second core on the same folder attaches, and the server stays until both have left", async () => {
  const folder = newFolder();
  const first = await start(folder);
  const second = await start(folder);
  assert.equal(second.pid, null);
  await first.close();
  assert.equal((await ask<{ one: number }>(second, "select 1 as one"))?.one, 1);
  await second.close();
  assert.deepEqual(processesIn(folder), []);
});

test("two cores that start at once on a new folder share one server", async () => {
  const folder = newFolder();
  const [first, second] = await Promise.all([start(folder), start(folder)]);
  await ask(first, KEEP_ONE);
  assert.equal((await ask<{ state: string }>(second, KEPT))?.state, "up");
  assert.equal(processesIn(folder).filter((pid) => pid === first.pid || pid === second.pid).length, 1);
});

test("a server that is killed is started again, keeps what was committed, and this is told", async () => {
  const told: string[] = [];
  const up = Promise.withResolvers<void>();
  const server = await start(newFolder(), {
    onDown: () => told.push("down"),
    onUp: () => {
      told.push("up");
      up.resolve();
    },
  });
  await ask(server, KEEP_ONE);
  process.kill(server.pid ?? 0, "SIGKILL");
  await up.promise;
  assert.deepEqual(told, ["down", "up"]);
  assert.equal((await ask<{ state: string }>(server, KEPT))?.state, "up");
});

test("a core that was killed leaves a server that the next core attaches to and finally stops", async () => {
  const folder = newFolder();
  const core = spawn(process.execPath, [DOOMED, folder], { stdio: ["pipe", "pipe", "inherit"] });
  await once(core.stdout, "data");
  core.kill("SIGKILL");
  await once(core, "exit");
  const next = await start(folder, { mortal: false });
  assert.equal(next.pid, null);
  assert.equal((await ask<{ state: string }>(next, KEPT))?.state, "up");
  await next.close();
  assert.deepEqual(processesIn(folder), []);
});

test("core and server killed together: the next start recovers every committed row", async () => {
  const folder = newFolder();
  const core = spawn(process.execPath, [DOOMED, folder], { stdio: ["pipe", "pipe", "inherit"] });
  await once(core.stdout, "data");
  for (const pid of processesIn(folder)) process.kill(pid, "SIGKILL");
  await once(core, "exit");
  const next = await start(folder);
  assert.notEqual(next.pid, null);
  assert.equal((await ask<{ state: string }>(next, KEPT))?.state, "up");
});

test("a lock file whose number now belongs to another program does not keep the server from starting", async () => {
  const folder = newFolder();
  await (await start(folder)).close();
  writeFileSync(
    join(folder, "postgres", "data", "postmaster.pid"),
    `${process.pid}\n${join(folder, "postgres", "data")}\n1\n5432\n\n\n\n`,
  );
  const next = await start(folder);
  assert.equal((await ask<{ one: number }>(next, "select 1 as one"))?.one, 1);
});

test("a server that cannot start says why, with the end of its log", async () => {
  const folder = newFolder();
  await (await start(folder)).close();
  rmSync(join(folder, "postgres", "data", "global"), { recursive: true });
  await assert.rejects(start(folder), /does not start.*could not (open|find).*global/i);
});

test("a preparation that fails is told, and leaves no server behind", async () => {
  const folder = newFolder();
  const prepare = () => Promise.reject(new Error("the migration is broken"));
  await assert.rejects(start(folder, { prepare, mortal: false }), /the migration is broken/);
  assert.deepEqual(processesIn(folder), []);
});

test("a folder of another major version is refused and told what to do", async () => {
  const folder = newFolder();
  await (await start(folder)).close();
  writeFileSync(join(folder, "postgres", "data", "PG_VERSION"), "17\n");
  await assert.rejects(start(folder), /made by PostgreSQL 17.*Export the site/);
});

test("a path too long for a socket gets its run folder elsewhere, always the same", async () => {
  const folder = join(newFolder(), "a".repeat(60), "b".repeat(60));
  const server = await start(folder);
  assert.equal((await ask<{ one: number }>(server, "select 1 as one"))?.one, 1);
  const run = runFolder(folder);
  folders.push(run);
  assert.equal(runFolder(folder), run);
  assert.equal(statSync(run).mode & 0o777, 0o700);
  assert.ok(run.length < 60);
});

test("where namespaces are forbidden, root runs the server as a service account", {
  skip: process.getuid?.() !== 0 && "needs root",
}, async () => {
  const folder = newFolder();
  const account = serviceAccount();
  const server = await start(folder, { unprivileged: account });
  assert.equal(statSync(`/proc/${server.pid}`).uid, account.uid);
  assert.equal((await ask<{ one: number }>(server, "select 1 as one"))?.one, 1);
  assert.equal(statSync(join(folder, "postgres", "superuser.secret")).uid, 0);
  assert.equal(statSync(folder).mode & 0o777, 0o711);
});

test("a service account that can't pass to the data folder is refused with the folder's name", {
  skip: process.getuid?.() !== 0 && "needs root",
}, async () => {
  const closed = newFolder();
  await assert.rejects(
    start(join(closed, "data"), { unprivileged: serviceAccount() }),
    new RegExp(`because ${closed} lets nobody`),
  );
});
