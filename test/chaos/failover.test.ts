import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type pg from "pg";
import { Witness } from "#failover/witness.ts";
import { systemClock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import { silentLog } from "#kernel/log.ts";
import { loadSettings } from "#kernel/settings.ts";
import { openDatabase } from "#store/database.ts";
import { CutProxy } from "../peers/cut-proxy.ts";
import { ModuleProcess } from "../peers/module-process.ts";
import { joins, type PairOptions, pairOfNodes, standingOf, untilStanding, untilSynchronous } from "../peers/pair.ts";
import { Panel } from "../peers/panel.ts";
import { seeded } from "../peers/seeded.ts";
import { freePort, until, type WholeServer } from "../peers/whole-server.ts";
import { nothingIsLost, nothingIsUnderWay } from "./findings.ts";
import { acknowledgeMore, Load, PROGRESS } from "./load.ts";
import { inSnapshot } from "./replay.ts";
import { Course, WebhookSink } from "./sink.ts";

interface Scene {
  readonly first: WholeServer;
  readonly second: WholeServer;
  readonly course: Course;
  readonly load: Load;
}

/** Two nodes under load; at the end the second one is the active one, and everything acknowledged is in its database. */
async function withPair(
  t: TestContext,
  story: (scene: Scene) => Promise<void>,
  options: PairOptions = {},
): Promise<void> {
  const course = new Course();
  const sink = await WebhookSink.open(course);
  t.after(() => sink.close());
  const person = { id: "anna", name: "Anna", methods: [{ id: "hook", channel: "hook", address: sink.url("anna") }] };
  const { first, second, meshPorts } = await pairOfNodes(
    {
      channel: [{ id: "hook", name: "Hook", kind: "webhook", settings: { secret: "sixteen characters at least" } }],
      person: [person],
    },
    options,
  );
  const load = new Load((failures) => (failures % 2 === 0 ? first : second), seeded(1));
  const host = new ModuleProcess("driver-host", ...meshPorts);
  const far = { host: "127.0.0.1", port: await freePort() };
  const panel = new Panel({ ...far, account: "1234", waitMs: 60_000 });
  try {
    await first.vouch("anna", "hook");
    await first.apply({
      policy: [{ id: "all", name: "Everybody", digest: null, steps: [{ waitSec: 1, tell: [{ person: "anna" }] }] }],
      route: [{ id: "all", order: 1, policy: "all" }],
      source: [
        { id: "web", name: "Web", driver: "http" },
        {
          id: "panels",
          name: "Panels",
          driver: "sia-dc09",
          host: "b1",
          settings: { ...far, accounts: [{ account: "1234" }] },
        },
      ],
    });
    await joins(first, host.folder, "driver-host", "b1");
    host.start();
    second.launch();
    await untilSynchronous(first);
    load.web("north", 10);
    load.web("south", 10);
    load.panel(panel, "1234", 10);
    await until("the driver host takes what the panel sends", () =>
      load.acknowledged.some(({ source }) => source === "panels"),
    );
    await acknowledgeMore(load);
    await story({ first, second, course, load });
    await acknowledgeMore(load);
    course.over();
    await load.stop();
    const database = await openDatabase(loadSettings({ dataFolder: second.dataFolder }), { log: silentLog });
    try {
      const look = <T>(work: Parameters<typeof inSnapshot<T>>[1]) => inSnapshot(database.reader(), work);
      const heard = load.acknowledged.filter(({ source }) => source === "panels").length;
      await until("what the driver host kept has arrived", () =>
        look(async (client) => (await panelReports(client)) >= heard),
      );
      await until("no message is under way", () => look(nothingIsUnderWay));
      t.diagnostic(await look((client) => nothingIsLost(client, { load, sink, course })));
    } finally {
      // Both at once, as when the power of both is to be switched off.
      await Promise.all([first.leave(), second.leave()]);
      await database.close();
    }
    assert.deepEqual(load.surprises, []);
  } finally {
    load.abandon();
    first.signal("SIGCONT");
    await Promise.all([panel.close(), host.close()]);
    await Promise.all([first.stop(), second.stop()]);
  }
}

async function panelReports(client: pg.Client): Promise<number> {
  const { rowCount } = await client.query(
    "select 1 from core.event where source = 'panels' and point not like '%/0/system'",
  );
  return rowCount ?? 0;
}

function takesOver(node: WholeServer): Promise<void> {
  return untilStanding(node, "it is the active core", ({ mode }) => mode === "active");
}

/** That the standby has everything is what the active core knows, and what the standby was told. */
async function bothKnow(first: WholeServer, second: WholeServer): Promise<void> {
  await untilSynchronous(first);
  await untilStanding(second, "the standby was told that it has everything", ({ synchronous }) => synchronous);
}

test("P-098, P-119 the whole primary is killed under load: the standby takes over with everything that was acknowledged, and drivers go on by themselves", (t) =>
  withPair(t, async ({ first, second, course, load }) => {
    await bothKnow(first, second);
    course.kill("first node");
    await first.killAll();
    const killedAt = performance.now();
    await takesOver(second);
    await acknowledgeMore(load);
    t.diagnostic(
      `${((performance.now() - killedAt) / 1000).toFixed(1)} s from the kill to ${PROGRESS} more acknowledged`,
    );
    const standing = await standingOf(second);
    assert.equal(standing?.synchronous, false);
    // Back again it is the standby, with a fresh copy.
    first.launch();
    await untilSynchronous(second);
    assert.equal((await standingOf(first))?.mode, "standby");
  }));

/** The standby may be late for a moment; the answer then says it. */
async function handOver(first: WholeServer, second: WholeServer): Promise<void> {
  let last = "nothing";
  await until(
    () => `the core hands over; it last said ${last}`,
    async () => {
      try {
        await first.control("POST", "/api/v1/failover/hand-over", { reason: "the fans are to be cleaned" });
        return true;
      } catch (thrown) {
        last = saying(thrown);
        return !/can't take over without loss/.test(last);
      }
    },
  );
  await takesOver(second);
}

test("a planned hand-over under load loses nothing, and the former active core stands by", (t) =>
  withPair(t, async ({ first, second }) => {
    await handOver(first, second);
    await untilSynchronous(second);
    assert.equal((await standingOf(first))?.mode, "standby");
  }));

test("the way between the two is cut: one way nothing changes, both ways one goes on alone and the other refuses, until it is mended", async (t) => {
  const cables: CutProxy[] = [];
  const ways = async ({ first, second }: { first: number; second: number }) => {
    cables.push(await CutProxy.open(() => first), await CutProxy.open(() => second));
    const [toFirst, toSecond] = cables;
    return { toFirst: toFirst?.port ?? 0, toSecond: toSecond?.port ?? 0 };
  };
  const story = async ({ first, second, load }: Scene) => {
    const [toFirst, toSecond] = cables;
    await bothKnow(first, second);
    toSecond?.cut();
    await acknowledgeMore(load);
    await bothKnow(first, second);
    toFirst?.cut();
    await untilStanding(
      second,
      "the standby refuses, for it can't know",
      ({ mode, because }) => mode === "standby" && /without a witness it can't know|had gone on alone/.test(because),
    );
    await untilStanding(first, "the core goes on alone", ({ synchronous }) => !synchronous);
    await acknowledgeMore(load);
    assert.equal((await standingOf(second))?.mode, "standby");
    for (const cable of cables) cable.mend();
    await bothKnow(first, second);
    await handOver(first, second);
  };
  try {
    await withPair(t, story, { ways });
  } finally {
    for (const cable of cables) cable.close();
  }
});

test("a frozen primary: the standby refuses while it can't ask the witness, takes over once that agrees, and who wakes gives way", async (t) => {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "tocsin-witness-"));
  let witness: Witness | undefined;
  const story = async ({ first, second, course, load }: Scene) => {
    await bothKnow(first, second);
    course.kill("first node, frozen");
    first.signal("SIGSTOP");
    await untilStanding(
      second,
      "the standby refuses, for the witness can't be asked",
      ({ mode, because }) => mode === "standby" && /the witness can't be asked/.test(because),
    );
    await until("its page says so", async () => (await second.status())?.["mode"] === "standby");
    first.signal("SIGCONT");
    await untilSynchronous(first);
    await joins(first, folder, "driver-host", "w");
    witness = new Witness({
      listen: { host: "127.0.0.1", port },
      dataFolder: folder,
      clock: systemClock,
      log: silentLog,
    });
    await untilStanding(first, "the witness agrees", ({ witnessSays }) => witnessSays === "the witness agrees");
    // Only now: a core that had not heard its standby again yet would have gone on alone as soon as it had the witness.
    await bothKnow(first, second);
    await until("the witness knows that the core is not alone", () =>
      /"alone":false/.test(readFileSync(join(folder, "witness.json"), "utf8")),
    );
    first.signal("SIGSTOP");
    await takesOver(second);
    await acknowledgeMore(load);
    first.signal("SIGCONT");
    await untilStanding(first, "the former active core stands by", ({ mode }) => mode === "standby");
    await untilSynchronous(second);
  };
  try {
    await withPair(t, story, { witness: port });
  } finally {
    await witness?.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
