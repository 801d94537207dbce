import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { systemClock } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import { silentLog } from "#kernel/log.ts";
import { openTestDatabase, type TestDatabase } from "../../test/peers/database.ts";
import type { Batch } from "./batch.ts";
import { LeasedJournal } from "./journal.ts";
import { acquireLease, type Holder, type Lease } from "./lease.ts";

const PARTS = { clock: systemClock, log: silentLog };

describe("the journal", () => {
  let database: TestDatabase;
  let look: pg.Client;
  const lease = (holder: string, onStandby: (holder: Holder) => void = () => {}): Promise<Lease> =>
    acquireLease(
      () => database.app(),
      { holder, address: `https://${holder}` },
      {
        ...PARTS,
        signal: AbortSignal.timeout(120_000),
        onStandby,
      },
    );
  const count = async (table: string) => Number((await look.query(`select count(*) from ${table}`)).rows[0].count);

  before(async () => {
    database = await openTestDatabase();
    look = new pg.Client(database.superuser());
    await look.connect();
  });
  after(async () => {
    await look.end();
    await database.close();
  });

  it("stores what work put into the batch before it resolves, with texts, times and numbers as they were", async () => {
    const held = await lease("one");
    const journal = new LeasedJournal(() => database.app(), held, PARTS);
    const at = Date.UTC(2026, 0, 15, 12, 0, 0, 123);
    const id = await journal.submit("alarm", (batch) => {
      const event = note(batch, 'quotes " \\ braces {} , NULL ü 🔥');
      batch.event({ ...event, at, value: -1.5e-7 });
      batch.audit({
        actor: { id: "tocsin", via: "intake" },
        action: "test",
        object: "test:1",
        sentence: "Something was tried.",
      });
      return event.id;
    });
    const { rows } = await look.query("select *, date_part('epoch', at) * 1000 as ms from core.event where id = $1", [
      id,
    ]);
    assert.deepEqual(
      [rows[0].text, Math.round(rows[0].ms), rows[0].value, rows[0].code],
      ['quotes " \\ braces {} , NULL ü 🔥', at, -1.5e-7, null],
    );
    assert.equal(await count("audit.entry"), 1);
    await journal.close();
    await held.release();
  });

  it("rejects only the work that refuses, and goes on numbering where the last core stopped", async () => {
    const held = await lease("two");
    const journal = new LeasedJournal(() => database.app(), held, PARTS);
    const before = await count("core.event");
    const refused = journal.submit("alarm", () => {
      throw new Fault("conflict", "the alarm has moved on");
    });
    const [first, second] = await Promise.all([
      journal.submit("alarm", (batch) => put(batch, "a")),
      journal.submit("life-safety", (batch) => put(batch, "b")),
      assert.rejects(refused, /moved on/),
    ]);
    assert.equal(await count("core.event"), before + 2);
    assert(second < first, "life-safety goes first");
    assert(second > before, "numbers go on");
    await journal.close();
    await held.release();
  });

  it("keeps a failing statement of one operator from failing anything else", async () => {
    const held = await lease("three");
    const journal = new LeasedJournal(() => database.app(), held, PARTS);
    const before = await count("core.event");
    const bad = journal.submit("operator", (batch) => {
      put(batch, "with a bad statement");
      batch.also("insert into core.session values (null)", []);
    });
    const good = journal.submit("operator", (batch) => {
      put(batch, "with a good one");
      batch.also("insert into config.item values ('partition', 'site', 1, '{}', now(), 'test')", []);
    });
    await Promise.all([
      assert.rejects(bad, /refused the change/),
      good,
      journal.submit("alarm", (b) => put(b, "other")),
    ]);
    assert.equal(await count("core.event"), before + 2);
    assert.equal(await count("config.item"), 1);
    await journal.close();
    await held.release();
  });

  it("survives losing its connection, and stores each batch once", async () => {
    const held = await lease("four");
    const journal = new LeasedJournal(() => database.app(), held, PARTS);
    await journal.submit("alarm", (batch) => put(batch, "before"));
    const before = await count("core.event");
    const many: Promise<number>[] = [];
    for (let round = 0; round < 20; round++) {
      for (let n = 0; n < 50; n++) many.push(journal.submit("alarm", (batch) => put(batch, `${round}/${n}`)));
      await look.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()
            and pid not in (select pid from pg_locks where locktype = 'advisory')`,
      );
      await Promise.race(many.slice(-1));
    }
    const ids = await Promise.all(many);
    assert.equal(new Set(ids).size, 1000);
    assert.equal(await count("core.event"), before + 1000);
    await journal.close();
    await held.release();
  });

  it("sends batches behind one that is being stored, and stores each once and in order, whichever connection dies", async () => {
    const held = await lease("four and a half");
    const journal = new LeasedJournal(() => database.app(), held, PARTS);
    const before = await count("core.event");
    const stored: number[] = [];
    const many = Array.from({ length: 60 }, async (_, turn) => {
      const work = (batch: Batch) => {
        for (let n = 0; n < 1500; n++) put(batch, `${turn}/${n}`);
      };
      await journal.submit("alarm", work, 1500);
      stored.push(turn);
    });
    const all = Promise.all(many);
    let kills = 0;
    for (let running = true; running; ) {
      const { rowCount } = await look.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()
            and pid not in (select pid from pg_locks where locktype = 'advisory') order by random() limit 1`,
      );
      kills += rowCount ?? 0;
      running = await Promise.race([all.then(() => false), look.query("select pg_sleep(0.03)").then(() => true)]);
    }
    await all;
    assert(kills > 0);
    assert.deepEqual(
      stored,
      Array.from({ length: 60 }, (_, turn) => turn),
    );
    assert.equal(await count("core.event"), before + 60 * 1500);
    const { rows } = await look.query(
      "select max(id) - min(id) + 1 as span, count(distinct id) as ids from core.event",
    );
    assert.equal(rows[0].span, rows[0].ids, "no number is missing");
    await journal.close();
    await held.release();
  });

  it("stores columns that are alike in all rows of a flood, and others, as they were", async () => {
    const held = await lease("four and three quarters");
    const journal = new LeasedJournal(() => database.app(), held, PARTS);
    const flood = Array.from({ length: 300 }, (_, n) => ({
      source: "alike",
      text: n % 2 === 0 ? `zone ${n}` : null,
      value: n / 4,
    }));
    await journal.submit("alarm", (batch) => {
      for (const { text, value } of flood) {
        batch.event({ ...note(batch, "x"), source: "alike", text: text ?? undefined, value, code: "BA" });
      }
    });
    const { rows } = await look.query(
      "select source, text, value, code, quality, kind from core.event where source = 'alike' order by id",
    );
    assert.deepEqual(
      rows,
      flood.map((one) => ({ ...one, code: "BA", quality: null, kind: "note" })),
    );
    await journal.close();
    await held.release();
  });

  it("decides the next batch while one is on its way, but none behind an operator's", async () => {
    const held = await lease("five and a half");
    const journal = new LeasedJournal(() => database.app(), held, PARTS);
    const before = await count("core.event");
    const told: string[] = [];
    const work = (lane: "alarm" | "operator", name: string) =>
      journal.submit(
        lane,
        (batch) => {
          told.push(`${name} decided`);
          batch.afterwards(() => told.push(`${name} stored`));
          return put(batch, name);
        },
        500,
      );
    const first = work("alarm", "first");
    await Promise.resolve();
    const second = work("alarm", "second");
    await Promise.resolve();
    const ids = await Promise.all([first, second]);
    assert.deepEqual(told.splice(0), ["first decided", "second decided", "first stored", "second stored"]);
    const order = work("operator", "order");
    await Promise.resolve();
    const third = work("alarm", "third");
    ids.push(...(await Promise.all([order, third])));
    assert.deepEqual(told, ["order decided", "order stored", "third decided", "third stored"]);
    assert.deepEqual(
      ids,
      [...ids].sort((a, b) => a - b),
    );
    assert.equal(new Set(ids).size, 4);
    assert.equal(await count("core.event"), before + 4);
    await journal.close();
    await held.release();
  });

  it("is fenced off when another core has taken the lease", async () => {
    const held = await lease("five");
    const journal = new LeasedJournal(() => database.app(), held, PARTS);
    await journal.submit("alarm", (batch) => put(batch, "mine"));
    const before = await count("core.event");
    await look.query("update core.lease set token = token + 1, batch = 0, holder = 'six'");
    await assert.rejects(
      journal.submit("alarm", (batch) => put(batch, "late")),
      /the lease went to six/,
    );
    await assert.rejects(journal.lost, /writes nothing any more/);
    await assert.rejects(
      journal.submit("alarm", (batch) => put(batch, "later")),
      /writes nothing any more/,
    );
    assert.equal(await count("core.event"), before);
    await held.release();
  });

  it("hands the lease to a waiting core when the holder's connection dies", async () => {
    const held = await lease("seven");
    const standing: Holder[] = [];
    const waiting = lease("eight", (holder) => standing.push(holder));
    while (standing.length === 0) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(standing, [{ holder: "seven", address: "https://seven" }]);
    await look.query(
      "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and pid <> pg_backend_pid()",
    );
    const next = await waiting;
    assert.equal(next.token, held.token + 1);
    await next.release();
  });

  it("takes the lease from a core that is silent for too long though its connection stands", async () => {
    const frozen = await lease("nine");
    await look.query("update core.lease set expires_at = now() - interval '1 ms'");
    const next = await lease("ten");
    assert.equal(next.token, frozen.token + 1);
    await next.release();
  });
});

function put(batch: Batch, text: string): number {
  const event = note(batch, text);
  batch.event(event);
  return event.id;
}

function note(batch: Batch, text: string) {
  return {
    id: batch.nextId("event"),
    receivedAt: batch.now,
    source: "test",
    point: "p",
    condition: "",
    text,
    raw: "",
    kind: "note" as const,
    category: "other" as const,
  };
}
