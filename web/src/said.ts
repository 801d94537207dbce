import { Interpreter, type Sentences } from "./said-in.ts";
import { type Language, language } from "./texts/language.ts";
import { t } from "./texts.ts";

interface ServerWords {
  /** The help of the fields of forms. */
  readonly help: Sentences;
  /** What was expected where a field is wrong. */
  readonly mistakes: Sentences;
  /** Why the server refuses. */
  readonly problems: Sentences;
}

/** The server speaks English; what it says in each other language. */
const WORDS: Record<Language, (() => Promise<ServerWords>) | null> = {
  en: null,
  de: async () => (await import("./texts/german/server/index.ts")).serverWords,
};

let help: Sentences = {};
let interpreter: { readonly mistakes: Interpreter; readonly problems: Interpreter } | null = null;

/** Resolves once the words are there. Until then, and where they can't be loaded, people read English. */
export const wordsLoaded: Promise<void> = (WORDS[language]?.() ?? Promise.resolve(null))
  .then((words) => {
    if (!words) return;
    help = words.help;
    interpreter = {
      mistakes: new Interpreter(words.mistakes, t.kind),
      problems: new Interpreter(words.problems, t.kind),
    };
  })
  .catch(() => {});

/** The help of a field. */
export function helpSaid(english: string): string {
  return help[english] ?? english;
}

/** A sentence with which the server refuses or says how something fares. */
export function sentenceSaid(english: string): string {
  return interpreter?.problems.say(english) ?? english;
}

/** What is wrong at a place of a document: its path, joined by dots, and why. */
export interface Misplaced {
  readonly path: string;
  readonly message: string;
}

/** What a problem document says of the places of a request. */
export function misplacedIn(errors: unknown): Misplaced[] {
  if (!Array.isArray(errors)) return [];
  return (errors as readonly Readonly<Record<string, unknown>>[]).flatMap(({ path, message, expected, found }) => {
    if (typeof message !== "string") return [];
    const place = typeof path === "string" ? path : "";
    if (typeof expected !== "string" || typeof found !== "string") return [{ path: place, message }];
    return [{ path: place, message: mistakeSaid({ message, expected, found }) }];
  });
}

/** The whole of a problem in one sentence; where places are wrong it begins with the first of them. */
export function detailSaid(english: string, [first, ...others]: readonly Misplaced[]): string {
  if (!interpreter || !first) return sentenceSaid(english);
  return t.setup.wrongPlace(first.path, first.message, others.length);
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
  return t.setup.mistake(interpreter?.mistakes.say(expected) ?? expected, found === "nothing" ? null : found);
}
