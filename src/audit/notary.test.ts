import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { LeasedJournal } from "#store/journal.ts";
import { acquireLease } from "#store/lease.ts";
import { Seal } from "#trust/seal.ts";
import { openTestDatabase, type TestDatabase } from "../../test/peers/database.ts";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import { leafOf } from "./chain.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { consistencyPath, inclusionPath, nodeHash, provesConsistency, provesInclusion, rangeRoot } from "./merkle.ts";
import { Notary } from "./notary.ts";
import { publicKeys } from "./signing-key.ts";
import { entriesBetween } from "./trail.ts";
import { checkpointsAfter, nodesIn, type StoredCheckpoint } from "./tree-store.ts";

describe("the notary of the audit trail", () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let journal: LeasedJournal;
  const clock = new VirtualClock();
  const seal = new Seal(Buffer.alloc(32, 5));
  const troubles: (string | null)[] = [];
  let signedSize = 0;
  let wake = () => {};
  let busy = false;

  const write = async (entries: number) => {
    const done = [];
    for (let n = 0; n < entries; n++) {
      done.push(
        journal.submit("alarm", (batch) =>
          batch.audit({
            actor: { id: "tocsin", via: "intake" },
            action: "alarm.raised",
            object: `alarm:${n}`,
            sentence: `Alarm ${n} "Kühlraum" was raised.`,
          }),
        ),
      );
    }
    await Promise.all(done);
  };
  const open = () =>
    new Notary({
      pool,
      journal,
      clock,
      log: silentLog,
      seal,
      written: () => journal.lastAudit,
      busy: () => busy,
      signed: () => {
        signedSize = journal.lastAudit;
        wake();
      },
      trouble: (because) => {
        troubles.push(because);
        wake();
      },
    });
  const all = () => checkpointsAfter(pool, 0, 10_000);
  /** Lets time pass, step by step, until it holds. */
  const until = async (holds: () => boolean | Promise<boolean>) => {
    const giveUp = AbortSignal.timeout(120_000);
    while (!(await holds())) {
      giveUp.throwIfAborted();
      clock.advance(1000);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const covered = (notary: Notary) =>
    until(async () => {
      notary.wake();
      const [last] = (await all()).slice(-1);
      return last?.size === journal.lastAudit;
    });

  before(async () => {
    database = await openTestDatabase();
    const parts = { clock: systemClock, log: silentLog };
    const lease = await acquireLease(
      () => database.app(),
      { holder: "one", address: "" },
      { ...parts, signal: AbortSignal.timeout(120_000), onStandby: () => {} },
    );
    journal = new LeasedJournal(() => database.app(), lease, parts);
    pool = new pg.Pool(database.app());
  });
  after(async () => {
    await journal.close();
    await pool.end();
    await database.close();
  });

  it("signs a minute after an entry, with a key that it makes once and that is on record", async () => {
    const notary = open();
    await write(3);
    await covered(notary);
    await notary.stop();
    const [key, ...others] = await publicKeys(pool);
    assert(key);
    assert.equal(others.length, 0);
    const [checkpoint] = await all();
    const read = readCheckpoint(checkpoint?.note ?? "", [key]);
    assert.deepEqual(read, { origin: key.name, size: journal.lastAudit, root: checkpoint?.root });
    const entries = await entriesBetween(pool, 1, 10);
    assert.equal(entries.filter(({ action }) => action === "audit-trail.key-made").length, 1);
    const { rows } = await pool.query<{ sealed: string }>("select sealed from audit.signing_key");
    assert.match(rows[0]?.sealed ?? "", /A256GCM/);
  });

  it("goes on where another left off, signs every thousandth entry at once, and each checkpoint fits the trail", async () => {
    for (const entries of [700, 1, 1400, 260]) {
      await write(entries);
      const notary = open();
      await covered(notary);
      await notary.stop();
    }
    const checkpoints = await all();
    const sizes = checkpoints.map(({ size }) => size);
    assert(
      sizes.every((size, n) => size - (sizes[n - 1] ?? 0) <= 1250),
      sizes.join(" "),
    );
    const entries = await entriesBetween(pool, 1, journal.lastAudit);
    const node = nodesIn(pool);
    for (const { size, root } of checkpoints) {
      assert.deepEqual(mth(entries.slice(0, size).map(leafOf)), root);
      for (const index of [0, Math.floor(size / 2), size - 1]) {
        const path = await Promise.all(inclusionPath(index, size).map((range) => rangeRoot(range, node)));
        const leaf = leafOf(entries[index] ?? assert.fail());
        assert(provesInclusion({ leaf, index, size, root }, path), `${index} of ${size}`);
      }
    }
    const last = checkpoints.at(-1) as StoredCheckpoint;
    for (const first of checkpoints) {
      const path = await Promise.all(consistencyPath(first.size, last.size).map((range) => rangeRoot(range, node)));
      assert(provesConsistency(first, last, path), `${first.size} to ${last.size}`);
    }
  });

  it("leaves the processor to a flood for ten seconds, and not for ever", async () => {
    const notary = open();
    busy = true;
    const before = (await all()).length;
    await write(1001);
    const began = clock.now();
    await until(async () => {
      notary.wake();
      return (await all()).length > before;
    });
    busy = false;
    await notary.stop();
    assert(clock.now() - began >= 10_000);
  });

  it("says so and signs nothing above an entry that somebody changed", async () => {
    const before = (await all()).length;
    await write(5);
    const intruder = new pg.Client(database.superuser());
    await intruder.connect();
    await intruder.query("set session_replication_role = replica");
    await intruder.query("update audit.entry set sentence = 'Nothing.' where seq = $1", [journal.lastAudit - 2]);
    await intruder.end();
    const notary = open();
    troubles.length = 0;
    await until(() => {
      notary.wake();
      return troubles.length > 0;
    });
    await notary.stop();
    assert.match(
      troubles[0] ?? "",
      new RegExp(`Entry ${journal.lastAudit - 2} of the audit trail is missing or doesn't follow`),
    );
    assert.equal((await all()).length, before);
    assert(signedSize > 0);
  });

  it("says that its key can't be had, when the seal is another", async () => {
    const other = new Seal(Buffer.alloc(32, 6));
    const told = new Promise<string | null>((resolve) => {
      const notary = new Notary({
        pool,
        journal,
        clock,
        log: silentLog,
        seal: other,
        written: () => journal.lastAudit,
        busy: () => false,
        signed: () => {},
        trouble: (because) => {
          resolve(because);
          void notary.stop();
        },
      });
      notary.wake();
      clock.advance(2000);
    });
    assert.match((await told) ?? "", /sealed|key/);
  });
});

/** MTH of RFC 6962 §2.1. */
function mth(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 1) return leaves[0] ?? assert.fail();
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}
