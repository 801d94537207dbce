import { saying } from "#kernel/fault.ts";
import type { Language } from "#site/language.ts";
import type { Codec } from "#wire/rtp/g711.ts";
import type { Studio } from "#wire/rtp/studio.ts";
import type { IncomingCall } from "#wire/sip/incoming-call.ts";
import type { CallDesk, ChannelHost } from "../channel.ts";
import { advance, type CallInEnding, type CallInInput, type CallInOrder, type CallInStep, welcome } from "./call-in.ts";
import { speak } from "./conversation.ts";
import { OpenCall } from "./open-call.ts";
import { PinGuard } from "./pin-guard.ts";
import type { CallIn, Settings } from "./settings.ts";
import { CallSpeech } from "./speech.ts";
import type { Trunk } from "./trunk.ts";

/** Nobody has so much to ask. */
const LONGEST_MS = 15 * 60_000;

export interface ReceptionHost extends Pick<ChannelHost, "clock" | "log" | "speech" | "answered"> {
  readonly desk: CallDesk;
  readonly studio: Studio;
  /** Ends all calls. */
  readonly closing: AbortSignal;
}

/** Takes calls: who knows a PIN hears the alarms, takes them over, asks for values, and reports on or off duty. */
export class Reception {
  readonly #settings: Settings;
  readonly #callIn: CallIn;
  readonly #host: ReceptionHost;
  readonly #guard: PinGuard;

  constructor(settings: Settings, callIn: CallIn, host: ReceptionHost) {
    this.#settings = settings;
    this.#callIn = callIn;
    this.#host = host;
    this.#guard = new PinGuard(host.clock);
  }

  /** Resolves when the call is over; never rejects. */
  async receive(call: IncomingCall, trunk: Trunk): Promise<void> {
    const { log } = this.#host;
    // One line stays free for alarms, where there are two.
    if (trunk.busy >= Math.max(1, trunk.settings.lines - 1)) return call.refuse(486, "Busy Here");
    trunk.busy++;
    try {
      await this.#answer(call, trunk);
    } catch (thrown) {
      log.error({ because: saying(thrown), from: call.from }, "a call that came in could not be taken");
      call.refuse(500, "Server Internal Error");
    } finally {
      trunk.busy--;
    }
  }

  async #answer(call: IncomingCall, trunk: Trunk): Promise<void> {
    const { studio, clock, closing, log } = this.#host;
    await using open = await OpenCall.open(studio, call.address, trunk.settings);
    const sdp = call.offer.length > 0 ? open.terms.answer(call.offer) : open.terms.offer;
    if (sdp === null) return call.refuse(488, "Not Acceptable Here");
    const cancel = clock.at(clock.now() + LONGEST_MS, open.end);
    closing.addEventListener("abort", open.end, { once: true });
    try {
      // Before it is taken: who can't be served must not be greeted.
      const visit = await Visit.open(this.#settings, this.#callIn, this.#host, this.#guard, open, call.from);
      const theirs = await call.answer(sdp, open.events);
      const session = theirs && open.terms.agreed(theirs);
      if (!session) return;
      const ending = await visit.run(session.codec);
      log.info({ from: call.from }, `a call that came in ended: ${ending}`);
    } finally {
      cancel();
      closing.removeEventListener("abort", open.end);
      await call.hangUp();
    }
  }
}

/** One call that was taken, from the greeting to its end. */
class Visit {
  readonly #settings: Settings;
  readonly #callIn: CallIn;
  readonly #host: ReceptionHost;
  readonly #guard: PinGuard;
  readonly #open: OpenCall;
  readonly #from: string;
  readonly #calling: string | null;
  #language: Language;
  /** Who has typed the PIN. */
  #person: string | null = null;
  readonly #wrong: (string | null)[] = [];

  static async open(
    settings: Settings,
    callIn: CallIn,
    host: ReceptionHost,
    guard: PinGuard,
    open: OpenCall,
    from: string,
  ): Promise<Visit> {
    const { desk } = host;
    const person = await desk.personAt(from);
    const calling = callIn.persons.some((one) => one.person === person) ? person : null;
    const language = (calling === null ? null : await desk.languageOf(calling)) ?? (await desk.language());
    return new Visit(settings, callIn, host, guard, open, from, { calling, language });
  }

