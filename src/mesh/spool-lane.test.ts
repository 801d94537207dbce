import assert from "node:assert/strict";
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { silentLog } from "#kernel/log.ts";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import { SpoolLane, type SpoolLaneParts } from "./spool-lane.ts";
import { readRecord, recordBytes } from "./spool-record.ts";

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const KEEP_MS = 1000;

/** A lane on a disk that the test may spoil. */
class Bed {
  readonly folder = mkdtempSync(join(tmpdir(), "tocsin-spool-"));
  readonly clock = new VirtualClock();
  room = 1_000_000;
  found: string[] = [];

  constructor(t: TestContext) {
    t.after(() => rmSync(this.folder, { recursive: true }));
  }

  open(parts: Partial<SpoolLaneParts> = {}): Promise<SpoolLane> {
    this.found = [];
    return SpoolLane.open({
      folder: this.folder,
      clock: this.clock,
      log: silentLog,
      room: () => this.room,
      keepMs: KEEP_MS,
      segmentBytes: 300,
      found: ({ payload }) => this.found.push(text(payload)),
      ...parts,
    });
  }

  append(lane: SpoolLane, ...texts: string[]): Promise<unknown> {
    return Promise.all(texts.map((one) => lane.append(Buffer.from(one), this.clock.now())));
  }

  files(): string[] {
    return readdirSync(this.folder).sort();
  }

  path(at: number): string {
    return join(this.folder, this.files().at(at) ?? "");
  }
}

const numbered = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `report ${from + at}`);
const all = async (lane: SpoolLane, after = 0, atOnce = 7) => {
  const found: string[] = [];
  for (let last = after; ; ) {
    const records = await lane.read(last, atOnce, 100_000);
    if (records.length === 0) return found;
    for (const { number, payload } of records) {
      assert.ok(number > last);
      last = number;
      found.push(text(payload));
    }
  }
};

