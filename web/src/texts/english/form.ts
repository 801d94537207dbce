import { choices } from "./choices.ts";
import { entries } from "./entries.ts";
import { fields } from "./fields.ts";

/** What fields and their values are called, in forms and wherever something is said of a field. */
export const form = {
  form: {
    fields,
    entries,
    /** The id of an entry of a list. */
    entryId: "ID",
    choices,
    nothing: "nothing",
    fallback: (value: string) => `Left empty: ${value}.`,
    more: (count: number) => `and ${count} more`,
  },
};
