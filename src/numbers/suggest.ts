import type { Priority } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Condition } from "#site/point.ts";
import { type Raise, type Recorded, replay } from "./replay.ts";

/** One setting of a condition, and what it would be. */
export interface Setting {
  readonly kind: "deadband" | "offDelayMs" | "onDelayMs";
  readonly before: number;
  readonly after: number;
}

/** A setting and its effect on what was recorded. */
export interface Suggestion extends Setting {
  /** Raises with the setting as it is, by the same recording. */
  readonly raisesBefore: number;
  readonly raisesAfter: number;
  /** By how much the raise that lasted longest would have come later. */
  readonly longestLaterMs: number;
  readonly longestMs: number;
}

/** Fewer raises than this need no setting. */
const FEW = 3;
/** A quarter is left, or less: that is good enough, and the smallest such setting is taken. */
const GOOD = 0.25;
/** At least this share must go, or the change isn't worth its risk. */
const WORTH = 0.7;
const DELAYS_MS = [1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000] as const;
/** Typical delays end here (IEC 62682, ISA-18.2: flow and pressure 15 s, level and temperature 60 s). */
const LONGEST_ON_DELAY_MS = 60_000;
/** A deadband beyond this share of what the value ever covered hides more than noise. */
const WIDEST = 0.25;
const GRAVE: readonly Priority[] = ["life-safety", "critical"];

/**
 * The setting that would have made the fewest changes for the most quiet: first the deadband, then the off-delay, which make
 * no alarm later, and last the on-delay, which does; grave alarms get none. null: nothing helps enough.
 */
export function suggest(condition: Condition, values: readonly Recorded[], end: Instant): Suggestion | null {
  const before = replay(condition, values, end);
  const longest = longestOf(before, end);
  if (before.length < FEW || !longest) return null;
  let best: Suggestion | null = null;
  for (const kind of ["deadband", "offDelayMs", "onDelayMs"] as const) {
    for (const setting of candidates(kind, condition, values, before, end)) {
      const effect = effectOf(setting, condition, values, { before, longest, end });
      if (!effect) continue;
      if (effect.raisesAfter <= before.length * GOOD) return effect;
      if (!best || effect.raisesAfter < best.raisesAfter) best = effect;
    }
  }
  return best && best.raisesAfter <= before.length * WORTH ? best : null;
}

interface Ground {
  readonly before: readonly Raise[];
  readonly longest: { readonly at: Instant; readonly ms: number };
  readonly end: Instant;
}

/** null: what lasted would be missed, or the alarm would hardly go any more. */
function effectOf(
  setting: Setting,
  condition: Condition,
  values: readonly Recorded[],
  { before, longest, end }: Ground,
): Suggestion | null {
  const after = replay(withSetting(condition, setting), values, end);
  const lasting = before.filter((raise) => lengthOf(raise, end) > 2 * Math.max(setting.after, LONGEST_ON_DELAY_MS));
  if (setting.kind === "onDelayMs" && lasting.some((raise) => !overlapped(raise, after, end))) return null;
  const held = (raises: readonly Raise[]) => raises.reduce((sum, raise) => sum + lengthOf(raise, end), 0);
  const [was, becomes] = [held(before), held(after)];
  const recorded = end - (values[0]?.at ?? end);
  // Standing alarms in place of chattering ones are no gain.
  if (becomes > was && becomes > recorded * 0.5 && becomes > was * 2) return null;
  const answer = after.find((raise) => raise.at <= longest.at + longest.ms && (raise.until ?? end) > longest.at);
  if (!answer) return null;
  return {
    ...setting,
    raisesBefore: before.length,
    raisesAfter: after.length,
    longestLaterMs: Math.max(0, answer.at - longest.at),
    longestMs: longest.ms,
  };
}

export function withSetting(condition: Condition, { kind, after }: Setting): Condition {
  return { ...condition, [kind]: after } as Condition;
}

function candidates(
  kind: Setting["kind"],
  condition: Condition,
  values: readonly Recorded[],
  raises: readonly Raise[],
  end: Instant,
): Setting[] {
  if (kind === "deadband") {
    if (!("deadband" in condition)) return [];
    const { deadband } = condition;
    return deadbands(condition, values, raises).map((after) => ({ kind, before: deadband, after }));
  }
  if (kind === "onDelayMs" && GRAVE.includes(condition.priority)) return [];
  const present = condition[kind];
  const longest = kind === "onDelayMs" ? LONGEST_ON_DELAY_MS : end;
  return DELAYS_MS.filter((ms) => ms > present && ms <= longest).map((after) => ({ kind, before: present, after }));
}

/** How far the value went back between two raises: a deadband of that much would have made them one. */
function deadbands(condition: Condition, values: readonly Recorded[], raises: readonly Raise[]): number[] {
  if (!("deadband" in condition)) return [];
  const good = values.filter((one): one is { at: Instant; value: number } => one.value !== null);
  const spread = good.reduce(
    (range, { value }) => ({ low: Math.min(range.low, value), high: Math.max(range.high, value) }),
    { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY },
  );
  const dips: number[] = [];
  let raise = 0;
  let deepest = 0;
  for (const { at, value } of good) {
    while (raises[raise + 1] && (raises[raise + 1]?.at ?? 0) <= at) {
      if (deepest > 0) dips.push(deepest);
      deepest = 0;
      raise++;
    }
    if ((raises[raise]?.at ?? Number.POSITIVE_INFINITY) <= at) deepest = Math.max(deepest, insideBy(condition, value));
  }
  dips.sort((a, b) => a - b);
  const widest = (spread.high - spread.low) * WIDEST;
  const wanted = [0.5, 0.75, 0.9, 0.95, 1].map((share) => dips[Math.ceil(share * dips.length) - 1] ?? 0).map(roundedUp);
  return [...new Set(wanted)].filter((one) => one > condition.deadband && one <= widest);
}

/** How far a value is on the good side of the limit. */
function insideBy(condition: Condition, value: number): number {
  switch (condition.type) {
    case "high":
    case "high-high":
      return condition.limit - value;
    case "low":
    case "low-low":
      return value - condition.limit;
    case "deviation":
      return condition.by - Math.abs(value - condition.from);
    case "discrete":
    case "rate-of-change":
    case "stale":
      return 0;
  }
}

/** To two digits: 0.4137 becomes 0.42. */
function roundedUp(value: number): number {
  if (value <= 0) return 0;
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  // Beyond the value: with exactly that much the value would still count as back.
  return Number(((Math.floor(value / unit) + 1) * unit).toPrecision(2));
}

function longestOf(raises: readonly Raise[], end: Instant): { at: Instant; ms: number } | null {
  let longest: { at: Instant; ms: number } | null = null;
  for (const raise of raises) {
    const ms = lengthOf(raise, end);
    if (!longest || ms > longest.ms) longest = { at: raise.at, ms };
  }
  return longest;
}

function lengthOf({ at, until }: Raise, end: Instant): number {
  return (until ?? end) - at;
}

function overlapped(raise: Raise, others: readonly Raise[], end: Instant): boolean {
  return others.some((other) => other.at < (raise.until ?? end) && (other.until ?? end) > raise.at);
}
