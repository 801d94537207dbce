import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { openTestDatabase, type TestDatabase } from "../../test/peers/database.ts";
import type { Asked } from "../../test/peers/reading-task.ts";
import { asClient } from "./client.ts";
import { FencedRows } from "./fence.ts";

const TASK = new URL("../../test/peers/reading-task.ts", import.meta.url);

describe("reading in a thread of its own", () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let rows: FencedRows;

  before(async () => {
    database = await openTestDatabase();
    await asClient(database.superuser(), (client) =>
      client.query(
        `insert into core.event (id, partition, received_at, at, source, point, kind, category, condition, raw)
         select n, p, now(), now(), 's', 'p', 'raise', 'fire', '', '' from unnest(array[1, 2], array['north', 'south']) as g (n, p)`,
      ),
    );
    pool = new pg.Pool({ ...database.fenced(), max: 1 });
    rows = new FencedRows(pool);
  });
  after(async () => {
    await pool.end();
    await database.close();
  });

  const apart = <T>(asked: Asked, how = {}) => rows.apart<T>(TASK, asked, how);

  it("keeps the fence, and takes no connection of the house", async () => {
    assert.deepEqual(await apart({ task: "events", partitions: ["north"] }), [1]);
    assert.deepEqual(await apart({ task: "events", partitions: null }), [1, 2]);
    assert.equal(pool.totalCount, 0);
  });

  it("lets the house go on while it works: its thread stands still until this one has turned a thousand times", async () => {
    const turns = new Int32Array(new SharedArrayBuffer(4));
    const shares: number[] = [];
    let done = false;
    const answer = apart<number>(
      { task: "stand still", turns, until: 1000 },
      { tell: (share: number) => shares.push(share) },
    );
    const turn = () => {
      Atomics.add(turns, 0, 1);
      Atomics.notify(turns, 0);
      if (!done) setImmediate(turn);
    };
    turn();
    assert(((await answer) ?? 0) >= 1000);
    done = true;
    assert.deepEqual(shares, [0.5]);
  });

  it("is given up with what waits for nobody, and goes on with the next", async () => {
    const never = new Int32Array(new SharedArrayBuffer(4));
    const giveUp = new AbortController();
    const [first, second, third] = [
      apart({ task: "stand still", turns: never, until: 1 }, { signal: giveUp.signal }),
      apart({ task: "events", partitions: ["south"] }, { signal: giveUp.signal }),
      apart({ task: "events", partitions: ["south"] }),
    ];
    const refused = [assert.rejects(first, /nobody waits/), assert.rejects(second, /nobody waits/)];
    giveUp.abort(new Error("nobody waits"));
    await Promise.all(refused);
    assert.deepEqual(await third, [2]);
    await assert.rejects(apart({ task: "events", partitions: null }, { signal: giveUp.signal }), /nobody waits/);
  });

  it("says what failed, and outlives a thread that ended", async () => {
    await assert.rejects(apart({ task: "fail" }), { code: "conflict", message: "There is no such thing." });
    await assert.rejects(apart({ task: "end" }), { code: "overloaded", message: /was lost .* shorter time/ });
    assert.deepEqual(await apart({ task: "events", partitions: ["south"] }), [2]);
  });
});
