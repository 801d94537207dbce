import { Interpreter, type Sentences } from "../../src/kernel/said-in.ts";
import { actorsSaid } from "./actors.ts";
import { asInForms } from "./schema-form/fields.ts";
import { placeSaid } from "./schema-form/place.ts";
import { language, type ServerWords, SPOKEN } from "./texts/language.ts";
import { t } from "./texts.ts";
import { dateTime } from "./time.ts";

let help: Sentences = {};
let interpreter: {
  readonly mistakes: Interpreter;
  readonly problems: Interpreter;
  readonly alarmTexts: Interpreter;
} | null = null;

const loading: Promise<ServerWords | null> = SPOKEN[language].server?.() ?? Promise.resolve(null);

/** Resolves once the words are there. Until then, and where they can't be loaded, people read English. */
export const wordsLoaded: Promise<void> = loading
  .then((words) => {
    if (!words) return;
    help = words.help;
    const alarmTexts = new Interpreter(words.alarmTexts, {}, t.locale);
    interpreter = {
      mistakes: new Interpreter(words.mistakes, t.kind, t.locale),
      problems: new Interpreter({ ...words.problems, ...words.causes }, t.kind, t.locale, alarmTexts),
      alarmTexts,
    };
  })
  .catch(() => {});

/** The help of a field. */
export function helpSaid(english: string): string {
  return help[english] ?? asInForms(english);
}

/** As the server writes instants into its sentences: UTC. */
const INSTANT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/gu;

/** A sentence with which the server refuses or says how something fares, its times as this screen shows them. */
export function sentenceSaid(english: string): string {
  const said = interpreter?.problems.say(english) ?? english;
  return actorsSaid(said).replace(INSTANT, (instant) => dateTime(Date.parse(instant)));
}

/** What Tocsin's own alarms come from; its points have addresses that mean something to the server alone. */
export const OWN_SOURCE = "tocsin";

/** What an alarm says: in the viewer's language where the words are the server's, else as somebody wrote it. */
export function alarmTextSaid(source: string, english: string): string {
  if (source === OWN_SOURCE) return sentenceSaid(english);
  return interpreter?.alarmTexts.sayBehindName(english) ?? english;
}

/** The alarm as this screen shows it. */
export function alarmSaid<A extends { readonly source: string; readonly text: string }>(alarm: A): A {
  const text = alarmTextSaid(alarm.source, alarm.text);
  return text === alarm.text ? alarm : { ...alarm, text };
}

/** What is wrong at a place of a document: its path, joined by dots, and why. */
export interface Misplaced {
  readonly path: string;
  readonly message: string;
}

/**
 * What a problem document says of the places of a request. @param asked its path: where that names one document, places are
 * those in it
 */
export function misplacedIn(errors: unknown, asked = ""): Misplaced[] {
  if (!Array.isArray(errors)) return [];
  const [, kind, id] = /^\/api\/v1\/site\/([a-z]+)\/([^/?]*)/u.exec(asked) ?? [];
  const under = kind === undefined ? "" : `${kind}.${decodeURIComponent(id ?? "")}.`;
  return (errors as readonly Readonly<Record<string, unknown>>[]).flatMap(({ path, message, expected, found }) => {
    if (typeof message !== "string") return [];
    const whole = typeof path === "string" ? path : "";
    const place = under !== "" && whole.startsWith(under) ? whole.slice(under.length) : whole;
    if (typeof expected !== "string" || typeof found !== "string") return [{ path: place, message }];
    return [{ path: place, message: mistakeSaid({ message, expected, found }) }];
  });
}

/** The whole of a problem in one sentence; where places are wrong it begins with the first of them. */
export function detailSaid(english: string, [first, ...others]: readonly Misplaced[]): string {
  if (!first) return sentenceSaid(english);
  return t.mistake.at(placeSaid(first.path), first.message, others.length);
}

/** What was expected where something is wrong. */
export function expectedSaid(english: string): string {
  return interpreter?.mistakes.say(english) ?? english;
}

/** Where nothing was said and this is expected, what it must be like is not what is wrong. */
const ANYTHING =
  /^(?:a string|a number|a whole number|a length of at least 1|a number of entries of at least 1|lower-case letters)/u;

/** Whether something is still to be filled in, by what was found where it should be. */
export function isMissing({ found }: { readonly found: string }): boolean {
  return found === "nothing" || found === '""' || found === "[]";
}

/** What is wrong with a field, without saying with which. */
export function mistakeSaid(mistake: {
  readonly message: string;
  readonly expected: string;
  readonly found: string;
}): string {
  const { message, expected, found } = mistake;
  // Some say more than what was expected.
  if (!message.endsWith(`: expected ${expected}, found ${found}`)) return sentenceSaid(message);
  const isEmpty = isMissing(mistake);
  if (isEmpty && ANYTHING.test(expected)) return t.mistake.mustBeFilled;
  return t.mistake.expected(expectedSaid(expected), isEmpty ? null : found);
}
