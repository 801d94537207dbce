import type { Alarm, AlarmInput, Effect } from "./alarm.ts";
import type { Move } from "./life-cycle-table.ts";
import {
  carryOut,
  isHidden,
  type LifeCycleRules,
  type Step,
  type StepContext,
  severityAfter,
  stateOf,
} from "./step.ts";

/** Sets a flag of the overlay: shelf, reason of suppression, or out of service. */
export function hide(alarm: Alarm, input: AlarmInput, context: StepContext): Step {
  const flagged = withFlag(alarm, input, context);
  if (typeof flagged === "string") return { kind: "ignored", because: flagged };
  const because = context.because ?? whyHidden(input, context);
  if (isHidden(alarm)) return changed(alarm, flagged, [], because);
  if (alarm.occurrence === 0) return changed(alarm, flagged, [], because);
  if (alarm.active || alarm.latched) return changed(alarm, flagged, ["stop-callout"], because);
  return changed(alarm, ended(flagged), ["stop-callout", "terminal"], because);
}

/** Takes a flag away. When it was the last one the alarm shows again, as its condition is now. */
export function show(alarm: Alarm, input: AlarmInput, rules: LifeCycleRules, context: StepContext): Step {
  const left = withoutFlag(alarm, input, context);
  if (typeof left === "string") {
    return { kind: input === "unsuppress" ? "ignored" : "refused", because: left };
  }
  const because = context.because ?? WHY_SHOWN[input] ?? "it shows again";
  if (isHidden(left)) return changed(alarm, left, [], `${because}; it stays hidden for another reason`);
  return emerge(alarm, left, input, rules, { ...context, because });
}

/** Follows the condition of a hidden alarm without a sound. A one-shot shelf ends when the condition has gone. */
export function track(alarm: Alarm, input: AlarmInput, rules: LifeCycleRules, context: StepContext): Step {
  const severity = severityAfter(alarm, input, context);
  const because = `${context.because ?? WHY_TRACKED[input] ?? "the condition changed"}; the alarm is hidden (${alarm.state})`;
  if (input === "activate") {
    if (alarm.active) return { kind: "ignored", because: "the condition is true already" };
    const next: Alarm = {
      ...alarm,
      active: true,
      severity,
      latched: alarm.latched || rules.latched,
      acknowledged: alarm.occurrence === 0,
      chatter: alarm.chatter + (alarm.occurrence === 0 ? 0 : 1),
      raisedAt: alarm.occurrence === 0 ? context.now : alarm.raisedAt,
      clearedAt: null,
    };
    return changed(alarm, next, [], because);
  }
  if (!alarm.active) return { kind: "ignored", because: "the condition isn't true" };
  if (input !== "return") return changed(alarm, { ...alarm, severity }, [], because);

  const latched = alarm.latched || rules.latched;
  const gone: Alarm = { ...alarm, active: false, latched, clearedAt: context.now };
  const ends = alarm.occurrence !== 0 && !latched;
  const quiet = ends ? ended(gone) : gone;
  const effects: Effect[] = ends ? ["terminal"] : [];
  if (alarm.shelf?.kind !== "one-shot") return changed(alarm, quiet, effects, because);
  const unshelved: Alarm = { ...quiet, shelf: null };
  if (isHidden(unshelved)) return changed(alarm, unshelved, effects, because);
  const shown = emerge(alarm, unshelved, input, rules, {
    ...context,
    because: "the condition went away, which ends the one-shot shelf",
  });
  if (shown.kind !== "changed" || !ends) return shown;
  return { ...shown, transition: { ...shown.transition, effects: [...effects, ...shown.transition.effects] } };
}

