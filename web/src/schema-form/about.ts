import { createContext, use } from "react";
import type { SiteKind } from "../api/contract.ts";
import { helpSaid } from "../said.ts";
import { t } from "../texts.ts";
import type { Field } from "./fields.ts";
import { nameAt } from "./place.ts";
import { type Path, textIn } from "./values.ts";

/** What every field of a form may look at. */
interface Surroundings {
  /** What the server says is wrong, by place. */
  readonly mistakes: ReadonlyMap<string, string>;
  /** Fields that are drawn elsewhere or can't be changed here, by place. */
  readonly hidden: ReadonlySet<string>;
  /** The whole document as it stands in the form; undefined: only a part of one is asked for. */
  readonly draft?: unknown;
  /** Makes a document that is missing, and says which id it has; absent: here it can't be made. */
  readonly make?: MakeMissing;
}

export type MakeMissing = (kind: SiteKind, onMade: (id: string) => void) => void;

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

export type Of<K extends Field["is"]> = FieldProps<Field & { is: K }>;

/** What a field is called. */
export function labelOf({ path, label }: Pick<FieldProps, "path" | "label">): string {
  return label ?? nameAt(path);
}

/** What there is to know about a field, as a sentence; empty: nothing. What can be chosen is named as it is there. */
export function helpOf(field: Field): string {
  if (field.help === "") return "";
  const said = `${helpSaid(field.help)}.`;
  if (field.is !== "choice") return said;
  return field.options.reduce<string>((text, option) => {
    const value = new RegExp(`(?<=^|[;.] )${String(option)}(?=: )`, "u");
    return text.replace(value, choiceSaid(field.name, option, field.titles));
  }, said);
}

/** What the server says is wrong at a place. */
export function useMistake(path: Path): string | undefined {
  return use(Surroundings).mistakes.get(path.join("."));
}

/** What a value to choose is called. */
export function choiceSaid(name: string, value: unknown, titles: Readonly<Record<string, string>> = {}): string {
  const words: Readonly<Record<string, string>> = t.form.choices;
  const key = String(value);
  const categories: Readonly<Record<string, string>> = t.category;
  const own = name === "category" ? categories[key] : undefined;
  return words[`${name}.${key}`] ?? own ?? titles[key] ?? words[key] ?? key;
}

/** How a value stands in help: `500 ms`, `off`. */
export function shownFallback(field: Field): string | null {
  const { fallback } = field;
  if (fallback === undefined || fallback === "" || (typeof fallback === "object" && fallback !== null)) return null;
  if (typeof fallback === "boolean") return fallback ? t.common.on : t.common.off;
  if (field.is === "choice") return choiceSaid(field.name, fallback, field.titles);
  const unit = field.is === "number" && field.unit ? ` ${field.unit}` : "";
  return `${textIn(fallback)}${unit}`;
}

/** What every field of one value says about itself. */
export function useAbout(props: FieldProps) {
  const { field, path } = props;
  const mistake = useMistake(path);
  const fallback = shownFallback(field);
  // A box that is not ticked says itself what holds, and so does a choice that is not made.
  const saysItself = field.is === "switch" || field.is === "choice" || (field.is === "text" && field.refers !== null);
  const mayBeEmpty = field.optional && !saysItself;
  const help = [helpOf(field), fallback !== null && mayBeEmpty && t.form.fallback(fallback)];
  return {
    label: labelOf(props),
    description: help.filter(Boolean).join(" ") || undefined,
    error: mistake,
    withAsterisk: !field.optional,
    "aria-required": !field.optional,
    name: path.join("."),
  };
}
