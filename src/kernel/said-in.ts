/** Sentences by their English form, with `{name}` where the server puts something in. */
export type Sentences = Readonly<Record<string, string>>;

/** What is put in at these places is a sentence itself, several of them, or the name of a kind of document. */
const SENTENCES: ReadonlySet<string> = new Set(
  "why what state where mistakes demand cause priority age per says role".split(" "),
);
/** Of these there must be words, or the sentence is none of ours. */
const KNOWN: ReadonlySet<string> = new Set(["says"]);
const LISTS: ReadonlySet<string> = new Set(["skipped"]);
const KINDS: ReadonlySet<string> = new Set(["kind", "other"]);
/** What is put in at these places was measured or counted. */
const NUMBERS: ReadonlySet<string> = new Set("value limit by from equals seconds size".split(" "));
/** What is put in at these places holds no blank. */
const TOKENS: ReadonlySet<string> = new Set(
  "host place server domain address number count seconds ms status method command down all unit".split(" "),
);
const DECIMAL = /^-?\d+\.\d+$/u;
/** `2026-11-30`, `2026-11-30 08:00` and `Mon 30 Nov 2026, 08:00`: a day as sentences name it, of whatever zone they say. */
const DAY =
  /^(?<weekday>[A-Z][a-z]{2} )?(?<day>\d{4}-\d\d-\d\d|\d{1,2} [A-Z][a-z]{2} \d{4})(?:,? (?<time>\d\d:\d\d))?$/u;
/** What joins sentences that the server says one after the other. */
const JOINTS = [". ", "; "];
/** What has more of them is no sentence of ours, but a text. */
const MOST_JOINTS = 30;
/** What has fewer letters of its own fits much that somebody else wrote. */
const TELLING = 8;
const PLACE = /\{\w+\}/u;
/** A list that is drawn again says the same again, and so does a text that is taken apart. */
const KEPT = 5000;

interface Form {
  readonly pattern: RegExp;
  /** The longest words between what is put in: a text without them needs no closer look. */
  readonly telling: string;
  readonly said: string;
  /** It has no words of its own, only signs between what is put in: it fits much that is nobody's sentence. */
  readonly isBare: boolean;
  /** It begins with a place that holds anything. */
  readonly isOpen: boolean;
  /** It ends with words of its own, so that it can't swallow what follows. */
  readonly isClosed: boolean;
}

/** Says in another language what came in English; what it has no words for stays as it came. */
export class Interpreter {
  readonly #exact: Sentences;
  readonly #forms: readonly Form[];
  readonly #kinds: Sentences;
  readonly #locale: string | null;
  readonly #alarmTexts: Interpreter | null;
  readonly #known = new Map<string, string | null>();

  /** @param kinds what kinds of documents are called; @param locale how days and numbers are written; null: as they came; @param alarmTexts says what is put in as `{alarm}` */
  constructor(
    sentences: Sentences,
    kinds: Sentences,
    locale: string | null = null,
    alarmTexts: Interpreter | null = null,
  ) {
    this.#exact = sentences;
    this.#kinds = kinds;
    this.#locale = locale;
    this.#alarmTexts = alarmTexts;
    // The one that says most by itself comes first: `{who} may not do this` would fit much.
    this.#forms = Object.entries(sentences)
      .filter(([english]) => english.replace(/\{\w+\}/gu, "") !== english)
      .toSorted(([one], [other]) => fixedIn(other) - fixedIn(one))
      .flatMap(([english, said]) => formsOf(english, said));
  }

  say(english: string): string {
    return this.#said(english, false) ?? english;
  }

  /** The same of a text before which a name may stand: `Boiler: the value went above 95, it is 96`. */
  sayBehindName(english: string): string {
    const said = this.#said(english, false);
    const at = english.indexOf(": ") + 2;
    return said ?? (at < 2 ? english : english.slice(0, at) + this.sayBehindName(english.slice(at)));
  }

