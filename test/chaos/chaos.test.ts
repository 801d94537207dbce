import assert from "node:assert/strict";
import { test } from "node:test";
import type { Alarm } from "#alarms/alarm.ts";
import { silentLog } from "#kernel/log.ts";
import { loadSettings } from "#kernel/settings.ts";
import { openDatabase } from "#store/database.ts";
import { loadAlarms } from "#store/state.ts";
import { Panel } from "../peers/panel.ts";
import { Plc } from "../peers/plc.ts";
import { seeded } from "../peers/seeded.ts";
import { freePort, pause, until, WholeServer } from "../peers/whole-server.ts";
import {
  answersAreStored,
  auditTrailIsWhole,
  conditionsAreThoseLastReported,
  everythingHangsTogether,
  nobodyIsToldTwice,
  noMessageIsLost,
  reportsAreStoredOnce,
} from "./findings.ts";
import { Load } from "./load.ts";
import { inSnapshot, replayAlarms } from "./replay.ts";
import { Course, WebhookSink } from "./sink.ts";

/** More rounds, or the same ones again: CHAOS_ROUNDS, CHAOS_SEED. */
const ROUNDS = Number(process.env["CHAOS_ROUNDS"] ?? 20);
const SEED = Number(process.env["CHAOS_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
/** So many reports are acknowledged between two kills. */
const PROGRESS = 15;
const KEY = "00112233445566778899AABBCCDDEEFF";
const HIGH = 80;
const HIGH_HIGH = 90;

function site(sink: WebhookSink, panels: number, plc: number): Record<string, object[]> {
  const person = (id: string, name: string) => ({
    id,
    name,
    methods: [{ id: "hook", channel: "hook", address: sink.url(id) }],
  });
  return {
    channel: [{ id: "hook", name: "Hook", kind: "webhook", settings: { secret: "sixteen characters at least" } }],
    person: [person("anna", "Anna Berg"), person("ben", "Ben Holm")],
    policy: [
      {
        id: "all",
        name: "Everybody",
        digest: null,
        steps: [
          { waitSec: 2, tell: [{ person: "anna" }] },
          { waitSec: 3600, tell: [{ person: "ben" }] },
        ],
      },
    ],
    route: [{ id: "all", order: 1, policy: "all" }],
    source: [
      { id: "web", name: "Web", driver: "http" },
      {
        id: "panels",
        name: "Panels",
        driver: "sia-dc09",
        settings: {
          host: "127.0.0.1",
          port: panels,
          accounts: [{ account: "1234" }, { account: "5678" }, { account: "ABCD", key: KEY, windowBeforeSec: 3600 }],
        },
      },
      {
        id: "plant",
        name: "Plant",
        driver: "modbus-tcp",
        settings: {
          host: "127.0.0.1",
          port: plc,
          timeoutMs: 5000,
          tiers: { fast: 50 },
          tags: [
            ...[0, 1, 2, 3].map((coil) => ({
              key: `pump-${coil}`,
              name: `Pump ${coil} fault`,
              unit: 1,
              fc: 1,
              address: coil,
              type: "bit",
              kind: "alarm",
              tier: "fast",
            })),
            { key: "heat", name: "Temperature", unit: 1, fc: 3, address: 0, kind: "measure", tier: "fast" },
          ],
        },
      },
    ],
    point: [
      {
        id: "plant/unit-1/heat",
        source: "plant",
        address: "unit-1/heat",
        name: "Boiler",
        unit: "°C",
        grouping: "one-lifetime",
        conditions: [
          { type: "high", limit: HIGH, priority: "high" },
          { type: "high-high", limit: HIGH_HIGH, priority: "critical" },
        ],
      },
    ],
  };
}

test(`nothing accepted is lost while core and database are killed ${ROUNDS} times (CHAOS_SEED=${SEED})`, async (context) => {
  const random = seeded(SEED);
  const course = new Course();
  const sink = await WebhookSink.open(course);
  const plc = await Plc.start();
  const port = await freePort();
  const { channel, person, ...rest } = site(sink, port, plc.port);
  const server = await WholeServer.fresh({ channel, person }, "tocsin-chaos-");
  const far = { host: "127.0.0.1", port, waitMs: 4000 };
  const panels = [
    new Panel({ ...far, account: "1234" }),
    new Panel({ ...far, account: "ABCD", key: KEY }),
    new Panel({ ...far, account: "5678", udp: true, waitMs: 500 }),
  ];
  const load = new Load(() => server, random);
  try {
    await server.vouch("anna", "hook");
    await server.vouch("ben", "hook");
    await server.apply(rest);
    sink.mood = () => {
      const dice = random();
      return dice < 0.02 ? "lost" : dice < 0.04 ? "refused" : "taken";
    };
    load.web("north", 12);
    load.web("south", 12);
    for (const [at, account] of ["1234", "ABCD", "5678"].entries()) {
      const panel = panels[at];
      if (panel) load.panel(panel, account, 12);
    }
    load.plant(plc);
    load.operator();

    for (let round = 0; round < ROUNDS; round++) {
      const goal = load.acknowledged.length + PROGRESS;
      await until(`${PROGRESS} more reports are acknowledged`, () => load.acknowledged.length >= goal, 5);
      course.over();
      await pause(random() * 400);
      await killSomething(server, course, random);
    }
    await load.stop();
    course.over();
    sink.mood = () => "taken";
    await server.untilActive();

    const database = await openDatabase(loadSettings({ dataFolder: server.dataFolder }), { log: silentLog });
    try {
      const memory = plc.unit();
      const plant = [...memory.coils.slice(0, 4), (memory.holding[0] ?? 0) > HIGH];
      const look = <T>(work: Parameters<typeof inSnapshot<T>>[1]) => inSnapshot(database.reader(), work);
      await until("the plant's alarms are as the plant is, and no message is under way", () =>
        look(async (client) => {
          const { rows } = await client.query<{ point: string; active: boolean }>(
            "select point, active from core.alarm where source = 'plant'",
          );
          const waiting = await client.query("select 1 from core.notification where due_at is not null limit 1");
          const active = new Map(rows.map((row) => [row.point, row.active]));
          const points = [0, 1, 2, 3].map((coil) => `unit-1/pump-${coil}`).concat("unit-1/heat");
          const agree = points.every((point, at) => (active.get(point) ?? false) === plant[at]);
          return agree && waiting.rowCount === 0;
        }),
      );
      await apiShowsWhatIsStored(server, look);
      // Nothing goes out any more while it is looked at.
      await server.leave();
      await look(async (client) => {
        await reportsAreStoredOnce(client, load.acknowledged);
        await conditionsAreThoseLastReported(client, load.acknowledged);
        await answersAreStored(client, load.answers);
        const transitions = await replayAlarms(client, RULES, severityOf);
        const occurrences = await everythingHangsTogether(client);
        const messages = await noMessageIsLost(client, sink);
        const repeats = await nobodyIsToldTwice(client, sink, course);
        const entries = await auditTrailIsWhole(client);
        context.diagnostic(
          `${course.kills.length} kills; ${load.acknowledged.length} reports acknowledged, ${load.repeats} said again; ` +
            `${load.answers.length} acknowledgements; ${transitions} transitions, ${occurrences} occurrences; ` +
            `${messages} messages, ${repeats} came again after a lost answer; ${entries} audit entries`,
        );
        for (const [what, least] of [
          [course.kills.length, ROUNDS],
          [load.acknowledged.length, ROUNDS * PROGRESS],
          [load.answers.length, 1],
          [load.repeats, 1],
          [occurrences, 20],
          [messages, 20],
        ] as const) {
          assert.ok(what >= least, `there was something to check: ${what} of at least ${least}`);
        }
      });
    } finally {
      await database.close();
    }
    assert.deepEqual(load.surprises, []);
  } finally {
    load.abandon();
    await Promise.all(panels.map((panel) => panel.close()));
    await server.stop();
    await plc[Symbol.asyncDispose]();
    await sink.close();
  }
});

const RULES = {
  latched: false,
  acknowledgementRequired: true,
  acknowledgeOnClear: false,
  rearmWindowMs: 300_000,
  reAlarmMs: null,
};

function severityOf({ source, point }: Alarm, value: number | null): number {
  return source === "plant" && point === "unit-1/heat" && (value ?? 0) > HIGH_HIGH ? 2 : 1;
}

/** Core, database or both, as a power cut does; sometimes once more while it starts. */
async function killSomething(server: WholeServer, course: Course, random: () => number): Promise<void> {
  const dice = random();
  if (dice < 0.25) {
    course.kill("database");
    server.killDatabase();
    return;
  }
  const both = dice < 0.6;
  course.kill(both ? "core and database" : "core");
  await (both ? server.killAll() : server.kill());
  server.launch();
  if (random() < 0.25) {
    await pause(random() * 800);
    course.kill("core and database while they start");
    await server.killAll();
    server.launch();
  }
}

/** Every alarm is shown as it is stored. */
async function apiShowsWhatIsStored(
  server: WholeServer,
  look: <T>(work: Parameters<typeof inSnapshot<T>>[1]) => Promise<T>,
): Promise<void> {
  const shown: Record<string, unknown>[] = [];
  let cursor = "";
  do {
    const { body } = await server.ask("GET", `/api/v1/alarms?state=all&limit=200${cursor}`);
    const page = body as { items: Record<string, unknown>[]; next: string | null };
    shown.push(...page.items);
    cursor = page.next === null ? "" : `&cursor=${encodeURIComponent(page.next)}`;
  } while (cursor !== "");
  const stored: Alarm[] = [];
  await look(async (client) => {
    for await (const page of loadAlarms(client)) stored.push(...page);
  });
  assert.ok(stored.length > 20);
  const byId = new Map(shown.map((alarm) => [alarm["id"], alarm]));
  assert.equal(shown.length, byId.size, "no alarm is listed twice");
  for (const alarm of stored) assert.partialDeepStrictEqual(byId.get(alarm.id), { ...alarm });
}