/** Out of the overlay: what holds now is annunciated as if it were new; what has gone is normal, unless it is latched. */
function emerge(before: Alarm, shown: Alarm, input: AlarmInput, rules: LifeCycleRules, context: StepContext): Step {
  const waits = shown.active && context.delayAgain === true;
  const alarm: Alarm = waits ? { ...shown, active: false, clearedAt: context.now } : shown;
  const because = waits ? `${context.because}; the on-delay runs again` : (context.because ?? "");
  const move = emergence(alarm, rules, because);
  // The flag went and the condition stays as it is: only what rings and what ends is left to the move.
  const next = carryOut(alarm, input === "return" ? "unshelve" : input, move, rules, context);
  return changed(before, next, move.effects, because);
}

function emergence(alarm: Alarm, rules: LifeCycleRules, because: string): Move {
  const open = alarm.occurrence !== 0;
  const ring: Effect = open ? "re-annunciate" : "annunciate";
  if (!alarm.active && !alarm.latched) return { to: "normal", because, effects: open ? ["terminal"] : [] };
  if (!alarm.active && open && alarm.acknowledged) return { to: "latched-acknowledged", because, effects: [] };
  if (!rules.acknowledgementRequired)
    return { to: alarm.active ? "acknowledged" : "latched-acknowledged", because, effects: [ring] };
  return {
    to: alarm.active ? "unacknowledged" : "latched-unacknowledged",
    because,
    effects: [ring, "begin-callout"],
  };
}

/** The alarm with the flag, or why nothing changes. */
function withFlag(alarm: Alarm, input: AlarmInput, context: StepContext): Alarm | string {
  if (input === "shelve") return context.shelf ? { ...alarm, shelf: context.shelf } : "no shelf was given";
  if (input === "suppress") {
    const reason = context.reason ?? "";
    if (alarm.suppressedBy.includes(reason)) return `it is suppressed by ${reason} already`;
    return { ...alarm, suppressedBy: [...alarm.suppressedBy, reason] };
  }
  if (context.outOfService) return { ...alarm, outOfService: context.outOfService };
  if (!alarm.outOfService) return "nobody is named who takes it out of service";
  if (alarm.outOfService.until === null) return "it is out of service already";
  return { ...alarm, outOfService: { ...alarm.outOfService, until: null } };
}

/** The alarm without the flag, or why there was none. */
function withoutFlag(alarm: Alarm, input: AlarmInput, context: StepContext): Alarm | string {
  if (input === "unshelve") return alarm.shelf ? { ...alarm, shelf: null } : "This alarm isn't on the shelf.";
  if (input === "restore")
    return alarm.outOfService ? { ...alarm, outOfService: null } : "This alarm isn't out of service.";
  const reason = context.reason ?? "";
  if (!alarm.suppressedBy.includes(reason)) return `it isn't suppressed by ${reason}`;
  return { ...alarm, suppressedBy: alarm.suppressedBy.filter((other) => other !== reason) };
}

function ended(alarm: Alarm): Alarm {
  return { ...alarm, occurrence: 0, sequence: 0, severity: 0, acknowledged: true, latched: false };
}

function changed(before: Alarm, next: Alarm, effects: readonly Effect[], because: string): Step {
  const state = stateOf(next);
  return {
    kind: "changed",
    alarm: { ...next, state },
    transition: { from: before.state, to: state, effects, because },
  };
}

function whyHidden(input: AlarmInput, context: StepContext): string {
  if (input === "shelve") return `put on the shelf by ${context.shelf?.by}: ${context.shelf?.reason}`;
  if (input === "suppress") return `suppressed by ${context.reason}`;
  if (context.outOfService) return `taken out of service by ${context.outOfService.by}: ${context.outOfService.reason}`;
  return "still out of service at the end that was planned: put it back into service, or say until when";
}

const WHY_SHOWN: Partial<Record<AlarmInput, string>> = {
  unshelve: "taken off the shelf",
  unsuppress: "what suppressed it is over",
  restore: "put back into service",
};

const WHY_TRACKED: Partial<Record<AlarmInput, string>> = {
  activate: "the condition became true",
  return: "the condition went away",
  escalate: "it became more severe",
  ease: "it became less severe",
};
