import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { z } from "zod";
import type { Report } from "#events/event.ts";
import { Feed } from "#events/feed.ts";
import { Fault } from "#kernel/fault.ts";
import { silentLog } from "#kernel/log.ts";
import { Source } from "#site/point.ts";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import { type DriverHost, defineDriver } from "./driver.ts";
import type { SourceHealth } from "./health.ts";
import { Supervisor } from "./supervisor.ts";

interface Opened {
  readonly settings: { readonly port: number };
  readonly host: DriverHost;
  readonly lose: (why: Error) => void;
  closed: boolean;
}

/** A driver that does what the test says, under the real supervisor. */
function stage(open: (opened: Opened, turn: number) => Promise<void> | void = () => {}) {
  const clock = new VirtualClock();
  const feed = new Feed("test");
  const shown: SourceHealth[] = [];
  feed.listen(({ topic, data }) => void (topic === "source" && shown.push(data as SourceHealth)));
  const opened: Opened[] = [];
  const links: string[] = [];
  const stored: [string, Report][] = [];
  const driver = defineDriver({
    name: "staged",
    title: "Staged",
    standard: "none",
    role: "dials",
    settings: z.strictObject({ port: z.int().min(1).describe("port") }),
    ports: () => [],
    async open(settings, host) {
      const { promise, reject } = Promise.withResolvers<never>();
      const one: Opened = { settings, host, lose: reject, closed: false };
      opened.push(one);
      await open(one, opened.length);
      return {
        lost: promise,
        [Symbol.asyncDispose]: async () => {
          one.closed = true;
        },
      };
    },
  });
  const supervisor = new Supervisor({
    drivers: [driver],
    clock,
    log: silentLog,
    feed,
    report: async (source, report) => void stored.push([source, report]),
    link: (source, part, state, why) => void links.push(`${source} ${part || "-"} ${state}: ${why}`),
    unseal: ({ settings }) => settings,
    chance: () => 0,
  });
  return { clock, feed, shown, opened, links, stored, supervisor };
}

const source = (id: string, more: object = {}) =>
  Source.parse({ id, name: id.toUpperCase(), driver: "staged", settings: { port: 1 }, ...more });

const note: Report = { point: "1", kind: "note", category: "other", condition: "", raw: "x" };

