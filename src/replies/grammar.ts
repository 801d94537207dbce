/** What a person writes or says, whatever brings it: SMS, mail, chat, a call. */
export type Request =
  /** `all`: everything that waits for this person. Which messages otherwise, the codes and ranges of the text say. */
  | { readonly ask: "acknowledge"; readonly all: boolean; readonly comment: string }
  | { readonly ask: "escalate"; readonly comment: string }
  | { readonly ask: "help" | "list" | "who" | "report" }
  /** `about` is a point, as the person calls it. */
  | { readonly ask: "status"; readonly about: string }
  /** `words`: the point unless a code names the alarm, minutes, reason. */
  | { readonly ask: "shelve"; readonly words: readonly string[] }
  /** `words`: the schedule and for how many hours; both may be missing. */
  | { readonly ask: "duty"; readonly on: boolean; readonly words: readonly string[] }
  /** The answer to our question whether an order is meant. */
  | { readonly ask: "confirm"; readonly number: string };

/** The first word, English and German; `1a` and `1e` as in GoAlert. */
const WORDS: ReadonlyMap<string, Request["ask"]> = new Map<string, Request["ask"]>(
  Object.entries({
    ack: "acknowledge",
    acknowledge: "acknowledge",
    acknowledged: "acknowledge",
    ok: "acknowledge",
    "1a": "acknowledge",
    quittieren: "acknowledge",
    quittiert: "acknowledge",
    quitt: "acknowledge",
    übernehme: "acknowledge",
    uebernehme: "acknowledge",
    bestätigt: "acknowledge",
    bestaetigt: "acknowledge",
    escalate: "escalate",
    esc: "escalate",
    "1e": "escalate",
    eskalieren: "escalate",
    weiter: "escalate",
    help: "help",
    hilfe: "help",
    "?": "help",
    list: "list",
    liste: "list",
    who: "who",
    wer: "who",
    status: "status",
    zustand: "status",
    report: "report",
    bericht: "report",
    lage: "report",
    shelve: "shelve",
    zurückstellen: "shelve",
    zurueckstellen: "shelve",
    duty: "duty",
    dienst: "duty",
    yes: "confirm",
    ja: "confirm",
  } as const),
);
const ON: ReadonlyMap<string, boolean> = new Map([
  ["on", true],
  ["an", true],
  ["ein", true],
  ["off", false],
  ["aus", false],
]);
const ALL = new Set(["all", "alle", "alles"]);
/** A code as it stands in messages and, behind it, the end of a range. */
const CODES = /\[?#?[0-9a-z]{1,11}-[0-9a-z]{4}\]?(?:\s*(?:\.{2,3}|…|–)\s*[0-9a-z]{1,11}(?:-[0-9a-z]{4})?)?/giu;
/** `41-45`, `1a..1f`: the first parts of codes. What stands first in such a word has a digit, as `follow-up` has not. */
const BARE_RANGE = /^(?=[a-z]*\d)[0-9a-z]{1,11}(?:-|\.{2,3}|…|–)(?=[a-z]*\d)[0-9a-z]{1,11}[,;]?$/iu;
const BETWEEN = /-|\.{2,3}|…|–/u;
const LONGEST_LINE = 2000;
const LONGEST_ABOUT = 120;
const LONGEST_COMMENT = 500;

/** The first line that isn't empty decides, by its first word. Null when that says nothing that we know. */
export function readRequest(fresh: string): Request | null {
  const line = firstLine(fresh);
  const [first = "", ...rest] = wordsIn(line.replace(CODES, " "));
  const ask = WORDS.get(first.toLowerCase().replace(/(?<=.)[.,;:!?]+$/u, ""));
  switch (ask) {
    case undefined:
      return ALL.has(first.toLowerCase()) ? { ask: "acknowledge", all: true, comment: "" } : null;
    case "acknowledge":
      return acknowledgement(rest, asWritten(line, first)[0]);
    case "escalate":
      return { ask, comment: rest.join(" ").slice(0, LONGEST_COMMENT) };
    case "status": {
      const about = asWritten(line, first).join(" ");
      return about === "" ? null : { ask, about: about.slice(0, LONGEST_ABOUT) };
    }
    case "shelve":
      return { ask, words: asWritten(line, first) };
    case "duty": {
      const [turn = "", ...words] = asWritten(line, first);
      const on = ON.get(turn.toLowerCase());
      return on === undefined ? null : { ask, on, words };
    }
    case "confirm":
      return /^\d{6}$/u.test(rest[0] ?? "") ? { ask, number: rest[0] ?? "" } : null;
    case "help":
      return { ask };
    case "list":
    case "who":
    case "report":
      // A question is nothing but a question: a sentence that begins so asks somebody else.
      return rest.length === 0 ? { ask } : null;
  }
}

/** The stretches that an acknowledgement names by the first parts of their codes, as they are written. */
export function bareRanges(fresh: string): { readonly from: string; readonly to: string }[] {
  const [, ...rest] = wordsIn(firstLine(fresh).replace(CODES, " "));
  return leadingRanges(rest).flatMap((word) => {
    const [from, to] = word.replace(/[,;]$/u, "").split(BETWEEN);
    return from && to ? [{ from, to }] : [];
  });
}

/** @param next what really follows: behind a code, ALL begins a sentence unless nothing follows it */
function acknowledgement(words: readonly string[], next: string | undefined): Request {
  const behind = words.slice(leadingRanges(words).length);
  const [first = ""] = behind;
  const all = ALL.has(first.toLowerCase().replace(/[.,;:!]+$/u, "")) && (first === next || behind.length === 1);
  const comment = (all ? behind.slice(1) : behind).join(" ").slice(0, LONGEST_COMMENT);
  return { ask: "acknowledge", all, comment };
}

function leadingRanges(words: readonly string[]): readonly string[] {
  const end = words.findIndex((word) => !BARE_RANGE.test(word));
  return end < 0 ? words : words.slice(0, end);
}

/** What stands behind the first word, with what looks like a code: names may look so too. */
function asWritten(line: string, first: string): string[] {
  const words = wordsIn(line);
  return words.slice(words.indexOf(first) + 1);
}

function firstLine(fresh: string): string {
  const line = fresh.split("\n", 50).find((candidate) => candidate.trim() !== "");
  return (line ?? "").slice(0, LONGEST_LINE);
}

function wordsIn(line: string): string[] {
  return line.split(/\s+/u).filter((word) => !/^[,;]*$/u.test(word));
}
