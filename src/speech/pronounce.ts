import type { Language } from "#site/language.ts";
import { WORDS, type Words } from "./words.ts";

/** One word of the site's own: how a thing that is written so is said. */
export interface OwnWord {
  readonly written: string;
  readonly spoken: string;
  /** Absent: in every language. */
  readonly language?: Language | undefined;
}

/** About three minutes. */
const LONGEST = 2000;

interface Rule {
  /** Without flags; it is looked for from where the last one ended. */
  readonly pattern: string;
  /** @param found the whole match, then its groups by name */
  readonly say: (found: string, part: Readonly<Record<string, string | undefined>>) => string;
}

const EDGE = { before: String.raw`(?<![\p{L}\p{N}])`, after: String.raw`(?![\p{L}\p{N}])` };

/**
 * What is written, as it is said: the site's own words first, then units, numbers, times, tags (`PT-101`) and abbreviations,
 * each place of the text once. What no voice could say, or would take for a command of its own, goes.
 */
export function pronounced(text: string, language: Language, own: readonly OwnWord[] = NONE): string {
  const { any, rules } = compiled(own, language);
  return text
    .slice(0, 2 * LONGEST)
    .replaceAll(/https?:\/\/\S+/gu, " ")
    .replaceAll(any, (found: string, ...rest: unknown[]) => {
      const groups = rest.at(-1) as Record<string, string | undefined>;
      const at = rules.findIndex((_, one) => groups[`r${one}`] !== undefined);
      const part = Object.entries(groups).flatMap(([name, value]) =>
        name.endsWith(`_${at}`) ? [[name.slice(0, name.lastIndexOf("_")), value] as const] : [],
      );
      return rules[at]?.say(found, Object.fromEntries(part)) ?? found;
    })
    .replaceAll(/[[\]<>{}|\\^~`*_#]+/gu, " ")
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .replaceAll(/\s+([.,;:!?])/gu, "$1")
    .trim()
    .slice(0, LONGEST);
}

const NONE: readonly OwnWord[] = [];

interface Compiled {
  readonly rules: readonly Rule[];
  readonly any: RegExp;
}
/** A site's words are the same array until the site changes. */
const known = new WeakMap<readonly OwnWord[], Map<Language, Compiled>>();

function compiled(own: readonly OwnWord[], language: Language): Compiled {
  const ofOwn = known.get(own) ?? new Map<Language, Compiled>();
  known.set(own, ofOwn);
  let found = ofOwn.get(language);
  if (!found) {
    const here = own.filter((word) => word.language === undefined || word.language === language);
    const rules = [...wordRules(here.map(({ written, spoken }) => [written, spoken])), ...rulesOf(language)];
    const source = rules.map(({ pattern }, at) => `(?<r${at}>${numbered(pattern, at)})`).join("|");
    found = { rules, any: new RegExp(source, "gu") };
    ofOwn.set(language, found);
  }
  return found;
}

/** Group names are unique within one expression, so that each rule's carry its number. */
function numbered(pattern: string, at: number): string {
  return pattern.replaceAll(/\(\?<([a-z]+)>/gu, `(?<$1_${at}>`);
}

/** The longest first, so that `PT-101A` is not taken for `PT-101`. A word written small fits in any case. */
function wordRules(words: readonly (readonly [written: string, spoken: string])[]): Rule[] {
  if (words.length === 0) return [];
  const exactly = new Map(words);
  const sorted = words.toSorted(([one], [other]) => other.length - one.length);
  const pattern = sorted.map(([written]) => wholeWord(written)).join("|");
  return [{ pattern, say: (found) => exactly.get(found) ?? exactly.get(found.toLowerCase()) ?? found }];
}

/** As times in messages have them; September has one letter more, as the British write it. */
const SHORT_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

function rulesOf(language: Language): Rule[] {
  const words = WORDS[language];
  const units = Object.keys(words.units)
    .toSorted((one, other) => other.length - one.length)
    .map(escaped)
    .join("|");
  const number = String.raw`[-−]?\d+(?:[.,]\d+)?`;
  return [
    {
      pattern: String.raw`(?<!\d)(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?!\d)`,
      say: (_, { year, month, day }) => words.date(Number(year), Number(month), Number(day)),
    },
    {
      pattern: String.raw`(?<![\d.])(?<day>\d{1,2})\.(?<month>\d{2})\.(?<year>\d{4})(?![\d.]*\d)`,
      say: (_, { year, month, day }) => words.date(Number(year), Number(month), Number(day)),
    },
    {
      pattern: String.raw`(?<![\p{L}\p{N}.])(?<day>\d{1,2})\s(?<month>${SHORT_MONTHS.join("|")})t?\s(?<year>\d{4})(?!\d)`,
      say: (_, { year, month = "", day }) => words.date(Number(year), SHORT_MONTHS.indexOf(month) + 1, Number(day)),
    },
    {
      pattern: String.raw`(?<![\d:])(?<hour>[01]?\d|2[0-3]):(?<minute>[0-5]\d)(?::[0-5]\d)?(?![\d:])(?:\s(?:[A-Z]{2,4}T|UTC|GMT[+-]\d+)\b)?(?:\sUhr\b)?`,
      say: (_, { hour, minute }) => words.time(Number(hour), Number(minute)),
    },
    ...wordRules(Object.entries(words.abbreviations)),
    {
      pattern: String.raw`(?<![\p{L}\p{N}.,])(?<value>${number})\s?(?<unit>${units})(?![\p{L}\p{N}/])`,
      say: (_, { value = "", unit = "" }) => {
        const [one, several] = words.units[unit] ?? [unit, unit];
        return `${saidNumber(value, words)} ${/^1$/u.test(value) ? one : several}`;
      },
    },
    {
      // A tag: P T 1 0 1 A.
      pattern: String.raw`${EDGE.before}[A-Z]{1,5}(?:[-_]?[0-9]{2,5}[A-Z]?|[-_][0-9]{1,5}[A-Z]?)(?:[-_][A-Z0-9]{1,5})*${EDGE.after}`,
      say: (tag) => apart(tag.replaceAll(/[-_]/gu, "")),
    },
    {
      pattern: String.raw`(?<![\p{L}\p{N}.,:])\+?\d{5,}(?![\d.,:]*\d)`,
      say: (digits) => apart(digits.replace("+", "")),
    },
    { pattern: String.raw`(?<![\p{L}\p{N}.,:])0\d+(?![\d.,:]*\d)`, say: apart },
    {
      pattern: String.raw`(?<![\p{L}\p{N}.,:-])${number}(?![\p{L}\p{N}:]|[.,]\d)`,
      say: (value) => saidNumber(value, words),
    },
  ];
}

/** `-9.25` → `minus 9 point 2 5`; a thousand's separator can't be told from a decimal sign, so that there is none. */
function saidNumber(value: string, { minus, point }: Words): string {
  const [, sign, whole = "", decimals] = /^([-−]?)(\d+)(?:[.,](\d+))?$/u.exec(value) ?? [];
  const spoken = whole.length > 4 || /^0\d/u.test(whole) ? apart(whole) : whole;
  return `${sign ? `${minus} ` : ""}${spoken}${decimals === undefined ? "" : ` ${point} ${apart(decimals)}`}`;
}

function apart(letters: string): string {
  return letters.split("").join(" ");
}

function wholeWord(written: string): string {
  const anyCase = written === written.toLowerCase() && written.length > 1;
  const word = anyCase ? `(?i:${escaped(written)})` : escaped(written);
  const before = /^[\p{L}\p{N}]/u.test(written) ? EDGE.before : "";
  const after = /[\p{L}\p{N}]$/u.test(written) ? EDGE.after : "";
  return before + word + after;
}

function escaped(written: string): string {
  return written.replaceAll(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`);
}
