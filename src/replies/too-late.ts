import type { Alarm } from "#alarms/alarm.ts";
import type { Notification } from "#escalation/callout.ts";
import { nameOr } from "#kernel/actor.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Look } from "./outcome.ts";
import type { Tell } from "./texts.ts";

/** A message can be answered for so long. */
const ANSWERABLE_MS = 72 * 3_600_000;

/**
 * Why a message can't be answered any more; null: it can.
 *
 * @param to `shelve`: what somebody has taken over can still be put on the shelf
 */
export function whyTooLate(
  notification: Notification,
  alarm: Alarm | null,
  { now, called }: { readonly now: Instant; readonly called: (actor: string) => string | null },
  to: "acknowledge" | "escalate" | "shelve" = "acknowledge",
): { readonly state: Exclude<Look["state"], "open">; readonly tell: Tell } | null {
  if (notification.repliedAt !== null) return { state: "answered", tell: (texts) => texts.answeredAlready };
  if (now - notification.createdAt > ANSWERABLE_MS) return { state: "expired", tell: (texts) => texts.tooOld };
  if (!alarm || alarm.occurrence !== notification.occurrence)
    return { state: "moved-on", tell: (texts) => texts.ended };
  if (alarm.acknowledged && to !== "shelve") {
    const actor = alarm.acknowledgedBy;
    const by = actor === null ? null : nameOr(actor, called);
    return { state: "moved-on", tell: (texts) => texts.takenAlready(by) };
  }
  if (alarm.sequence > notification.sequence) return { state: "moved-on", tell: (texts) => texts.newerMessage };
  return null;
}
