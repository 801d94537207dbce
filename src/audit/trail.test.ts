import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { asClient } from "#store/client.ts";
import { LeasedJournal } from "#store/journal.ts";
import { acquireLease } from "#store/lease.ts";
import { openTestDatabase, type TestDatabase } from "../../test/peers/database.ts";
import type { Verdict } from "./verify.ts";
import { verifyTrail } from "./verify-trail.ts";

const ENTRIES = 40;

describe("the audit trail as the server wrote it", () => {
  let database: TestDatabase;
  let intruder: pg.Client;
  const verdict = (): Promise<Verdict> => asClient(database.reader(), (client) => verifyTrail(client));
  const found = async () => (await verdict()).findings.map(({ kind, from, to }) => `${kind} ${from}-${to}`);

  before(async () => {
    database = await openTestDatabase();
    const parts = { clock: systemClock, log: silentLog };
    const lease = await acquireLease(
      () => database.app(),
      { holder: "one", address: "" },
      { ...parts, signal: AbortSignal.timeout(120_000), onStandby: () => {} },
    );
    const journal = new LeasedJournal(() => database.app(), lease, parts);
    for (let n = 1; n <= ENTRIES; n++) {
      await journal.submit("alarm", (batch) =>
        batch.audit({
          actor: { id: "operator:änne", via: "screen" },
          action: "alarm.acknowledged",
          object: `alarm:${n % 5}`,
          partition: "site",
          sentence: `Alarm ${n} "Kühlraum \\ 🔥" was acknowledged.`,
          details: { number: n, half: n / 2, text: 'a "b" \n\u0000 \ud800' },
        }),
      );
    }
    await journal.close();
    intruder = new pg.Client(database.superuser());
    await intruder.connect();
    await intruder.query("alter table audit.entry disable trigger all");
    await intruder.query(
      "do $$ declare part regclass; begin for part in select inhrelid from pg_inherits where inhparent = 'audit.entry'::regclass loop execute format('alter table %s disable trigger all', part); end loop; end $$",
    );
  });
  after(async () => {
    await intruder.end();
    await database.close();
  });

  it("has each checkpoint of the database looked at, however many there are", async () => {
    const MANY = 2300;
    await intruder.query("begin");
    await intruder.query(
      "insert into audit.checkpoint select n, now(), 'forged', '', '', '' from generate_series(1, $1::int) n",
      [MANY],
    );
    const { findings, more, signed } = await verifyTrail(intruder, { keys: [] }, 7);
    await intruder.query("rollback");
    assert.equal(findings.length + more, MANY);
    assert.match(findings[0]?.because ?? "", /can't be believed/);
    assert.equal(signed, 0);
  });

  it("is whole, and ends where the lease says", async () => {
    const { findings, entries, last } = await verdict();
    assert.deepEqual(findings, []);
    assert.deepEqual([entries, last?.seq], [ENTRIES, ENTRIES]);
  });

  const CASES: [what: string, sql: string, findings: string[]][] = [
    [
      "a word changed",
      "update audit.entry set sentence = replace(sentence, 'was', 'is') where seq = 7",
      ["changed 7-7"],
    ],
    [
      "a time moved by a microsecond",
      "update audit.entry set at = at + interval '1 microsecond' where seq = 7",
      ["changed 7-7"],
    ],
    ["details laid out anew", "update audit.entry set details = details || ' ' where seq = 7", ["changed 7-7"]],
    ["an entry removed", "delete from audit.entry where seq = 7", ["removed 7-7"]],
    ["the end removed", "delete from audit.entry where seq > 30", ["removed 31-40"]],
    ["everything removed", "delete from audit.entry", ["removed 1-40"]],
    [
      "two swapped",
      "update audit.entry set seq = 30 - seq where seq in (10, 20)",
      ["reordered 10-10", "reordered 20-20"],
    ],
    [
      "one inserted",
      "insert into audit.entry select 7, at, actor, via, action, object, partition, 'Nothing.', details, sha256('x') from audit.entry where seq = 7",
      ["inserted 7-7"],
    ],
    [
      "one added at the end",
      "insert into audit.entry select 41, at, actor, via, action, object, partition, sentence, details, hash from audit.entry where seq = 40",
      ["changed 41-41", "inserted 41-41"],
    ],
  ];
  for (const [what, sql, findings] of CASES) {
    it(`finds ${what}`, async () => {
      await intruder.query("create temporary table kept as select * from audit.entry");
      await intruder.query(sql);
      assert.deepEqual(await found(), findings);
      await intruder.query("delete from audit.entry");
      await intruder.query("insert into audit.entry select * from kept");
      await intruder.query("drop table kept");
      assert.deepEqual(await found(), [], "the trail is whole again");
    });
  }
});
