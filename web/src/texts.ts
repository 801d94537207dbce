import { english } from "./texts/english/index.ts";
import { type Language, language } from "./texts/language.ts";
import type { Translated } from "./texts/translated.ts";

export type Texts = Translated<typeof english>;

/** Only the language that is spoken is loaded besides English. */
const SPOKEN: Record<Language, () => Promise<Texts>> = {
  en: async () => english,
  de: async () => (await import("./texts/german/index.ts")).german,
};

/** Every text of the page, in the language that this browser speaks. */
export const t: Texts = await SPOKEN[language]();
