import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Block, planBlocks, splitBlock } from "./blocks.ts";
import { type Miss, type Poll, Schedule } from "./schedule.ts";
import { settings, tagsOf } from "./settings.ts";

const TIERS = { fast: 500, normal: 2000, slow: 60_000 };

/** One block per row. */
function blocks(rows: readonly { unit?: number; tier?: string; width?: number }[]): Block[] {
  const tags = rows.flatMap(({ unit = 1, tier = "fast", width = 1 }, at) =>
    Array.from({ length: width }, (_, more) => ({
      key: `t${at}-${more}`,
      name: "T",
      unit,
      tier,
      fc: 3,
      address: at * 200 + more,
    })),
  );
  return planBlocks(tagsOf(settings.parse({ host: "plc", tiers: TIERS, tags })), {
    maxGap: 0,
    maxRegisters: 125,
    maxBits: 2000,
  });
}

/** Reads for `forMs` with a device that takes `answerMs` per request; tells who was read when. */
function run(
  schedule: Schedule,
  from: number,
  forMs: number,
  answerMs: number,
  how: (poll: Poll, now: number) => Miss | "answer" = () => "answer",
): { unit: number; start: number; at: number }[] {
  const reads: { unit: number; start: number; at: number }[] = [];
  let now = from;
  while (now < from + forMs) {
    const next = schedule.next(now);
    if (next.kind === "wait") {
      now = next.until;
      continue;
    }
    reads.push({ unit: next.poll.block.unit, start: next.poll.block.start, at: now });
    const outcome = how(next.poll, now);
    now += answerMs;
    if (outcome === "answer") schedule.answered(next.poll, now);
    else schedule.missed(next.poll, outcome, now);
  }
  return reads;
}

