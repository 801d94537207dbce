/** What a person can answer. `none`: nothing that we know stands in the new text. */
export const VERBS = ["acknowledge", "escalate", "help"] as const;
export type Verb = (typeof VERBS)[number];

export interface Answer {
  readonly verb: Verb;
  /** What stands behind the verb in the same line, without the code. */
  readonly comment: string;
}

/** The first word of the reply, English and German; `1a` and `1e` as in GoAlert (sms.md §3). */
const WORDS: ReadonlyMap<string, Verb> = new Map<string, Verb>(
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
  } as const),
);

export const HELP =
  "Answer with one word at the beginning of your reply: ACK (or QUITTIEREN) takes the alarm over, " +
  "ESCALATE (or ESKALIEREN) calls the next persons now. Text behind the word is kept as your comment.";

const LONGEST = 20_000;
const CODE = /\[?#?[0-9a-z]{1,11}-[0-9a-z]{4}\]?/giu;
/** Lines that mail programs put above what they quote. */
const QUOTES = [
  /^\s*>/u,
  /^\s*\|/u,
  /^-{2,}\s*(?:original message|ursprüngliche nachricht|original-nachricht|forwarded message|weitergeleitete nachricht)/iu,
  /^_{5,}\s*$/u,
  /^(?:on|am)\b.{0,200}\b(?:wrote|schrieb)\b.*:?\s*$/iu,
  /^(?:from|von|sent|gesendet|to|an|subject|betreff):\s/iu,
  /^--\s?$/u,
];
/** "On … wrote:" that the mail program broke into two or three lines. */
const BROKEN_QUOTE = /^(?:on|am)\s.{5,}/iu;

/** The text above the first quotation or signature: only this counts, or a quoted older code would answer. */
export function newText(text: string): string {
  const lines = text.slice(0, LONGEST).split(/\r?\n/u);
  const kept: string[] = [];
  for (const [at, line] of lines.entries()) {
    if (QUOTES.some((quote) => quote.test(line))) break;
    const following = lines.slice(at, at + 3).join(" ");
    if (BROKEN_QUOTE.test(line) && /\b(?:wrote|schrieb)\b[^:]{0,200}:\s*$/iu.test(following.trimEnd())) break;
    kept.push(line);
  }
  return kept.join("\n").trim();
}

/** The first line that isn't empty decides, by its first word. Null when that says nothing that we know. */
export function readAnswer(fresh: string): Answer | null {
  const line = fresh.split("\n").find((candidate) => candidate.trim() !== "") ?? "";
  const [first = "", ...rest] = line.replace(CODE, " ").trim().split(/\s+/u);
  const verb = WORDS.get(first.toLowerCase().replace(/[.,;:!]+$/u, ""));
  return verb ? { verb, comment: rest.join(" ").slice(0, 500) } : null;
}