describe("a lane of the spool", () => {
  it("gives everything back in order, from memory and, after a restart, from disk", async (t) => {
    const bed = new Bed(t);
    const lane = await bed.open();
    for (let at = 1; at <= 40; at += 4) await bed.append(lane, ...numbered(at, at + 3));
    assert.deepEqual(await all(lane), numbered(1, 40));
    await lane.close();
    const again = await bed.open();
    assert.deepEqual(await all(again), numbered(1, 40));
    assert.deepEqual(bed.found, numbered(1, 40));
    assert.equal(again.next, 41);
    await bed.append(again, "report 41");
    assert.deepEqual(await all(again, 35), numbered(36, 41));
    assert.ok(bed.files().length > 3);
    await again.close();
  });

  it("is on disk when it says so: another process that opens the files finds it without a close", async (t) => {
    const bed = new Bed(t);
    const lane = await bed.open();
    await bed.append(lane, "promised");
    assert.deepEqual(await all(await bed.open()), ["promised"]);
    await lane.close();
  });

  it("cuts off what a crash tore at the end, at every length, and goes on behind it", async (t) => {
    const torn = recordBytes({ number: 3, heardAt: 0, payload: Buffer.from("never promised") });
    for (let length = 1; length < torn.length; length++) {
      const bed = new Bed(t);
      const lane = await bed.open();
      await bed.append(lane, "one", "two");
      await lane.close();
      appendFileSync(bed.path(-1), torn.subarray(0, length));
      const again = await bed.open();
      assert.equal(again.damage, null);
      await bed.append(again, "three");
      await again.close();
      const third = await bed.open();
      assert.deepEqual(await all(third), ["one", "two", "three"], `torn after ${length} bytes`);
      await third.close();
    }
  });

  it("skips what is damaged in the middle, says so, and keeps the damaged file", async (t) => {
    const bed = new Bed(t);
    const lane = await bed.open({ segmentBytes: 10_000 });
    await bed.append(lane, ...numbered(1, 9));
    await lane.close();
    const bytes = readFileSync(bed.path(-1));
    bytes[bytes.indexOf("report 5")] = 0x58;
    writeFileSync(bed.path(-1), bytes);
    const again = await bed.open();
    assert.deepEqual(await all(again), [...numbered(1, 4), ...numbered(6, 9)]);
    assert.match(
      again.damage ?? "",
      /32 bytes of reports in .* were damaged on disk and are lost; the file is kept as/,
    );
    assert.ok(bed.files().some((file) => file.endsWith(".damaged")));
    assert.equal(again.next, 10);
    await again.close();
    const third = await bed.open();
    assert.equal(third.damage, null);
    assert.deepEqual(await all(third), [...numbered(1, 4), ...numbered(6, 9)]);
    await third.close();
  });

  it("refuses what does not fit, keeps what it has, and takes more once the core has taken some", async (t) => {
    const bed = new Bed(t);
    bed.room = 600;
    const lane = await bed.open();
    const outcomes = await Promise.allSettled(numbered(1, 30).map((one) => lane.append(Buffer.from(one), 0)));
    const kept = outcomes.filter(({ status }) => status === "fulfilled").length;
    assert.ok(kept > 5 && kept < 30, `${kept} were kept`);
    await assert.rejects(
      lane.append(Buffer.from("one more"), 0),
      /the spool is full: \d+ reports wait for the core; the device must repeat/,
    );
    assert.deepEqual(await all(lane), numbered(1, kept));
    bed.clock.advance(KEEP_MS + 1);
    lane.acknowledge(kept);
    await bed.append(lane, "afterwards");
    assert.deepEqual(await all(lane, kept), ["afterwards"]);
    await lane.close();
  });

  it("promises nothing that a full or broken disk did not take, and goes on when it does again", async (t) => {
    const bed = new Bed(t);
    let broken = false;
    const openFile: typeof open = async (...args) => {
      const handle = await open(...args);
      const write = handle.write.bind(handle) as (...given: unknown[]) => Promise<unknown>;
      return Object.assign(handle, {
        write: async (...given: unknown[]) => {
          const answer = await write(...given);
          if (broken) throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
          return answer;
        },
      });
    };
    const lane = await bed.open({ openFile, segmentBytes: 10_000 });
    await bed.append(lane, "one");
    for (const time of ["once", "twice"]) {
      broken = true;
      await assert.rejects(
        bed.append(lane, "refused"),
        /could not be kept on disk: ENOSPC: no space left on device; the device must repeat/,
      );
      broken = false;
      await bed.append(lane, `after ${time}`);
    }
    assert.deepEqual(await all(lane), ["one", "after once", "after twice"]);
    await lane.close();
    const again = await bed.open();
    assert.deepEqual(await all(again), ["one", "after once", "after twice"]);
    await again.close();
  });

  it("removes files of what is acknowledged, once they are no memory of repeats any more", async (t) => {
    const bed = new Bed(t);
    const lane = await bed.open();
    for (const one of numbered(1, 40)) await bed.append(lane, one);
    const before = bed.files().length;
    lane.acknowledge(30);
    assert.equal(bed.files().length, before);
    assert.equal(lane.unacknowledged, 10);
    bed.clock.advance(KEEP_MS + 1);
    lane.acknowledge(39);
    await bed.append(lane, ...numbered(41, 60));
    assert.ok(bed.files().length < before);
    assert.deepEqual(await all(lane, 39), numbered(40, 60));
    await lane.close();
    const again = await bed.open();
    assert.equal(again.next, 61);
    await again.close();
  });

  it("finds no record in noise, whatever the noise", () => {
    const seed = Math.floor(Math.random() * 0x7fffffff);
    let state = seed;
    const random = () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return state;
    };
    for (let round = 0; round < 300; round++) {
      const good = recordBytes({ number: 1, heardAt: 5, payload: Buffer.from("payload") });
      const noise = Buffer.from(Array.from({ length: random() % 80 }, () => random() % 256));
      good[random() % good.length] = (good[random() % good.length] ?? 0) ^ (1 + (random() % 255));
      const bytes = Buffer.concat([noise, good, noise]);
      for (let at = 0; at < bytes.length; at++) {
        const reading = readRecord(bytes, at);
        if (reading.kind === "record") assert.equal(text(reading.record.payload), "payload", `seed ${seed}`);
      }
    }
  });

  it("does not read what lies behind the size that it knows", async (t) => {
    const bed = new Bed(t);
    const lane = await bed.open({ segmentBytes: 10_000 });
    await bed.append(lane, "one", "two");
    await lane.close();
    truncateSync(bed.path(-1), statSync(bed.path(-1)).size - 1);
    const again = await bed.open();
    assert.deepEqual(await all(again), ["one"]);
    await again.close();
  });
});
