import type { Alarm } from "#alarms/alarm.ts";
import type { Notification } from "#escalation/callout.ts";
import { nearest } from "#site/areas.ts";
import { calledIn, whereCalled } from "#site/called.ts";
import { DEFAULT_PARTITION } from "#site/check.ts";
import { conditionIn } from "#site/condition-words.ts";
import type { Language } from "#site/language.ts";
import { alarmTextIn, numberIn, sentenceIn } from "#site/said.ts";
import { languageOf, type Site, settingsOf } from "#site/site.ts";
import { instantsIn, timeIn, type Zones, zonesOf } from "#site/time-words.ts";
import type { Message } from "./channel.ts";
import { WORDS } from "./message-words.ts";
import { fillTemplate, type PlaceholderValues } from "./template.ts";
import { templateFor } from "./template-choice.ts";

export interface RenderContext {
  readonly site: Site;
  readonly alarm: Alarm | undefined;
  /** Of the channel that carries the message. */
  readonly kind: string;
  /** Without a path and without a slash at its end. */
  readonly publicUrl: string;
  /** Whether others may read along; see `Channel`. */
  readonly shared?: boolean | undefined;
  /** Whether every letter counts; see `Channel`. */
  readonly brief?: boolean | undefined;
  readonly codes: { code(id: number): string; token(id: number): string };
}

/** A stored notification as the person will read it. Pure: the same row and alarm give the same message. */
export function render(notification: Notification, context: RenderContext): Message {
  const { site, publicUrl } = context;
  const { kind, priority } = notification;
  const person = site.items.person.get(notification.person)?.body;
  const language = languageOf(site, notification.person);
  const answerable = kind === "alarm" && context.shared !== true;
  const code = answerable ? context.codes.code(notification.id) : undefined;
  const link = answerable ? `${publicUrl}/r/${context.codes.token(notification.id)}` : pageOf(notification, context);
  const { values, facts } = knownOf(notification, context, language);
  const templates = Array.from(site.items.template.values(), ({ body }) => body);
  const { subject, text } = templateFor(templates, { message: kind, channelKind: context.kind, language, priority });
  const said = fillTemplate(text, values);
  return {
    id: notification.id,
    kind,
    language,
    to: notification.address,
    personName: oneLine(person?.name ?? notification.person),
    subject: subjectOf(subject, values),
    text: code && link ? [said, "", ...WORDS[language].answer(link, code)].join("\n") : said,
    priority,
    code,
    link,
    thread: notification.alarm > 0 ? `alarm-${notification.alarm}-${notification.occurrence}` : undefined,
    facts,
    attempt: notification.attempts + 1,
    createdAt: notification.createdAt,
  };
}

function subjectOf(template: string, values: PlaceholderValues): string {
  const text = values.text?.replace(/\.$/u, "");
  return oneLine(fillTemplate(template, text === undefined ? values : { ...values, text }));
}

/** Where the alarm stands, for whoever signs in. */
function pageOf({ kind, alarm }: Notification, { shared, publicUrl }: RenderContext): string | undefined {
  if (shared !== true || kind === "test" || kind === "verification") return undefined;
  return alarm > 0 ? `${publicUrl}/alarms/${alarm}` : `${publicUrl}/`;
}

/** What a message says: for the placeholders of its template, and for machines. */
interface Known {
  readonly values: PlaceholderValues;
  readonly facts: Readonly<Record<string, unknown>>;
}

function knownOf(notification: Notification, context: RenderContext, language: Language): Known {
  const { site, alarm } = context;
  const settings = settingsOf(site);
  const person = site.items.person.get(notification.person)?.body;
  const zones = zonesOf(site, person);
  const everywhere: PlaceholderValues = {
    site: settings.name,
    person: oneLine(person?.name ?? notification.person),
    time: timeIn(language, notification.createdAt, zones, context.brief ? "brief" : "second"),
  };
  switch (notification.kind) {
    case "alarm":
    case "cleared":
      if (alarm) return aboutAlarm(notification, alarm, context, { zones, language, everywhere });
      return { values: { ...everywhere, text: notification.because }, facts: common(notification) };
    case "digest":
    case "notice":
    case "confirmation":
    case "verification":
      return written(notification, context, WORDS[language].allAlarms, everywhere);
    case "test":
      return { values: everywhere, facts: common(notification) };
  }
}

interface Reader {
  readonly zones: Zones;
  readonly language: Language;
  readonly everywhere: PlaceholderValues;
}

function aboutAlarm(
  notification: Notification,
  alarm: Alarm,
  { site, brief }: RenderContext,
  { zones, language, everywhere }: Reader,
): Known {
  const words = WORDS[language];
  const closeness = brief ? "brief" : "second";
  const pointId = `${alarm.source}/${alarm.point}`;
  const point = site.items.point.get(pointId)?.body;
  const called = calledIn(site);
  const sourceName = called("source", alarm.source);
  const cleared = notification.kind === "cleared";
  const condition = oneLine(conditionIn(language, alarm.condition));
  const category = words.category[alarm.category];
  const when = (cleared ? alarm.clearedAt : alarm.raisedAt) ?? notification.createdAt;
  const where = whereCalled(site, alarm);
  const isInNone = alarm.partition === DEFAULT_PARTITION && !site.items.partition.has(DEFAULT_PARTITION);
  const partition = isInNone ? words.wholeSite : called("partition", alarm.partition);
  return {
    values: {
      ...everywhere,
      time: timeIn(language, when, zones, closeness),
      text: oneLine(instantsIn(language, alarmTextIn(language, alarm), zones, closeness)),
      priority: cleared ? words.gone : words.priority[alarm.priority],
      where: oneLine(point ? `${where} (${alarm.point})` : where),
      source: oneLine(sourceName),
      point: oneLine(alarm.point),
      partition: oneLine(partition),
      what: condition === "" ? category : `${category}, ${condition}`,
      category,
      condition,
      value: alarm.value === null ? "" : `${numberIn(language, alarm.value)}${point?.unit ? ` ${point.unit}` : ""}`,
      again: alarm.sequence > 1 && !cleared ? words.again(alarm.sequence) : "",
      silent: alarm.silent && !cleared ? words.silent : "",
      instructions: cleared ? "" : (nearest(site, pointId, "instructions") ?? ""),
      consequence: cleared ? "" : (nearest(site, pointId, "consequence") ?? ""),
      because: oneLine(instantsIn(language, sentenceIn(language, notification.because), zones, closeness)),
    },
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
      partitionName: called("partition", alarm.partition),
      text: alarm.text,
      value: alarm.value,
      raisedAt: alarm.raisedAt,
      clearedAt: alarm.clearedAt,
      because: notification.because,
    },
  };
}

/** What was written when the notification was made: its first line is the heading. */
function written(
  notification: Notification,
  { publicUrl }: RenderContext,
  allAlarms: string,
  everywhere: PlaceholderValues,
): Known {
  const said = notification.text ?? notification.because;
  const [first = ""] = said.split("\n", 1);
  const leads = notification.kind === "digest" && !said.includes(publicUrl);
  const text = leads ? `${said}\n\n${allAlarms}: ${publicUrl}/` : said;
  return {
    values: { ...everywhere, heading: oneLine(first).slice(0, 120).replace(/\.$/u, ""), text },
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

/** Nothing that a device says may begin a line, a header or a control sequence of its own. */
export function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, " ").trim();
}
