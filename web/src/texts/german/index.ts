import type { Texts } from "../../texts.ts";

/** German, of what is translated; the rest is English. */
export const german = {
  locale: "de-DE",
} satisfies Partial<Texts>;