describe("the schedule", () => {
  it("reads every tier at its own pace, without drift", () => {
    const schedule = new Schedule(blocks([{ tier: "fast" }, { tier: "normal" }, { tier: "slow" }]), 3, 0);
    const reads = run(schedule, 0, 60_000, 7);
    assert.deepEqual(
      [0, 200, 400].map((start) => reads.filter((read) => read.start === start).length),
      [120, 30, 1],
    );
    assert.ok(reads.filter((read) => read.start === 0).every(({ at }) => at % 500 < 21));
  });

  it("lets units take turns, however many blocks one of them has", () => {
    const schedule = new Schedule(
      blocks([...Array.from({ length: 20 }, () => ({ unit: 1 })), { unit: 2 }, { unit: 3 }]),
      3,
      0,
    );
    const reads = run(schedule, 0, 1000, 50);
    assert.deepEqual(
      reads.slice(0, 5).map(({ unit }) => unit),
      [1, 2, 3, 1, 1],
    );
    assert.equal(reads.filter(({ unit }) => unit === 2).length, 2);
  });

  it("skips what it could not read in time instead of making up for it", () => {
    const schedule = new Schedule(blocks([{}]), 3, 0);
    const reads = run(schedule, 0, 5000, 1200);
    assert.deepEqual(
      reads.map(({ at }) => at),
      [0, 1500, 3000, 4500],
    );
  });

  it("knows when it can't keep pace any more, and when it can again", () => {
    const schedule = new Schedule(blocks(Array.from({ length: 20 }, () => ({}))), 3, 0);
    run(schedule, 0, 3000, 10);
    assert.equal(schedule.keepsPace(), true);
    run(schedule, 3000, 10_000, 100);
    assert.equal(schedule.keepsPace(), false);
    run(schedule, 13_000, 10_000, 10);
    assert.equal(schedule.keepsPace(), true);
  });

  it("takes a unit as down after three failures, and asks it less and less, up to once a minute", () => {
    const schedule = new Schedule(blocks([{ unit: 1 }, { unit: 2 }]), 3, 0);
    const reads = run(schedule, 0, 300_000, 500, (poll) => (poll.block.unit === 1 ? "no-answer" : "answer"));
    const times = reads.filter(({ unit }) => unit === 1).map(({ at }) => at);
    const gaps = times.slice(1).map((at, before) => Math.round((at - (times[before] ?? 0)) / 1000));
    assert.deepEqual(gaps.slice(2, 9), [2, 3, 5, 9, 17, 33, 61]);
    assert.equal(schedule.isDown(1), true);
    assert.equal(schedule.isSilent(), false);
    assert.ok(reads.filter(({ unit }) => unit === 2).length > 270);
  });

  it("reads everything of a unit at once when it is back", () => {
    const schedule = new Schedule(blocks([{ unit: 1 }, { unit: 1, tier: "slow" }, { unit: 2 }]), 3, 0);
    run(schedule, 0, 20_000, 10, (poll) => (poll.block.unit === 1 ? "no-path" : "answer"));
    assert.equal(schedule.isDown(1), true);
    const next = run(schedule, 20_000, 30_000, 10).filter(({ unit }) => unit === 1);
    assert.equal(schedule.isDown(1), false);
    assert.deepEqual(new Set(next.slice(0, 2).map(({ start }) => start)), new Set([0, 200]));
    assert.ok((next[1]?.at ?? 0) - (next[0]?.at ?? 0) <= 30);
  });

  it("calls the connection silent only when every unit has failed and nothing came in between", () => {
    const schedule = new Schedule(blocks([{ unit: 1 }, { unit: 2, tier: "slow" }]), 3, 0);
    run(schedule, 0, 20, 10);
    run(schedule, 20, 30_000, 10, () => "no-answer");
    assert.equal(schedule.isSilent(), false, "unit 2 has not been asked yet");
    run(schedule, 30_020, 60_000, 10, () => "no-answer");
    assert.equal(schedule.isSilent(), true);
  });

  it("hears a gateway that says it can't reach anybody", () => {
    const schedule = new Schedule(blocks([{ unit: 1 }, { unit: 2 }]), 3, 0);
    run(schedule, 0, 60_000, 10, () => "no-path");
    assert.deepEqual([schedule.isDown(1), schedule.isDown(2), schedule.isSilent()], [true, true, false]);
  });

  for (const { how, first } of [
    { how: "later", first: 250 },
    { how: "failed", first: 500 },
    { how: "refused", first: 60_000 },
  ] satisfies { how: Miss; first: number }[]) {
    it(`asks again ${first} ms after "${how}", and keeps the unit up`, () => {
      const schedule = new Schedule(blocks([{}]), 3, 0);
      const [, again] = run(schedule, 0, 70_000, 0, () => how);
      assert.equal(again?.at, first);
      assert.equal(schedule.isDown(1), false);
    });
  }

  it("calls values stale after three missed polls, not after three quick refusals of a busy device", () => {
    const stale = (tier: string, how: Miss, times: number) => {
      const schedule = new Schedule(blocks([{ tier }]), 3, 0);
      const seen: boolean[] = [];
      let now = 0;
      while (seen.length < times) {
        const next = schedule.next(now);
        if (next.kind === "wait") now = next.until;
        else seen.push(schedule.missed(next.poll, how, now + 500).stale);
      }
      return seen;
    };
    assert.deepEqual(stale("fast", "failed", 4), [false, false, true, true]);
    assert.equal(stale("slow", "later", 60).includes(true), false);
  });

  it("reads the parts of a split block at once, and the whole again after 15 minutes", () => {
    const [block] = blocks([{ width: 8 }]);
    assert.ok(block);
    const schedule = new Schedule([block], 3, 0);
    const split = (now: number) => {
      const next = schedule.next(now);
      assert.ok(next.kind === "read");
      schedule.split(next.poll, splitBlock(next.poll.block) ?? [], now);
    };
    split(0);
    split(0);
    assert.equal(schedule.blocks.length, 3);
    assert.equal(run(schedule, 0, 100, 1).length, 3);
    run(schedule, 100, 899_000, 1);
    assert.equal(schedule.blocks.length, 3);
    run(schedule, 899_500, 2000, 1);
    assert.deepEqual(schedule.blocks, [block]);
  });
});
