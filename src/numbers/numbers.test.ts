import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AlarmInput } from "#alarms/alarm.ts";
import { PRIORITIES } from "#events/event.ts";
import { Plant, RULES } from "../../test/peers/plant-log.ts";
import { seeded } from "../../test/peers/seeded.ts";
import { type Change, isHidden } from "./change.ts";
import { coverageOf, merged } from "./coverage.ts";
import { FloodWatch, USUAL_LIMITS } from "./flood.ts";
import { LogWalk } from "./log-walk.ts";

const DAY = 86_400_000;
const BEGIN = Date.UTC(2026, 1, 1);
const NO_GAPS = () => new Map();

function walked(log: readonly Change[], from: number, to: number) {
  const walk = new LogWalk({ from, to });
  for (const change of log) if (change.at >= from - DAY && change.at < to) walk.take(change);
  return walk.finish([], NO_GAPS);
}

describe("the worked example of the definitions", () => {
  const seconds = [0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 900];

  it("has one flood, from the tenth alarm at 270 s until the sixth oldest leaves at 750 s", () => {
    const watch = new FloodWatch();
    for (const second of seconds) watch.add(BEGIN + second * 1000, 1);
    watch.finish(BEGIN + 3_600_000);
    assert.equal(watch.count, 1);
    assert.equal(watch.totalMs, 480_000);
    const [flood] = watch.floods;
    assert.deepEqual(
      flood && { start: flood.start - BEGIN, end: (flood.end ?? 0) - BEGIN, count: flood.count, peak: flood.peak },
      { start: 270_000, end: 750_000, count: 10, peak: 10 },
    );
    assert.equal(flood?.firstTenMinutes, 10);
    assert.equal(flood?.peakPerMinute, 2);
  });

  it("has none where more than ten are asked for", () => {
    const watch = new FloodWatch({ startsAt: 11, endsBelow: 5 });
    for (const second of seconds) watch.add(BEGIN + second * 1000, 1);
    watch.finish(BEGIN + 3_600_000);
    assert.equal(watch.count, 0);
  });

  it("has aligned intervals of 10 and 1, none above 10, and a point that chatters", () => {
    const plant = new Plant();
    for (const second of seconds) {
      plant.put(1, BEGIN + second * 1000, "activate");
      plant.put(1, BEGIN + second * 1000 + 12_000, "return");
    }
    const { figures } = walked(plant.log, BEGIN, BEGIN + 1_200_000).whole;
    assert.deepEqual(figures.series.counts, [10, 1]);
    assert.equal(figures.tenMinutes.max, 10);
    assert.equal(figures.tenMinutes.overLimit, 0);
    assert.equal(figures.tenMinutes.mean, 5.5);
    assert.deepEqual(
      figures.chattering.worst.map(({ alarm, chatters }) => [alarm, chatters]),
      [[1, 1]],
    );
    assert.equal(figures.total, 11);
    assert.equal(figures.again, 10);
  });

  it("takes the window of chattering closed at both ends", () => {
    for (const [third, chatters] of [
      [60_000, 1],
      [60_001, 0],
    ] as const) {
      const plant = new Plant();
      for (const at of [0, 30_000, third]) {
        plant.put(1, BEGIN + at, "activate");
        plant.put(1, BEGIN + at + 11_000, "return");
      }
      const { figures } = walked(plant.log, BEGIN, BEGIN + 1_200_000).whole;
      assert.equal(figures.chattering.count, chatters, `third at ${third} ms`);
    }
  });
});

