import type { Instant } from "#kernel/clock.ts";

/** For so long the other core is waited for as the standby, before a drill that was to come back has failed. */
export const BACK_MS = 15 * 60_000;
const DAY_MS = 86_400_000;

/** A hand-over that was made to see that it works. */
export interface Drill {
  /** UUID. */
  readonly id: string;
  readonly begunAt: Instant;
  readonly by: string;
  readonly reason: string;
  /** The site stays with the other core; otherwise it comes back. */
  readonly stays: boolean;
  /** The node that handed over first, as `failover.json` names it. */
  readonly from: string;
  /** How people reach it. */
  readonly fromAddress: string;
  /** Of the other core; null: it has not taken over. */
  readonly toAddress: string | null;
  /** When the other core was the active one, by its clock. */
  readonly thereAt: Instant | null;
  /** When that one began to hand back. */
  readonly backBegunAt: Instant | null;
  readonly endedAt: Instant | null;
  /** null: it goes on. */
  readonly outcome: "passed" | "failed" | null;
  readonly because: string;
  /** Reports that were taken from its beginning to its end. */
  readonly reports: number | null;
}

export interface DrillFacts {
  /** The node that is the active one. */
  readonly node: string;
  /** Whether its standby has everything, and why so. */
  readonly synchronous: boolean;
  readonly because: string;
  readonly now: Instant;
}

export interface DrillVerdict {
  /** `arrived`: the other core has taken over for the first time. */
  readonly do: "arrived" | "hand-back" | "wait" | "pass" | "fail";
  readonly because: string;
}

/** How a drill goes on, as the core that is the active one now sees it after its start and again and again. */
export function judgeDrill(drill: Drill, { node, synchronous, because, now }: DrillFacts): DrillVerdict {
  const atHome = node === drill.from;
  if (drill.thereAt === null)
    return atHome
      ? { do: "fail", because: "the other core did not take over, and this one went on" }
      : { do: "arrived", because: "the other core has taken over" };
  if (drill.backBegunAt !== null)
    return atHome
      ? { do: "pass", because: "the site went to the other core and came back" }
      : { do: "fail", because: "the first core did not take the site back, and the other one went on" };
  if (atHome) return { do: "fail", because: "the other core ended before it had handed the site back" };
  if (synchronous) return { do: "hand-back", because: "the first core has everything" };
  if (now > drill.thereAt + BACK_MS)
    return { do: "fail", because: `the first core does not stand by so that it could have the site back: ${because}` };
  return { do: "wait", because };
}

export interface DrillRecord {
  /** The newest that has ended. */
  readonly last: Pick<Drill, "outcome" | "because" | "endedAt"> | null;
  readonly passedAt: Instant | null;
  /** When the standby joined; null: not known. */
  readonly pairSince: Instant | null;
  /** 0: nobody is reminded. */
  readonly everyDays: number;
}

/** Drills as a person sees them. */
export interface DrillView {
  readonly everyDays: number;
  /** null: never. */
  readonly dueAt: Instant | null;
  /** What is wrong with the last one, or that one is overdue; null: nothing. */
  readonly trouble: string | null;
  /** The newest first. */
  readonly items: readonly Drill[];
}

/** When the next drill is due; null: never. */
export function drillDueAt({ passedAt, pairSince, everyDays }: DrillRecord): Instant | null {
  const from = passedAt ?? pairSince;
  return from === null || everyDays === 0 ? null : from + everyDays * DAY_MS;
}

/** What people must hear of; null: nothing. */
export function drillTrouble(
  record: DrillRecord,
  now: Instant,
): { readonly because: string; readonly priority: "high" | "medium" } | null {
  const { last, passedAt, everyDays } = record;
  if (last?.outcome === "failed")
    return {
      because: `The last drill of the hand-over failed: ${last.because}. Mend that, and run "tocsin failover drill" again.`,
      priority: "high",
    };
  const dueAt = drillDueAt(record);
  if (dueAt === null || now <= dueAt) return null;
  const since =
    passedAt === null ? "No drill of the hand-over has passed yet" : "The last drill of the hand-over passed";
  const when = passedAt === null ? "" : ` on ${new Date(passedAt).toISOString().slice(0, 10)}`;
  return {
    because: `${since}${when}; there is to be one every ${everyDays} days. Run "tocsin failover drill", or drill on the page Modules.`,
    priority: "medium",
  };
}
