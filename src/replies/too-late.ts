import type { Alarm } from "#alarms/alarm.ts";
import type { Notification } from "#escalation/callout.ts";
import type { Look } from "./inbox.ts";

/** A message can be answered for so long. */
const ANSWERABLE_MS = 72 * 3_600_000;

/** Why a message can't be answered any more, as a whole sentence for the person; null: it can. */
export function whyTooLate(
  notification: Notification,
  alarm: Alarm | null,
  now: number,
): { readonly state: Exclude<Look["state"], "open">; readonly because: string } | null {
  if (notification.repliedAt !== null) {
    return { state: "answered", because: "This message was answered already; every message can be answered once." };
  }
  if (now - notification.createdAt > ANSWERABLE_MS) {
    return { state: "expired", because: "This message is older than three days and can't be answered any more." };
  }
  if (!alarm || alarm.occurrence !== notification.occurrence) {
    return { state: "moved-on", because: "The alarm has ended since this message was sent; nothing is left to do." };
  }
  if (alarm.acknowledged) {
    const by = alarm.acknowledgedBy ? ` by ${alarm.acknowledgedBy.replace(/^\w+:/u, "")}` : "";
    return { state: "moved-on", because: `The alarm is acknowledged already${by}.` };
  }
  if (alarm.sequence > notification.sequence) {
    return {
      state: "moved-on",
      because: "The alarm was reported again or became graver since this message was sent: answer the newest message.",
    };
  }
  return null;
}
