import type { Language } from "#site/language.ts";
import { type Menu, menuPrompts } from "#speech/menu-words.ts";
import type { WaitingAlarm } from "../channel.ts";
import type { Say } from "./script.ts";

type Waiting = Pick<WaitingAlarm, "notification" | "text">;

/** What the caller wants done. `identify`: `number` null is whoever the caller's telephone belongs to. */
export type CallInOrder =
  | { readonly order: "identify"; readonly number: string | null; readonly pin: string }
  | { readonly order: "waiting" | "standing" }
  | { readonly order: "value"; readonly key: string }
  | { readonly order: "duty"; readonly on: boolean }
  | { readonly order: "answer"; readonly notification: number; readonly verb: "acknowledge" | "escalate" };

type AtMenu = { readonly at: "menu"; readonly silent: number };

export type CallInState =
  | { readonly at: "number"; readonly typed: string; readonly silent: number; readonly wrong: number }
  | {
      readonly at: "pin";
      readonly number: string | null;
      readonly typed: string;
      readonly silent: number;
      readonly wrong: number;
    }
  | AtMenu
  /** One of those that wait, which was just spoken. */
  | {
      readonly at: "alarm" | "confirm";
      readonly alarms: readonly Waiting[];
      readonly index: number;
      readonly silent: number;
    }
  | { readonly at: "point"; readonly typed: string; readonly silent: number }
  | { readonly at: "ordered"; readonly order: CallInOrder; readonly before: CallInState };

export type CallInInput =
  | { readonly kind: "digit"; readonly digit: string }
  | { readonly kind: "silence" }
  | { readonly kind: "identified"; readonly who: "known" | "wrong" | "locked" }
  | { readonly kind: "waiting"; readonly alarms: readonly Waiting[] }
  | { readonly kind: "no-point" }
  /** What is to be said about what was ordered. */
  | { readonly kind: "said"; readonly text: string }
  /** It can't be known whether the order was stored. */
  | { readonly kind: "trouble" };

export type CallInEnding = "hung-up" | "goodbye" | "silent" | "wrong-pin" | "locked" | "trouble";

export type CallInStep =
  | { readonly next: "listen"; readonly state: CallInState; readonly say: readonly Say[] }
  | { readonly next: "order"; readonly state: CallInState; readonly order: CallInOrder; readonly say: readonly Say[] }
  | { readonly next: "hang-up"; readonly ending: CallInEnding; readonly say: readonly Say[] };

export interface CallInSettings {
  readonly name: string;
  readonly language: Language;
}

const PIN_TRIES = 3;
/** How often silence is met with a repetition. */
const PATIENCE = 2;
const LONGEST = 10;

/** What a caller hears first. @param known the telephone belongs to somebody */
export function welcome({ name, language }: CallInSettings, known: boolean): CallInStep {
  const greeting: Say = { text: GREETING[language](name), prompt: "greeting" };
  return known ? askPin([greeting], null, 0) : askNumber([greeting], 0);
}

/** The next thing to say and do. Pure: the whole conversation can be walked in a test. @param choices of the main menu */
export function advance(choices: Menu, state: CallInState, input: CallInInput): CallInStep {
  switch (input.kind) {
    case "digit":
      return pressed(choices, state, input.digit);
    case "silence":
      return silent(choices, state);
    case "identified":
      return identified(choices, state, input.who);
    case "waiting":
      return input.alarms.length === 0 ? menu(choices, [NOTHING_WAITS]) : tell(input.alarms, 0);
    case "said":
      return told(choices, state, input.text);
    case "no-point":
      return menu(choices, [{ prompt: "no-such-point" }]);
    case "trouble":
      // Who could not be let in is not let in.
      return state.at === "ordered" && state.order.order === "identify"
        ? { next: "hang-up", ending: "trouble", say: [TROUBLE, GOODBYE] }
        : menu(choices, [TROUBLE]);
  }
}

