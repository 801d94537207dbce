import type { Instant } from "#kernel/clock.ts";
import type { Alarm, AlarmInput } from "./alarm.ts";
import { LIFE_CYCLE } from "./life-cycle-table.ts";
import { hide, show, track } from "./overlay.ts";
import { carryOut, holds, isHidden, type LifeCycleRules, type Step, type StepContext } from "./step.ts";

export { judgeAcknowledgement, judgeShelving } from "./judge.ts";
export { type LifeCycleRules, type Step, type StepContext, stateOf } from "./step.ts";

/** An alarm in peace. Its id is the engine's to give. */
export function newAlarm(
  about: Pick<
    Alarm,
    "id" | "source" | "point" | "condition" | "partition" | "category" | "priority" | "tags" | "text"
  > &
    Partial<Pick<Alarm, "foundActive" | "silent" | "value">> & { readonly now: Instant },
): Alarm {
  // Field by field: a flood makes thousands of them, and each spread would be one more object.
  return {
    id: about.id,
    source: about.source,
    point: about.point,
    condition: about.condition,
    partition: about.partition,
    category: about.category,
    priority: about.priority,
    tags: about.tags,
    text: about.text,
    state: "normal",
    active: false,
    acknowledged: true,
    latched: false,
    shelf: null,
    suppressedBy: [],
    outOfService: null,
    quality: "good",
    severity: 0,
    occurrence: 0,
    sequence: 0,
    chatter: 0,
    raisedAt: null,
    clearedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    dueAt: null,
    foundActive: about.foundActive ?? false,
    silent: about.silent ?? false,
    value: about.value ?? null,
    changedAt: about.now,
  };
}

/**
 * What an input does to an alarm. After `terminal` the occurrence is 0: the one that ended is in the alarm before. Never
 * throws; the alarm that was passed stays as it is.
 */
export function step(alarm: Alarm, input: AlarmInput, rules: LifeCycleRules, context: StepContext): Step {
  const because = unheard(alarm, input, rules, context);
  if (because !== null) return { kind: "ignored", because };
  const cell = LIFE_CYCLE[alarm.state][input];
  if (cell === "hide") return finish(hide(alarm, input, context), rules, context);
  if (cell === "show") return finish(show(alarm, input, rules, context), rules, context);
  if (cell === "track") return finish(track(alarm, input, rules, context), rules, context);
  if (cell === "trust") return finish(trust(alarm, input, context), rules, context);
  if ("ignored" in cell) return { kind: "ignored", because: cell.ignored };
  if ("refused" in cell) return { kind: "refused", because: cell.refused };
  for (const move of cell) {
    if (move.when !== undefined && !holds(move.when, alarm, rules, context)) continue;
    const next = carryOut(alarm, input, move, rules, context);
    const transition = {
      from: alarm.state,
      to: move.to,
      effects: move.effects,
      because: context.because ?? move.because,
    };
    return finish({ kind: "changed", alarm: next, transition }, rules, context);
  }
  return { kind: "ignored", because: "nothing in the alarm's rules asks for it" };
}

/** The next timer of the alarm: end of its shelf, re-alarm, reminder that it is out of service. */
export function dueOf(alarm: Alarm, rules: LifeCycleRules): Instant | null {
  let due: Instant | null = alarm.shelf?.until ?? null;
  for (const at of [reAlarmAt(alarm, rules), alarm.outOfService?.until ?? null]) {
    if (at !== null && (due === null || at < due)) due = at;
  }
  return due;
}

/**
 * What the timers that are due at `now` put in, the earliest first. `remove` is the reminder of an alarm that is still out
 * of service. An input may make another timer due: ask again while `dueAt` isn't later than now.
 */
export function timersDue(alarm: Alarm, rules: LifeCycleRules, now: Instant): AlarmInput[] {
  const timers: [at: Instant | null, input: AlarmInput][] = [
    [alarm.shelf?.until ?? null, "unshelve"],
    [reAlarmAt(alarm, rules), "re-alarm"],
    [alarm.outOfService?.until ?? null, "remove"],
  ];
  return timers
    .filter(([at]) => at !== null && at <= now)
    .sort(([a], [b]) => (a ?? 0) - (b ?? 0))
    .map(([, input]) => input);
}

/** While the source is lost nobody knows whether the condition still holds, so that timer waits. */
function reAlarmAt(alarm: Alarm, rules: LifeCycleRules): Instant | null {
  if (rules.reAlarmMs === null || alarm.acknowledgedAt === null || !rules.acknowledgementRequired) return null;
  if (alarm.state !== "acknowledged" || alarm.quality !== "good") return null;
  return alarm.acknowledgedAt + rules.reAlarmMs;
}

/** Why the table isn't asked at all. */
function unheard(alarm: Alarm, input: AlarmInput, rules: LifeCycleRules, context: StepContext): string | null {
  const { severity, actor } = context;
  if (FROZEN.includes(input) && alarm.quality !== "good")
    return `the source is lost or disowns its value (${alarm.quality}): the state is kept until it is back`;
  if (input === "escalate" && severity !== undefined && severity <= alarm.severity) return "it is as severe already";
  if (input === "ease" && severity !== undefined && severity >= alarm.severity) return "it isn't less severe";
  if (input === "acknowledge" && alarm.state === "acknowledged" && alarm.acknowledgedBy === (actor ?? ""))
    return "the same person has acknowledged it already";
  if (input === "unacknowledge" && !rules.acknowledgementRequired && !isHidden(alarm))
    return "nobody needs to acknowledge it";
  return null;
}

/** Not heard while nobody knows whether the condition holds. */
const FROZEN: readonly AlarmInput[] = ["activate", "return", "escalate", "ease", "re-alarm"];

function trust(alarm: Alarm, input: AlarmInput, context: StepContext): Step {
  const quality = input === "regain" ? "good" : (context.quality ?? "uncertain");
  if (alarm.quality === quality) return { kind: "ignored", because: `its quality is ${quality} already` };
  const because =
    context.because ??
    (quality === "good"
      ? "its source is back: the condition is judged anew"
      : "its source is lost or disowns the value: the state is kept and not certain");
  const transition = { from: alarm.state, to: alarm.state, effects: [], because };
  return { kind: "changed", alarm: { ...alarm, quality }, transition };
}

/** What every change has in common. */
function finish(answer: Step, rules: LifeCycleRules, context: StepContext): Step {
  if (answer.kind !== "changed") return answer;
  const { alarm } = answer;
  return {
    ...answer,
    alarm: {
      ...alarm,
      value: context.value === undefined ? alarm.value : context.value,
      foundActive: context.foundActive ?? alarm.foundActive,
      silent: context.silent ?? alarm.silent,
      changedAt: context.now,
      dueAt: dueOf(alarm, rules),
    },
  };
}