  private constructor(
    settings: Settings,
    callIn: CallIn,
    host: ReceptionHost,
    guard: PinGuard,
    open: OpenCall,
    from: string,
    { calling, language }: { calling: string | null; language: Language },
  ) {
    this.#settings = settings;
    this.#callIn = callIn;
    this.#host = host;
    this.#guard = guard;
    this.#open = open;
    this.#from = from;
    this.#calling = calling;
    this.#language = language;
  }

  async run(codec: Codec): Promise<CallInEnding> {
    const { clock } = this.#host;
    const { keys, sound } = this.#open;
    let step: CallInStep = welcome({ name: this.#settings.name, language: this.#language }, this.#calling !== null);
    const isGone = () => this.#open.isGone;
    for (;;) {
      await speak({ media: sound, codec, speech: this.#speech(), keys, isGone }, step.say);
      if (step.next === "hang-up" || isGone()) break;
      let input: CallInInput;
      if (step.next === "order") input = await this.#carryOut(step.order);
      else {
        const digit = await keys.take(clock, this.#settings.waitSec * 1000, this.#open.gone);
        if (digit === null && isGone()) break;
        input = digit === null ? { kind: "silence" } : { kind: "digit", digit };
      }
      step = advance(this.#callIn.menu, step.state, input);
    }
    await this.#recordRefusal();
    return step.next === "hang-up" ? step.ending : "hung-up";
  }

  async #carryOut(order: CallInOrder): Promise<CallInInput> {
    try {
      if (order.order === "identify") return await this.#identify(order.number, order.pin);
      return await this.#serve(order, this.#person ?? "");
    } catch (thrown) {
      this.#host.log.error({ because: saying(thrown) }, "what a caller asked for could not be done");
      return { kind: "trouble" };
    }
  }

  async #serve(order: Exclude<CallInOrder, { order: "identify" }>, person: string): Promise<CallInInput> {
    const { desk, answered } = this.#host;
    switch (order.order) {
      case "waiting":
        return { kind: "waiting", alarms: await desk.waiting(person) };
      case "standing":
        return { kind: "said", text: await desk.standing(person) };
      case "value": {
        const point = this.#callIn.points.find(({ key }) => key === order.key)?.point;
        return point === undefined ? { kind: "no-point" } : { kind: "said", text: await desk.value(person, point) };
      }
      case "duty":
        return { kind: "said", text: await desk.duty(person, order.on) };
      case "answer": {
        const { because } = await answered({ notification: order.notification, verb: order.verb, via: "phone" });
        return { kind: "said", text: because };
      }
    }
  }

  async #identify(number: string | null, pin: string): Promise<CallInInput> {
    const { desk, log } = this.#host;
    const named = this.#callIn.persons.find((one) =>
      number === null ? one.person === this.#calling : one.number === number,
    );
    const language = named === undefined ? null : await desk.languageOf(named.person);
    const verdict = this.#guard.judge(language === null ? null : (named?.person ?? null), named?.pin ?? null, pin);
    if (verdict !== "right") {
      this.#wrong.push(named?.person ?? null);
      log.warn({ from: this.#from, person: named?.person }, `a caller was not let in: ${WHY[verdict]}`);
      return { kind: "identified", who: verdict };
    }
    const person = named?.person ?? "";
    // Whoever can't be recorded is not let in.
    await desk.record({
      person,
      action: "call-in.admitted",
      sentence: `${person} called in from ${this.#place} and was let in.`,
    });
    this.#person = person;
    this.#language = language ?? this.#language;
    return { kind: "identified", who: "known" };
  }

  /** One entry for each call, however often it was tried. */
  async #recordRefusal(): Promise<void> {
    if (this.#person !== null || this.#wrong.length === 0) return;
    const names = [...new Set(this.#wrong.map((one) => one ?? "a number that nobody has"))].join(", ");
    const sentence = `A caller from ${this.#place} was not let in: ${this.#wrong.length} wrong PINs for ${names}.`;
    const person = this.#wrong.find((one) => one !== null) ?? null;
    await this.#host.desk.record({ person, action: "call-in.refused", sentence });
  }

  get #place(): string {
    return this.#from.slice(0, 64) || "a telephone without a number";
  }

  #speech(): CallSpeech {
    const { speech, log } = this.#host;
    return new CallSpeech(speech, this.#language, log);
  }
}

const WHY = { wrong: "the PIN or the personal number is wrong", locked: "the PIN was wrong too often" } as const;
