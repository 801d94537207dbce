import { choices } from "./choices.ts";
import { entries } from "./entries.ts";
import { fields } from "./fields.ts";

/** What fields and their values are called, in forms and wherever something is said of a field. */
export const form = {
  form: {
    fields,
    entries,
    /** The id of an entry of a list. */
    entryId: "Kennung",
    choices,
    nothing: "nichts",
    fallback: (value: string) => `Leer: ${value}.`,
    more: (count: number) => `und ${count} weitere`,
  },
};
