import type { englishPages } from "./texts/english/pages.ts";
import { language, SPOKEN } from "./texts/language.ts";
import type { Translated } from "./texts/translated.ts";
import { t as everyday, type Texts } from "./texts.ts";

export type PageTexts = Translated<typeof englishPages>;

/** Every text of the page, for what is loaded when somebody goes there. */
export const t: Texts & PageTexts = { ...everyday, ...(await SPOKEN[language].pages()) };
