// Imports nothing but types: the page shows with it what a caller will hear.
import type { Language } from "#site/language.ts";

/** What a caller can choose. */
export const MENU_ENTRIES = ["waiting", "standing", "value", "on-duty", "off-duty", "end"] as const;
export type MenuEntry = (typeof MENU_ENTRIES)[number];

export const MENU_DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"] as const;
export type MenuDigit = (typeof MENU_DIGITS)[number];

/** In the order in which it is spoken. */
export type Menu = readonly { readonly digit: MenuDigit; readonly entry: MenuEntry }[];

export const DEFAULT_MENU = [
  { digit: "1", entry: "waiting" },
  { digit: "2", entry: "standing" },
  { digit: "3", entry: "value" },
  { digit: "4", entry: "on-duty" },
  { digit: "5", entry: "off-duty" },
  { digit: "0", entry: "end" },
] as const satisfies Menu;

/** The parts of a menu; each is a prompt of its own, so that every menu can be played without a voice. */
export const MENU_WORDS = {
  "entry-waiting": { en: "For the alarms that wait for you,", de: "Für die Alarme, die auf Sie warten," },
  "entry-standing": { en: "For all alarms that stand,", de: "Für alle Alarme, die anstehen," },
  "entry-value": { en: "For the value of a point,", de: "Für den Wert eines Punktes," },
  "entry-on-duty": { en: "To report on duty,", de: "Um sich zum Dienst zu melden," },
  "entry-off-duty": { en: "To report off duty,", de: "Um sich vom Dienst abzumelden," },
  "entry-end": { en: "To end the call,", de: "Um das Gespräch zu beenden," },
  "digit-0": { en: "press 0.", de: "drücken Sie 0." },
  "digit-1": { en: "press 1.", de: "drücken Sie 1." },
  "digit-2": { en: "press 2.", de: "drücken Sie 2." },
  "digit-3": { en: "press 3.", de: "drücken Sie 3." },
  "digit-4": { en: "press 4.", de: "drücken Sie 4." },
  "digit-5": { en: "press 5.", de: "drücken Sie 5." },
  "digit-6": { en: "press 6.", de: "drücken Sie 6." },
  "digit-7": { en: "press 7.", de: "drücken Sie 7." },
  "digit-8": { en: "press 8.", de: "drücken Sie 8." },
  "digit-9": { en: "press 9.", de: "drücken Sie 9." },
} as const satisfies Record<`entry-${MenuEntry}` | `digit-${MenuDigit}`, Readonly<Record<Language, string>>>;

/** The prompts of a menu, in the order in which they are played. */
export function menuPrompts(menu: Menu): (keyof typeof MENU_WORDS)[] {
  return menu.flatMap(({ digit, entry }) => [`entry-${entry}` as const, `digit-${digit}` as const]);
}

/** What a caller hears. */
export function menuSentence(menu: Menu, language: Language): string {
  return menuPrompts(menu)
    .map((prompt) => MENU_WORDS[prompt][language])
    .join(" ");
}
