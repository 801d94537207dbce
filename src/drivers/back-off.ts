const LEAST_MS = 1000;
const MOST_MS = 60_000;
/** A connection that held this long is a good one: its loss starts from the shortest wait again. */
const STEADY_MS = 60_000;

/**
 * How long to wait before the next attempt: 1 s, doubled from attempt to attempt up to 60 s, less up to a quarter by
 * chance, so that many sources behind one switch do not all call at once.
 *
 * @param attempt 0 for the first wait
 * @param chance from 0 up to 1
 */
export function backOffMs(attempt: number, chance: number): number {
  return Math.max(LEAST_MS, Math.round(Math.min(MOST_MS, LEAST_MS * 2 ** Math.min(attempt, 16)) * (1 - chance / 4)));
}

/** Which attempt comes after a connection that was up for `upMs` (0: it never came up). */
export function attemptAfter(attempt: number, upMs: number): number {
  return upMs >= STEADY_MS ? 0 : attempt;
}
