import type { Quality } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Condition } from "#site/point.ts";

/** What a condition remembers between two values. Plain JSON with absolute times; null before the first value. */
export interface ConditionMemory {
  /** The verdict that stands. */
  readonly active: boolean;
  /** What the last good value says by itself, delays left aside, deadband included. */
  readonly beyond: boolean;
  /** When `beyond` became what it is. */
  readonly since: Instant;
  /** No good value: nothing is known, no timer runs. */
  readonly frozen: boolean;
  /** When the condition became true for a moment, within the window of `count`; oldest first. */
  readonly excursions: readonly Instant[];
  readonly last: { readonly value: number; readonly at: Instant; readonly seenAt: Instant } | null;
}

export interface Sample {
  readonly value: number | boolean;
  readonly quality: Quality;
  /** By the device's clock; only rates of change are computed from it. */
  readonly at: Instant;
}

export interface Judgement {
  readonly memory: ConditionMemory;
  /** `true` and `false` once each time it turns over; `memory.active` is what holds. */
  readonly verdict: "true" | "false" | "unchanged";
  /** When `tick` must be asked; null when nothing runs. May be now. */
  readonly dueAt: Instant | null;
  readonly because: string;
}

const UNIT_MS = { second: 1000, minute: 60_000, hour: 3_600_000 };

/** What a value means. Bad or uncertain quality gives no verdict and stops the delays until the next good value. */
export function judge(condition: Condition, memory: ConditionMemory | null, sample: Sample, now: Instant): Judgement {
  const before = memory ?? unknown(now);
  if (sample.quality !== "good") {
    const because = `the value can't be trusted (${sample.quality}): the condition stays as it was`;
    return { memory: { ...before, frozen: true }, verdict: "unchanged", dueAt: null, because };
  }
  // A delay that ran out before this value came has decided already, whether or not its timer has rung.
  const ripe = before.frozen ? null : settle(condition, before, now);
  const start = ripe?.verdict === "true" || ripe?.verdict === "false" ? ripe.memory : before;
  const value = Number(sample.value);
  const beyond = isBeyond(condition, start, value, sample.at);
  const turned = beyond !== start.beyond;
  const pending = start.beyond !== start.active;
  const next: ConditionMemory = {
    active: start.active,
    beyond,
    since: turned || (before.frozen && pending) ? now : start.since,
    frozen: false,
    excursions: turned && beyond && !start.active ? excursionsWith(condition, start, now) : start.excursions,
    last: { value, at: sample.at, seenAt: now },
  };
  const settled = settle(condition, next, now);
  if (start === before) return settled;
  return {
    memory: next,
    verdict: ripe?.verdict ?? "unchanged",
    dueAt: dueOf(condition, next),
    because: ripe?.because ?? "",
  };
}

/** Whether a timer that `dueAt` named has decided. With no memory yet a stale point is watched from now on. */
export function tick(condition: Condition, memory: ConditionMemory | null, now: Instant): Judgement {
  return settle(condition, memory ?? unknown(now), now);
}

/** The condition is to prove itself again with its delay, as after a suppression: what was true isn't any more. */
export function restart(condition: Condition, memory: ConditionMemory, now: Instant): Judgement {
  return settle(condition, { ...memory, active: false, since: now, excursions: [] }, now);
}

/** The name under which the alarm of a condition goes. */
export function nameOf(condition: Condition): string {
  return condition.name ?? condition.type;
}

function unknown(now: Instant): ConditionMemory {
  return { active: false, beyond: false, since: now, frozen: false, excursions: [], last: null };
}

/** On a high limit with deadband d: true above the limit, false below limit − d, unchanged between; low is the mirror. */
function isBeyond(condition: Condition, memory: ConditionMemory, value: number, at: Instant): boolean {
  switch (condition.type) {
    case "high":
    case "high-high":
      return memory.beyond ? value >= condition.limit - condition.deadband : value > condition.limit;
    case "low":
    case "low-low":
      return memory.beyond ? value <= condition.limit + condition.deadband : value < condition.limit;
    case "deviation": {
      const off = Math.abs(value - condition.from);
      return memory.beyond ? off >= condition.by - condition.deadband : off > condition.by;
    }
    case "discrete":
      return value === Number(condition.equals);
    case "rate-of-change": {
      if (!memory.last || memory.frozen || at <= memory.last.at) return memory.beyond;
      return rateOf(condition.per, memory.last.value, value, at - memory.last.at) > condition.by;
    }
    case "stale":
      return false;
    default:
      return condition satisfies never;
  }
}

