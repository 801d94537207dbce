import type { Notification, NotificationState } from "#escalation/callout.ts";
import type { AuditRow } from "#store/batch.ts";

type Name = (kind: "person" | "channel", id: string) => string;

/** Up to this many results of one kind are told one by one; more become one sentence that lists their ids. */
const SINGLY = 5;

const WORDS: Readonly<Record<NotificationState, (count: string, one: boolean) => string>> = {
  pending: (what, one) => `${what} ${one ? "waits" : "wait"}`,
  delivered: (what, one) => `${what} ${one ? "was" : "were"} delivered`,
  accepted: (what, one) => `${what} ${one ? "was" : "were"} accepted`,
  retry: (what, one) => `${what} could not be sent and ${one ? "is" : "are"} tried again`,
  rejected: (what, one) => `${what} ${one ? "was" : "were"} not delivered`,
  purged: (what, one) => `${what} ${one ? "was" : "were"} not sent`,
  digested: (what, one) => `${what} ${one ? "was" : "were"} put into a digest`,
};

/**
 * What the audit trail says about a group of results: life-safety and critical singly and under their alarm, the others
 * singly when they are few, else one sentence per channel and outcome whose details name every message and alarm.
 */
export function auditRows(notifications: readonly Notification[], name: Name): AuditRow[] {
  const groups = new Map<string, Notification[]>();
  for (const notification of notifications) {
    const key = `${notification.channel} ${notification.state}`;
    const group = groups.get(key);
    if (group) group.push(notification);
    else groups.set(key, [notification]);
  }
  const rows: AuditRow[] = [];
  for (const group of groups.values()) {
    const grave = group.filter(({ priority }) => priority === "life-safety" || priority === "critical");
    const mild = group.filter(({ priority }) => priority !== "life-safety" && priority !== "critical");
    const singly = mild.length <= SINGLY ? group : grave;
    for (const notification of singly) rows.push(single(notification, name));
    if (mild.length > SINGLY) rows.push(together(mild, name));
  }
  return rows;
}

const ACTOR = { id: "tocsin", via: "timer" } as const;

function single(notification: Notification, name: Name): AuditRow {
  const { id, alarm, channel, state, attempts, because } = notification;
  const about = alarm > 0 ? ` about alarm ${alarm}` : "";
  const what = `The ${notification.kind} message to ${name("person", notification.person)}${about} by ${name("channel", channel)}`;
  return {
    actor: ACTOR,
    action: `notification.${state}`,
    object: alarm > 0 ? `alarm:${alarm}` : `notification:${id}`,
    sentence: `${WORDS[state](what, true)}: ${because}.`,
    details: {
      notification: id,
      person: notification.person,
      channel,
      address: notification.address,
      attempts,
      ...(notification.receipt === null ? {} : { receipt: notification.receipt }),
    },
  };
}

function together(group: readonly Notification[], name: Name): AuditRow {
  const [first] = group;
  const state = first?.state ?? "pending";
  const channel = first?.channel ?? "";
  const what = `${group.length} messages by ${name("channel", channel)}`;
  return {
    actor: ACTOR,
    action: `notification.${state}`,
    object: `channel:${channel}`,
    sentence: `${WORDS[state](what, false)}: ${first?.because ?? ""}.`,
    details: {
      notifications: group.map(({ id }) => id),
      alarms: [...new Set(group.map(({ alarm }) => alarm))],
    },
  };
}
