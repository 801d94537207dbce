import assert from "node:assert/strict";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { LeasedJournal } from "#store/journal.ts";
import { acquireLease } from "#store/lease.ts";
import { Seal } from "#trust/seal.ts";
import { openTestDatabase, type TestDatabase } from "../../test/peers/database.ts";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import { FileSink } from "./file-sink.ts";
import { fromLine } from "./lines.ts";
import { Notary } from "./notary.ts";
import { readRecord, type TrailRecord } from "./record.ts";
import type { Sink } from "./sink.ts";
import { Verification } from "./verify.ts";
import { Witness } from "./witness.ts";

/** A collector that can be down, and may take a part before it fails. */
class Collector implements Sink {
  readonly target: string;
  readonly got: TrailRecord[] = [];
  down = false;
  takesBeforeItFails = 0;

  constructor(target = "a collector") {
    this.target = target;
  }
  last = () => Promise.resolve(null);
  append(records: readonly TrailRecord[]): Promise<void> {
    if (!this.down) {
      this.got.push(...records);
      return Promise.resolve();
    }
    this.got.push(...records.slice(0, this.takesBeforeItFails));
    return Promise.reject(new Error("it is down"));
  }
  probe = () => (this.down ? Promise.reject(new Error("it is down")) : Promise.resolve());
}

