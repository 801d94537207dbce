import type { Alarm } from "#alarms/alarm.ts";
import { oneLine, PRIORITY_WORDS, wallClock } from "#channels/render.ts";
import { onDuty } from "#escalation/on-call.ts";
import { PRIORITIES } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import { type Person, type Site, settingsOf } from "#site/site.ts";
import type { Question } from "./request-grammar.ts";

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
export function answerTo(question: Question, person: Person, facts: Facts): string {
  switch (question.ask) {
    case "list":
      return list(facts);
    case "who":
      return who(facts);
    case "report":
      return report(facts);
    case "status":
      return status(question.about, person, facts);
  }
}

function list({ waiting }: Facts): string {
  if (waiting.length === 0) return "Nothing waits for your answer.";
  const lines = waiting
    .slice(0, LISTED)
    .map(({ alarm, code }) => `${code} ${PRIORITY_WORDS[alarm.priority]}: ${oneLine(alarm.text)}`);
  if (waiting.length > LISTED) lines.push(`and ${waiting.length - LISTED} more`);
  return lines.join("\n");
}

function who({ site, now }: Facts): string {
  const lines = Array.from(site.items.schedule.values(), ({ body: schedule }) => {
    const names = onDuty(schedule, now).map(({ person }) => site.items.person.get(person)?.body.name ?? person);
    return `${schedule.name}: ${names.join(", ") || "nobody"}`;
  });
  return lines.length === 0 ? "There is no duty schedule." : `On duty\n${lines.join("\n")}`;
}

function report({ alarms, waiting }: Facts): string {
  const standing = [...alarms].filter(({ active, shelf, outOfService }) => active && !shelf && !outOfService);
  if (standing.length === 0) return "No alarm stands.";
  const counts = PRIORITIES.flatMap((priority) => {
    const count = standing.filter((alarm) => alarm.priority === priority).length;
    return count === 0 ? [] : [`${count} ${priority}`];
  });
  const open = standing.filter(({ acknowledged }) => !acknowledged).length;
  return `${standing.length} alarms stand: ${counts.join(", ")}. ${open} are not acknowledged; ${waiting.length} wait for your answer.`;
}

function status(about: string, person: Person, { site, alarms }: Facts): string {
  const wanted = about.toLowerCase();
  const points = [...site.items.point.values()].map(({ body }) => body);
  const point = points.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
  if (!point)
    return `There is no point "${oneLine(about)}". Write it as it stands in the message, or as source/address.`;
  const zone = person.timeZone ?? settingsOf(site).timeZone;
  const here = [...alarms].filter(
    ({ source, point: address, active }) => active && `${source}/${address}` === point.id,
  );
  if (here.length === 0) return `${point.name}: no alarm stands.`;
  const lines = here.slice(0, LISTED).map((alarm) => {
    const value = alarm.value === null ? "" : ` Value ${alarm.value}${point.unit ? ` ${point.unit}` : ""}.`;
    const taken = alarm.acknowledged ? "acknowledged" : "not acknowledged";
    return `${PRIORITY_WORDS[alarm.priority]}: ${oneLine(alarm.text)}, since ${wallClock(alarm.raisedAt ?? alarm.changedAt, zone)}, ${taken}.${value}`;
  });
  return `${point.name}\n${lines.join("\n")}`;
}
