import type { Instant } from "#kernel/clock.ts";

/** From the gravest to the mildest. Life-safety goes first everywhere. */
export const PRIORITIES = ["life-safety", "critical", "high", "medium", "low"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** What an event says about its point. */
export const EVENT_KINDS = [
  "raise", //      the condition of the point is true now
  "clear", //      the condition of the point is false now
  "present", //    reported before and still true: raises only when nothing is open (Contact ID qualifier 6)
  "cancel", //     a person at the device cancelled: annotates what is open below `point`, never closes fire
  "value", //      a measurement or a discrete state; the point's own conditions decide what it means
  "quality", //    the point's value can (not) be trusted: `quality` says which
  "inhibit", //    the device bypassed the point: suppressed by design until `uninhibit`
  "uninhibit",
  "test-begin", // between these two, events below `point` are recorded as tests and raise nothing
  "test-end",
  "note", //       recorded, nothing more: armed, disarmed, access granted, programming, supervision
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export const CATEGORIES = [
  "fire",
  "gas",
  "medical",
  "panic",
  "hold-up",
  "intrusion",
  "tamper",
  "access",
  "water",
  "technical",
  "trouble",
  "power",
  "communication",
  "system",
  "arming",
  "test",
  "maintenance",
  "other",
] as const;
export type Category = (typeof CATEGORIES)[number];

/** `uncertain`: the last state is kept, but the way to the device is lost. `bad`: the device itself disowns it. */
export const QUALITIES = ["good", "uncertain", "bad"] as const;
export type Quality = (typeof QUALITIES)[number];

/** What a driver reports: one thing that happened, in Tocsin's words and no longer in those of a protocol. */
export interface Report {
  /** Stable address of the thing within its source: `1234/1/003` (account, area, zone), `boiler.temperature`. At most 200 characters. */
  readonly point: string;
  readonly kind: EventKind;
  readonly category: Category;
  /**
   * Which condition of the point is raised or cleared, in the form `family` or `family.trouble`: `burglary`,
   * `fire.trouble`, `high`. One alarm exists per source, point and condition. At most 60 characters; "" with kinds that
   * concern no single condition.
   */
  readonly condition: string;
  /** When the device says that it happened; it may be wrong. Absent: when it was received. */
  readonly at?: Instant | undefined;
  /** Absent: the default of the category, unless the point's configuration says otherwise. */
  readonly priority?: Priority | undefined;
  /** The device's own code: `BA`, `1130`. */
  readonly code?: string | undefined;
  /** One line for people. */
  readonly text?: string | undefined;
  readonly value?: number | boolean | undefined;
  readonly quality?: Quality | undefined;
  /**
   * With `clear`: further open alarms that this ends, besides the one of `point` and `condition`: every one of the source
   * whose point and condition fit. `point` may end in `*`.
   */
  readonly alsoClears?: readonly { readonly point: string; readonly conditions: readonly string[] }[] | undefined;
  /** The source's name for this very report; a repeat within two minutes is acknowledged again and stored once. */
  readonly dedupeKey?: string | undefined;
  /** Must not sound near the point (hold-up, silent panic). */
  readonly silent?: boolean | undefined;
  /** The condition was already true when the connection was made. */
  readonly foundActive?: boolean | undefined;
  /** What the source sent, kept as evidence and never parsed again. At most 4,096 characters. */
  readonly raw: string;
}

/** A stored report. */
export interface Event extends Report {
  /** Rises by one from event to event within an installation. */
  readonly id: number;
  readonly receivedAt: Instant;
  readonly source: string;
  /** Of its point, or else of its source, when it came. */
  readonly partition?: string | undefined;
}

/** The source under which Tocsin reports about itself. */
export const OWN_SOURCE = "tocsin";
