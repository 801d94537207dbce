import type { Instant } from "#kernel/clock.ts";

/** Nothing younger is ever removed, whatever the site says; the database refuses it too. */
export const LEAST_DAYS = 365;
const DAY_MS = 86_400_000;

/** Entries that are stored together and go together: those of a month. */
export interface Part {
  readonly begins: Instant;
  readonly ends: Instant;
  /** Numbers of its first and last entry. */
  readonly first: number;
  readonly last: number;
}

/** Somebody wants what was written between these times kept until they lift this. */
export interface Hold {
  readonly id: string;
  readonly reason: string;
  /** null: from the beginning. */
  readonly since: Instant | null;
  /** null: without end. */
  readonly until: Instant | null;
  readonly placedAt: Instant;
  readonly placedBy: string;
  /** null: it is in force. */
  readonly liftedAt: Instant | null;
  readonly liftedBy: string | null;
  readonly liftedFor: string | null;
}

export interface RetentionFacts {
  readonly now: Instant;
  readonly keepDays: number;
  readonly parts: readonly Part[];
  readonly holds: readonly Hold[];
  /** How many entries the newest checkpoint covers. */
  readonly signed: number;
  /** The witnesses that are switched on, with the last entry that each has. */
  readonly witnesses: readonly { readonly id: string; readonly confirmed: number }[];
}

export interface RetentionPlan {
  /** What can be archived and removed now, the oldest first. */
  readonly goes: readonly Part[];
  /** What is old enough and stays, with why. */
  readonly stays: readonly (Part & { readonly because: string })[];
}

/** What has been kept long enough, and which of it must stay all the same. Only the beginning of the trail can go. */
export function judgeRetention(facts: RetentionFacts): RetentionPlan {
  const cutoff = facts.now - Math.max(facts.keepDays, LEAST_DAYS) * DAY_MS;
  const goes: Part[] = [];
  const stays: (Part & { because: string })[] = [];
  for (const part of joined(facts.parts)) {
    if (part.ends > cutoff) break;
    const because = whyStay(part, facts) ?? (stays.length > 0 ? "older entries stay" : null);
    if (because === null) goes.push(part);
    else stays.push({ ...part, because });
  }
  return { goes, stays };
}

function whyStay(part: Part, { holds, signed, witnesses }: RetentionFacts): string | null {
  const hold = holds.find((one) => one.liftedAt === null && covers(one, part));
  if (hold) return `the legal hold '${hold.id}' covers it: ${hold.reason}`;
  if (signed < part.last) return `no checkpoint covers entry ${part.last} yet`;
  const behind = witnesses.find(({ confirmed }) => confirmed < part.last);
  return behind ? `the witness '${behind.id}' has no more than the first ${behind.confirmed} entries` : null;
}

function covers({ since, until }: Hold, { begins, ends }: Part): boolean {
  return (since === null || since <= ends) && (until === null || until >= begins);
}

/** In the order of their entries. Parts whose numbers overlap, for the clock was set back meanwhile, go together. */
function joined(parts: readonly Part[]): Part[] {
  const all: Part[] = [];
  for (const part of [...parts].sort((one, other) => one.first - other.first)) {
    const before = all.at(-1);
    if (!before || part.first > before.last) all.push(part);
    else {
      all[all.length - 1] = {
        begins: Math.min(before.begins, part.begins),
        ends: Math.max(before.ends, part.ends),
        first: before.first,
        last: Math.max(before.last, part.last),
      };
    }
  }
  return all;
}
