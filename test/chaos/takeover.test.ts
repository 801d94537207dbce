import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { silentLog } from "#kernel/log.ts";
import { loadSettings } from "#kernel/settings.ts";
import { openDatabase } from "#store/database.ts";
import { seeded } from "../peers/seeded.ts";
import { freePort, until, WholeServer } from "../peers/whole-server.ts";
import { nothingIsLost, nothingIsUnderWay } from "./findings.ts";
import { acknowledgeMore, Load } from "./load.ts";
import { inSnapshot } from "./replay.ts";
import { Course, WebhookSink } from "./sink.ts";

/** Two cores on one data folder under load; what has no answer at one is said again to the other. */
async function withTwoCores(
  t: TestContext,
  story: (cores: {
    active: WholeServer;
    standby: WholeServer;
    course: Course;
    load: Load;
    sink: WebhookSink;
  }) => Promise<void>,
): Promise<void> {
  const course = new Course();
  const sink = await WebhookSink.open(course);
  const person = (id: string) => ({ id, name: id, methods: [{ id: "hook", channel: "hook", address: sink.url(id) }] });
  const active = await WholeServer.fresh(
    {
      channel: [{ id: "hook", name: "Hook", kind: "webhook", settings: { secret: "sixteen characters at least" } }],
      person: [person("anna"), person("ben")],
    },
    "tocsin-takeover-",
  );
  const standby = new WholeServer(active.dataFolder, await freePort());
  standby.token = active.token;
  const load = new Load((failures) => (failures % 2 === 0 ? active : standby), seeded(1));
  try {
    for (const id of ["anna", "ben"]) await active.vouch(id, "hook");
    await active.apply({
      policy: [
        {
          id: "all",
          name: "Everybody",
          digest: null,
          steps: [
            { waitSec: 1, tell: [{ person: "anna" }] },
            { waitSec: 3600, tell: [{ person: "ben" }] },
          ],
        },
      ],
      route: [{ id: "all", order: 1, policy: "all" }],
      source: [{ id: "web", name: "Web", driver: "http" }],
    });
    standby.launch("second.yaml");
    await standby.untilMode("standby");
    load.web("north", 10);
    load.web("south", 10);
    await acknowledgeMore(load);
    await story({ active, standby, course, load, sink });
    await acknowledgeMore(load);
    course.over();
    await load.stop();

    const database = await openDatabase(loadSettings({ dataFolder: active.dataFolder }), { log: silentLog });
    try {
      const look = <T>(work: Parameters<typeof inSnapshot<T>>[1]) => inSnapshot(database.reader(), work);
      await until("no message is under way", () => look(nothingIsUnderWay));
      await Promise.all([active.leave(), standby.leave()]);
      t.diagnostic(await look((client) => nothingIsLost(client, { load, sink, course })));
    } finally {
      await database.close();
    }
    assert.deepEqual(load.surprises, []);
  } finally {
    load.abandon();
    active.signal("SIGCONT");
    await Promise.all([active.leave(), standby.leave()]);
    await active.stop();
    await sink.close();
  }
}

/** What a core that isn't the active one says to a report. */
async function refusal(core: WholeServer): Promise<{ status: number; detail: string; active: string | null }> {
  const { status, body } = await core.ask("POST", "/api/v1/events", { source: "web", events: [] });
  const { detail, active } = body as { detail: string; active: string | null };
  return { status, detail, active };
}

test("the active core is killed: the standby goes on, and nobody is told twice", (t) =>
  withTwoCores(t, async ({ active, standby, course }) => {
    const told = await refusal(standby);
    assert.equal(told.status, 503);
    assert.match(told.detail, /a standby/u);
    assert.match(told.detail, new RegExp(`https://localhost:${active.port}\\b`, "u"));
    assert.equal(told.active, `https://localhost:${active.port}`);
    course.kill("active core");
    await active.kill();
    await standby.untilActive();
  }));

test("the active core is frozen and thaws after the takeover: it stores and sends nothing any more", (t) =>
  withTwoCores(t, async ({ active, standby, course, load, sink }) => {
    // What the far side refuses waits in the memory of the core that is frozen.
    sink.mood = () => "refused";
    const refused = () => sink.received.filter(({ answer }) => answer === "refused").length;
    await until("some messages are to be sent again", () => refused() >= 5);
    course.kill("active core, frozen");
    active.signal("SIGSTOP");
    sink.mood = () => "taken";
    await standby.untilActive();
    await acknowledgeMore(load);
    await load.resting(() =>
      until("the other core has sent what waited", async () => {
        const { items } = (await standby.control("GET", "/api/v1/channels")).body as { items: { waiting: number }[] };
        return items[0]?.waiting === 0;
      }),
    );
    const taken = new Set(sink.taken().keys());
    const then = sink.received.length;
    active.signal("SIGCONT");
    await active.untilMode("standby");
    const again = sink.received.slice(then).filter(({ key }) => taken.has(key));
    assert.deepEqual(again, [], "the thawed core sends nothing that was sent without it");
    // At first it may not know who has taken over, but it never names itself.
    await until("the thawed core names the active one", async () => {
      const told = await refusal(active);
      assert.equal(told.status, 503);
      assert.notEqual(told.active, `https://localhost:${active.port}`);
      return told.active === `https://localhost:${standby.port}`;
    });
    assert.equal((await standby.status())?.["mode"], "active");
  }));

test("the active core is stopped in order: the standby goes on at once, and no answer was lost", (t) =>
  withTwoCores(t, async ({ active, standby }) => {
    await active.leave();
    await standby.untilActive();
  }));
