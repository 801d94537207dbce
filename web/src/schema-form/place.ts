import { t } from "../texts.ts";
import { wordsOf } from "./fields.ts";

/**
 * What the field at a place is called: in the page's language where it has a word for it, else by the words of its name. Where
 * the same name means something else the word is that of `parent.name`.
 */
export function nameAt(path: readonly (string | number)[]): string {
  const words: Readonly<Record<string, string>> = t.form.fields;
  const name = String(path.at(-1) ?? "");
  const parent = path.slice(0, -1).findLast((step) => !isPosition(step));
  // What is for ever is the name of the whole, not that of one of its entries.
  if (name === "id" && path.length > 1) return words[`${parent}.id`] ?? t.form.entryId;
  return words[`${parent}.${name}`] ?? words[name] ?? wordsOf(name);
}

/** One entry of a list, by what the list is called: `Contact methods` → `Contact method 1`. @param at from 0 */
export function entryAt(path: readonly (string | number)[], at: number): string {
  const words: Readonly<Record<string, string>> = t.form.entries;
  const name = String(path.at(-1) ?? "");
  const parent = path.slice(0, -1).findLast((step) => !isPosition(step));
  return `${words[`${parent}.${name}`] ?? words[name] ?? nameAt(path)} ${at + 1}`;
}

/** A place of a document as its form calls it: `methods.0.address` → `Contact method 1: Address`. */
export function placeSaid(place: string): string {
  const steps = place.split(".");
  const said: string[] = [];
  for (const [at, step] of steps.entries()) {
    const above = steps.slice(0, at);
    if (at > 0 && isPosition(step)) said.splice(-1, 1, entryAt(above, Number(step)));
    else said.push(nameAt(steps.slice(0, at + 1)));
  }
  return said.join(": ");
}

function isPosition(step: string | number): boolean {
  return typeof step === "number" || /^\d+$/u.test(step);
}
