import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import type { Alarm } from "#alarms/alarm.ts";
import { Feed } from "#events/feed.ts";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { LeasedJournal } from "#store/journal.ts";
import { acquireLease, type Lease } from "#store/lease.ts";
import { loadCallouts } from "#store/state.ts";
import { openTestDatabase, type TestDatabase } from "../../test/peers/database.ts";
import { byMail, channels, siteOf, verified } from "../../test/peers/escalation-site.ts";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import type { Callout, Notification } from "./callout.ts";
import { Dispatcher } from "./dispatcher.ts";
import { unknownAlarm } from "./last-resort.ts";

const T0 = Date.parse("2026-03-02T12:00:00.123Z");
const STEP_MS = 60_000;

describe("the dispatcher on a real journal", () => {
  let database: TestDatabase;
  let look: pg.Client;
  before(async () => {
    database = await openTestDatabase();
    look = new pg.Client(database.superuser());
    await look.connect();
  });
  after(async () => {
    await look.end();
    await database.close();
  });

  /** Like a core: takes the lease, loads what is stored, and notes what it would send. */
  async function core(clock: VirtualClock, alarms: ReadonlyMap<number, Alarm>) {
    const lease: Lease = await acquireLease(
      () => database.app(),
      { holder: "one", address: "https://one" },
      { clock: systemClock, log: silentLog, signal: AbortSignal.timeout(120_000), onStandby: () => {} },
    );
    const journal = new LeasedJournal(() => database.app(), lease, { clock, log: silentLog });
    const site = siteOf({
      channel: channels,
      person: [byMail("anna"), byMail("bob")],
      policy: [
        {
          id: "p",
          name: "Policy",
          steps: [
            { waitSec: STEP_MS / 1000, tell: [{ person: "anna" }] },
            { waitSec: STEP_MS / 1000, tell: [{ person: "bob" }] },
          ],
          digest: null,
        },
      ],
      route: [{ id: "all", order: 1, policy: "p" }],
    });
    const sent: Notification[] = [];
    const dispatcher = new Dispatcher({
      journal,
      clock,
      log: silentLog,
      verified,
      feed: new Feed("test"),
      site: () => site,
      policyVersion: () => undefined,
      alarm: (id) => alarms.get(id),
      own: () => {},
      deliver: (notification) => sent.push(notification),
    });
    const stored: Callout[] = [];
    for await (const page of loadCallouts(look)) stored.push(...page);
    dispatcher.load(stored);
    return {
      dispatcher,
      journal,
      sent,
      stored,
      async stop() {
        dispatcher.stop();
        await journal.close();
        await lease.release();
      },
    };
  }

  it("goes on after a crash with what is on disk: every callout once, in order, nobody twice", async () => {
    const clock = new VirtualClock(T0);
    const alarms = new Map<number, Alarm>();
    const first = await core(clock, alarms);
    const ids = Array.from({ length: 1_000 }, (_, index) => index + 1);
    await first.journal.submit("alarm", (batch) => {
      for (const id of ids) {
        const about = {
          alarm: id,
          occurrence: id,
          sequence: 1,
          partition: "site",
          priority: "high",
          startedAt: T0,
        } as Callout;
        const alarm = { ...unknownAlarm(about), source: "plc-1", text: `Trouble ${id}` };
        alarms.set(id, alarm);
        const effects = ["annunciate", "begin-callout"] as const;
        first.dispatcher.changed(batch, {
          alarm,
          before: undefined,
          effects,
          because: "",
          actor: { id: "tocsin", via: "intake" },
        });
      }
    });
    assert.deepEqual(
      first.sent.map((one) => one.alarm),
      ids,
    );
    const kept = ids.map((id) => first.dispatcher.calloutOf(id));
    await first.stop();

    const { rows } = await look.query(
      `select n.alarm::int, n.person, n.step, c.id::int as callout, c.because from core.notification n
         join core.callout c on c.id = n.callout order by n.id`,
    );
    assert.equal(rows.length, 1_000);
    assert.deepEqual(rows[7], {
      alarm: 8,
      person: "anna",
      step: 0,
      callout: 8,
      because: "Anna was told by mail: named in the step (step 1)",
    });

    clock.advance(3_600_000);
    const second = await core(clock, alarms);
    assert.deepEqual(second.stored, kept);
    clock.advance(0);
    // Behind everything that is due, and resolved after it is on disk.
    await second.journal.submit("background", () => {});
    assert.deepEqual(
      second.sent.map((one) => `${one.person} ${one.step}`),
      ids.map(() => "bob 1"),
    );
    assert.deepEqual(new Set(second.sent.map((one) => one.alarm)).size, 1_000);
    clock.advance(STEP_MS);
    await second.journal.submit("background", () => {});
    assert.equal(second.sent.length, 1_000);
    const ends = await look.query("select state, count(*)::int, min(due_at) as due from core.callout group by state");
    assert.deepEqual(ends.rows, [{ state: "exhausted", count: 1_000, due: null }]);
    await second.stop();
  });
});
