import type { AlarmInput, AlarmState } from "#alarms/alarm.ts";
import type { Priority } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";

/** One transition of the log, with what its alarm is. The log is read in the order in which it was written. */
export interface Change {
  readonly at: Instant;
  readonly alarm: number;
  readonly partition: string;
  /** The one that the alarm has now: the log doesn't say which it had then. */
  readonly priority: Priority;
  readonly occurrence: number;
  readonly sequence: number;
  readonly input: AlarmInput;
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly via: string;
  /** It was suppressed at its device: no rule of the site and no person with the right decided it here. */
  readonly isBypass: boolean;
}

/** What a change means to whoever counts. */
export interface Meaning {
  /**
   * An entry to UNACK: `first` of its occurrence, or `again`. null: nothing rang that must be acknowledged. A latched alarm
   * whose condition comes back without ringing is none.
   */
  readonly annunciated: "first" | "again" | null;
  /** It rang nowhere because nobody needs to acknowledge it. */
  readonly informational: boolean;
  /** The condition became true, or false. */
  readonly turned: "active" | "gone" | null;
  /** Where the activation was hidden. */
  readonly hiddenBy: HiddenState | null;
  /** Milliseconds from the latest annunciation to its first acknowledgement, when this is that. */
  readonly acknowledgedAfterMs: number | null;
  /** Since when it had waited to be acknowledged, when it now waits no more. */
  readonly waitedSince: Instant | null;
}

export const HIDDEN_STATES = ["shelved", "suppressed", "out-of-service"] as const;
export type HiddenState = (typeof HIDDEN_STATES)[number];

export function isHidden(state: AlarmState): state is HiddenState {
  return (HIDDEN_STATES as readonly string[]).includes(state);
}

/** What is remembered of one alarm while the log goes by. */
export interface Course {
  active: boolean;
  hidden: boolean;
  /** When the condition became true; -Infinity: before the log begins. */
  activeSince: Instant;
  occurrence: number;
  sequence: number;
  /** Of the latest annunciation that nobody has acknowledged yet; null: there is none. */
  rangAt: Instant | null;
  /** Since when it waits to be acknowledged, however often it rang; null: it doesn't. */
  unacknowledgedSince: Instant | null;
}

/** An alarm as it must have been before the first change that the log has of it. */
export function courseBefore({ from, input }: Change): Course {
  const wasActive = from === "unacknowledged" || from === "acknowledged" || (isHidden(from) && input === "return");
  return {
    active: wasActive,
    hidden: isHidden(from),
    activeSince: wasActive ? Number.NEGATIVE_INFINITY : 0,
    occurrence: 0,
    sequence: Number.MAX_SAFE_INTEGER,
    rangAt: null,
    unacknowledgedSince: isUnacknowledged(from) ? Number.NEGATIVE_INFINITY : null,
  };
}

/** Takes a change into the course of its alarm, and says what it means. */
export function follow(course: Course, change: Change): Meaning {
  const { at, input, from, to } = change;
  const was = course.active;
  const annunciated = annunciationOf(course, change);
  const acknowledgedAfterMs = input === "acknowledge" && course.rangAt !== null ? at - course.rangAt : null;
  course.active = isActiveAfter(change, was);
  course.hidden = isHidden(to);
  if (course.active && !was) course.activeSince = at;
  course.occurrence = change.occurrence;
  course.sequence = change.sequence;
  const waited = course.unacknowledgedSince;
  if (!isUnacknowledged(to)) course.unacknowledgedSince = null;
  else course.unacknowledgedSince ??= at;
  if (annunciated) course.rangAt = at;
  else if (input === "acknowledge" || isHidden(to)) course.rangAt = null;
  const raised = input === "activate";
  return {
    annunciated,
    informational: raised && to === "acknowledged" && from === "normal",
    turned: raised ? "active" : input === "return" ? "gone" : null,
    hiddenBy: raised && isHidden(to) ? to : null,
    acknowledgedAfterMs,
    waitedSince: course.unacknowledgedSince === null ? waited : null,
  };
}

function annunciationOf(course: Course, { input, from, to, occurrence, sequence }: Change): Meaning["annunciated"] {
  if (to !== "unacknowledged" && to !== "latched-unacknowledged") return null;
  const isNewSequence = occurrence !== course.occurrence ? sequence === 1 : sequence > course.sequence;
  const rings =
    isHidden(from) ||
    input === "escalate" ||
    input === "re-alarm" ||
    input === "unacknowledge" ||
    (input === "activate" && (from === "normal" || from === "returned" || isNewSequence));
  if (!rings) return null;
  return sequence <= 1 ? "first" : "again";
}

/** Somebody must still acknowledge it. */
function isUnacknowledged(state: AlarmState): boolean {
  return state === "unacknowledged" || state === "returned" || state === "latched-unacknowledged";
}

/** What shows says whether its condition holds; of what is hidden only turning over is known. */
function isActiveAfter({ input, to }: Change, was: boolean): boolean {
  if (input === "activate") return true;
  if (input === "return") return false;
  return isHidden(to) ? was : to === "unacknowledged" || to === "acknowledged";
}
