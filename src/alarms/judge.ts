import type { Priority } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Alarm, Shelf } from "./alarm.ts";
import { isHidden } from "./step.ts";

/**
 * Whether a person who saw `seen` may acknowledge the alarm as it is now: null, or why not, in words for that person. A
 * second acknowledgement of the same sequence is allowed.
 */
export function judgeAcknowledgement(
  alarm: Alarm,
  seen: { readonly occurrence: number; readonly sequence: number },
): null | { refused: string } {
  const { text } = alarm;
  if (isHidden(alarm))
    return { refused: `“${text}” is ${alarm.state} and rings nowhere. Bring it back first, then acknowledge it.` };
  if (alarm.occurrence === 0)
    return { refused: `“${text}” has ended: there is nothing to acknowledge any more. Nothing needs to be done.` };
  if (seen.occurrence !== alarm.occurrence)
    return {
      refused: `“${text}” has ended and was raised again since: this acknowledgement was for an earlier time. Look at the alarm as it is now and acknowledge that.`,
    };
  if (seen.sequence !== alarm.sequence)
    return {
      refused: `“${text}” was annunciated again since (number ${alarm.sequence}, you saw number ${seen.sequence}): it became more severe, came back or stood too long. Look at the alarm as it is now and acknowledge that.`,
    };
  return null;
}

export interface ShelvingOrder {
  readonly by: string;
  readonly reason: string;
  readonly minutes?: number | undefined;
  readonly oneShot?: boolean | undefined;
}

const MINUTE_MS = 60_000;

/** Why an alarm may not be put on the shelf: its priority, a reason or a time that is missing, or a time that is too long. */
export type ShelvingRefusal = {
  readonly refused: string;
  readonly why: "priority" | "reason" | "time" | "too-long";
};

/** @param limits longest time per priority in minutes; 0 forbids shelving */
export function judgeShelving(
  alarm: Alarm,
  order: ShelvingOrder,
  limits: Readonly<Record<Priority, number>>,
  now: Instant,
): { shelf: Shelf } | ShelvingRefusal {
  const longest = limits[alarm.priority];
  const reason = order.reason.trim();
  const refuse = (why: ShelvingRefusal["why"], refused: string): ShelvingRefusal => ({ why, refused });
  if (longest <= 0)
    return refuse(
      "priority",
      `Alarms of priority ${alarm.priority} may not be shelved here. Take it out of service instead.`,
    );
  if (reason === "") return refuse("reason", "Say why the alarm is put on the shelf: a reason is required.");
  if (order.minutes === undefined && order.oneShot !== true)
    return refuse(
      "time",
      `Say for how long, at most ${longest} minutes, or that it is to end when the condition has gone.`,
    );
  const minutes = order.minutes ?? longest;
  if (!(minutes > 0)) return refuse("time", "The time on the shelf must be more than 0 minutes.");
  if (minutes > longest)
    return refuse(
      "too-long",
      `Alarms of priority ${alarm.priority} may be shelved for ${longest} minutes at most, not for ${minutes}.`,
    );
  return {
    shelf: {
      kind: order.oneShot === true ? "one-shot" : "timed",
      until: now + Math.round(minutes * MINUTE_MS),
      by: order.by,
      reason,
    },
  };
}
