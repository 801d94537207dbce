/** The languages that the page speaks, by their tags (BCP 47), each in its own words. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

const KEPT = "tocsin language";

/** The first of the wished languages that the page speaks; English where it speaks none of them. */
export function choose(wishes: readonly (string | null)[]): Language {
  for (const wish of wishes) {
    const tag = wish?.split("-")[0]?.toLowerCase();
    if (tag !== undefined && Object.hasOwn(LANGUAGES, tag)) return tag as Language;
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
