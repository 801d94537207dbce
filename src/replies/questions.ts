import type { Alarm } from "#alarms/alarm.ts";
import { WORDS } from "#channels/message-words.ts";
import { oneLine } from "#channels/render.ts";
import { onDuty } from "#escalation/on-call.ts";
import { PRIORITIES } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Language } from "#site/language.ts";
import type { Person } from "#site/person.ts";
import type { Point } from "#site/point.ts";
import type { Site } from "#site/site.ts";
import { zonesOf } from "#site/time-words.ts";
import type { Request } from "./grammar.ts";
import { TEXTS, type Texts } from "./texts.ts";

export type Question = Extract<Request, { ask: "help" | "list" | "who" | "report" | "status" }>;

/** What an answer is made of. */
export interface Facts {
  readonly site: Site;
  /** All that exist. */
  readonly alarms: Iterable<Alarm>;
  /** Of this person: what waits for an answer, the newest first, with its code. */
  readonly waiting: readonly { readonly alarm: Alarm; readonly code: string }[];
  readonly now: Instant;
}

const LISTED = 8;

/** The answer to a question, as few short lines. */
export function answerTo(question: Question, person: Person, language: Language, facts: Facts): string {
  const texts = TEXTS[language];
  switch (question.ask) {
    case "help":
      return texts.help;
    case "list":
      return list(facts, language, texts);
    case "who":
      return who(facts, texts);
    case "report":
      return report(facts, texts);
    case "status":
      return status(question.about, person, facts, texts);
  }
}

/** As a person calls it: by its id or its name. */
export function pointCalled(site: Site, about: string): Point | null {
  const wanted = about.toLowerCase();
  for (const { body: point } of site.items.point.values()) {
    if (point.id.toLowerCase() === wanted || point.name.toLowerCase() === wanted) return point;
  }
  return null;
}

function list({ waiting }: Facts, language: Language, texts: Texts): string {
  if (waiting.length === 0) return texts.nothingWaits;
  const words = WORDS[language].priority;
  const lines = waiting
    .slice(0, LISTED)
    .map(({ alarm, code }) => `${code} ${words[alarm.priority]}: ${texts.alarm(alarm)}`);
  if (waiting.length > LISTED) lines.push(texts.andMore(waiting.length - LISTED));
  return lines.join("\n");
}

function who({ site, now }: Facts, texts: Texts): string {
  const lines = Array.from(site.items.schedule.values(), ({ body: schedule }) => {
    const names = onDuty(schedule, now).map(({ person }) => site.items.person.get(person)?.body.name ?? person);
    return `${schedule.name}: ${names.join(", ") || texts.nobody}`;
  });
  return lines.length === 0 ? texts.noSchedule : `${texts.onDuty}\n${lines.join("\n")}`;
}

function report({ alarms, waiting }: Facts, texts: Texts): string {
  const standing = [...alarms].filter(({ active, shelf, outOfService }) => active && !shelf && !outOfService);
  if (standing.length === 0) return texts.noAlarm;
  return texts.report({
    standing: standing.length,
    counts: PRIORITIES.flatMap((priority) => {
      const count = standing.filter((alarm) => alarm.priority === priority).length;
      return count === 0 ? [] : [{ priority, count }];
    }),
    open: standing.filter(({ acknowledged }) => !acknowledged).length,
    waiting: waiting.length,
  });
}

function status(about: string, person: Person, { site, alarms }: Facts, texts: Texts): string {
  const point = pointCalled(site, about);
  if (!point) return texts.noPoint(oneLine(about));
  const zones = zonesOf(site, person);
  const here = [...alarms].filter(
    ({ source, point: address, active }) => active && `${source}/${address}` === point.id,
  );
  if (here.length === 0) return texts.noAlarmAt(point.name);
  const lines = here.slice(0, LISTED).map(({ source, priority, text, raisedAt, changedAt, acknowledged, value }) =>
    texts.status({
      priority,
      text: texts.alarm({ source, text }),
      since: texts.time(raisedAt ?? changedAt, zones),
      acknowledged,
      value: value === null ? null : `${texts.number(value)}${point.unit ? ` ${point.unit}` : ""}`,
    }),
  );
  return `${point.name}\n${lines.join("\n")}`;
}
