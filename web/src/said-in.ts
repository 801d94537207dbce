/** Sentences by their English form, with `{name}` where the server puts something in. */
export type Sentences = Readonly<Record<string, string>>;

/** What is put in at these places is a sentence itself, or the name of a kind of document. */
const SENTENCES: ReadonlySet<string> = new Set(["why", "what", "state", "where", "mistakes", "demand"]);
const KINDS: ReadonlySet<string> = new Set(["kind", "other"]);

interface Form {
  readonly pattern: RegExp;
  readonly said: string;
}

/** Says in another language what came in English; what it has no words for stays as it came. */
export class Interpreter {
  readonly #exact: Sentences;
  readonly #forms: readonly Form[];
  readonly #kinds: Sentences;

  /** @param kinds what kinds of documents are called */
  constructor(sentences: Sentences, kinds: Sentences) {
    this.#exact = sentences;
    this.#kinds = kinds;
    // The one that says most by itself comes first: `{who} may not do this` would fit much.
    this.#forms = Object.entries(sentences)
      .filter(([english]) => english.replace(/\{\w+\}/gu, "") !== english)
      .toSorted(([one], [other]) => fixedIn(other) - fixedIn(one))
      .map(([english, said]) => ({ pattern: patternOf(english), said }));
  }

  say(english: string): string {
    const exact = Object.hasOwn(this.#exact, english) ? this.#exact[english] : undefined;
    if (exact !== undefined) return exact;
    for (const { pattern, said } of this.#forms) {
      const found = pattern.exec(english)?.groups;
      if (found) return said.replace(/\{(\w+)\}/gu, (whole, name: string) => this.#put(name, found[name] ?? whole));
    }
    return english;
  }

  #put(name: string, value: string): string {
    if (SENTENCES.has(name)) return this.say(value);
    return KINDS.has(name) && Object.hasOwn(this.#kinds, value) ? (this.#kinds[value] ?? value) : value;
  }
}

function fixedIn(english: string): number {
  return english.replace(/\{\w+\}/gu, "").length;
}

function patternOf(english: string): RegExp {
  const known = new Set<string>();
  const source = english
    .split(/(\{\w+\})/u)
    .map((part) => {
      const name = /^\{(\w+)\}$/u.exec(part)?.[1];
      if (name === undefined) return part.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&");
      if (known.has(name)) return `\\k<${name}>`;
      known.add(name);
      return `(?<${name}>[\\s\\S]+?)`;
    })
    .join("");
  return new RegExp(`^${source}$`, "u");
}
