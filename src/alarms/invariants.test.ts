import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seeded } from "../../test/peers/seeded.ts";
import { ALARM_INPUTS, type Alarm, type AlarmInput } from "./alarm.ts";
import { type LifeCycleRules, newAlarm, stateOf, step, timersDue } from "./life-cycle.ts";

const SEEDS = 400;
const STEPS = 250;
const HIDDEN = ["shelved", "suppressed", "out-of-service"];
const REASONS = ["inhibit", "rule:night", "rule:mode"];

describe("whatever comes to an alarm, in any order", () => {
  it(`keeps its promises over ${SEEDS} lives of ${STEPS} inputs`, () => {
    for (let seed = 1; seed <= SEEDS; seed++) live(seed);
  });
});

function live(seed: number): void {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const rules: LifeCycleRules = {
    latched: random() < 0.3,
    acknowledgementRequired: random() < 0.8,
    acknowledgeOnClear: random() < 0.2,
    rearmWindowMs: 5_000,
    reAlarmMs: random() < 0.5 ? 10_000 : null,
  };
  let now = 1_000;
  let given = 0;
  const ended = new Set<number>();
  let calling = false;
  let alarm = newAlarm({
    id: 1,
    source: "s",
    point: "p",
    condition: "c",
    partition: "site",
    category: "technical",
    priority: "low",
    tags: [],
    text: "t",
    now,
  });
  const story: string[] = [];

  const put = (input: AlarmInput) => {
    const before = alarm;
    const frozen = JSON.stringify(before);
    const shelfKind = random() < 0.5 ? "timed" : "one-shot";
    const answer = step(before, input, rules, {
      now,
      nextOccurrence: () => ++given,
      severity: input === "activate" ? 1 + Math.floor(random() * 2) : undefined,
      actor: pick(["person:anna", "person:ben"]),
      reason: pick(REASONS),
      shelf: { kind: shelfKind, until: now + 1 + Math.floor(random() * 20_000), by: "operator:anna", reason: "r" },
      outOfService: random() < 0.5 ? undefined : { by: "operator:anna", reason: "r", until: now + 7_000 },
      delayAgain: random() < 0.3,
    });
    story.push(`${input} → ${answer.kind === "changed" ? answer.alarm.state : answer.kind}`);
    assert.equal(JSON.stringify(before), frozen, "the alarm that was passed stays as it is");
    const where = `seed ${seed}: ${story.slice(-8).join(", ")}`;
    if (answer.kind !== "changed") return assert.match(answer.because, /\w{3}/, where);
    alarm = answer.alarm;
    const { effects, from, to, because } = answer.transition;
    assert.match(because, /\w{3}/, where);
    assert.deepEqual([from, to], [before.state, alarm.state], where);
    assert.equal(new Set(effects).size, effects.length, where);
    check(before, alarm, effects, where);
  };

  const check = (before: Alarm, after: Alarm, effects: readonly string[], where: string) => {
    const says = (effect: string) => effects.includes(effect);
    assert.equal(after.state, stateOf(after), where);
    const rang = says("annunciate") || says("re-annunciate");
    assert(!(rang && HIDDEN.includes(after.state)), `a hidden alarm rang; ${where}`);
    assert(!(says("begin-callout") && !rang), `a callout without annunciation; ${where}`);
    assert(!(says("begin-callout") && !rules.acknowledgementRequired), `a callout that nobody asked for; ${where}`);
    assert(!(says("annunciate") && before.occurrence !== 0), `a new occurrence inside an open one; ${where}`);
    assert.equal(says("annunciate"), before.occurrence === 0 && after.occurrence !== 0, where);
    assert.equal(says("terminal"), before.occurrence !== 0 && after.occurrence === 0, where);
    if (says("annunciate")) {
      assert.equal(after.occurrence, given, where);
      assert(!ended.has(after.occurrence), `occurrence used again; ${where}`);
      assert.equal(after.sequence, 1, where);
    } else if (after.occurrence !== 0) {
      assert.equal(after.occurrence, before.occurrence, where);
      assert.equal(after.sequence, before.sequence + (says("re-annunciate") ? 1 : 0), where);
    }
    if (says("terminal")) {
      ended.add(before.occurrence);
      const { sequence, severity, latched, acknowledged } = after;
      assert.deepEqual(
        { sequence, severity, latched, acknowledged },
        { sequence: 0, severity: 0, latched: false, acknowledged: true },
        where,
      );
    }
    if (says("begin-callout")) calling = true;
    if (says("stop-callout") || says("clear-callout") || says("terminal")) calling = false;
    const waits = after.state === "unacknowledged" || after.state === "latched-unacknowledged";
    assert(!waits || after.occurrence !== 0, `unacknowledged but never annunciated; ${where}`);
    const goesOn = after.chatter > 0 && !says("begin-callout");
    assert(!waits || calling || goesOn || !rules.acknowledgementRequired, `rings and calls nobody; ${where}`);
    assert(!(HIDDEN.includes(after.state) && calling), `hidden and still calling; ${where}`);
    if (after.state === "normal") {
      assert.deepEqual([after.occurrence, after.dueAt], [0, null], `a timer outlived its alarm; ${where}`);
    }
    assert(before.suppressedBy.length - after.suppressedBy.length <= 1, `two reasons went at once; ${where}`);
    if (before.suppressedBy.length > 1) {
      assert(!(after.suppressedBy.length < before.suppressedBy.length && rang), `one reason less rang; ${where}`);
    }
  };

  for (let n = 0; n < STEPS; n++) {
    now += Math.floor(random() * 4_000);
    for (let round = 0; alarm.dueAt !== null && alarm.dueAt <= now; round++) {
      assert(round < 10, `seed ${seed}: its timers never come to rest`);
      const [due] = timersDue(alarm, rules, now);
      assert(due, `seed ${seed}: dueAt without a timer`);
      const overdue = alarm.dueAt;
      if (due === "remove") remind();
      else put(due);
      assert(
        alarm.dueAt === null || alarm.dueAt > overdue || alarm.dueAt > now,
        `seed ${seed}: ${due} changes no timer`,
      );
    }
    put(pick(ALARM_INPUTS));
  }

  function remind(): void {
    const answer = step(alarm, "remove", rules, { now, nextOccurrence: () => ++given });
    assert.equal(answer.kind, "changed");
    if (answer.kind === "changed") alarm = answer.alarm;
  }
}
