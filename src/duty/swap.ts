import { shifts } from "#escalation/on-call.ts";
import type { Instant } from "#kernel/clock.ts";
import { wallText } from "#kernel/wall-clock.ts";
import type { Schedule } from "#site/schedule.ts";

export const SWAP_STATES = ["offered", "accepted", "declined", "withdrawn", "expired"] as const;
export type SwapState = (typeof SWAP_STATES)[number];

/** A span of duty that one person offers another, who accepts it or not. */
export interface Swap {
  readonly id: string;
  readonly schedule: string;
  /** Persons, not accounts. */
  readonly giver: string;
  readonly taker: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly note: string;
  readonly offeredAt: Instant;
  /** From then on it can't be accepted any more. */
  readonly expiresAt: Instant;
  /** As it is stored: what has run out is still `offered` there. */
  readonly state: Exclude<SwapState, "expired">;
  readonly answeredAt: Instant | null;
}

const DAY_MS = 86_400_000;
/** An offer that nobody answers may not stand for ever. */
const OPEN_MS = 7 * DAY_MS;
/** Whoever plans further ahead changes the rotation. */
const AHEAD_MS = 366 * DAY_MS;

export function stateOf({ state, expiresAt }: Swap, now: Instant): SwapState {
  return state === "offered" && expiresAt <= now ? "expired" : state;
}

/** An offer of a shift to come ends with its beginning, that of one under way with its end; any after a week. */
export function expiresAt({ from, to }: Pick<Swap, "from" | "to">, now: Instant): Instant {
  return Math.min(from > now ? from : to, now + OPEN_MS);
}

type Names = (person: string) => string;

/** Why the giver can't offer this span, or null. */
export function whyNotOffered(
  schedule: Schedule,
  { giver, taker, from, to }: Pick<Swap, "giver" | "taker" | "from" | "to">,
  now: Instant,
  nameOf: Names,
): string | null {
  if (giver === taker) return "You can't offer a shift to yourself; choose somebody else.";
  if (to <= from) return "The span ends before it begins; choose a later end.";
  if (to <= now) return "The span has passed; choose one to come.";
  if (to > now + AHEAD_MS) return "The span lies more than a year ahead; choose a nearer one.";
  return whyNotTheirs(schedule, { giver, taker, from: Math.max(from, now), to }, nameOf);
}

/** Why the taker can't accept the offer now, or null. */
export function whyNotAccepted(
  schedule: Schedule | undefined,
  swap: Swap,
  by: string,
  now: Instant,
  nameOf: Names,
): string | null {
  const state = stateOf(swap, now);
  if (state !== "offered") return whyAnswered(state);
  if (by !== swap.taker) return "Only who was asked can accept it.";
  if (!schedule) return "The schedule does not exist any more.";
  return whyNotTheirs(schedule, { ...swap, from: Math.max(swap.from, now) }, nameOf);
}

/** What an answer that comes too late is told. */
export function whyAnswered(state: SwapState): string {
  return state === "expired"
    ? "The offer has run out; the shift stays with whoever had it."
    : `The offer was ${state} already.`;
}

/** The schedule once the swap is accepted: from `now` on, where the span is under way. */
export function swapped(schedule: Schedule, { giver, taker, from, to, note }: Swap, now: Instant): Schedule {
  const zone = schedule.timeZone;
  const override = {
    from: wallText(Math.max(from, now), zone),
    to: wallText(to, zone),
    person: taker,
    replaces: giver,
    note: `swap${note === "" ? "" : `: ${note}`}`.slice(0, 200),
  };
  return { ...schedule, overrides: [...schedule.overrides, override] };
}

function whyNotTheirs(
  schedule: Schedule,
  { giver, taker, from, to }: Pick<Swap, "giver" | "taker" | "from" | "to">,
  nameOf: Names,
): string | null {
  for (const { on } of shifts(schedule, from, to)) {
    if (!on.some(({ person }) => person === giver)) {
      return `${nameOf(giver)} is not on duty in ${schedule.name} for all of that span; look at the calendar and choose it anew.`;
    }
    if (on.some(({ person }) => person === taker)) {
      return `${nameOf(taker)} is on duty in ${schedule.name} within that span already; with the swap, one person fewer would be.`;
    }
  }
  return null;
}
