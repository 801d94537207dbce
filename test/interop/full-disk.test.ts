import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { systemClock } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import { silentLog } from "#kernel/log.ts";
import { type Lane, Spool } from "#mesh/spool.ts";

/** Megabytes of the disk, before and after somebody makes room. */
const [SMALL, LARGER] = [1, 4];
const LONG = 40_000;

const mount = (...args: readonly string[]) => spawnSync("mount", args, { encoding: "utf8" });
const skip = process.getuid?.() === 0 ? false : "making a small disk takes root";

function smallDisk(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-disk-"));
  const { status, stderr } = mount("-t", "tmpfs", "-o", `size=${SMALL}m`, "tmpfs", folder);
  assert.equal(status, 0, `no small disk can be made here: ${stderr}`);
  t.after(() => {
    spawnSync("umount", [folder]);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

test("the spool's disk is full: nothing is promised that is not on it, and nothing that was promised is gone", {
  skip,
}, async (t) => {
  const disk = smallDisk(t);
  const folder = join(disk, "spool");
  const open = () => Spool.open({ folder, mostBytes: 256 * 1024 * 1024, clock: systemClock, log: silentLog });
  const spool = await open();
  const promised: Record<Lane, number[]> = { ordinary: [], "life-safety": [] };
  const report = async (lane: Lane, number: number, to = spool): Promise<string | null> => {
    try {
      await to.append(lane, Buffer.from(`${number} `.padEnd(LONG, ".")), systemClock.now());
      promised[lane].push(number);
      return null;
    } catch (thrown) {
      assert.ok(thrown instanceof Fault && thrown.transient, "the device is to repeat it");
      return thrown.message;
    }
  };
  const kept = async (of: Spool, lane: Lane) => {
    const numbers: number[] = [];
    for (let after = 0; ; ) {
      const records = await of.lane(lane).read(after, 100, 1_000_000);
      if (records.length === 0) return numbers;
      for (const { payload } of records) numbers.push(Number.parseInt(Buffer.from(payload).toString("latin1"), 10));
      after = records.at(-1)?.number ?? after;
    }
  };

  let refusal: string | null = null;
  for (let number = 1; refusal === null; number++) {
    refusal = (await report("life-safety", number)) ?? (await report("ordinary", number));
  }
  assert.match(refusal, /could not be kept on disk: ENOSPC: no space left on device.*; the device must repeat/);
  assert.ok(promised.ordinary.length >= 3, "there was room for some");
  assert.notEqual(await report("ordinary", 1000), null, "it is full still");

  // As after a power cut: what was promised is found again, and nothing else.
  const found = await open();
  for (const lane of ["life-safety", "ordinary"] as const) assert.deepEqual(await kept(found, lane), promised[lane]);
  await found.close();

  assert.equal(mount("-o", `remount,size=${LARGER}m`, disk).status, 0);
  for (const lane of ["life-safety", "ordinary"] as const) {
    assert.equal(await report(lane, 2000), null, "there is room again");
    assert.deepEqual(await kept(spool, lane), promised[lane]);
  }
  await spool.close();
});