describe("what had begun before the time", () => {
  const HOUR = 3_600_000;

  it("is a flood of it from its beginning on, as long as it went on, and none where it was over", () => {
    const plant = new Plant();
    // Ten within 9 s an hour before, then one each 100 s: six or seven within 10 minutes hold the flood up until they end.
    for (let i = 0; i < 10; i++) plant.put(i, BEGIN - HOUR + i * 1000, "activate");
    for (let i = 0; i < 54; i++) plant.put(100 + i, BEGIN - HOUR + 100_000 * (i + 1), "activate");
    const { figures, coverage } = walked(plant.log, BEGIN, BEGIN + 2 * HOUR).whole;
    assert.equal(coverage.share, 1);
    assert.equal(figures.floods.count, 1);
    const [flood] = figures.floods.list;
    assert.equal(flood?.start, BEGIN - HOUR + 9000);
    // The last came at 1800 s, and the fifth from the end leaves at 1400 s and 10 minutes.
    assert.equal(flood?.end, BEGIN + 2_000_000);
    assert.equal(figures.floods.share, 2_000_000 / (2 * HOUR));
    const later = walked(plant.log, BEGIN + HOUR, BEGIN + 2 * HOUR).whole.figures;
    assert.deepEqual([later.floods.count, later.floods.share, later.floods.worstUpset], [0, 0, 0]);
  });

  it("is chattering in it where it goes on to chatter", () => {
    const plant = new Plant();
    for (let at = -HOUR; at < HOUR; at += 20_000) {
      plant.put(1, BEGIN + at, "activate");
      plant.put(1, BEGIN + at + 11_000, "return");
    }
    const { figures } = walked(plant.log, BEGIN, BEGIN + 2 * HOUR).whole;
    assert.deepEqual(
      figures.chattering.worst.map(({ alarm, chatters }) => [alarm, chatters]),
      [[1, 1]],
    );
  });

  it("is not fleeting in it because the alarm comes back a day later", () => {
    const plant = new Plant();
    plant.put(1, BEGIN - HOUR, "activate");
    plant.put(1, BEGIN - HOUR + 2000, "return");
    plant.put(1, BEGIN + HOUR, "activate");
    assert.equal(walked(plant.log, BEGIN, BEGIN + 2 * HOUR).whole.figures.fleeting.count, 0);
    const before = walked(plant.log, BEGIN - 2 * HOUR, BEGIN).whole.figures;
    assert.equal(before.fleeting.count, 1, "it was in the time in which it came and went");
  });
});

