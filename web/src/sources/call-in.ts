import {
  DEFAULT_MENU,
  MENU_DIGITS,
  MENU_ENTRIES,
  type Menu,
  type MenuDigit,
  type MenuEntry,
} from "../../../src/speech/menu-words.ts";

/** What stands for a stored PIN, and keeps it. */
export const STORED_PIN = "***";

export interface Caller {
  readonly person: string;
  readonly number: string;
  readonly pin: string;
}

export interface CallablePoint {
  readonly key: string;
  readonly point: string;
}

/** Who can call in and with what, as it is edited. */
export interface CallInDraft {
  /** Off: calls that come in are refused. */
  readonly on: boolean;
  readonly persons: readonly Caller[];
  readonly points: readonly CallablePoint[];
  /** Null: it isn't offered. */
  readonly digits: Readonly<Record<MenuEntry, MenuDigit | null>>;
}

type Settings = Readonly<Record<string, unknown>>;
type CallIn = Partial<Pick<CallInDraft, "persons" | "points">> & { readonly menu?: Menu };

/** @param settings of a voice channel, as the server shows them */
export function draftOf(settings: Settings): CallInDraft {
  const callIn = settings["callIn"] as CallIn | undefined;
  const menu: Menu = callIn?.menu ?? DEFAULT_MENU;
  const digitOf = (entry: MenuEntry) => menu.find((choice) => choice.entry === entry)?.digit ?? null;
  return {
    on: callIn !== undefined,
    persons: callIn?.persons ?? [],
    points: callIn?.points ?? [],
    digits: Object.fromEntries(MENU_ENTRIES.map((entry) => [entry, digitOf(entry)])) as CallInDraft["digits"],
  };
}

/** The same settings with what was edited. */
export function settingsWith(settings: Settings, draft: CallInDraft): Settings {
  const { callIn: _, ...rest } = settings;
  const { on, persons, points } = draft;
  return on ? { ...rest, callIn: { persons, points, menu: menuOf(draft) } } : rest;
}

/** In the order of the keys of a telephone. */
export function menuOf({ digits }: Pick<CallInDraft, "digits">): Menu {
  return MENU_DIGITS.flatMap((digit) =>
    MENU_ENTRIES.flatMap((entry) => (digits[entry] === digit ? [{ digit, entry }] : [])),
  );
}

/** Those that no other entry has. */
export function digitsFor(entry: MenuEntry, digits: CallInDraft["digits"]): MenuDigit[] {
  return MENU_DIGITS.filter((digit) => MENU_ENTRIES.every((other) => other === entry || digits[other] !== digit));
}
