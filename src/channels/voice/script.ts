import type { Language } from "#site/language.ts";
import type { Prompt } from "#speech/prompts.ts";

export type Order =
  | { readonly order: "acknowledge" | "escalate"; readonly notification: number }
  /** The next alarm that waits for this person. */
  | { readonly order: "next" }
  /** To somebody on duty. */
  | { readonly order: "transfer" };

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
  /** Other alarms wait for this person. */
  readonly next: boolean;
  /** Somebody else is on duty with whom this person can be connected. */
  readonly transfer: boolean;
}

/** What the call is about. */
export interface Matter {
  readonly notification: number;
  readonly text: string;
  /** Whether a digit is asked for; otherwise it is only spoken. */
  readonly answerable: boolean;
  /** What is to be done; null: that is not known. */
  readonly instructions: string | null;
}

/** What became of the alarm for which the call was made. */
export interface Fate {
  readonly ending: "acknowledged" | "escalated" | "refused";
  readonly said: string;
}

/** How far a call has come. */
interface Progress {
  /** Which was spoken last. */
  readonly current: Matter;
  /** Null: nothing was answered yet. */
  readonly fate: Fate | null;
}

export type ScriptState =
  | { readonly at: "pin"; readonly typed: string; readonly wrong: number; readonly silent: number }
  | (Progress & { readonly at: "menu" | "confirm"; readonly silent: number })
  /** `answered`: the current alarm was, and nothing is left but the next one. */
  | (Progress & { readonly at: "ordered"; readonly order: Order; readonly answered: boolean });

export type ScriptInput =
  | { readonly kind: "digit"; readonly digit: string }
  | { readonly kind: "silence" }
  /** What became of the answer that was given. */
  | { readonly kind: "outcome"; readonly done: boolean; readonly because: string }
  /** Null: no other alarm waits. */
  | { readonly kind: "next"; readonly matter: Matter | null }
  | { readonly kind: "transfer"; readonly done: boolean }
  /** It can't be known whether the order was carried out. */
  | { readonly kind: "trouble" };

/** How the conversation ended for the alarm for which the call was made. */
export type Ending = Fate["ending"] | "heard" | "no-digit" | "wrong-pin" | "transferred";

export type ScriptStep =
  | { readonly next: "listen"; readonly state: ScriptState; readonly say: readonly Say[] }
  | { readonly next: "order"; readonly state: ScriptState; readonly order: Order; readonly say: readonly Say[] }
  | {
      readonly next: "hang-up";
      readonly ending: Ending;
      /** What was said about the answer. */
      readonly said?: string | undefined;
      readonly say: readonly Say[];
    };

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
  return tell(settings, { current: matter, fate: null }, [greeting]);
}

/** The next thing to say and do. Pure: the whole conversation can be walked in a test. @param matter for which the call was made */
export function proceed(settings: ScriptSettings, matter: Matter, state: ScriptState, input: ScriptInput): ScriptStep {
  switch (state.at) {
    case "pin":
      if (input.kind === "digit") return typed(settings, matter, state, input.digit);
      return input.kind === "silence" ? silentAtPin(state) : { next: "listen", state, say: [] };
    case "menu":
      if (input.kind === "digit") return chosen(settings, state, input.digit);
      return input.kind === "silence" ? silent(settings, state) : { next: "listen", state, say: [] };
    case "confirm":
      if (input.kind === "silence") return silent(settings, state);
      if (input.kind === "digit" && input.digit === "1") return answer(state, "acknowledge");
      return menu(settings, state, []);
    case "ordered":
      return carriedOut(settings, matter, state, input);
  }
}

/** What is true of a call that breaks off here. */
export function fateOf(state: ScriptState): Fate | null {
  return state.at === "pin" ? null : state.fate;
}

function tell(settings: ScriptSettings, progress: Progress, before: readonly Say[]): ScriptStep {
  const { current } = progress;
  const message: Say = { text: current.text, prompt: "message" };
  if (!current.answerable) return { next: "hang-up", ending: "heard", say: [...before, message, message, GOODBYE] };
  return menu(settings, progress, [...before, message]);
}

function menu(settings: ScriptSettings, { current, fate }: Progress, before: readonly Say[], silence = 0): ScriptStep {
  const state: ScriptState = { at: "menu", current, fate, silent: silence };
  const say: Say[] = [...before, { prompt: "menu" }];
  if (settings.next) say.push({ prompt: "menu-next" });
  if (current.instructions !== null) say.push({ prompt: "menu-instructions" });
  if (settings.transfer) say.push({ prompt: "menu-transfer" });
  return { next: "listen", state, say };
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
  if (soFar === pin) return tell(settings, { current: matter, fate: null }, []);
  const wrong = state.wrong + 1;
  if (wrong >= PIN_TRIES) return { next: "hang-up", ending: "wrong-pin", say: [GOODBYE] };
  return { next: "listen", state: { ...state, typed: "", wrong }, say: [WRONG_PIN] };
}