  /**
   * What is stored of which people read this word: its English forms, as the pieces around what is put in. Those with the
   * fewest words of their own come last, and `most` are given.
   */
  formsReading(word: string, most: number): string[][] {
    const wanted = word.toLowerCase();
    return Object.entries(this.#exact)
      .filter(([english, said]) => fixedIn(english) >= TELLING && piecesOf(said).some((one) => one.includes(wanted)))
      .toSorted(([one], [other]) => fixedIn(other) - fixedIn(one))
      .slice(0, most)
      .map(([english]) => english.split(PLACE));
  }

  /** Null: there are no words for it. @param quoted it may be what a far side said, which is no sentence about anybody */
  #said(english: string, quoted: boolean): string | null {
    const key = `${quoted} ${english}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const exact = Object.hasOwn(this.#exact, english) ? this.#exact[english] : undefined;
    const formed = (isClosed: boolean) => this.#formed(english, isClosed, quoted);
    const said = exact ?? formed(true) ?? this.#several(english, quoted) ?? formed(false);
    if (this.#known.size >= KEPT) this.#known.clear();
    this.#known.set(key, said);
    return said;
  }

  /** Sentences that are joined, or the last of them in brackets, when there are words for each of them. */
  #several(english: string, quoted: boolean): string | null {
    for (const joint of JOINTS) {
      const joints = outsideBrackets(english, joint);
      for (const at of joints.length > MOST_JOINTS ? [] : joints) {
        const first = this.#said(english.slice(0, at), quoted);
        const rest = first === null ? null : this.#said(english.slice(at + joint.length), quoted);
        if (first !== null && rest !== null) return first + joint + rest;
      }
    }
    const [, before = "", within = ""] = /^([^()]+) \((.+)\)$/su.exec(english) ?? [];
    const [first, second] = within === "" ? [null, null] : [this.#said(before, quoted), this.#said(within, quoted)];
    return first === null || second === null ? null : `${first} (${second})`;
  }

  #formed(english: string, isClosed: boolean, quoted: boolean): string | null {
    for (const form of this.#forms) {
      if (form.isClosed !== isClosed || (quoted && form.isOpen && !form.isBare)) continue;
      const found = english.includes(form.telling) ? form.pattern.exec(english)?.groups : undefined;
      if (!found) continue;
      const within = quoted || form.isBare;
      const known = ([name, value]: [string, string]) => !KNOWN.has(name) || this.#said(value, within) !== null;
      if (!Object.entries(found).every(known)) continue;
      const put = (whole: string, name: string) => this.#put(name, found[name] ?? whole, form.isBare);
      const filled = form.said.replace(/\{(\w+)\}/gu, put);
      if (!form.isBare || filled !== english) return filled;
    }
    return null;
  }

  #put(name: string, value: string, quoted: boolean): string {
    if (this.#locale !== null) {
      if (NUMBERS.has(name) && DECIMAL.test(value)) return value.replace(".", pointIn(this.#locale));
      if (DAY.test(value)) return dayIn(this.#locale, value);
    }
    if (SENTENCES.has(name)) return this.#said(value, quoted) ?? value;
    if (name === "alarm") return this.#alarmTexts?.sayBehindName(value) ?? value;
    if (LISTS.has(name)) {
      const each = value.split(", ").map((one) => this.#said(one, quoted) ?? one);
      return this.#said(value, quoted) ?? each.join(", ");
    }
    return KINDS.has(name) && Object.hasOwn(this.#kinds, value) ? (this.#kinds[value] ?? value) : value;
  }
}

function formsOf(english: string, said: string): Form[] {
  const words = english.replace(/\{\w+\}/gu, "");
  const [, begins = "words"] = /^\{(\w+)\}/u.exec(english) ?? [];
  const isBare = !/\p{Letter}/u.test(words);
  const form: Form = {
    pattern: patternOf(english, isBare),
    telling: english.split(/\{\w+\}/u).reduce((one, other) => (other.length > one.length ? other : one)),
    said,
    isBare,
    isOpen: begins !== "words" && !TOKENS.has(begins),
    isClosed: /[^}]{8}$/u.test(english),
  };
  if (!english.endsWith("}.")) return [form];
  // Up to its own full stop it swallows reasons that are joined by semicolons, as it should, and no other sentence.
  const upToItsStop = `^(?!.*\\. )${form.pattern.source.slice(1)}`;
  return [{ ...form, pattern: new RegExp(upToItsStop, "su"), isClosed: true }, form];
}

function pointIn(locale: string): string {
  return (0.5).toLocaleString(locale).charAt(1);
}

function dayIn(locale: string, value: string): string {
  const { weekday, day = "", time = "" } = DAY.exec(value)?.groups ?? {};
  const at = day.includes("-") ? `${day}T${time || "00:00"}Z` : `${day} ${time || "00:00"} UTC`;
  return new Intl.DateTimeFormat(locale, {
    ...(weekday ? { weekday: "short" } : {}),
    day: "2-digit",
    month: "2-digit",
    year: "numeric",
    ...(time ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } : {}),
    timeZone: "UTC",
  }).format(Date.parse(at));
}

/** Where this joint stands in no brackets. */
function outsideBrackets(english: string, joint: string): number[] {
  const found: number[] = [];
  let depth = 0;
  for (let at = 0; at < english.length; at++) {
    if (english[at] === "(") depth++;
    else if (english[at] === ")") depth--;
    else if (depth === 0 && english.startsWith(joint, at)) found.push(at);
  }
  return found;
}

/** The words of its own, in small letters. */
function piecesOf(said: string): string[] {
  return said.toLowerCase().split(PLACE);
}

function fixedIn(english: string): number {
  return english.replace(/\{\w+\}/gu, "").length;
}

function patternOf(english: string, isBare: boolean): RegExp {
  const known = new Set<string>();
  const source = english
    .split(/(\{\w+\})/u)
    .map((part, index, parts) => {
      const name = /^\{(\w+)\}$/u.exec(part)?.[1];
      if (name === undefined) return part.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&");
      if (known.has(name)) return `\\k<${name}>`;
      known.add(name);
      if (TOKENS.has(name)) return `(?<${name}>\\S+?)`;
      // A name at the beginning is none that sentences before it could hide in.
      const begins = parts.slice(0, index).join("") === "" && (isBare || !(SENTENCES.has(name) || LISTS.has(name)));
      return begins ? `(?<${name}>(?:(?![:;] )[\\s\\S])+?)` : `(?<${name}>[\\s\\S]+?)`;
    })
    .join("");
  return new RegExp(`^${source}$`, "u");
}
