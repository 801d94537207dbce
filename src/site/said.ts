import { createRequire } from "node:module";
import { OWN_SOURCE } from "#events/event.ts";
import { Interpreter, type Sentences } from "#kernel/said-in.ts";
import type { Language } from "./language.ts";

interface Words {
  readonly problems: Sentences;
  readonly causes: Sentences;
  readonly alarmTexts: Sentences;
}

/** Where a language has its words for what the server says in English, and how it writes days and numbers. */
const SPOKEN: Readonly<Record<Language, { readonly words: string; readonly locale: string } | null>> = {
  en: null,
  de: { words: "../../web/src/texts/german/server/index.ts", locale: "de-DE" },
};

/** A measured value as people write it, with as many digits as it came with, up to six behind the point. */
export function numberIn(language: Language, value: number): string {
  const { locale = "en" } = SPOKEN[language] ?? {};
  return value.toLocaleString(locale, { maximumFractionDigits: 6, useGrouping: false });
}

interface Sayers {
  readonly sentences: Interpreter;
  readonly alarmTexts: Interpreter;
}

const load = createRequire(import.meta.url);
const sayers = new Map<Language, Sayers | null>();

/** A sentence of the server as people read it in their language. What has no words there stays English. */
export function sentenceIn(language: Language, english: string): string {
  return sayersOf(language)?.sentences.say(english) ?? english;
}

/** What an alarm says, where the words are ours: of Tocsin's own alarms, and of a value that nobody wrote a text for. */
export function alarmTextIn(language: Language, { source, text }: { source: string; text: string }): string {
  const said = sayersOf(language);
  return (source === OWN_SOURCE ? said?.sentences.say(text) : said?.alarmTexts.sayBehindName(text)) ?? text;
}

/** How many stored forms of one word are looked for. */
const MOST_FORMS = 200;

/** What is stored in English of which people read this word in their language, as pieces around what is put in. */
export function storedAs(
  language: Language,
  word: string,
  most = MOST_FORMS,
): { readonly own: string[][]; readonly any: string[][] } {
  const said = word.length < 3 ? null : sayersOf(language);
  if (!said) return { own: [], any: [] };
  const any = said.alarmTexts.formsReading(word, most);
  return { any, own: [...said.sentences.formsReading(word, most), ...any] };
}

/** Loaded when somebody is first told something in that language: a site that speaks English has no memory for it. */
function sayersOf(language: Language): Sayers | null {
  const known = sayers.get(language);
  if (known !== undefined) return known;
  const said = opened(language);
  sayers.set(language, said);
  return said;
}

function opened(language: Language): Sayers | null {
  const spoken = SPOKEN[language];
  if (!spoken) return null;
  try {
    const { serverWords } = load(spoken.words) as { serverWords: Words };
    const { problems, causes, alarmTexts } = serverWords;
    const texts = new Interpreter(alarmTexts, {}, spoken.locale);
    return { alarmTexts: texts, sentences: new Interpreter({ ...problems, ...causes }, {}, spoken.locale, texts) };
  } catch {
    return null; // an alarm in English is better than none
  }
}
