import type { Alarm } from "#alarms/alarm.ts";
import type { Notification } from "#escalation/callout.ts";
import type { Priority } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import { type Site, settingsOf } from "#site/site.ts";
import type { Message } from "./channel.ts";

export interface RenderContext {
  readonly site: Site;
  readonly alarm: Alarm | undefined;
  /** Without a path and without a slash at its end. */
  readonly publicUrl: string;
  /** Whether others may read along; see `Channel`. */
  readonly shared?: boolean | undefined;
  readonly codes: { code(id: number): string; token(id: number): string };
}

export const PRIORITY_WORDS: Readonly<Record<Priority, string>> = {
  "life-safety": "LIFE SAFETY",
  critical: "CRITICAL",
  high: "HIGH",
  medium: "MEDIUM",
  low: "LOW",
};

/** A stored notification as the person will read it. Pure: the same row and alarm give the same message. */
export function render(notification: Notification, context: RenderContext): Message {
  const { site, publicUrl } = context;
  const person = site.items.person.get(notification.person)?.body;
  const words = wordsOf(notification, context, person?.timeZone ?? settingsOf(site).timeZone);
  const answerable = notification.kind === "alarm" && context.shared !== true;
  const code = answerable ? context.codes.code(notification.id) : undefined;
  const link = answerable ? `${publicUrl}/r/${context.codes.token(notification.id)}` : pageOf(notification, context);
  const answer =
    code && link
      ? [
          "",
          `To take it over: reply with ACK, or open ${link}`,
          "To call the next persons now: reply with ESCALATE.",
          `Code ${code}`,
        ]
      : [];
  return {
    id: notification.id,
    kind: notification.kind,
    to: notification.address,
    personName: oneLine(person?.name ?? notification.person),
    subject: oneLine(words.subject),
    text: [...words.lines, ...answer].join("\n"),
    priority: notification.priority,
    code,
    link,
    thread: notification.alarm > 0 ? `alarm-${notification.alarm}-${notification.occurrence}` : undefined,
    facts: words.facts,
    attempt: notification.attempts + 1,
    createdAt: notification.createdAt,
  };
}

/** Where the alarm stands, for whoever signs in. */
function pageOf({ kind, alarm }: Notification, { shared, publicUrl }: RenderContext): string | undefined {
  if (shared !== true || kind === "test" || kind === "verification") return undefined;
  return alarm > 0 ? `${publicUrl}/alarms/${alarm}` : `${publicUrl}/`;
}

interface Words {
  readonly subject: string;
  readonly lines: readonly string[];
  readonly facts: Readonly<Record<string, unknown>>;
}

function wordsOf(notification: Notification, context: RenderContext, timeZone: string): Words {
  const { alarm } = context;
  switch (notification.kind) {
    case "alarm":
    case "cleared":
      return alarm
        ? aboutAlarm(notification, alarm, context, timeZone)
        : written(notification, context, `Alarm ${notification.alarm}`);
    case "digest":
      return written(notification, context, "Many alarms");
    case "notice":
      return written(notification, context, "Notice");
    case "confirmation":
      return written(notification, context, "Your answer");
    case "verification":
      return written(notification, context, "Confirm this address");
    case "test":
      return {
        subject: `Test message from ${settingsOf(context.site).name}`,
        lines: [
          `This is a test. It went out at ${wallClock(notification.createdAt, timeZone)} and asks nothing of you.`,
          `${settingsOf(context.site).name} can reach you this way.`,
        ],
        facts: common(notification),
      };
  }
}

