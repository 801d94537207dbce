import type { english } from "./texts/english/index.ts";
import { language, SPOKEN } from "./texts/language.ts";
import type { Translated } from "./texts/translated.ts";

export type Texts = Translated<typeof english>;

/** Every text of the page, in the language that this browser speaks. */
export const t: Texts = await SPOKEN[language].texts();
