import { globSync, readFileSync } from "node:fs";

/** A sentence that is made in the sources: `{}` stands for what is put in. */
export interface Sentence {
  readonly file: string;
  readonly text: string;
}

/** The texts that are given to these functions or classes, each at its place among what is given, from 0. */
export function sentencesIn(pattern: string, places: Readonly<Record<string, number>>): Sentence[] {
  const files = globSync(pattern).filter((file) => !file.endsWith(".test.ts"));
  const calls = new RegExp(`(?<![\\w.#])(${Object.keys(places).join("|")})\\(`, "gu");
  return files.flatMap((file) => {
    const source = readFileSync(file, "utf8");
    return Array.from(source.matchAll(calls)).flatMap((call) => {
      const given = textsGiven(source, call.index + call[0].length);
      return (given[places[call[1] ?? ""] ?? 0] ?? []).map((text) => ({ file, text }));
    });
  });
}

/** The texts in each of what is given, up to the bracket that closes. */
function textsGiven(source: string, from: number): string[][] {
  const given: string[][] = [[]];
  let depth = 0;
  for (let at = from; at < source.length && depth >= 0; at++) {
    const character = source[at] ?? "";
    if ("([{".includes(character)) depth++;
    else if (")]}".includes(character)) depth--;
    else if (character === "," && depth === 0) given.push([]);
    else if (`"'\``.includes(character)) {
      const { text, end } = textAt(source, at);
      // What stands within brackets is put into a text, or chosen by it.
      if (depth === 0) given.at(-1)?.push(text);
      at = end;
    }
  }
  return given;
}

function textAt(source: string, from: number): { text: string; end: number } {
  const quote = source[from];
  let text = "";
  for (let at = from + 1; at < source.length; at++) {
    const character = source[at] ?? "";
    if (character === quote) return { text, end: at };
    if (character === "\\") text += source[++at] === "n" ? "\n" : (source[at] ?? "");
    else if (quote === "`" && source.startsWith("${", at)) {
      text += "{}";
      at = endOfPlaceholder(source, at + 2);
    } else text += character;
  }
  throw new Error("a text never ends");
}

function endOfPlaceholder(source: string, from: number): number {
  let depth = 0;
  for (let at = from; at < source.length; at++) {
    const character = source[at] ?? "";
    if (character === "{") depth++;
    else if (character === "}" && depth-- === 0) return at;
    else if (`"'\``.includes(character)) at = textAt(source, at).end;
  }
  throw new Error("a placeholder never ends");
}
