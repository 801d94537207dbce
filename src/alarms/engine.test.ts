import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import pg from "pg";
import { OWN_SOURCE, type Report } from "#events/event.ts";
import { Feed } from "#events/feed.ts";
import { Intake } from "#events/intake.ts";
import { silentLog } from "#kernel/log.ts";
import { SITE_KINDS, type Site, type SiteKind } from "#site/site.ts";
import { LeasedJournal } from "#store/journal.ts";
import { acquireLease, type Lease } from "#store/lease.ts";
import { loadAlarms, loadLinks, loadMemories } from "#store/state.ts";
import { openTestDatabase, type TestDatabase } from "../../test/peers/database.ts";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import type { Alarm, Effect } from "./alarm.ts";
import { Engine } from "./engine.ts";

const ANNA = { id: "operator:anna", via: "screen" } as const;
const DOOR: Report = {
  point: "1234/1/003",
  kind: "raise",
  category: "intrusion",
  condition: "burglary",
  text: "Burglary, zone 3",
  raw: "BA003",
};

describe("the engine", () => {
  let database: TestDatabase;
  let house: House;

  before(async () => {
    database = await openTestDatabase();
  });
  beforeEach(async () => {
    await house?.close();
    const client = new pg.Client(database.superuser());
    await client.connect();
    await client.query("truncate core.alarm, core.condition_memory, core.source_state");
    await client.end();
    house = await House.open(database, {});
  });
  after(async () => {
    await house.close();
    await database.close();
  });

  it("raises, acknowledges and ends an alarm, and tells escalation each time", async () => {
    await house.report(DOOR);
    const raised = house.only();
    assert.deepEqual(
      [raised.state, raised.priority, raised.sequence, raised.text],
      ["unacknowledged", "critical", 1, "Burglary, zone 3"],
    );
    await house.engine.orders.acknowledge({ ...seen(raised), actor: ANNA });
    assert.deepEqual([house.only().state, house.only().acknowledgedBy], ["acknowledged", "operator:anna"]);
    await house.report({ ...DOOR, kind: "clear" });
    assert.deepEqual([house.only().state, house.only().occurrence], ["normal", 0]);
    assert.deepEqual(house.effects, [["annunciate", "begin-callout"], ["stop-callout"], ["clear-callout", "terminal"]]);
  });

  it("refuses an acknowledgement of what has moved on, and says so", async () => {
    await house.report(DOOR);
    const first = house.only();
    await house.report({ ...DOOR, kind: "clear" });
    await house.report(DOOR);
    const again = house.only();
    assert.deepEqual([again.occurrence, again.sequence, again.chatter], [first.occurrence, 2, 1]);
    await assert.rejects(house.engine.orders.acknowledge({ ...seen(first), actor: ANNA }), /annunciated again since/);
    await assert.rejects(
      house.engine.orders.acknowledge({ alarm: 999_999, occurrence: 1, sequence: 1, actor: ANNA }),
      /There is no alarm 999999/,
    );
    assert.equal(house.only().state, "unacknowledged");
  });

  it("is the same after a restart, timers and all", async () => {
    await house.configure("point", {
      id: "panel/1234/1/004",
      source: "panel",
      address: "1234/1/004",
      name: "Vault",
      latched: true,
    });
    await house.report(DOOR);
    await house.report({ ...DOOR, point: "1234/1/004" });
    await house.report({ ...DOOR, point: "1234/1/004", kind: "clear" });
    await house.report({ ...DOOR, point: "1234/1/005" });
    const [, , third] = house.all();
    assert(third);
    await house.engine.orders.shelve({ alarm: third.id, actor: ANNA, reason: "painters", minutes: 10 });
    const before = house.all();
    assert.deepEqual(
      before.map(({ state }) => state),
      ["unacknowledged", "latched-unacknowledged", "shelved"],
    );

    const later = await house.restart();
    assert.deepEqual(later.all(), before);
    later.clock.advance(10 * 60_000);
    await later.settled();
    assert.equal(later.all()[2]?.state, "unacknowledged", "the shelf ended by itself");
    house = later;
  });

  it("judges values by their limits, with delays kept over a restart", async () => {
    await house.configure("point", {
      id: "plc/boiler",
      source: "plc",
      address: "boiler",
      name: "Boiler",
      unit: "°C",
      grouping: "one-lifetime",
      conditions: [
        { type: "high", limit: 80, deadband: 2, onDelayMs: 5000, priority: "high" },
        { type: "high-high", limit: 95, priority: "critical" },
      ],
    });
    const value = (degrees: number): Promise<unknown> =>
      house.report(
        { point: "boiler", kind: "value", category: "technical", condition: "", value: degrees, raw: "" },
        "plc",
      );
    await value(85);
    assert.equal(house.all().length, 0, "the on-delay runs");
    house = await house.restart();
    house.clock.advance(5000);
    await house.settled();
    assert.deepEqual([house.only().priority, house.only().severity], ["high", 1]);
    await house.engine.orders.acknowledge({ ...seen(house.only()), actor: ANNA });
    await value(96);
    assert.deepEqual(
      [house.only().priority, house.only().severity, house.only().state, house.only().sequence],
      ["critical", 2, "unacknowledged", 2],
    );
    await value(79);
    assert.equal(house.only().severity, 1, "below high-high, still within the deadband of high");
    await value(77);
    assert.equal(house.only().state, "returned");
  });

  it("freezes 500 alarms of a lost source behind one, and takes up what is true when it is back", async () => {
    for (let zone = 0; zone < 500; zone++) await house.report({ ...DOOR, point: `plc-tag-${zone}` }, "plc");
    house.effects.length = 0;
    house.engine.links.tell("plc", "", "down", "no answer for 3 s");
    await house.settled();
    const frozen = house.all().filter((alarm) => alarm.source === "plc");
    assert.equal(
      frozen.filter(({ quality, state }) => quality === "uncertain" && state === "unacknowledged").length,
      500,
    );
    const own = house.all().filter((alarm) => alarm.source === OWN_SOURCE);
    assert.deepEqual(
      own.map(({ point, state, priority }) => [point, state, priority]),
      [["source/plc", "unacknowledged", "high"]],
    );
    assert.match(own[0]?.text ?? "", /plc is lost: no answer for 3 s/);
    assert.deepEqual(house.effects, [["annunciate", "begin-callout"]], "one notification, not 500");

    house.engine.links.tell("plc", "", "up", "connected");
    await house.settled();
    await house.report({ ...DOOR, point: "plc-tag-7", kind: "clear" }, "plc");
    const back = house.all().filter((alarm) => alarm.source === "plc");
    assert.equal(back.filter(({ quality }) => quality === "good").length, 500);
    assert.equal(back.filter(({ active }) => active).length, 499);
    assert.equal(house.all().find((alarm) => alarm.source === OWN_SOURCE)?.state, "returned");
  });

  it("freezes only the part of a source that is lost", async () => {
    await house.report({ ...DOOR, point: "1234/1/001" });
    await house.report({ ...DOOR, point: "12345/1/001" });
    house.engine.links.tell("panel", "1234", "down", "no supervision message for 90 s");
    await house.settled();
    assert.deepEqual(
      house.all().map(({ point, quality }) => [point, quality]),
      [
        ["1234/1/001", "uncertain"],
        ["12345/1/001", "good"],
        ["source/panel/1234", "good"],
      ],
    );
  });

  it("hears a source that comes back degraded, and ends the alarm that stood for it", async () => {
    await house.report(DOOR);
    house.engine.links.tell("panel", "", "down", "no answer");
    house.engine.links.tell("panel", "", "degraded", "answers slowly");
    await house.settled();
    assert.deepEqual(
      house.all().map(({ point, quality, active }) => [point, quality, active]),
      [
        ["1234/1/003", "good", true],
        ["source/panel", "good", false],
      ],
    );
  });

  it("hides what a plant mode suppresses, tracks it silently, and shows what still stands", async () => {
    await house.report(DOOR);
    const mode = (on: boolean) =>
      house.configure("suppression", {
        id: "painting",
        name: "Painting",
        cause: { mode: on },
        hides: { sources: ["panel"] },
      });
    await mode(true);
    assert.equal(house.only().state, "suppressed");
    await house.report({ ...DOOR, point: "1234/1/009" });
    await house.report({ ...DOOR, kind: "clear" });
    assert.deepEqual(
      house.all().map(({ state, active }) => [state, active]),
      [
        ["suppressed", false],
        ["suppressed", true],
      ],
    );
    await mode(false);
    assert.deepEqual(
      house.all().map(({ state }) => state),
      ["normal", "unacknowledged"],
    );
  });

  it("keeps a point that the device bypassed silent, also before it ever spoke and after a restart", async () => {
    await house.report({ ...DOOR, kind: "inhibit", condition: "" });
    house = await house.restart();
    await house.report(DOOR);
    assert.deepEqual([house.only().state, house.only().suppressedBy], ["suppressed", ["inhibit"]]);
    await house.report({ ...DOOR, kind: "uninhibit", condition: "" });
    assert.equal(house.only().state, "unacknowledged");
  });

  it("raises nothing from what is in test", async () => {
    await house.report({ ...DOOR, kind: "test-begin", point: "1234", condition: "" });
    await house.report(DOOR);
    assert.deepEqual(house.all(), []);
    await house.report({ ...DOOR, kind: "test-end", point: "1234", condition: "" });
    await house.report(DOOR);
    assert.equal(house.only().state, "unacknowledged");
  });

  it("refuses to shelve without a reason, for too long, or what may never be shelved", async () => {
    await house.report(DOOR);
    await house.report({ ...DOOR, point: "fire", category: "fire", condition: "fire" });
    const [burglary, fire] = house.all();
    assert(burglary && fire);
    const shelve = (alarm: Alarm, minutes: number, reason: string) =>
      house.engine.orders.shelve({ alarm: alarm.id, actor: ANNA, minutes, reason });
    await assert.rejects(shelve(burglary, 10, "  "), /a reason is required/);
    await assert.rejects(shelve(burglary, 61, "painters"), /60 minutes at most/);
    await assert.rejects(shelve(fire, 1, "painters"), /life-safety may not be shelved/);
    assert.deepEqual(
      house.all().map(({ state }) => state),
      ["unacknowledged", "unacknowledged"],
    );
  });
});

