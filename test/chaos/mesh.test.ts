import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type pg from "pg";
import { silentLog } from "#kernel/log.ts";
import { loadSettings } from "#kernel/settings.ts";
import { openDatabase } from "#store/database.ts";
import { joinedByToken, ModuleProcess } from "../peers/module-process.ts";
import { Panel } from "../peers/panel.ts";
import { seeded } from "../peers/seeded.ts";
import { freePort, until, WholeServer } from "../peers/whole-server.ts";
import { auditTrailIsWhole, everythingHangsTogether, noMessageIsLost, reportsAreStoredOnce } from "./findings.ts";
import { Load } from "./load.ts";
import { inSnapshot } from "./replay.ts";
import { Course, WebhookSink } from "./sink.ts";

const PROGRESS = 20;

interface Scene {
  readonly server: WholeServer;
  readonly sink: WebhookSink;
  readonly load: Load;
  /** A panel that reports nothing but fires. */
  readonly fires: Panel;
}

/** A core, a driver host with two panels and a notifier host, each in a process of its own. */
async function open(t: TestContext): Promise<Scene> {
  const [web, mesh, panels] = [await freePort(), await freePort(), await freePort()];
  const sink = await WebhookSink.open(new Course());
  const server = new WholeServer(mkdtempSync(join(tmpdir(), "tocsin-mesh-")), web);
  server.settings = `mesh: { listen: { host: 127.0.0.1, port: ${mesh} } }\ntrust: { host: 127.0.0.1, port: 0 }\n`;
  const far = { host: "127.0.0.1", port: panels, waitMs: 60_000 };
  const [ordinary, fires] = [new Panel({ ...far, account: "1234" }), new Panel({ ...far, account: "5678" })];
  const load = new Load(() => server, seeded(1));
  const hosts = [new ModuleProcess("driver-host", mesh), new ModuleProcess("notifier-host", mesh)] as const;
  t.after(async () => {
    load.abandon();
    await Promise.all([ordinary.close(), fires.close(), ...hosts.map((host) => host.close())]);
    await server.stop();
    await sink.close();
  });
  const settings = { host: "127.0.0.1", port: panels, accounts: [{ account: "1234" }, { account: "5678" }] };
  const hook = { secret: "sixteen characters at least" };
  await server.furnish({
    channel: [{ id: "hook", name: "Hook", kind: "webhook", host: "b2", settings: hook }],
    person: [{ id: "anna", name: "Anna", methods: [{ id: "hook", channel: "hook", address: sink.url("anna") }] }],
  });
  await server.vouch("anna", "hook");
  await server.apply({
    policy: [{ id: "all", name: "Everybody", digest: null, steps: [{ tell: [{ person: "anna" }] }] }],
    route: [{ id: "all", order: 1, policy: "all" }],
    source: [{ id: "panels", name: "Panels", driver: "sia-dc09", host: "b1", settings }],
  });
  for (const [host, role, node] of [
    [hosts[0], "driver-host", "b1"],
    [hosts[1], "notifier-host", "b2"],
  ] as const) {
    host.join(await joinedByToken(server, role, node));
    host.start();
  }
  await until("a fire comes through, and Anna is told", async () => {
    return (await fires.send("Nri1/FA001").catch(() => "none")) === "ack" && sink.received.length > 0;
  });
  load.panel(ordinary, "1234", 60);
  return { server, sink, load, fires };
}

test("the core is killed in mid-stream, again and again: nothing is lost, nothing comes twice, fires come first", async (t) => {
  const { server, sink, load, fires } = await open(t);
  const heard = async (what: string) => {
    const goal = load.acknowledged.length + PROGRESS;
    await until(`${PROGRESS} more reports are acknowledged ${what}`, () => load.acknowledged.length >= goal);
  };
  /** For each time without a core: what was acknowledged meanwhile, and the zone in which it burnt at the end of it. */
  const away: { marks: string[]; fire: string }[] = [];
  for (const [round, kill] of [() => server.kill(), () => server.killAll()].entries()) {
    await heard("while everything runs");
    await kill();
    const from = load.acknowledged.length;
    await heard("while there is no core");
    const fire = `5678/1/${String(round + 10).padStart(3, "0")}`;
    assert.equal(await fires.send(`Nri1/FA${fire.slice(-3)}`), "ack");
    away.push({ marks: load.acknowledged.slice(from).map(({ mark }) => mark), fire });
    server.launch();
    await server.untilActive();
  }
  await heard("by the core that is back");
  await load.stop();

  const database = await openDatabase(loadSettings({ dataFolder: server.dataFolder }), { log: silentLog });
  try {
    const look = <T>(work: Parameters<typeof inSnapshot<T>>[1]) => inSnapshot(database.reader(), work);
    const last = load.acknowledged.at(-1)?.mark ?? assert.fail("nothing was acknowledged");
    await until("the spool has run empty, and nothing is left to send", () =>
      look(async (client) => {
        const marks = await storedMarks(client);
        const waiting = await client.query("select 1 from core.notification where due_at is not null limit 1");
        return marks.some(({ mark }) => mark === last) && waiting.rowCount === 0;
      }),
    );
    await server.leave();
    await look(async (client) => {
      await reportsAreStoredOnce(client, load.acknowledged);
      const stored = await storedMarks(client);
      const ordinary = stored.filter(({ mark }) => mark.includes("#1234"));
      assert.deepEqual(
        ordinary.map(({ mark }) => mark),
        ordinary.map(({ mark }) => mark).toSorted(),
        "in the order in which they were heard",
      );
      for (const { marks, fire } of away) {
        const burnt = stored.findIndex(({ point }) => point === fire);
        const behind = stored.findIndex(({ mark }) => marks.includes(mark));
        assert.ok(burnt >= 0 && burnt < behind, `the fire ${fire} came before what was heard before it`);
      }
      await everythingHangsTogether(client);
      const messages = await noMessageIsLost(client, sink);
      for (const [key, arrivals] of sink.taken()) assert.equal(arrivals.length, 1, `message ${key} came twice`);
      await auditTrailIsWhole(client);
      t.diagnostic(`${load.acknowledged.length} reports, ${load.repeats} said again; ${messages} messages`);
      assert.ok(messages > PROGRESS && load.acknowledged.length >= 5 * PROGRESS, "there was something to check");
    });
    assert.deepEqual(load.surprises, []);
  } finally {
    await database.close();
  }
});

/** The reports of panels, in the order in which they were stored. */
async function storedMarks(client: pg.Client): Promise<{ point: string; mark: string }[]> {
  const { rows } = await client.query<{ point: string; raw: string }>(
    "select point, raw from core.event where source = 'panels' and point not like '%/0/system' order by id",
  );
  return rows.map(({ point, raw }) => ({ point, mark: /\d{4}L0#\w+\[/.exec(raw)?.[0] ?? raw }));
}