/** Lets everything run that does not wait for the clock or for a device. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe("the supervisor", () => {
  it("opens what is enabled, says so, and counts what was stored", async () => {
    const { supervisor, opened, links, stored } = stage();
    await supervisor.apply([source("a"), source("b", { enabled: false })]);
    await settle();
    assert.deepEqual(links, ["a - up: connected"]);
    await opened[0]?.host.report(note);
    assert.deepEqual(stored, [["a", note]]);
    supervisor.took("a", [note, note, note]);
    const [a, b] = supervisor.health();
    assert.deepEqual(
      [a?.state, a?.events, b?.state, b?.why],
      ["up", 4, "disabled", "switched off in the configuration"],
    );
    await supervisor.stop();
    assert.deepEqual(
      opened.map(({ closed }) => closed),
      [true],
    );
  });

  it("opens nothing again after it was stopped, though a change of the site comes late", async () => {
    const { supervisor, opened } = stage();
    await supervisor.apply([source("a")]);
    await settle();
    await Promise.all([supervisor.stop(), supervisor.apply([source("a"), source("b")])]);
    await settle();
    assert.deepEqual(
      opened.map(({ closed }) => closed),
      [true],
    );
  });

  it("waits 1, 2, 4 … 60 s between attempts that fail, and says once why it is down", async () => {
    const { supervisor, opened, links, clock } = stage(() => {
      throw new Fault("unreachable", "cannot connect to plc:502", { transient: true });
    });
    await supervisor.apply([source("a")]);
    const waits: number[] = [];
    for (let turn = 1; turn <= 9; turn++) {
      await settle();
      assert.equal(opened.length, turn);
      let waited = 0;
      while (opened.length === turn) {
        clock.advance(1000);
        waited++;
        await settle();
      }
      waits.push(waited);
    }
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    assert.deepEqual(links, ["a - down: cannot connect to plc:502"]);
    await supervisor.stop();
    assert.equal(clock.pending, 0);
  });

  it("starts from the shortest wait again after a connection that held for a minute", async () => {
    const { supervisor, opened, links, clock } = stage((_, turn) => {
      if (turn <= 4) throw new Fault("unreachable", "no", { transient: true });
    });
    await supervisor.apply([source("a")]);
    await settle();
    for (const wait of [1000, 2000, 4000, 8000]) {
      clock.advance(wait);
      await settle();
    }
    assert.equal(opened.length, 5);
    clock.advance(60_000);
    opened[4]?.lose(new Fault("unreachable", "the line broke", { transient: true }));
    await settle();
    assert.equal(opened[4]?.closed, true);
    clock.advance(1000);
    await settle();
    assert.equal(opened.length, 6);
    assert.deepEqual(links, ["a - down: no", "a - up: connected", "a - down: the line broke", "a - up: connected"]);
    await supervisor.stop();
  });

  it("contains a driver that crashes, and opens it again", async () => {
    const { supervisor, opened, links, clock } = stage();
    await supervisor.apply([source("a"), source("b")]);
    await settle();
    opened[0]?.lose(new TypeError("x is undefined"));
    await settle();
    assert.equal(links.at(-1), "a - down: x is undefined");
    clock.advance(1000);
    await settle();
    assert.deepEqual(
      supervisor.health().map(({ state }) => state),
      ["up", "up"],
    );
    await supervisor.stop();
  });

  it("gives up a driver that never opens, and closes it when it does open later", async () => {
    const late = Promise.withResolvers<void>();
    const { supervisor, opened, links, clock } = stage((_, turn) => (turn === 1 ? late.promise : undefined));
    await supervisor.apply([source("a")]);
    await settle();
    clock.advance(60_000);
    await settle();
    assert.deepEqual(links, ["a - down: staged did not open within 60 s"]);
    assert.equal(opened[0]?.host.signal.aborted, true);
    late.resolve();
    await settle();
    assert.equal(opened[0]?.closed, true);
    clock.advance(1000);
    await settle();
    assert.equal(links.at(-1), "a - up: connected");
    await supervisor.stop();
  });

  it("takes nothing more from a session that has ended", async () => {
    const { supervisor, opened, links, stored } = stage();
    await supervisor.apply([source("a")]);
    await settle();
    opened[0]?.lose(new Fault("unreachable", "gone", { transient: true }));
    await settle();
    await assert.rejects(async () => opened[0]?.host.report(note), { code: "not-active" });
    opened[0]?.host.link("up", "I am still here");
    assert.deepEqual(stored, []);
    assert.equal(links.at(-1), "a - down: gone");
    await supervisor.stop();
  });

  it("opens anew only what has other settings", async () => {
    const { supervisor, opened } = stage();
    await supervisor.apply([source("a"), source("b")]);
    await settle();
    await supervisor.apply([source("a", { name: "Renamed" }), source("b", { settings: { port: 2 } })]);
    await settle();
    assert.deepEqual(
      opened.map(({ settings, closed }) => [settings.port, closed]),
      [
        [1, false],
        [1, true],
        [2, false],
      ],
    );
    assert.deepEqual(
      supervisor.health().map(({ name }) => name),
      ["Renamed", "B"],
    );
    await supervisor.stop();
  });

  it("closes what is gone or switched off, and takes back that it was down", async () => {
    const { supervisor, opened, links } = stage(() => {
      throw new Fault("unreachable", "no", { transient: true });
    });
    await supervisor.apply([source("a"), source("b")]);
    await settle();
    await supervisor.apply([source("a", { enabled: false })]);
    assert.equal(opened.length, 2);
    assert.deepEqual(links.slice(2), [
      "a - up: switched off in the configuration",
      "b - up: removed from the configuration",
    ]);
    assert.deepEqual(
      supervisor.health().map(({ id, state }) => [id, state]),
      [["a", "disabled"]],
    );
    await supervisor.stop();
  });

  it("takes back a part that was down when the source is configured anew", async () => {
    const { supervisor, opened, links } = stage();
    await supervisor.apply([source("a")]);
    await settle();
    opened[0]?.host.link("down", "unit 3 did not answer", "unit-3");
    assert.deepEqual(
      [supervisor.health()[0]?.state, supervisor.health()[0]?.why],
      ["degraded", "unit 3 did not answer"],
    );
    await supervisor.apply([source("a", { settings: { port: 2 } })]);
    await settle();
    assert.deepEqual(links.slice(1), [
      "a unit-3 down: unit 3 did not answer",
      "a unit-3 up: no longer watched: the source was configured anew",
      "a - up: connected",
    ]);
    await supervisor.stop();
  });

  for (const { what, settings, driver, why } of [
    {
      what: "settings that are not valid",
      settings: { port: 0 },
      driver: "staged",
      why: /settings are not valid, correct them: port: /,
    },
    { what: "unknown settings", settings: { port: 1, prot: 2 }, driver: "staged", why: /prot/ },
    {
      what: "a driver that does not exist",
      settings: {},
      driver: "sai",
      why: /no driver "sai", choose one of: staged/,
    },
  ]) {
    it(`says clearly what is wrong with ${what}, and mends it with the next configuration`, async () => {
      const { supervisor, links, opened, clock } = stage();
      await supervisor.apply([source("a", { settings, driver })]);
      await settle();
      assert.equal(links.length, 1);
      assert.match(links[0] ?? "", why);
      assert.match(supervisor.health()[0]?.why ?? "", why);
      assert.equal(supervisor.health()[0]?.state, "down");
      clock.advance(600_000);
      assert.equal(opened.length, 0);
      await supervisor.apply([source("a")]);
      await settle();
      assert.equal(links.at(-1), "a - up: connected");
      await supervisor.stop();
    });
  }

  it("shows changes on the feed, not more often than four times a second", async () => {
    const { supervisor, opened, shown, clock } = stage();
    await supervisor.apply([source("a")]);
    await settle();
    for (let times = 0; times < 1000; times++) {
      opened[0]?.host.link(times % 2 ? "up" : "degraded", "flapping");
      opened[0]?.host.refused("bad", "raw");
      clock.advance(1);
    }
    clock.advance(5000);
    assert.ok(shown.length >= 4 && shown.length <= 7, `${shown.length} messages`);
    assert.deepEqual([shown.at(-1)?.state, shown.at(-1)?.refused], ["up", 1000]);
    await supervisor.stop();
    assert.equal(clock.pending, 0);
  });

  it("keeps a few refusals of a flood, and lists candidates until they are adopted", async () => {
    const { supervisor, opened, clock } = stage();
    await supervisor.apply([source("a")]);
    await settle();
    const host = opened[0]?.host;
    for (let times = 0; times < 500; times++) host?.refused(`refusal ${times}`, "\0raw");
    clock.advance(1000);
    host?.refused("after the flood", "raw");
    for (let account = 0; account < 300; account++) host?.candidate(String(account), { peer: "10.0.0.7" });
    host?.candidate("299", { peer: "10.0.0.8" });
    const health = supervisor.health()[0];
    assert.equal(health?.refused, 501);
    assert.deepEqual(health?.lastRefusals.map(({ why }) => why).slice(0, 2), ["after the flood", "refusal 9"]);
    assert.equal(health?.candidates.length, 200);
    assert.deepEqual([health?.candidates[0]?.times, health?.candidates[0]?.about], [2, { peer: "10.0.0.8" }]);
    supervisor.adopted("a", "299");
    assert.equal(supervisor.health()[0]?.candidates[0]?.key, "298");
    await supervisor.stop();
  });

  it("tests a connection that is down by opening it at once, and says why that fails", async () => {
    let isThere = false;
    const { supervisor, opened, clock } = stage(() => {
      if (!isThere) throw new Fault("unreachable", "nobody answers", { transient: true });
    });
    await supervisor.apply([source("a"), source("off", { enabled: false })]);
    await settle();
    assert.deepEqual(await supervisor.test("a"), { connected: false, because: "nobody answers", parts: [] });
    isThere = true;
    await settle();
    assert.deepEqual(await supervisor.test("a"), { connected: true, because: "connected", parts: [] });
    assert.equal(opened.length, 3);
    assert.equal(clock.now(), new VirtualClock().now(), "without waiting");
    await assert.rejects(supervisor.test("off"), /switched off/);
    await supervisor.stop();
  });

  it("gives a test of a connection an end, while the connection is tried on", async () => {
    const { supervisor, clock } = stage(() => new Promise(() => {}));
    await supervisor.apply([source("a")]);
    await settle();
    const test = supervisor.test("a");
    await settle();
    clock.advance(10_000);
    assert.match((await test).because, /not connected after 10 s/);
    await supervisor.stop();
  });

  it("says of settings that can't be used what is wrong with them, when their connection is tested", async () => {
    const { supervisor } = stage();
    await supervisor.apply([source("a", { settings: { port: 0 } })]);
    await settle();
    const { connected, because } = await supervisor.test("a");
    assert.deepEqual([connected, /not valid, correct them: port/.test(because)], [false, true]);
    await supervisor.stop();
  });
});
