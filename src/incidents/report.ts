import { WORDS } from "#channels/message-words.ts";
import { OWN_SOURCE } from "#events/event.ts";
import { ACTOR, nameOr } from "#kernel/actor.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Block, Report } from "#paper/report.ts";
import type { Entry, Run } from "#procedures/run.ts";
import type { Inherited, Said } from "#site/areas.ts";
import { DEFAULT_PARTITION } from "#site/check.ts";
import { conditionIn } from "#site/condition-words.ts";
import type { Language } from "#site/language.ts";
import { alarmTextIn, sentenceIn } from "#site/said.ts";
import { INSTANT } from "#site/time-words.ts";
import { WAYS } from "#site/ways.ts";
import type { Incident } from "./incident.ts";
import { type MessageLine, MOST } from "./rows.ts";
import { REPORT_WORDS, type ReportWords } from "./words.ts";

export interface Making {
  readonly language: Language;
  readonly now: Instant;
  /** What whoever made it is called. */
  readonly by: string;
}

/** What a report about an incident says, in its order. */
export function reportOf(incident: Incident, { language, now, by }: Making): Report {
  const words = REPORT_WORDS[language];
  const at = clockOf(words, incident.timeZone);
  const say = sayer(incident.called, language, at);
  const { alarm, occurrence, note, isCut } = incident;
  return {
    language,
    title: words.title(alarm.id, occurrence),
    heading: alarmTextIn(language, alarm),
    made: [words.made(at(now), by, incident.timeZone), isCut ? words.cut(MOST) : ""].filter(Boolean).join(" "),
    sections: [
      { title: words.facts, blocks: factBlocks(incident, language, words, at) },
      ...guidanceSection(incident.guidance, words),
      ...(note
        ? [{ title: words.note, blocks: [text(note.note), muted(`${note.byName}, ${at(note.writtenAt)}`)] }]
        : []),
      { title: words.history, blocks: [historyTable(incident, language, at, say)] },
      { title: words.told, blocks: toldBlocks(incident, words, at, say) },
      ...procedureSections(incident.runs, words, at),
      { title: words.trail, blocks: trailBlocks(incident, words, at) },
    ],
  };
}

type At = (at: Instant) => string;
/** A sentence of the server, in the report's language and with its times. */
type Say = (english: string) => string;

function sayer(called: Incident["called"], language: Language, at: At): Say {
  return (english) =>
    sentenceIn(language, english)
      .replace(INSTANT, (instant) => at(Date.parse(instant)))
      .replace(ACTOR, (actor) => called(actor) ?? actor);
}

function clockOf({ locale }: ReportWords, timeZone: string): At {
  const format = new Intl.DateTimeFormat(locale, {
    dateStyle: "medium",
    timeStyle: "medium",
    timeZone,
    hourCycle: "h23",
  });
  return (at) => format.format(at);
}

function factBlocks(
  { alarm, occurrence, names, siteName, span, transitions, called }: Incident,
  language: Language,
  words: ReportWords,
  at: At,
): Block[] {
  const isPresent = alarm.occurrence === occurrence;
  // Points of Tocsin's own have addresses that mean something to the server alone.
  const isOwn = alarm.source === OWN_SOURCE;
  const first = (input: string) => transitions.find((one) => one.input === input);
  const gone = transitions.findLast((one) => one.input === "return");
  const taken = first("acknowledge");
  const { fact } = words;
  const facts: [string, string][] = [
    [fact.site, siteName],
    [fact.point, isOwn ? "" : `${names.point} (${alarm.point})`],
    [fact.source, isOwn ? names.source : `${names.source} (${alarm.source})`],
    [fact.partition, names.partition === DEFAULT_PARTITION ? WORDS[language].wholeSite : names.partition],
    [fact.priority, WORDS[language].priority[alarm.priority]],
    [fact.category, WORDS[language].category[alarm.category]],
    [fact.condition, conditionIn(language, alarm.condition)],
    [
      fact.value,
      isPresent && alarm.value !== null
        ? `${alarm.value.toLocaleString(words.locale, { maximumFractionDigits: 6 })} ${names.unit}`.trim()
        : "",
    ],
    [fact.tags, alarm.tags.join(", ")],
    [fact.raised, at(span.from)],
    [fact.acknowledged, taken ? `${at(taken.at)}, ${whoIs(taken.actor, called, words)}` : ""],
    [fact.cleared, gone ? at(gone.at) : ""],
    [fact.state, words.states[alarm.state]],
  ];
  const block: Block = { kind: "facts", facts: facts.filter(([, value]) => value !== "") };
  return span.to === null ? [block] : [block, muted(words.nowOfAlarm)];
}