function silentAtPin(state: Extract<ScriptState, { at: "pin" }>): ScriptStep {
  if (state.silent >= PATIENCE) return { next: "hang-up", ending: "no-digit", say: [GOODBYE] };
  return { next: "listen", state: { ...state, typed: "", silent: state.silent + 1 }, say: [ASK_PIN] };
}

function chosen(settings: ScriptSettings, progress: Progress, digit: string): ScriptStep {
  const { current, fate } = progress;
  switch (digit) {
    case "1":
      return settings.confirm
        ? { next: "listen", state: { at: "confirm", current, fate, silent: 0 }, say: [CONFIRM] }
        : answer(progress, "acknowledge");
    case "2":
      return tell(settings, progress, []);
    case "3":
      return settings.next ? order(progress, { order: "next" }, []) : menu(settings, progress, [NO_CHOICE]);
    case "4":
      return answer(progress, "escalate");
    case "5":
      return menu(settings, progress, [
        current.instructions === null ? NO_CHOICE : { text: current.instructions, prompt: "not-now" },
      ]);
    case "6":
      return settings.transfer
        ? order(progress, { order: "transfer" }, [{ prompt: "connecting" }])
        : menu(settings, progress, [NO_CHOICE]);
    default:
      return menu(settings, progress, [NO_CHOICE]);
  }
}

/** A voicemail says a lot and presses nothing: it hears the message a few times, and nothing is acknowledged. */
function silent(settings: ScriptSettings, state: Progress & { readonly silent: number }): ScriptStep {
  if (state.silent >= PATIENCE) return hangUp(state.fate, "no-digit", [GOODBYE]);
  return menu(settings, state, [{ text: state.current.text, prompt: "message" }], state.silent + 1);
}

function answer(progress: Progress, verb: "acknowledge" | "escalate"): ScriptStep {
  return order(progress, { order: verb, notification: progress.current.notification }, []);
}

function order({ current, fate }: Progress, what: Order, say: readonly Say[], answered = false): ScriptStep {
  return { next: "order", state: { at: "ordered", current, fate, order: what, answered }, order: what, say };
}

function carriedOut(
  settings: ScriptSettings,
  matter: Matter,
  state: Extract<ScriptState, { at: "ordered" }>,
  input: ScriptInput,
): ScriptStep {
  switch (input.kind) {
    case "digit":
    case "silence":
      // While the order is carried out nothing new is said.
      return { next: "listen", state, say: [] };
    case "outcome":
      return conclude(settings, matter, state, input);
    case "next":
      if (input.matter) return tell(settings, { current: input.matter, fate: state.fate }, []);
      return state.answered
        ? hangUp(state.fate, "no-digit", [THAT_WAS_ALL, GOODBYE])
        : menu(settings, state, [THAT_WAS_ALL]);
    case "transfer":
      return input.done ? hangUp(state.fate, "transferred", []) : menu(settings, state, [{ prompt: "not-connected" }]);
    case "trouble":
      if (state.answered) return hangUp(state.fate, "no-digit", [NOT_NOW, GOODBYE]);
      return menu(settings, state, ["next", "transfer"].includes(state.order.order) ? [NOT_NOW] : [TROUBLE]);
  }
}

function conclude(
  settings: ScriptSettings,
  matter: Matter,
  { current, order: given, fate }: Extract<ScriptState, { at: "ordered" }>,
  { done, because }: Extract<ScriptInput, { kind: "outcome" }>,
): ScriptStep {
  const ending = !done ? "refused" : given.order === "escalate" ? "escalated" : "acknowledged";
  const own: Fate | null = current.notification === matter.notification ? { ending, said: because } : fate;
  const said: Say = { text: because, prompt: done ? "done" : "not-done" };
  return settings.next
    ? order({ current, fate: own }, { order: "next" }, [said], true)
    : hangUp(own, "no-digit", [said, GOODBYE]);
}

function hangUp(fate: Fate | null, otherwise: Ending, say: readonly Say[]): ScriptStep {
  return { next: "hang-up", ending: fate?.ending ?? otherwise, said: fate?.said, say };
}

const GREETING: Readonly<Record<Language, (name: string) => string>> = {
  en: (name) => `This is ${name} with a message.`,
  de: (name) => `Hier ist ${name} mit einer Nachricht.`,
};
const CONFIRM: Say = { prompt: "confirm" };
const NO_CHOICE: Say = { prompt: "no-choice" };
const ASK_PIN: Say = { prompt: "pin" };
const WRONG_PIN: Say = { prompt: "wrong-pin" };
const TROUBLE: Say = { prompt: "trouble" };
const NOT_NOW: Say = { prompt: "not-now" };
const THAT_WAS_ALL: Say = { prompt: "that-was-all" };
const GOODBYE: Say = { prompt: "goodbye" };
