import type { Sentences } from "../../../src/kernel/said-in.ts";
import type { PageTexts } from "../page-texts.ts";
import type { Texts } from "../texts.ts";
import { english } from "./english/index.ts";

/** What the server says in English, in another language. */
export interface ServerWords {
  /** The help of the fields of forms. */
  readonly help: Sentences;
  /** What was expected where a field is wrong. */
  readonly mistakes: Sentences;
  /** Why the server refuses. */
  readonly problems: Sentences;
  /** Why the system, the network or the database failed. */
  readonly causes: Sentences;
  /** Texts that alarms have where nobody wrote one. */
  readonly alarmTexts: Sentences;
}

interface Spoken {
  /** What it calls itself. */
  readonly name: string;
  readonly texts: () => Promise<Texts>;
  /** What only pages say that are loaded when somebody goes there. */
  readonly pages: () => Promise<PageTexts>;
  /** null: the server speaks it. */
  readonly server: (() => Promise<ServerWords>) | null;
}

/** The languages that the page speaks, by their tags (BCP 47). Only the one that is spoken is loaded besides English. */
export const SPOKEN = {
  en: {
    name: "English",
    texts: async () => english,
    pages: async () => (await import("./english/pages.ts")).englishPages,
    server: null,
  },
  de: {
    name: "Deutsch",
    texts: async () => (await import("./german/index.ts")).german,
    pages: async () => (await import("./german/pages.ts")).germanPages,
    server: async () => (await import("./german/server/index.ts")).serverWords,
  },
} as const satisfies Record<string, Spoken>;
export type Language = keyof typeof SPOKEN;

/** What each calls itself. */
export const LANGUAGES = Object.fromEntries(Object.entries(SPOKEN).map(([tag, { name }]) => [tag, name])) as Readonly<
  Record<Language, string>
>;

const KEPT = "tocsin language";

/** The first of the wished languages that the page speaks; English where it speaks none of them. */
export function choose(wishes: readonly (string | null)[]): Language {
  for (const wish of wishes) {
    const tag = wish?.split("-")[0]?.toLowerCase();
    if (tag !== undefined && Object.hasOwn(SPOKEN, tag)) return tag as Language;
  }
  return "en";
}

/** What this browser was told, else what it is set to. English outside of a page. */
export const language: Language =
  "document" in globalThis ? choose([localStorage.getItem(KEPT), ...navigator.languages]) : "en";

/** Speaks another language from now on: the page is loaded anew. */
export function speak(wish: Language): void {
  localStorage.setItem(KEPT, wish);
  location.reload();
}
