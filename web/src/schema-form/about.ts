import { createContext, use } from "react";
import { helpSaid } from "../said.ts";
import { t } from "../texts.ts";
import { type Field, wordsOf } from "./fields.ts";
import { type Path, textIn } from "./values.ts";

/** What every field of a form may look at. */
interface Surroundings {
  /** What the server says is wrong, by place. */
  readonly mistakes: ReadonlyMap<string, string>;
  /** Fields that are drawn elsewhere or can't be changed here, by place. */
  readonly hidden: ReadonlySet<string>;
}

export const Surroundings = createContext<Surroundings>({ mistakes: new Map(), hidden: new Set() });

export interface FieldProps<F extends Field = Field> {
  readonly field: F;
  readonly path: Path;
  /** undefined: the document says nothing here. */
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  /** Of an entry of a list; else its own name is in the label. */
  readonly label?: string;
}

/**
 * What a field is called: in the page's language where it has a word for it, else as the schema calls it. Where the same name
 * means something else the word is that of `parent.name`.
 */
export function labelOf({
  field,
  path,
  label,
}: Pick<FieldProps, "path" | "label"> & { readonly field: Pick<Field, "name"> }): string {
  if (label !== undefined) return label;
  const words: Readonly<Record<string, string>> = t.setup.fields;
  const parent = path.slice(0, -1).findLast((step) => typeof step === "string");
  return words[`${parent}.${field.name}`] ?? words[field.name] ?? wordsOf(field.name);
}

/** What there is to know about a field, as a sentence; empty: nothing. */
export function helpOf({ help }: Field): string {
  return help === "" ? "" : `${helpSaid(help)}.`;
}

/** What the server says is wrong at a place. */
export function useMistake(path: Path): string | undefined {
  return use(Surroundings).mistakes.get(path.join("."));
}

/** What a value to choose is called. */
export function choiceSaid(name: string, value: unknown, titles: Readonly<Record<string, string>> = {}): string {
  const words: Readonly<Record<string, string>> = t.setup.choices;
  const key = String(value);
  return words[`${name}.${key}`] ?? titles[key] ?? words[key] ?? key;
}

/** How a value stands in help: `500 ms`, `off`. */
export function shownFallback(field: Field): string | null {
  const { fallback } = field;
  if (fallback === undefined || fallback === "" || (typeof fallback === "object" && fallback !== null)) return null;
  if (typeof fallback === "boolean") return fallback ? t.setup.on : t.setup.off;
  if (field.is === "choice") return choiceSaid(field.name, fallback, field.titles);
  const unit = field.is === "number" && field.unit ? ` ${field.unit}` : "";
  return `${textIn(fallback)}${unit}`;
}

/** A place of a document as the form calls it: `methods.0.address` → `Methods 1 › Address`. */
export function placeSaid(path: string): string {
  const steps = path.split(".");
  const said: string[] = [];
  for (const [at, step] of steps.entries()) {
    if (/^\d+$/u.test(step) && said.length > 0) said.push(`${said.pop()} ${Number(step) + 1}`);
    else said.push(labelOf({ field: { name: step }, path: steps.slice(0, at + 1) }));
  }
  return said.join(" › ");
}
