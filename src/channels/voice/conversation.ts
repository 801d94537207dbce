import type { Clock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Codec } from "#wire/rtp/g711.ts";
import type { StudioSound } from "#wire/rtp/studio.ts";
import type { ChannelHost } from "../channel.ts";
import type { CallOutcome } from "./answer.ts";
import type { Extras } from "./extras.ts";
import {
  begin,
  fateOf,
  type Matter,
  type Order,
  proceed,
  type Say,
  type ScriptInput,
  type ScriptSettings,
  type ScriptState,
  type ScriptStep,
} from "./script.ts";
import type { CallSpeech } from "./speech.ts";

/** Digits beyond this are nobody's answer. */
const MOST_DIGITS = 32;

/** Keys that were pressed and not yet read. A key also interrupts what is being said. */
export class Keys {
  readonly #pressed: string[] = [];
  #wake: () => void = () => {};

  press(digit: string): void {
    if (this.#pressed.length < MOST_DIGITS) this.#pressed.push(digit);
    this.#wake();
  }

  get waiting(): boolean {
    return this.#pressed.length > 0;
  }

  /** The next key; null after `waitMs`, or when `gone` is told before. */
  async take(clock: Clock, waitMs: number, gone: Promise<unknown>): Promise<string | null> {
    if (!this.waiting) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const cancel = clock.at(clock.now() + waitMs, resolve);
      await Promise.race([promise, gone]);
      cancel();
      this.#wake = () => {};
    }
    return this.#pressed.shift() ?? null;
  }
}

export interface Conversation {
  readonly clock: Clock;
  readonly log: Logger;
  readonly media: Pick<StudioSound, "play" | "stop">;
  readonly codec: Codec;
  readonly speech: Pick<CallSpeech, "sound">;
  readonly keys: Keys;
  readonly script: ScriptSettings;
  readonly matter: Matter;
  readonly waitMs: number;
  /** Resolves when the far side has hung up, or the call was cut. */
  readonly gone: Promise<unknown>;
  readonly isGone: () => boolean;
  readonly answered: ChannelHost["answered"];
  /** Null: nothing but the alarm is known. */
  readonly extras: Pick<Extras, "next" | "transfer"> | null;
}

/** Speaks and listens as the script says, until one of both hangs up. */
export async function converse(conversation: Conversation): Promise<CallOutcome> {
  const { script, matter, keys, clock, waitMs, gone, isGone } = conversation;
  let step: ScriptStep = begin(script, matter);
  for (;;) {
    const heard = await speak(conversation, step.say);
    if (step.next === "hang-up") {
      // What was only to be spoken must have been heard to its end; an order that was carried out stands.
      return step.ending === "heard" && !heard && isGone()
        ? { kind: "hung-up" }
        : { kind: "spoken", ending: step.ending, said: step.said };
    }
    if (isGone()) return brokenOff(step.state);
    let input: ScriptInput;
    if (step.next === "order") input = await carryOut(conversation, step.order);
    else {
      const digit = await keys.take(clock, waitMs, gone);
      if (digit === null && isGone()) return brokenOff(step.state);
      input = digit === null ? { kind: "silence" } : { kind: "digit", digit };
    }
    step = proceed(script, matter, step.state, input);
  }
}

/** Whether everything was said; a key or a hang-up ends it early. */
export async function speak(
  { media, codec, speech, keys, isGone }: Pick<Conversation, "media" | "codec" | "speech" | "keys" | "isGone">,
  say: readonly Say[],
): Promise<boolean> {
  const sounds = say.map((one) => speech.sound(one, codec));
  for (const sound of sounds) {
    const ready = await sound;
    if (keys.waiting || isGone()) return false;
    await media.play(ready);
    if (keys.waiting || isGone()) return false;
  }
  return true;
}

/** An answer that was carried out stands, whoever hangs up afterwards. */
function brokenOff(state: ScriptState): CallOutcome {
  const fate = fateOf(state);
  return fate ? { kind: "spoken", ...fate } : { kind: "hung-up" };
}

async function carryOut({ answered, extras, log }: Conversation, order: Order): Promise<ScriptInput> {
  try {
    switch (order.order) {
      case "next":
        return { kind: "next", matter: (await extras?.next()) ?? null };
      case "transfer":
        return { kind: "transfer", done: (await extras?.transfer()) ?? false };
      case "acknowledge":
      case "escalate": {
        const { order: verb, notification } = order;
        const { done, because } = await answered({ notification, verb, via: "phone" });
        return { kind: "outcome", done, because };
      }
    }
  } catch (thrown) {
    log.error(
      { because: saying(thrown) },
      "what was chosen by phone could not be carried out; the person is asked again",
    );
    return { kind: "trouble" };
  }
}
