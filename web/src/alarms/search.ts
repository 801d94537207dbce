import type { AlarmView } from "../api/contract.ts";
import { t } from "../texts.ts";

/** What of an alarm is looked through, in the order in which it is said. */
export const FIELDS = ["text", "point", "source", "area", "tags", "condition"] as const;
export type Field = (typeof FIELDS)[number];

/** What is looked for: every one of `words`, and none of `without`. */
export interface Search {
  readonly words: readonly string[];
  readonly without: readonly string[];
}

/** Reads `pump "hall 3" -test`: words in any order, quoted ones together, with `-` what must not be there. */
export function searchOf(text: string): Search {
  const words: string[] = [];
  const without: string[] = [];
  for (const [, minus, quoted, plain] of text.matchAll(/(-?)(?:"([^"]*)"?|(\S+))/gu)) {
    const word = folded((quoted ?? plain ?? "").trim());
    // A minus alone is a word that is only being typed.
    if (word !== "" && word !== "-") (minus ? without : words).push(word);
  }
  return { words, without };
}

/** `straße`, `STRASSE` and `Straße` are one; so are `tür` and `tur`, and full-width letters and others. */
function folded(text: string): string {
  // Most texts are plain, and these need no more.
  if (/^\p{ASCII}*$/u.test(text)) return text.toUpperCase();
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toUpperCase();
}

type Facts = Readonly<Record<Field, string>>;

/** Looks through alarms, and remembers what it has read of each. */
export class Searcher {
  readonly #facts = new WeakMap<AlarmView, Facts>();
  readonly #areaName: (id: string) => string;

  constructor(areaName: (id: string) => string = (id) => id) {
    this.#areaName = areaName;
  }

  /** By which fields the alarm is found; null: it isn't. Empty: nothing was looked for. */
  find({ words, without }: Search, view: AlarmView): Field[] | null {
    if (words.length === 0 && without.length === 0) return [];
    const facts = this.#factsOf(view);
    const has = (word: string) => FIELDS.some((field) => facts[field].includes(word));
    if (without.some(has) || !words.every(has)) return null;
    return FIELDS.filter((field) => words.some((word) => facts[field].includes(word)));
  }

  #factsOf(view: AlarmView): Facts {
    let facts = this.#facts.get(view);
    if (facts) return facts;
    const area = view.area === null ? "" : `${view.area}\n${this.#areaName(view.area)}`;
    facts = {
      text: folded(view.text),
      point: folded(`${view.pointName}\n${view.point}`),
      source: folded(`${view.sourceName}\n${view.source}`),
      area: folded(`${area}\n${view.partition}`),
      tags: folded(view.tags.join("\n")),
      condition: folded(
        [view.condition, t.condition(view.condition), view.category, t.category[view.category]].join("\n"),
      ),
    };
    this.#facts.set(view, facts);
    return facts;
  }
}
