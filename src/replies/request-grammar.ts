/** What a person can ask by text, whatever brings it: SMS, mail, chat. Answers to a message itself are in `grammar.ts`. */
export type Question =
  | { readonly ask: "list" | "who" | "report" }
  /** `about` is a point, as the person calls it. */
  | { readonly ask: "status"; readonly about: string };

/** The first word, English and German. */
const WORDS: ReadonlyMap<string, Question["ask"]> = new Map<string, Question["ask"]>(
  Object.entries({
    list: "list",
    liste: "list",
    who: "who",
    wer: "who",
    status: "status",
    zustand: "status",
    report: "report",
    bericht: "report",
    lage: "report",
  } as const),
);
const ALL = /^(?:\S+\s+)?(?:all|alle|alles)\b/iu;
const LONGEST = 120;

/** Null: it is no question. The first line that isn't empty decides, and a question is nothing but a question. */
export function readQuestion(fresh: string): Question | null {
  const line = firstLine(fresh);
  const [first = "", ...rest] = line.split(/\s+/u);
  const ask = WORDS.get(first.toLowerCase().replace(/[.,;:!?]+$/u, ""));
  if (ask === undefined) return null;
  const about = rest.join(" ").slice(0, LONGEST);
  if (ask === "status") return about === "" ? null : { ask, about };
  // A sentence that begins so asks somebody else.
  return rest.length === 0 ? { ask } : null;
}

/** Whether an answer is meant for everything that waits for one: `ACK ALL`. */
export function meansAll(fresh: string): boolean {
  return ALL.test(firstLine(fresh));
}

function firstLine(fresh: string): string {
  return (
    fresh
      .split("\n", 50)
      .find((line) => line.trim() !== "")
      ?.trim() ?? ""
  );
}
