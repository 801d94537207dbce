import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { FencedRows } from "#store/fence.ts";
import { openTestDatabase, type TestDatabase } from "../../test/peers/database.ts";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import { BLOCK, describeBlock, firstUndescribed, lastStored } from "./blocks.ts";
import type { EventFilter } from "./filter.ts";
import { countEvents, searchEvents } from "./search.ts";

const EVENTS = 20_000;
const BEGIN = Date.parse("2026-05-01T00:00:00Z");
const all = { partitions: null } satisfies EventFilter;

describe("the search of events", () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let fenced: pg.Pool;
  let rows: FencedRows;
  const clock = new VirtualClock();

  const search = (
    filter: EventFilter,
    { below, limit = 100, patienceMs = 1000 }: { below?: number | undefined; limit?: number; patienceMs?: number } = {},
  ) =>
    rows.read(filter.partitions, (client) =>
      searchEvents({ pool, fenced: client, clock, wanted: () => true }, filter, { below, limit, patienceMs }),
    );
  const count = (filter: EventFilter) =>
    rows.read(filter.partitions, (client) =>
      countEvents({ pool, fenced: client, clock, wanted: () => true }, filter, 1000),
    );
  const ids = async (filter: EventFilter) => (await search(filter)).items.map(({ id }) => id);

  before(async () => {
    database = await openTestDatabase();
    pool = new pg.Pool({ ...database.app(), max: 2 });
    fenced = new pg.Pool({ ...database.fenced(), max: 2 });
    rows = new FencedRows(fenced);
    const look = new pg.Client(database.superuser());
    await look.connect();
    await look.query(
      `insert into core.event (id, partition, received_at, at, source, point, kind, category, condition, text, raw)
       select n, case when n % 10 = 0 then 'east' else 'site' end, to_timestamp($1::float8 / 1000 + n), to_timestamp($1::float8 / 1000 + n),
              'source-' || n % 7, 'point-' || n % 100, case when n % 2 = 0 then 'raise' else 'clear' end, 'technical', 'high',
              case n when 700 then 'Lagerschaden an Pumpe 17' when 19990 then 'LAGERSCHADEN beseitigt' end, 'n=' || n
         from generate_series(1, $2::int) n`,
      [BEGIN, EVENTS],
    );
    await look.query("update core.lease set last_event = $1", [EVENTS]);
    await look.end();
  });
  after(async () => {
    await pool.end();
    await fenced.end();
    await database.close();
  });

  const suite = (what: string) => {
    it(`finds a word wherever it stands ${what}`, async () => {
      assert.deepEqual(await ids({ ...all, words: ["lagerschaden"] }), [19_990, 700]);
      assert.deepEqual(await ids({ ...all, words: ["lagerschaden", "pumpe 17"] }), [700]);
      assert.deepEqual(await search({ ...all, words: ["xyzzy"] }), { items: [], downTo: null });
    });

    it(`goes page by page, and forgets and repeats none ${what}`, async () => {
      const filter = { ...all, source: "source-3", point: "point-3" };
      const seen: number[] = [];
      let below: number | undefined;
      do {
        const { items, downTo } = await search(filter, { below, limit: 7 });
        seen.push(...items.map(({ id }) => id));
        below = downTo ?? undefined;
      } while (below !== undefined);
      const wanted = Array.from({ length: EVENTS }, (_, n) => EVENTS - n).filter(
        (id) => id % 7 === 3 && id % 100 === 3,
      );
      assert.deepEqual(seen, wanted);
      assert.deepEqual(await count(filter), { count: wanted.length, exact: true });
    });

    it(`keeps to a time ${what}`, async () => {
      const filter = { ...all, from: BEGIN + 5_000_000, to: BEGIN + 5_003_000 };
      assert.deepEqual(await ids(filter), [5002, 5001, 5000]);
    });

    it(`shows nobody another partition's events ${what}`, async () => {
      assert.deepEqual(await ids({ partitions: ["east"], words: ["lagerschaden"] }), [19_990, 700]);
      assert.deepEqual(await ids({ partitions: ["west"], words: ["lagerschaden"] }), []);
      // The database holds them back even from a search that forgot to ask for a partition.
      const forgotten = await rows.read(["west"], (client) =>
        searchEvents({ pool, fenced: client, clock, wanted: () => true }, all, { limit: 5, patienceMs: 1000 }),
      );
      assert.deepEqual(forgotten.items, []);
    });

    it(`counts ${what}`, async () => {
      assert.deepEqual(await count(all), { count: EVENTS, exact: true });
      assert.deepEqual(await count({ ...all, kinds: ["raise", "clear"] }), { count: 10_000, exact: false });
      assert.deepEqual(await count({ partitions: ["east"] }), { count: EVENTS / 10, exact: true });
    });
  };

  suite("before anything is described");

  it("describes every block that is whole, once", async () => {
    const whole = Math.floor((EVENTS + 1) / BLOCK);
    for (let block = 0; block < whole; block++) await describeBlock(pool, block);
    await describeBlock(pool, 0);
    assert.deepEqual([await firstUndescribed(pool), await lastStored(pool)], [whole, EVENTS]);
  });

  suite("once it is described");

  it("leaves for the next page what it has no time for, and says how far it came", async () => {
    const first = await search({ ...all, words: ["n="], source: "nowhere" }, { patienceMs: 0 });
    assert(first.downTo !== null && first.downTo > 0, JSON.stringify(first));
    let rounds = 0;
    for (let below: number | null = first.downTo; below !== null; rounds++) {
      below = (await search({ ...all, words: ["lagerschaden"] }, { below, patienceMs: 0 })).downTo;
    }
    assert(rounds < 30);
  });

  it("ends when nobody waits for it any more", async () => {
    const { downTo } = await rows.read(null, (client) =>
      searchEvents(
        { pool, fenced: client, clock, wanted: () => false },
        { ...all, words: ["n="], code: "none" },
        { limit: 5, patienceMs: 60_000 },
      ),
    );
    assert.notEqual(downTo, null);
  });
});
