import { textIn } from "../schema-form/values.ts";

const LETTERS: Readonly<Record<string, string>> = {
  ä: "ae",
  ö: "oe",
  ü: "ue",
  ß: "ss",
  æ: "ae",
  ø: "oe",
  å: "aa",
  ł: "l",
};

/** The id that a name suggests: lower-case letters, digits, '.', '_' and '-', at most 63. Empty where nothing of it is left. */
export function idOf(name: string): string {
  return name
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^a-z]/gu, (letter) => LETTERS[letter] ?? letter.normalize("NFD").replace(/\p{M}/gu, ""))
    .replace(/[^a-z0-9._]+/gu, "-")
    .slice(0, 63)
    .replace(/^[-._]+|[-._]+$/gu, "");
}

/**
 * The draft of a new document after somebody has typed: its id follows its name until somebody types an id, and again once
 * that is empty.
 */
export function withFollowingId<T>(before: T, after: T): T {
  const [was, is] = [before, after] as readonly Readonly<Record<string, unknown>>[];
  if (typeof is?.["name"] !== "string" || is["name"] === was?.["name"]) return after;
  const own = textIn(was?.["id"]);
  const follows = own === "" || own === idOf(textIn(was?.["name"]));
  return follows && is["id"] === was?.["id"] ? ({ ...is, id: idOf(is["name"]) } as T) : after;
}