function seen({ id, occurrence, sequence }: Alarm) {
  return { alarm: id, occurrence, sequence };
}

/** Engine, intake and journal on a real database, under a clock that jumps. */
class House {
  readonly clock: VirtualClock;
  readonly engine: Engine;
  readonly intake: Intake;
  readonly effects: (readonly Effect[])[] = [];
  readonly #journal: LeasedJournal;
  readonly #lease: Lease;
  readonly #database: TestDatabase;
  readonly #site: Site;

  private constructor(database: TestDatabase, lease: Lease, site: Site, clock: VirtualClock) {
    this.clock = clock;
    this.#database = database;
    this.#lease = lease;
    this.#site = site;
    const log = silentLog;
    this.#journal = new LeasedJournal(() => database.app(), lease, { clock, log });
    this.engine = new Engine({
      journal: this.#journal,
      clock,
      log,
      feed: new Feed("test"),
      site: () => site,
      called: () => null,
    });
    this.engine.listen({
      changed: (_, { effects }) => {
        if (effects.length > 0) this.effects.push(effects);
        return [];
      },
      judgeAnswer: () => ({ acknowledges: true, because: "" }),
      noteAnswer: () => undefined,
    });
    this.intake = new Intake(
      this.#journal,
      clock,
      (batch, event) => this.engine.take(batch, event),
      (source, point) => this.engine.partitionOf(source, point),
    );
  }