describe("what counts as annunciated", () => {
  it("counts re-annunciations for themselves, and what nobody must acknowledge or what is hidden apart", () => {
    const plant = new Plant();
    plant.put(1, BEGIN + 1000, "activate");
    plant.put(1, BEGIN + 2000, "escalate");
    plant.put(1, BEGIN + 3000, "ease");
    plant.put(1, BEGIN + 9000, "acknowledge");
    plant.put(1, BEGIN + 9500, "re-alarm");
    plant.put(2, BEGIN + 5000, "activate", {}, { ...RULES, acknowledgementRequired: false });
    plant.put(3, BEGIN + 6000, "suppress", { reason: "rule:x" });
    plant.put(3, BEGIN + 7000, "activate");
    plant.put(3, BEGIN + 8000, "unsuppress", { reason: "rule:x" });
    plant.put(4, BEGIN + 8000, "activate", {}, { ...RULES, latched: true });
    plant.put(4, BEGIN + 9000, "return", {}, { ...RULES, latched: true });
    plant.put(4, BEGIN + 9100, "activate", {}, { ...RULES, latched: true });
    const { figures } = walked(plant.log, BEGIN, BEGIN + 600_000).whole;
    assert.equal(figures.total, 5);
    assert.equal(figures.again, 2);
    assert.equal(figures.informational, 1);
    assert.deepEqual(figures.hidden, { shelved: 0, suppressed: 1, "out-of-service": 0 });
    assert.deepEqual(
      figures.acknowledged.byPriority.filter(({ count }) => count > 0).map(({ medianMs }) => medianMs),
      [7000],
    );
    assert.equal(figures.standing.count, 4);
  });

  it("counts what was suppressed at its device, and nothing that a rule of the site suppressed", () => {
    const plant = new Plant();
    plant.put(1, BEGIN + 1000, "suppress", { reason: "inhibit" });
    plant.put(2, BEGIN + 2000, "activate");
    plant.put(2, BEGIN + 3000, "suppress", { reason: "inhibit" });
    plant.put(2, BEGIN + 3000, "suppress", { reason: "rule:x" });
    plant.put(3, BEGIN + 4000, "suppress", { reason: "rule:x" });
    const { figures } = walked(plant.log, BEGIN, BEGIN + 600_000).whole;
    assert.equal(figures.bypassed, 2);
    assert.equal(walked(plant.log, BEGIN + 2500, BEGIN + 600_000).whole.figures.bypassed, 1);
  });

  it("knows the alarm metrics of OPC UA: longest active, longest unacknowledged, most re-annunciations, present rate", () => {
    const plant = new Plant();
    plant.put(1, BEGIN + 60_000, "activate");
    plant.put(1, BEGIN + 120_000, "return");
    plant.put(1, BEGIN + 180_000, "activate");
    plant.put(1, BEGIN + 300_000, "escalate", { severity: 2 });
    plant.put(1, BEGIN + 660_000, "acknowledge");
    plant.put(1, BEGIN + 780_000, "return");
    plant.put(2, BEGIN + 700_000, "activate");
    const { longest } = walked(plant.log, BEGIN, BEGIN + 1_200_000).whole.figures;
    // Waited from 60 s to 660 s, its return in between; active from 180 s to 780 s; at the end the second alone rang within 10 minutes.
    assert.deepEqual(longest, { activeMs: 600_000, unacknowledgedMs: 600_000, reAlarms: 2, current: 1 });
    const before = walked(plant.log, BEGIN + 240_000, BEGIN + 360_000).whole.figures.longest;
    assert.deepEqual(before, { activeMs: 180_000, unacknowledgedMs: 300_000, reAlarms: 2, current: 3 });
  });

  it("counts brief alarms as fleeting unless they come back within a minute", () => {
    const plant = new Plant();
    for (const [id, times] of [
      [1, [0]],
      [2, [0, 50_000]],
      [3, [0, 80_000]],
    ] as const) {
      for (const at of times) {
        plant.put(id, BEGIN + at, "activate");
        plant.put(id, BEGIN + at + 9999, "return");
      }
    }
    plant.put(4, BEGIN, "activate");
    plant.put(4, BEGIN + 10_000, "return");
    const log = plant.log.toSorted((a, b) => a.at - b.at);
    const { figures } = walked(log, BEGIN, BEGIN + 600_000).whole;
    assert.deepEqual(
      figures.fleeting.worst.map(({ alarm, fleeting }) => [alarm, fleeting]),
      [
        [3, 2],
        [2, 1],
        [1, 1],
      ],
    );
  });

  it("counts an alarm as stale on each day on which it was active for more than 24 hours", () => {
    const plant = new Plant();
    plant.put(1, BEGIN + 1, "activate");
    plant.put(1, BEGIN + 2.5 * DAY, "return");
    plant.put(2, BEGIN + 1, "activate");
    plant.put(2, BEGIN + DAY, "return");
    const { figures } = walked(plant.log, BEGIN, BEGIN + 4 * DAY).whole;
    assert.deepEqual(figures.stale.days, [0, 1, 1, 0]);
    const later = walked(plant.log, BEGIN + 2 * DAY, BEGIN + 4 * DAY).whole.figures;
    assert.deepEqual(later.stale.days, [1, 0], "what stood before the log was read is known by how it ended");
  });
});