function aboutAlarm(notification: Notification, alarm: Alarm, { site }: RenderContext, timeZone: string): Words {
  const source = site.items.source.get(alarm.source)?.body;
  const point = site.items.point.get(`${alarm.source}/${alarm.point}`)?.body;
  const sourceName = source?.name ?? alarm.source;
  const partition = site.items.partition.get(alarm.partition)?.body.name ?? alarm.partition;
  const unit = point?.unit ? ` ${point.unit}` : "";
  const place = point ? `${point.name}, ${sourceName} (${alarm.point})` : `${sourceName}, ${alarm.point}`;
  const cleared = notification.kind === "cleared";
  const label = cleared ? "Gone" : PRIORITY_WORDS[alarm.priority];
  const when = cleared ? alarm.clearedAt : alarm.raisedAt;
  const again = alarm.sequence > 1 && !cleared ? ` (reported for the ${ordinal(alarm.sequence)} time)` : "";
  const lines = [
    `${label}: ${oneLine(alarm.text)}${again}`,
    "",
    `Where: ${oneLine(place)}, ${oneLine(partition)}`,
    `When: ${wallClock(when ?? notification.createdAt, timeZone)}`,
    `What: ${alarm.category}${alarm.condition ? `, ${alarm.condition}` : ""}`,
  ];
  if (alarm.value !== null) lines.push(`Value: ${alarm.value}${unit}`);
  if (alarm.silent && !cleared) lines.push("Silent: make no sound near it.");
  if (cleared) lines.push("", "The condition has gone. Nothing more is asked of you.");
  else {
    if (point?.instructions) lines.push("", `What to do: ${point.instructions}`);
    if (point?.consequence) lines.push(`If nobody acts: ${point.consequence}`);
    lines.push("", `You are told because ${oneLine(notification.because)}.`);
  }
  return {
    subject: `${label}: ${oneLine(alarm.text).replace(/\.$/, "")}, ${sourceName}`,
    lines,
    facts: {
      ...common(notification),
      state: alarm.state,
      active: alarm.active,
      category: alarm.category,
      source: alarm.source,
      sourceName,
      point: alarm.point,
      pointName: point?.name ?? null,
      condition: alarm.condition,
      partition: alarm.partition,
      text: alarm.text,
      value: alarm.value,
      raisedAt: alarm.raisedAt,
      clearedAt: alarm.clearedAt,
      because: notification.because,
    },
  };
}

/** What was written when the notification was made: its first line is the subject. */
function written(notification: Notification, { site, publicUrl }: RenderContext, otherwise: string): Words {
  const [first = "", ...rest] = (notification.text ?? notification.because).split("\n");
  const siteName = settingsOf(site).name;
  const lines = [first, ...rest];
  if (notification.kind === "digest" && !lines.some((line) => line.includes(publicUrl))) {
    lines.push("", `All alarms: ${publicUrl}/`);
  }
  return {
    subject: `${oneLine(first).slice(0, 120).replace(/\.$/, "") || otherwise}, ${siteName}`,
    lines,
    facts: common(notification),
  };
}

function common(notification: Notification): Record<string, unknown> {
  return {
    callout: notification.callout,
    alarm: notification.alarm,
    occurrence: notification.occurrence,
    sequence: notification.sequence,
    person: notification.person,
    step: notification.step,
    round: notification.round,
  };
}

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** In a flood many messages name the same second. */
  second: number;
  text: string;
}
const zones = new Map<string, Zone>();

/** `2026-02-03 10:00:05 CET` */
export function wallClock(at: Instant, timeZone: string): string {
  let zone = zones.get(timeZone);
  if (!zone) {
    zone = { format: formatOf(timeZone), second: Number.NaN, text: "" };
    zones.set(timeZone, zone);
  }
  const second = Math.floor(at / 1000);
  if (zone.second === second) return zone.text;
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of zone.format.formatToParts(at)) part[type] = value;
  zone.second = second;
  zone.text = `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}:${part.second} ${part.timeZoneName}`;
  return zone.text;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  });
}

function ordinal(count: number): string {
  const last = count % 100 >= 11 && count % 100 <= 13 ? 0 : count % 10;
  return `${count}${["th", "st", "nd", "rd"][last] ?? "th"}`;
}

/** Nothing that a device says may begin a line, a header or a control sequence of its own. */
export function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, " ").trim();
}