describe("a witness of the audit trail", () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let journal: LeasedJournal;
  const clock = new VirtualClock();
  const folder = mkdtempSync(join(tmpdir(), "tocsin-witness-"));
  let names = 0;

  const write = async (entries: number) => {
    for (let n = 0; n < entries; n++) {
      await journal.submit("alarm", (batch) =>
        batch.audit({
          actor: { id: "operator:änne", via: "screen" },
          action: "alarm.acknowledged",
          object: `alarm:${n}`,
          sentence: `Alarm ${n} "Kühlraum" was acknowledged.`,
        }),
      );
    }
  };
  const witness = (sink: Sink, troubles: (string | null)[] = [], own = join(folder, `w${++names}`), capBytes = 1e6) =>
    new Witness(sink, capBytes, {
      pool,
      clock,
      log: silentLog,
      folder: own,
      written: () => journal.lastAudit,
      busy: () => false,
      trouble: (because) => troubles.push(because),
    });
  const until = async (what: string, holds: () => boolean) => {
    const giveUp = AbortSignal.timeout(120_000);
    while (!holds()) {
      if (giveUp.aborted) assert.fail(`it did not become true that ${what}`);
      clock.advance(500);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const upToDate = (one: Witness) =>
    until("the witness has everything", () => {
      one.wake();
      return one.health.behind === 0 && one.health.spooledBytes === 0;
    });
  const entriesIn = (records: readonly TrailRecord[]) =>
    records.flatMap((record) => (record.kind === "entry" ? [record.seq] : []));
  const count = (to: number) => Array.from({ length: to }, (_, n) => n + 1);
  const recordsOfFile = (file: string) =>
    readFileSync(file, "utf8")
      .split("\n")
      .map(readRecord)
      .filter((record) => record !== null);

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
    await write(30);
    let signed = false;
    const notary = new Notary({
      pool,
      journal,
      clock,
      log: silentLog,
      seal: new Seal(Buffer.alloc(32, 5)),
      written: () => journal.lastAudit,
      busy: () => false,
      signed: () => {
        signed = true;
      },
      trouble: () => {},
    });
    await until("it is signed", () => {
      notary.wake();
      return signed;
    });
    await notary.stop();
  });
  after(async () => {
    await journal.close();
    await pool.end();
    await database.close();
    chmodSync(folder, 0o700);
    rmSync(folder, { recursive: true });
  });

  it("gets every entry once and in order, from the first on, and the checkpoints", async () => {
    const sink = new Collector();
    const troubles: (string | null)[] = [];
    const one = witness(sink, troubles);
    await upToDate(one);
    await write(3);
    await upToDate(one);
    await one.stop();
    assert.deepEqual(entriesIn(sink.got), count(journal.lastAudit));
    assert.equal(sink.got.filter(({ kind }) => kind === "checkpoint").length, 1);
    assert.deepEqual(troubles, [null]);
  });

  it("N-051 gets what it missed once it is back, the spool stops at its cap, and says why it waits", async () => {
    const sink = new Collector();
    sink.down = true;
    const troubles: (string | null)[] = [];
    const one = witness(sink, troubles, undefined, 4000);
    await until("it fails", () => {
      one.wake();
      return one.health.trouble !== null && one.health.spooledBytes >= 4000;
    });
    await write(600);
    await until("nothing more is spooled", () => {
      one.wake();
      return one.health.behind === journal.lastAudit;
    });
    assert(one.health.spooledBytes < 4000 + 250 * 500, `${one.health.spooledBytes}`);
    assert.match(troubles[0] ?? "", /down/);
    assert.match((await one.assured()) ?? "", /down/);
    sink.down = false;
    await upToDate(one);
    assert.equal(await one.assured(), null);
    await one.stop();
    assert.deepEqual(entriesIn(sink.got), count(journal.lastAudit));
    assert.deepEqual(troubles.slice(1), [null]);
  });

  it("goes on after a restart where it was, and what had arrived in part comes again and is no fork", async () => {
    const sink = new Collector();
    const own = join(folder, "again");
    const first = witness(sink, [], own);
    await upToDate(first);
    sink.down = true;
    sink.takesBeforeItFails = 4;
    await write(10);
    await until("it fails", () => {
      first.wake();
      return first.health.trouble !== null;
    });
    await first.stop();
    appendFileSync(join(own, "spool.jsonl"), '{"seq":99999,"cut');
    sink.down = false;
    const second = witness(sink, [], own);
    await upToDate(second);
    await second.stop();
    const seqs = entriesIn(sink.got);
    assert.deepEqual([...new Set(seqs)], count(journal.lastAudit), "in order, nothing left out");
    assert(seqs.length > journal.lastAudit, "something came twice");
    const verification = new Verification({ mayRepeat: true });
    for (const record of sink.got) {
      const entry = record.kind === "entry" ? fromLine(record.line) : null;
      if (entry !== null && typeof entry !== "string") verification.take(entry);
    }
    const { findings, repeated, entries } = verification.finish();
    assert.deepEqual([findings, repeated, entries], [[], seqs.length - journal.lastAudit, journal.lastAudit]);
  });

  for (const [how, harm] of [
    ["is cut short", (file: string) => truncateSync(file, 100)],
    ["is empty", (file: string) => truncateSync(file, 0)],
    ["holds something else", (file: string) => writeFileSync(file, "x\n".repeat(statSync(file).size / 2))],
  ] as const) {
    it(`takes from the database what a spool no longer holds that ${how}`, async () => {
      const sink = new Collector();
      sink.down = true;
      const own = join(folder, `harmed, it ${how}`);
      const one = witness(sink, [], own);
      await until("all is spooled", () => {
        one.wake();
        return one.health.spooledBytes > 0 && one.health.trouble !== null;
      });
      harm(join(own, "spool.jsonl"));
      sink.down = false;
      await upToDate(one);
      await one.stop();
      assert.deepEqual(entriesIn(sink.got), count(journal.lastAudit));
    });
  }

  it("gives what was written, not what somebody made of it while the sink was down", async () => {
    const sink = new Collector();
    sink.down = true;
    const one = witness(sink);
    await until("all is spooled", () => {
      one.wake();
      return one.health.spooledBytes > 0 && one.health.trouble !== null;
    });
    const intruder = new pg.Client(database.superuser());
    await intruder.connect();
    await intruder.query("set session_replication_role = replica");
    await intruder.query("update audit.entry set sentence = 'Nothing.' where seq = 7");
    sink.down = false;
    await upToDate(one);
    await one.stop();
    await intruder.query("update audit.entry set sentence = 'Alarm 6 \"Kühlraum\" was acknowledged.' where seq = 7");
    await intruder.end();
    assert.match(sink.got.find((record) => record.kind === "entry" && record.seq === 7)?.line ?? "", /Alarm 6/);
  });

  it("begins anew with the first entry when it is another place", async () => {
    const own = join(folder, "moved");
    const old = witness(new Collector("the old one"), [], own);
    await upToDate(old);
    await old.stop();
    const sink = new Collector("the new one");
    const one = witness(sink, [], own);
    await upToDate(one);
    await one.stop();
    assert.deepEqual(entriesIn(sink.got), count(journal.lastAudit));
  });

  describe("that is a file", () => {
    const run = async (file: string, own: string, troubles: (string | null)[] = []) => {
      const one = witness(new FileSink(file), troubles, own);
      await upToDate(one);
      await one.stop();
    };

    it("has each entry once, for itself only, even when position and spool are lost and the last line was cut", async () => {
      const file = join(folder, "trail.jsonl");
      const own = join(folder, "file");
      await run(file, own);
      assert.equal(statSync(file).mode & 0o777, 0o600);
      const bytes = statSync(file).size;
      for (const cut of [0, 1, 7, 250]) {
        truncateSync(file, bytes - cut);
        rmSync(own, { recursive: true, force: true });
        await write(1);
        await run(file, own);
        const seqs = entriesIn(recordsOfFile(file));
        assert.deepEqual(seqs, count(journal.lastAudit), `${cut} bytes cut`);
        writeFileSync(file, readFileSync(file).subarray(0, bytes));
      }
    });

    it("is not touched when it holds something else, or another history", async () => {
      const file = join(folder, "notes.jsonl");
      for (const [text, because] of [
        ["important\n", /something else/],
        [JSON.stringify({ seq: 3, at: "x", hash: "00", action: "a" }), /another history/],
      ] as const) {
        writeFileSync(file, text);
        const troubles: (string | null)[] = [];
        const one = witness(new FileSink(file), troubles);
        await until("it fails", () => {
          one.wake();
          return troubles.length > 0;
        });
        await one.stop();
        assert.match(troubles[0] ?? "", because);
        assert.equal(readFileSync(file, "utf8"), text);
      }
    });

    it("says that its folder is not there, and goes on once it is", async () => {
      const file = join(folder, "later", "trail.jsonl");
      const troubles: (string | null)[] = [];
      const one = witness(new FileSink(file), troubles);
      await until("it fails", () => {
        one.wake();
        return troubles.length > 0;
      });
      assert.match(troubles[0] ?? "", /later.*ENOENT.*Make its folder/);
      mkdirSync(join(folder, "later"));
      await upToDate(one);
      await one.stop();
      assert(existsSync(file));
      assert.equal(troubles.at(-1), null);
    });
  });
});