function guidanceSection(guidance: Inherited | null, words: ReportWords): Report["sections"] {
  if (!guidance) return [];
  const said = (name: string, list: readonly Said<string>[]) =>
    list.map(({ value, from }) => [`${name} (${words.from(from.name)})`, value] as const);
  const facts = [
    ...said(words.instructions, guidance.instructions),
    ...said(words.cause, guidance.cause),
    ...said(words.consequence, guidance.consequence),
  ];
  return facts.length === 0 ? [] : [{ title: words.guidance, blocks: [{ kind: "facts", facts }] }];
}

function historyTable({ transitions, called }: Incident, language: Language, at: At, say: Say): Block {
  const words = REPORT_WORDS[language];
  return {
    kind: "table",
    columns: [words.at, words.what, words.who, words.why],
    widths: [3, 3, 3, 6],
    rows: transitions.map((one) => [
      at(one.at),
      lines(
        (words.inputs as Record<string, string>)[one.input] ?? one.input,
        one.from === one.to ? "" : `→ ${(words.states as Record<string, string>)[one.to] ?? one.to}`,
      ),
      `${whoIs(one.actor, called, words)} (${(WAYS[language] as Record<string, string>)[one.via] ?? one.via})`,
      lines(one.because === "comment" ? "" : say(one.because), one.comment ?? ""),
    ]),
  };
}

function toldBlocks({ callouts, messages, attempts }: Incident, words: ReportWords, at: At, say: Say): Block[] {
  const stories = callouts.map(({ policy, policyVersion, state, because, startedAt, endedAt }) => {
    const span = endedAt === null ? at(startedAt) : `${at(startedAt)} – ${at(endedAt)}`;
    return text(`${words.policy(policy, policyVersion)}: ${words.callouts[state]}, ${span}. ${say(because)}`);
  });
  if (messages.length === 0) return [...stories, muted(words.nobodyTold)];
  const log = (message: MessageLine) =>
    attempts
      .filter(({ notification }) => notification === message.id)
      .map((one) => `${at(one.at)}: ${words.messages[one.state]}, ${say(one.because)}`);
  const rows = messages.map((message) => [
    at(message.sentAt ?? message.createdAt),
    message.person,
    `${message.channel}\n${message.address}`,
    lines(
      words.messages[message.state] + (message.attempts > 1 ? `, ${words.attempts(message.attempts)}` : ""),
      say(message.because),
      message.repliedAt === null ? "" : words.answered(at(message.repliedAt)),
      ...log(message),
    ),
  ]);
  return [
    ...stories,
    { kind: "table", columns: [words.at, words.who, words.byWhat, words.outcome], widths: [3, 3, 4, 5], rows },
  ];
}

function procedureSections(runs: readonly Run[], words: ReportWords, at: At): Report["sections"] {
  if (runs.length === 0) return [{ title: words.procedures, blocks: [muted(words.noProcedure)] }];
  return runs.map((run) => ({
    title: words.procedure(run.procedure.name, run.version),
    blocks: [
      text(
        `${words.began(run.startedByName, at(run.startedAt))}, ${words.run[run.state]}${run.endedAt === null ? "" : ` (${at(run.endedAt)})`}.`,
      ),
      {
        kind: "table",
        columns: [words.at, words.step, words.who, words.outcome],
        widths: [3, 5, 3, 5],
        rows: run.log.map((entry) => [at(entry.at), stepText(run, entry), entry.byName, outcomeOf(entry, words)]),
      },
    ],
  }));
}

function stepText(run: Run, { step }: Entry): string {
  return run.procedure.steps.find(({ id }) => id === step)?.text ?? "";
}

function outcomeOf({ kind, said, comment, attachments }: Entry, words: ReportWords): string {
  return lines(
    said === null ? words.entry[kind] : `${words.entry[kind]}: ${said}`,
    comment ?? "",
    ...attachments.map(({ name, file }) => words.attached(name, file)),
  );
}

function trailBlocks({ trail, checkpoint }: Incident, words: ReportWords, at: At): Block[] {
  if (trail === null) return [muted(words.noTrail)];
  return [
    {
      kind: "table",
      columns: [words.number, words.at, words.what],
      widths: [1, 3, 11],
      rows: trail.map(({ seq, at: when, sentence }) => [String(seq), at(when), sentence]),
    },
    ...(words.trailLanguage === "" || trail.length === 0 ? [] : [muted(words.trailLanguage)]),
    muted(checkpoint ? words.checkpoint(checkpoint.size, at(checkpoint.at), checkpoint.root) : words.noCheckpoint),
  ];
}

/** `operator:anna.keller` as people read it: by name, and by id who is no longer known. */
function whoIs(actor: string, called: Incident["called"], { tocsin }: ReportWords): string {
  return actor === "tocsin" ? tocsin : nameOr(actor, called);
}

function text(said: string): Block {
  return { kind: "text", text: said };
}

function muted(said: string): Block {
  return { kind: "text", text: said, muted: true };
}

function lines(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n");
}
