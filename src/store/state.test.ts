import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { newAlarm } from "#alarms/life-cycle.ts";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { openTestDatabase, type TestDatabase } from "../../test/peers/database.ts";
import { LeasedJournal } from "./journal.ts";
import { acquireLease } from "./lease.ts";
import { loadAlarms } from "./state.ts";

describe("the state that is read at a start", () => {
  let database: TestDatabase;
  let client: pg.Client;
  before(async () => {
    database = await openTestDatabase();
    client = new pg.Client(database.app());
    await client.connect();
  });
  after(async () => {
    await client.end();
    await database.close();
  });

  it("is what was written, over more than one page, with awkward texts, numbers and times", async () => {
    const parts = { clock: systemClock, log: silentLog };
    const holder = { holder: "one", address: "https://one" };
    const lease = await acquireLease(() => database.app(), holder, {
      ...parts,
      signal: AbortSignal.timeout(120_000),
      onStandby: () => {},
    });
    const journal = new LeasedJournal(() => database.app(), lease, parts);
    const values = [null, 0, -1.5e-7, Number.NaN, Number.NEGATIVE_INFINITY, 2 ** 53];
    const texts = ['quotes " \\ \n', "ü 🔥 \u2028", "", "{},[],null"];
    const wanted = Array.from({ length: 10_500 }, (_, n) => ({
      ...newAlarm({
        id: n + 1,
        source: "panel",
        point: `zone-${n}`,
        condition: "burglary",
        partition: "site",
        category: "intrusion",
        priority: "high",
        tags: n % 3 === 0 ? ["north", 'a "tag"'] : [],
        text: texts[n % texts.length] ?? "",
        value: values[n % values.length] ?? null,
        now: Date.UTC(2026, 0, 15, 12, 0, 0, n % 1000),
      }),
      shelf: n % 5 === 0 ? { kind: "timed", until: 1_800_000_000_123, by: "anna", reason: 'so "it" is' } : null,
      acknowledgedBy: n % 2 === 0 ? "operator:anna" : null,
      raisedAt: n % 2 === 0 ? Date.UTC(1970, 0, 1, 0, 0, 0, 1) : null,
    }));
    await journal.submit("alarm", (batch) => {
      for (const alarm of wanted) batch.alarm(alarm as Parameters<typeof batch.alarm>[0]);
    });
    await journal.close();
    await lease.release();
    const pages: number[] = [];
    const loaded: unknown[] = [];
    for await (const page of loadAlarms(client)) {
      pages.push(page.length);
      loaded.push(...page);
    }
    assert.deepEqual(pages, [10_000, 500]);
    assert.deepEqual(loaded, wanted);
  });
});