function pressed(choices: Menu, state: CallInState, digit: string): CallInStep {
  switch (state.at) {
    case "number": {
      const typed = typedSoFar(state.typed, digit);
      if (typed.ended && typed.text !== "") return askPin([], typed.text, state.wrong);
      return { next: "listen", state: { ...state, typed: typed.text }, say: [] };
    }
    case "pin": {
      const typed = typedSoFar(state.typed, digit);
      if (!typed.ended) return { next: "listen", state: { ...state, typed: typed.text }, say: [] };
      return order(state, { order: "identify", number: state.number, pin: typed.text });
    }
    case "menu":
      return chosen(choices, state, digit);
    case "alarm":
      return aboutAlarm(choices, state, digit);
    case "confirm":
      return digit === "1" ? answer(state, "acknowledge") : tell(state.alarms, state.index);
    case "point": {
      const typed = typedSoFar(state.typed, digit);
      if (typed.ended && typed.text !== "") return order(state, { order: "value", key: typed.text });
      return typed.ended ? menu(choices, []) : { next: "listen", state: { ...state, typed: typed.text }, say: [] };
    }
    case "ordered":
      // A digit while the order is carried out says nothing new.
      return { next: "listen", state, say: [] };
  }
}

function chosen(choices: Menu, state: AtMenu, digit: string): CallInStep {
  switch (choices.find((choice) => choice.digit === digit)?.entry) {
    case "waiting":
      return order(state, { order: "waiting" });
    case "standing":
      return order(state, { order: "standing" });
    case "value":
      return { next: "listen", state: { at: "point", typed: "", silent: 0 }, say: [ASK_POINT] };
    case "on-duty":
      return order(state, { order: "duty", on: true });
    case "off-duty":
      return order(state, { order: "duty", on: false });
    case "end":
      return { next: "hang-up", ending: "goodbye", say: [GOODBYE] };
    case undefined:
      return menu(choices, [NO_CHOICE]);
  }
}

function aboutAlarm(
  choices: Menu,
  state: Extract<CallInState, { at: "alarm" | "confirm" }>,
  digit: string,
): CallInStep {
  const { alarms, index } = state;
  switch (digit) {
    case "1":
      return { next: "listen", state: { at: "confirm", alarms, index, silent: 0 }, say: [{ prompt: "confirm" }] };
    case "2":
      return tell(alarms, index);
    case "3":
      return next(choices, alarms, index);
    case "4":
      return answer(state, "escalate");
    case "0":
      return menu(choices, []);
    default:
      return { next: "listen", state: { ...state, at: "alarm", silent: 0 }, say: [NO_CHOICE, ALARM_MENU] };
  }
}

function told(choices: Menu, state: CallInState, text: string): CallInStep {
  const said: Say = { text, prompt: "message" };
  const before = state.at === "ordered" ? state.before : state;
  if (before.at !== "alarm" && before.at !== "confirm") return menu(choices, [said]);
  const following = next(choices, before.alarms, before.index);
  return { ...following, say: [said, ...following.say] };
}

function identified(choices: Menu, state: CallInState, who: "known" | "wrong" | "locked"): CallInStep {
  if (who === "known") return menu(choices, []);
  if (who === "locked") return { next: "hang-up", ending: "locked", say: [LOCKED, GOODBYE] };
  const before = state.at === "ordered" ? state.before : state;
  const wrong = ("wrong" in before ? before.wrong : 0) + 1;
  if (wrong >= PIN_TRIES) return { next: "hang-up", ending: "wrong-pin", say: [GOODBYE] };
  // A number that nobody has and a wrong PIN sound the same.
  if (before.at === "pin" && before.number !== null) return askNumber([WRONG], wrong);
  return { next: "listen", state: { at: "pin", number: null, typed: "", silent: 0, wrong }, say: [WRONG_PIN] };
}

