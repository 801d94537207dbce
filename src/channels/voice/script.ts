import type { Language } from "#site/language.ts";
import type { Prompt } from "#speech/prompts.ts";

export type Order = "acknowledge" | "escalate";

/** One thing that is said. */
export interface Say {
  /** Absent: the prompt's own. */
  readonly text?: string;
  /** Its record is played when the text can't be spoken. */
  readonly prompt: Prompt;
}

export interface ScriptSettings {
  readonly language: Language;
  /** How the call introduces itself. */
  readonly name: string;
  readonly pin: string | null;
  readonly confirm: boolean;
}

/** What the call is about. */
export interface Matter {
  readonly text: string;
  /** Whether a digit is asked for; otherwise it is only spoken. */
  readonly answerable: boolean;
}

export type ScriptState =
  | { readonly at: "pin"; readonly typed: string; readonly wrong: number; readonly silent: number }
  | { readonly at: "menu"; readonly silent: number }
  | { readonly at: "confirm"; readonly silent: number }
  | { readonly at: "ordered"; readonly order: Order };

export type ScriptInput =
  | { readonly kind: "digit"; readonly digit: string }
  | { readonly kind: "silence" }
  /** What became of the order that was given. */
  | { readonly kind: "outcome"; readonly done: boolean; readonly because: string }
  /** It can't be known whether the order was stored. */
  | { readonly kind: "trouble" };

/** How the conversation ended, as far as it went. */
export type Ending = "acknowledged" | "escalated" | "refused" | "heard" | "no-digit" | "wrong-pin";

export type ScriptStep =
  | { readonly next: "listen"; readonly state: ScriptState; readonly say: readonly Say[] }
  | { readonly next: "order"; readonly state: ScriptState; readonly order: Order; readonly say: readonly Say[] }
  | { readonly next: "hang-up"; readonly ending: Ending; readonly say: readonly Say[] };

const PIN_TRIES = 3;
/** How often silence is met with a repetition. */
const PATIENCE = 2;

/** What is said when somebody has answered. */
export function begin(settings: ScriptSettings, matter: Matter): ScriptStep {
  const greeting: Say = { text: GREETING[settings.language](settings.name), prompt: "greeting" };
  if (settings.pin !== null) {
    const state: ScriptState = { at: "pin", typed: "", wrong: 0, silent: 0 };
    return { next: "listen", state, say: [greeting, ASK_PIN] };
  }
  return tell(matter, [greeting]);
}

/** The next thing to say and do. Pure: the whole conversation can be walked in a test. */
export function proceed(settings: ScriptSettings, matter: Matter, state: ScriptState, input: ScriptInput): ScriptStep {
  if (input.kind === "outcome") return conclude(state, input);
  if (input.kind === "trouble") {
    return { next: "listen", state: { at: "menu", silent: 0 }, say: [TROUBLE, MENU] };
  }
  switch (state.at) {
    case "pin":
      return input.kind === "silence" ? silentAtPin(state) : typed(settings, matter, state, input.digit);
    case "menu":
      return input.kind === "silence" ? silent(matter, state) : chosen(settings, matter, input.digit);
    case "confirm":
      if (input.kind === "silence") return silent(matter, state);
      if (input.digit === "1") return order("acknowledge");
      return { next: "listen", state: { at: "menu", silent: 0 }, say: [MENU] };
    case "ordered":
      // A digit while the order is carried out says nothing new.
      return { next: "listen", state, say: [] };
  }
}

function tell(matter: Matter, before: readonly Say[]): ScriptStep {
  const message: Say = { text: matter.text, prompt: "message" };
  if (!matter.answerable) return { next: "hang-up", ending: "heard", say: [...before, message, message, GOODBYE] };
  return { next: "listen", state: { at: "menu", silent: 0 }, say: [...before, message, MENU] };
}

function typed(
  settings: ScriptSettings,
  matter: Matter,
  state: Extract<ScriptState, { at: "pin" }>,
  digit: string,
): ScriptStep {
  const pin = settings.pin ?? "";
  const soFar = state.typed + digit;
  if (soFar.length < pin.length) return { next: "listen", state: { ...state, typed: soFar }, say: [] };
  if (soFar === pin) return tell(matter, []);
  const wrong = state.wrong + 1;
  if (wrong >= PIN_TRIES) return { next: "hang-up", ending: "wrong-pin", say: [GOODBYE] };
  return { next: "listen", state: { ...state, typed: "", wrong }, say: [WRONG_PIN] };
}

function silentAtPin(state: Extract<ScriptState, { at: "pin" }>): ScriptStep {
  if (state.silent >= PATIENCE) return { next: "hang-up", ending: "no-digit", say: [GOODBYE] };
  return { next: "listen", state: { ...state, typed: "", silent: state.silent + 1 }, say: [ASK_PIN] };
}

function chosen({ confirm }: ScriptSettings, matter: Matter, digit: string): ScriptStep {
  const state: ScriptState = { at: "menu", silent: 0 };
  switch (digit) {
    case "1":
      return confirm ? { next: "listen", state: { at: "confirm", silent: 0 }, say: [CONFIRM] } : order("acknowledge");
    case "2":
      return { next: "listen", state, say: [{ text: matter.text, prompt: "message" }, MENU] };
    case "4":
      return order("escalate");
    default:
      return { next: "listen", state, say: [NO_CHOICE, MENU] };
  }
}

/** A voicemail says a lot and presses nothing: it hears the message a few times, and nothing is acknowledged. */
function silent(matter: Matter, state: { readonly silent: number }): ScriptStep {
  if (state.silent >= PATIENCE) return { next: "hang-up", ending: "no-digit", say: [GOODBYE] };
  const message: Say = { text: matter.text, prompt: "message" };
  return { next: "listen", state: { at: "menu", silent: state.silent + 1 }, say: [message, MENU] };
}

function order(what: Order): ScriptStep {
  return { next: "order", state: { at: "ordered", order: what }, order: what, say: [] };
}

function conclude(state: ScriptState, { done, because }: Extract<ScriptInput, { kind: "outcome" }>): ScriptStep {
  if (!done) return { next: "hang-up", ending: "refused", say: [{ text: because, prompt: "not-done" }, GOODBYE] };
  const ending = state.at === "ordered" && state.order === "escalate" ? "escalated" : "acknowledged";
  return { next: "hang-up", ending, say: [{ text: because, prompt: "done" }, GOODBYE] };
}

const GREETING: Readonly<Record<Language, (name: string) => string>> = {
  en: (name) => `This is ${name} with a message.`,
  de: (name) => `Hier ist ${name} mit einer Nachricht.`,
};
const MENU: Say = { prompt: "menu" };
const CONFIRM: Say = { prompt: "confirm" };
const NO_CHOICE: Say = { prompt: "no-choice" };
const ASK_PIN: Say = { prompt: "pin" };
const WRONG_PIN: Say = { prompt: "wrong-pin" };
const TROUBLE: Say = { prompt: "trouble" };
const GOODBYE: Say = { prompt: "goodbye" };
