import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { silentLog } from "#kernel/log.ts";
import { openTestDatabase, type TestDatabase } from "../../test/peers/database.ts";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import { BLOCK, firstUndescribed } from "./blocks.ts";
import { BlockKeeper } from "./keeper.ts";

describe("the keeper of blocks", () => {
  let database: TestDatabase;
  let pool: pg.Pool;

  before(async () => {
    database = await openTestDatabase();
    pool = new pg.Pool({ ...database.app(), max: 2 });
    const look = new pg.Client(database.superuser());
    await look.connect();
    await look.query(
      `insert into core.event (id, partition, received_at, at, source, point, kind, category, condition, raw)
       select n, 'site', now(), now(), 'plant', 'door', 'note', 'access', '', '' from generate_series(1, $1::int) n`,
      [BLOCK * 3],
    );
    await look.query("update core.lease set last_event = $1", [BLOCK * 3]);
    await look.end();
  });
  after(async () => {
    await pool.end();
    await database.close();
  });

  it("describes what is stored by itself, whole blocks only, and ends when it is told to", async () => {
    const clock = new VirtualClock();
    const keeper = new BlockKeeper({ pool, clock, log: silentLog });
    keeper.start();
    assert.equal(await firstUndescribed(pool), 0);
    while ((await firstUndescribed(pool)) < 3) clock.advance(120_000);
    clock.advance(600_000);
    await keeper.stop();
    const { rows } = await pool.query("select block::int, events from core.event_block order by block");
    assert.deepEqual(
      rows.map(({ block, events }) => [block, events]),
      [
        [0, BLOCK - 1],
        [1, BLOCK],
        [2, BLOCK],
      ],
    );
  });
});
