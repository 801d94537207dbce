import type { Instant } from "#kernel/clock.ts";

/**
 * Whether a far side is worth sending to. Three failures in a row that concern it as a whole open the circuit: from then
 * on one message (or one check) at a time asks whether it is back, after 1, 2, 4, 8, then every 10 seconds.
 */
export type Circuit =
  | { readonly state: "closed"; readonly failures: number }
  | {
      readonly state: "open";
      readonly failures: number;
      readonly since: Instant;
      readonly probeAt: Instant;
      readonly because: string;
    };

export const OPENS_AFTER = 3;
const FIRST_PROBE_MS = 1000;
const LONGEST_PROBE_MS = 10_000;

export const CLOSED: Circuit = { state: "closed", failures: 0 };

export function failed(circuit: Circuit, now: Instant, because: string, afterMs = 0): Circuit {
  const failures = circuit.failures + 1;
  if (failures < OPENS_AFTER) return { state: "closed", failures };
  const since = circuit.state === "open" ? circuit.since : now;
  // What was under way when it opened fails soon after: that is not another failed probe.
  if (circuit.state === "open" && now < circuit.probeAt) return { ...circuit, because };
  const wait = Math.min(FIRST_PROBE_MS * 2 ** Math.min(failures - OPENS_AFTER, 10), LONGEST_PROBE_MS);
  return { state: "open", failures, since, probeAt: now + Math.max(wait, Math.min(afterMs, 60_000)), because };
}

/** How many messages may be under way to a far side in this state. */
export function room(circuit: Circuit, now: Instant, parallel: number): number {
  if (circuit.state === "open") return now >= circuit.probeAt ? 1 : 0;
  // Between the first failure and the opening: careful, so that a far side that hangs doesn't take all places.
  return circuit.failures > 0 ? Math.min(2, parallel) : parallel;
}
