import type { Category, Priority } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";

export const CALLOUT_STATES = ["running", "acknowledged", "ended", "exhausted"] as const;
export type CalloutState = (typeof CALLOUT_STATES)[number];

/** One run of a policy for one occurrence: which version of the policy (versions never change), and the position in it. */
export interface Callout {
  readonly id: number;
  readonly alarm: number;
  readonly occurrence: number;
  /** Sequence of the alarm that is annunciated now; a message names it. */
  readonly sequence: number;
  readonly partition: string;
  readonly priority: Priority;
  readonly policy: string;
  readonly policyVersion: number;
  readonly state: CalloutState;
  readonly position: Position;
  /** When `decide` must be asked again; null when there is nothing to wait for. */
  readonly dueAt: Instant | null;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly because: string;
}

/** Where a callout stands. Plain JSON: it is stored as it is. */
export interface Position {
  /** Step that runs, from 0; -1 before the first one. */
  readonly step: number;
  /** How many times all steps were gone through. */
  readonly round: number;
  /** When the running step began; absolute. */
  readonly stepAt: Instant;
  /** When the next step begins unless it is acknowledged; absent before the first step. */
  readonly endsAt?: Instant | undefined;
  /** Messages of the running step that are still to go out, in order of time. */
  readonly waiting: readonly Planned[];
  /** Ids of the persons that were told in this callout. */
  readonly told: readonly string[];
  /** Persons that acknowledged the present sequence. */
  readonly acknowledged: readonly { readonly person: string; readonly at: Instant }[];
  /** When the acknowledgement loses its force; null when it doesn't. */
  readonly acknowledgementEndsAt: Instant | null;
}

/** One message that a step wants sent. */
export interface Planned {
  readonly at: Instant;
  readonly person: string;
  /** Id of the person's contact method. */
  readonly method: string;
  readonly channel: string;
  readonly address: string;
  readonly because: string;
}

/** The facts about an alarm that routing and escalation decide by. */
export interface AlarmFacts {
  readonly source: string;
  readonly point: string;
  readonly partition: string;
  readonly category: Category;
  readonly priority: Priority;
  readonly tags: readonly string[];
}

export const NOTIFICATION_STATES = [
  "pending",
  "delivered",
  "accepted",
  "retry",
  "rejected",
  "purged",
  "digested",
] as const;
export type NotificationState = (typeof NOTIFICATION_STATES)[number];

/** One message to one person by one contact method, as it is stored. */
export interface Notification {
  readonly id: number;
  readonly kind: "alarm" | "digest" | "cleared" | "notice" | "verification" | "test" | "confirmation";
  /** 0 when it concerns no callout (verification, test, notice). */
  readonly callout: number;
  readonly alarm: number;
  readonly occurrence: number;
  readonly sequence: number;
  readonly priority: Priority;
  readonly person: string;
  readonly method: string;
  readonly channel: string;
  readonly address: string;
  /** Of its alarm; absent: it concerns none. */
  readonly partition?: string | undefined;
  /** Step and round of the callout that asked for it. */
  readonly step: number;
  readonly round: number;
  readonly state: NotificationState;
  readonly attempts: number;
  /** When to try (again); null when it has come to an end. */
  readonly dueAt: Instant | null;
  readonly createdAt: Instant;
  readonly sentAt: Instant | null;
  /** Why it is sent; after an attempt, what the far side said. */
  readonly because: string;
  readonly receipt: string | null;
  /** Id of the digest that carries it. */
  readonly digest: number | null;
  /** Rendered text of what is not made from an alarm (notice, verification, confirmation); null otherwise. */
  readonly text: string | null;
  readonly repliedAt: Instant | null;
}
