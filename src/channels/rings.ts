import type { Alarm } from "#alarms/alarm.ts";
import type { Callout, Notification } from "#escalation/callout.ts";

/** Why a message about an alarm need not go out any more, or null when it must. Other messages always go. */
export function whyNotToSend(
  notification: Notification,
  alarm: Alarm | undefined,
  callout: Callout | undefined,
): string | null {
  if (notification.kind !== "alarm") return null;
  if (!alarm || alarm.occurrence !== notification.occurrence) return "the alarm had ended before it went out";
  if (alarm.outOfService) return `the alarm was taken out of service by ${alarm.outOfService.by} before it went out`;
  if (alarm.suppressedBy.length > 0) return "the alarm was suppressed by design before it went out";
  if (alarm.shelf) return `the alarm was shelved by ${alarm.shelf.by} before it went out`;
  // A policy may want several persons' answers: it goes on although one has acknowledged.
  if (alarm.acknowledged && callout?.state !== "running") {
    return `${alarm.acknowledgedBy ?? "somebody"} had acknowledged the alarm before it went out`;
  }
  return null;
}