function rateOf(per: keyof typeof UNIT_MS, from: number, to: number, takenMs: number): number {
  return (Math.abs(to - from) * UNIT_MS[per]) / takenMs;
}

function excursionsWith({ count }: Condition, memory: ConditionMemory, now: Instant): readonly Instant[] {
  if (!count) return memory.excursions;
  return [...memory.excursions.filter((at) => at > now - count.withinMs), now].slice(-count.times);
}

function settle(condition: Condition, given: ConditionMemory, now: Instant): Judgement {
  if (given.frozen) return { memory: given, verdict: "unchanged", dueAt: null, because: "the value can't be trusted" };
  const memory = grownStale(condition, given, now);
  if (memory.beyond && !memory.active) {
    const often = condition.count !== undefined && memory.excursions.length >= condition.count.times;
    if (often || memory.since + condition.onDelayMs <= now) {
      const because = often ? sayCount(condition) : sayTrue(condition, memory);
      const next = { ...memory, active: true, excursions: [] };
      return { memory: next, verdict: "true", dueAt: dueOf(condition, next), because };
    }
  }
  if (!memory.beyond && memory.active && memory.since + condition.offDelayMs <= now) {
    const next = { ...memory, active: false };
    return { memory: next, verdict: "false", dueAt: dueOf(condition, next), because: sayFalse(condition, memory) };
  }
  const dueAt = dueOf(condition, memory);
  const because = memory.beyond === memory.active ? "nothing has changed" : "its delay hasn't run out yet";
  return { memory, verdict: "unchanged", dueAt, because };
}

/** Silence speaks for itself: no value for so long is what `stale` waits for. */
function grownStale(condition: Condition, memory: ConditionMemory, now: Instant): ConditionMemory {
  if (condition.type !== "stale" || memory.beyond) return memory;
  const at = (memory.last?.seenAt ?? memory.since) + condition.afterMs;
  return at <= now ? { ...memory, beyond: true, since: at } : memory;
}

function dueOf(condition: Condition, memory: ConditionMemory): Instant | null {
  if (memory.frozen) return null;
  if (memory.beyond && !memory.active) return memory.since + condition.onDelayMs;
  const quiet = condition.type === "stale" && !memory.beyond ? (memory.last?.seenAt ?? memory.since) : null;
  const stale = quiet !== null && condition.type === "stale" ? quiet + condition.afterMs : null;
  const off = !memory.beyond && memory.active ? memory.since + condition.offDelayMs : null;
  if (stale !== null && off !== null) return Math.min(stale, off);
  return off ?? stale;
}

/** Why the condition holds, for when another of its alarm has just ended. */
export function standing(condition: Condition, memory: ConditionMemory): string {
  return sayTrue(condition, memory);
}

function sayTrue(condition: Condition, memory: ConditionMemory): string {
  const delay = condition.onDelayMs > 0 ? ` for ${condition.onDelayMs / 1000} s` : "";
  const value = memory.last?.value;
  switch (condition.type) {
    case "high":
    case "high-high":
      return `the value went above ${condition.limit}${delay}, it is ${value}`;
    case "low":
    case "low-low":
      return `the value went below ${condition.limit}${delay}, it is ${value}`;
    case "discrete":
      return `the state is ${condition.equals}${delay}`;
    case "deviation":
      return `the value is more than ${condition.by} off ${condition.from}${delay}: ${value}`;
    case "rate-of-change":
      return `the value changes by more than ${condition.by} per ${condition.per}${delay}, it is ${value}`;
    case "stale":
      return `no value has come for ${(condition.afterMs + condition.onDelayMs) / 1000} s`;
    default:
      return condition satisfies never;
  }
}

function sayFalse(condition: Condition, memory: ConditionMemory): string {
  if (condition.type === "stale") return "values come again";
  const delay = condition.offDelayMs > 0 ? ` for ${condition.offDelayMs / 1000} s` : "";
  return `the value is back within its limits${delay}, it is ${memory.last?.value}`;
}

function sayCount({ count }: Condition): string {
  return `it became true ${count?.times} times within ${(count?.withinMs ?? 0) / 1000} s`;
}