  static async open(
    database: TestDatabase,
    { site = emptySite(), clock = new VirtualClock() }: { site?: Site; clock?: VirtualClock },
  ): Promise<House> {
    const lease = await acquireLease(
      () => database.app(),
      { holder: "test", address: "https://test" },
      { clock, log: silentLog, signal: AbortSignal.timeout(120_000), onStandby: () => {} },
    );
    const house = new House(database, lease, site, clock);
    const client = new pg.Client(database.app());
    await client.connect();
    for await (const alarms of loadAlarms(client)) house.engine.load(alarms);
    house.engine.remember(await loadMemories(client), await loadLinks(client));
    await client.end();
    await house.engine.start();
    return house;
  }

  async restart(): Promise<House> {
    await this.close();
    return House.open(this.#database, { site: this.#site, clock: this.clock });
  }

  report(report: Report, source = "panel"): Promise<unknown> {
    return this.intake.report(source, [report]);
  }

  async configure(kind: SiteKind, document: object): Promise<void> {
    const body = SITE_KINDS[kind].parse(document);
    (this.#site.items[kind] as Map<string, unknown>).set(body.id, { version: 1, body });
    await this.engine.siteChanged();
  }

  /** Whatever was submitted before is stored. */
  async settled(): Promise<void> {
    await this.#journal.submit("background", () => {});
  }

  all(): Alarm[] {
    return [...this.engine.all()];
  }

  only(): Alarm {
    const [alarm, ...others] = this.all();
    assert(alarm);
    assert.deepEqual(others, []);
    return alarm;
  }

  async close(): Promise<void> {
    this.engine.stop();
    await this.#journal.close();
    await this.#lease.release();
  }
}

function emptySite(): Site {
  return {
    items: Object.fromEntries(Object.keys(SITE_KINDS).map((kind) => [kind, new Map()])) as unknown as Site["items"],
  };
}
