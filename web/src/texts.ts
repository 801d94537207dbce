import type { english } from "./texts/english/index.ts";
import { language, SPOKEN } from "./texts/language.ts";
import type { Translated } from "./texts/translated.ts";

export type Texts = Translated<typeof english>;

/** What is said from the first view on, in the language that this browser speaks. Pages that are loaded later: page-texts.ts. */
export const t: Texts = await SPOKEN[language].texts();
