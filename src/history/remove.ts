import type { Pool } from "pg";
import { type Clock, waitUntil } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Actor, Journal } from "#store/batch.ts";
import { monthsOf, standingHolds, untold } from "./removals.ts";
import { HISTORY_KINDS, type HistoryKind, judgeKind, type KeepDays, sentenceOf } from "./retention.ts";

/** So many rows go in one transaction: some ten milliseconds. */
const PORTION = 500;
/** After each portion it rests so many times as long as that took. */
const REST = 4;
/** The database gives up at once while somebody reads; no search takes longer than 5 s. */
const ATTEMPTS = 12;
const AGAIN_MS = 5000;
const ACTOR: Actor = { id: "tocsin", via: "timer" };

export interface RemovalGround {
  readonly pool: Pool;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly keepDays: KeepDays;
  /** Resolves when nothing more urgent is to be done; rejects when this core stops. */
  readonly calm: () => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Removes what is due; where one kind can't be removed, the others are all the same. Whatever ends it in the middle: what went has been counted in the same transaction, and the next time
 * goes on with the rest and tells of it all once.
 */
export async function removeDue(ground: RemovalGround): Promise<void> {
  let failure: Error | undefined;
  for (const kind of HISTORY_KINDS) {
    try {
      await removeKind(ground, kind);
    } catch (thrown) {
      if (ground.signal.aborted || !(thrown instanceof Error)) throw thrown;
      failure ??= thrown;
    }
  }
  if (failure) throw failure;
}

async function removeKind(ground: RemovalGround, kind: HistoryKind): Promise<void> {
  const { pool, clock, keepDays } = ground;
  const plan = judgeKind(keepDays[kind], await monthsOf(pool, kind), await standingHolds(pool), clock.now());
  for (const { part } of plan.goes) {
    await asked(ground, "select core.remove_month($1)::float8 as removed", [part]);
    await tell(ground, kind);
  }
  if (plan.before !== null) {
    for (let portion = PORTION; portion > 0; ) {
      const began = clock.now();
      const limits = [kind, new Date(plan.before), PORTION];
      portion = await asked(ground, "select core.remove_rows($1, $2, $3)::float8 as removed", limits);
      if (portion > 0) await waitUntil(clock, clock.now() + 1 + (clock.now() - began) * REST, ground.signal);
    }
  }
  await tell(ground, kind);
}

/** Asks one of the database's functions to remove, as soon as nobody reads what it must lock. */
async function asked({ pool, clock, calm, signal }: RemovalGround, sql: string, values: unknown[]): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    await calm();
    try {
      const { rows } = await pool.query<{ removed: number }>(sql, values);
      return rows[0]?.removed ?? 0;
    } catch (thrown) {
      if (attempt === ATTEMPTS || !/is being read just now/.test(saying(thrown))) throw thrown;
      await waitUntil(clock, clock.now() + AGAIN_MS, signal);
    }
  }
}

async function tell({ pool, journal, keepDays }: RemovalGround, kind: HistoryKind): Promise<void> {
  const removal = await untold(pool, kind);
  if (!removal) return;
  const { id, counts, kept, oldest, newest } = removal;
  await journal.submit("operator", (batch) => {
    batch.also("update core.history_removal set told_at = $2 where id = $1", [id, new Date(batch.now)]);
    batch.audit({
      actor: ACTOR,
      action: "history.removed",
      object: `history:${kind}`,
      sentence: sentenceOf(removal, keepDays[kind]),
      details: { counts, kept, oldest, newest, keepDays: keepDays[kind] },
    });
  });
}