describe("coverage", () => {
  it("counts the time without the server, and that of lost sources in part", () => {
    const span = { from: 0, to: 1000 };
    const down = new Map([
      ["a", [{ from: 0, to: 200 }]],
      ["b", [{ from: 100, to: 300 }]],
    ]);
    const coverage = coverageOf(span, [{ from: 900, to: 2000 }], down);
    assert.equal(coverage.share, 0.7);
    assert.deepEqual(coverage.blind, [
      { from: 100, to: 200 },
      { from: 900, to: 1000 },
    ]);
    assert.equal(coverage.serverDownMs, 100);
    assert.deepEqual(
      merged([
        { from: 5, to: 9 },
        { from: 0, to: 5 },
        { from: 8, to: 8 },
      ]),
      [{ from: 0, to: 9 }],
    );
  });

  it("leaves intervals out that could not be observed", () => {
    const plant = new Plant();
    plant.put(1, BEGIN + 1000, "activate");
    const walk = new LogWalk({ from: BEGIN, to: BEGIN + 3_600_000 });
    for (const change of plant.log) walk.take(change);
    const { figures, coverage } = walk.finish([{ from: BEGIN + 1_800_000, to: BEGIN + 3_600_000 }], NO_GAPS).whole;
    assert.equal(coverage.share, 0.5);
    assert.deepEqual([figures.tenMinutes.observed, figures.tenMinutes.intervals], [3, 6]);
    assert.equal(figures.tenMinutes.mean, 1 / 3);
    assert.equal(figures.hours.mean, null);
  });
});

/** Everything again, from the whole log at once and by looking at it anew for each question. */
function naive(log: readonly Change[], from: number, to: number) {
  const rings = log.filter(({ input, from: was, to: became, sequence }, index) => {
    if (!became.endsWith("unacknowledged") || input === "ease" || input === "return") return false;
    const earlier = log.slice(0, index).findLast(({ alarm }) => alarm === log[index]?.alarm);
    return (
      isHidden(was) ||
      earlier === undefined ||
      earlier.occurrence !== log[index]?.occurrence ||
      sequence > earlier.sequence
    );
  });
  const inTime = rings.filter(({ at }) => at >= from && at < to);
  const counts = Array.from(
    { length: (to - from) / 600_000 },
    (_, i) => inTime.filter(({ at }) => Math.floor((at - from) / 600_000) === i).length,
  );
  // Each second is asked how many rang within the 10 minutes that end with it.
  const starts: number[] = [];
  const ends: number[] = [];
  let isFlood = false;
  const recent = rings.filter(({ at }) => at < to).map(({ at }) => at);
  let low = 0;
  let high = 0;
  for (let t = from - DAY; t < to; t += 1000) {
    while ((recent[high] ?? Number.POSITIVE_INFINITY) <= t) high++;
    while ((recent[low] ?? Number.POSITIVE_INFINITY) <= t - 600_000) low++;
    const now = high - low;
    if (!isFlood && now >= USUAL_LIMITS.startsAt) starts.push(t);
    if (isFlood && now < USUAL_LIMITS.endsBelow) {
      if (t > from) ends.push(t);
      else starts.pop();
    }
    isFlood = isFlood ? now >= USUAL_LIMITS.endsBelow : now >= USUAL_LIMITS.startsAt;
  }
  const raises = log.filter(({ input, to: became, at }) => input === "activate" && !isHidden(became) && at < to);
  const ids = [...new Set(log.map(({ alarm }) => alarm))];
  const chattering = ids.filter((id) => {
    const own = raises.filter(({ alarm }) => alarm === id);
    return own.some(({ at }, i) => at >= from && i >= 2 && at - (own[i - 2]?.at ?? 0) <= 60_000);
  });
  const answers = log
    .filter(({ input, at }) => input === "acknowledge" && at >= from && at < to)
    .flatMap((ack) => {
      const rang = rings.findLast(({ alarm, at }) => alarm === ack.alarm && at <= ack.at);
      const answered = log.some(
        (one) =>
          one !== ack &&
          one.input === "acknowledge" &&
          one.alarm === ack.alarm &&
          one.at >= (rang?.at ?? 0) &&
          one.at < ack.at,
      );
      return rang && !answered ? [ack.at - rang.at] : [];
    })
    .sort((a, b) => a - b);
  const perAlarm = ids.map((id) => inTime.filter(({ alarm }) => alarm === id).length).sort((a, b) => b - a);
  return {
    total: inTime.length,
    counts,
    over: counts.filter((count) => count > 10).length / counts.length,
    starts,
    ends,
    chattering: chattering.length,
    answers,
    top: perAlarm.slice(0, 10).reduce((sum, count) => sum + count, 0) / inTime.length,
    shares: PRIORITIES.map((wanted) => inTime.filter(({ priority }) => priority === wanted).length / inTime.length),
  };
}

