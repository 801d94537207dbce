import type { Clock } from "#kernel/clock.ts";
import type { Hop } from "./hop.ts";
import type { SipMessage } from "./message.ts";

/** RFC 3261 §17.1.1.1 */
export const T1_MS = 500;
export const T2_MS = 4000;
export const T4_MS = 5000;

/** What a transaction needs to speak and to wait. */
export interface Speaking {
  readonly clock: Clock;
  readonly send: (message: SipMessage, to: Hop) => Promise<void>;
}