function silent(choices: Menu, state: CallInState): CallInStep {
  if (state.at === "ordered") return { next: "listen", state, say: [] };
  if (state.silent >= PATIENCE) return { next: "hang-up", ending: "silent", say: [GOODBYE] };
  const again = { ...state, silent: state.silent + 1 };
  switch (again.at) {
    case "number":
      return { next: "listen", state: { ...again, typed: "" }, say: [ASK_NUMBER] };
    case "pin":
      return { next: "listen", state: { ...again, typed: "" }, say: [ASK_PIN] };
    case "menu":
      return { next: "listen", state: again, say: spokenMenu(choices) };
    case "point":
      return { next: "listen", state: { ...again, typed: "" }, say: [ASK_POINT] };
    case "alarm":
    case "confirm":
      return { next: "listen", state: { ...again, at: "alarm" }, say: [spoken(again.alarms, again.index), ALARM_MENU] };
  }
}

function tell(alarms: readonly Waiting[], index: number): CallInStep {
  const state: CallInState = { at: "alarm", alarms, index, silent: 0 };
  return { next: "listen", state, say: [spoken(alarms, index), ALARM_MENU] };
}

function next(choices: Menu, alarms: readonly Waiting[], index: number): CallInStep {
  return index + 1 < alarms.length ? tell(alarms, index + 1) : menu(choices, [THAT_WAS_ALL]);
}

function spoken(alarms: readonly Waiting[], index: number): Say {
  return { text: alarms[index]?.text ?? "", prompt: "message" };
}

function answer(
  state: Extract<CallInState, { at: "alarm" | "confirm" }>,
  verb: "acknowledge" | "escalate",
): CallInStep {
  return order(state, { order: "answer", notification: state.alarms[state.index]?.notification ?? 0, verb });
}

function order(before: CallInState, what: CallInOrder): CallInStep {
  return { next: "order", state: { at: "ordered", order: what, before }, order: what, say: [] };
}

function menu(choices: Menu, before: readonly Say[]): CallInStep {
  return { next: "listen", state: { at: "menu", silent: 0 }, say: [...before, ...spokenMenu(choices)] };
}

function spokenMenu(choices: Menu): Say[] {
  return menuPrompts(choices).map((prompt) => ({ prompt }));
}

function askNumber(before: readonly Say[], wrong: number): CallInStep {
  return { next: "listen", state: { at: "number", typed: "", silent: 0, wrong }, say: [...before, ASK_NUMBER] };
}

function askPin(before: readonly Say[], number: string | null, wrong: number): CallInStep {
  const state: CallInState = { at: "pin", number, typed: "", silent: 0, wrong };
  return { next: "listen", state, say: [...before, ASK_PIN] };
}

/** `#` ends what is typed, `*` takes it back, and too much of it ends too. */
function typedSoFar(typed: string, digit: string): { readonly text: string; readonly ended: boolean } {
  if (digit === "#") return { text: typed, ended: true };
  if (digit === "*") return { text: "", ended: false };
  const text = typed + digit;
  return { text, ended: text.length >= LONGEST };
}

const GREETING: Readonly<Record<Language, (name: string) => string>> = {
  en: (name) => `This is ${name}.`,
  de: (name) => `Hier ist ${name}.`,
};
const ALARM_MENU: Say = { prompt: "alarm-menu" };
const ASK_NUMBER: Say = { prompt: "ask-number" };
const ASK_PIN: Say = { prompt: "ask-call-in-pin" };
const WRONG_PIN: Say = { prompt: "wrong-call-in-pin" };
const ASK_POINT: Say = { prompt: "ask-point" };
const WRONG: Say = { prompt: "wrong-number-or-pin" };
const LOCKED: Say = { prompt: "call-in-locked" };
const NOTHING_WAITS: Say = { prompt: "nothing-waits" };
const THAT_WAS_ALL: Say = { prompt: "that-was-all" };
const NO_CHOICE: Say = { prompt: "no-choice" };
const TROUBLE: Say = { prompt: "trouble" };
const GOODBYE: Say = { prompt: "goodbye" };