describe("30 days of 60 alarms", () => {
  const random = seeded(20_260_201);
  const plant = new Plant();
  const end = BEGIN + 30 * DAY;
  const planned: (readonly [at: number, id: number, input: AlarmInput, also?: object])[] = [];
  const whole = (limit: number) => Math.floor(random() * limit);
  for (let id = 0; id < 60; id++) {
    for (
      let at = BEGIN - DAY + whole(DAY / 1000) * 1000;
      at < end;
      at += 1000 * (60 + whole(id < 5 ? 20_000 : 150_000))
    ) {
      const lasts = 1000 * (1 + whole(2400));
      planned.push(
        [at, id, "activate"],
        [at + lasts, id, "return"],
        [at + 1000 * (5 + whole(4000)), id, "acknowledge"],
      );
      if (random() < 0.03)
        planned.push([at - 1000, id, "suppress", { reason: "r" }], [at + 5000, id, "unsuppress", { reason: "r" }]);
      if (random() < 0.05) planned.push([at + Math.floor(lasts / 2000) * 1000, id, "escalate"]);
    }
  }
  for (let flood = 0; flood < 12; flood++) {
    const at = BEGIN + whole(30 * 86_400) * 1000;
    for (let i = 0; i < 40; i++) {
      const when = at + whole(900) * 1000;
      const id = whole(60);
      planned.push(
        [when, id, "activate"],
        [when + 7000, id, "return"],
        [when + 20_000, id, "activate"],
        [when + 27_000, id, "return"],
      );
    }
  }
  planned.sort(([a], [b]) => a - b);
  for (const [at, id, input, also] of planned) plant.put(id, at, input, also);

  it("is counted as by a script that looks at everything anew", () => {
    const { figures } = walked(plant.log, BEGIN, end).whole;
    const expected = naive(plant.log, BEGIN, end);
    assert(expected.total > 1000, `only ${expected.total} annunciations`);
    assert(expected.starts.length >= 5, `only ${expected.starts.length} floods`);
    assert.equal(figures.total, expected.total);
    assert.equal(figures.tenMinutes.overLimit, expected.over);
    assert.equal(figures.tenMinutes.max, Math.max(...expected.counts));
    assert.equal(figures.distribution[0], expected.counts.filter((count) => count === 0).length);
    assert.deepEqual(
      figures.floods.list.map(({ start }) => start),
      expected.starts,
    );
    assert.deepEqual(
      figures.floods.list.map(({ end: over }) => over),
      expected.ends,
    );
    assert.equal(figures.chattering.count, expected.chattering);
    assert.equal(figures.topShare, expected.top);
    assert.deepEqual(
      figures.priorities.map(({ share }) => share),
      expected.shares,
    );
    assert.equal(
      figures.acknowledged.byPriority.reduce((sum, { count }) => sum + count, 0),
      expected.answers.length,
    );
  });

  it("is in its parts what it is as a whole", () => {
    const { whole: all, positions } = walked(plant.log, BEGIN, end);
    const parts = [...positions.values()];
    assert.deepEqual([...positions.keys()].sort(), ["north", "south"]);
    assert.equal(
      parts.reduce((sum, { figures }) => sum + figures.total, 0),
      all.figures.total,
    );
    const standing = [...plant.all].filter(({ active, state }) => active && !isHidden(state)).length;
    assert.equal(all.figures.standing.count, standing);
  });
});
