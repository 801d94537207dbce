import { Fault, saying } from "#kernel/fault.ts";
import { Studio } from "#wire/rtp/studio.ts";
import type { CallAnswer, OutgoingCall } from "#wire/sip/call.ts";
import type { IncomingCall } from "#wire/sip/incoming-call.ts";
import type { Transfer } from "#wire/sip/refer.ts";
import type { ChannelHost, Delivery, Line, Message } from "../channel.ts";
import { spokenText } from "../spoken-text.ts";
import { type CallOutcome, deliveryOf, readRefusal } from "./answer.ts";
import { converse } from "./conversation.ts";
import { Extras } from "./extras.ts";
import { OpenCall } from "./open-call.ts";
import { Reception } from "./reception.ts";
import type { Settings } from "./settings.ts";
import { CallSpeech } from "./speech.ts";
import { Trunk } from "./trunk.ts";

/** A trunk that failed is asked last for so long. */
const AVOIDED_MS = 60_000;
const NO_LINE_MS = 3000;

/** One call per message, by the first trunk that works and has a free line. */
export class VoiceLine implements Line {
  readonly #settings: Settings;
  readonly #host: ChannelHost;
  readonly #trunks: readonly Trunk[];
  readonly #studio = new Studio();
  readonly #avoided = new Map<Trunk, number>();
  readonly #closing = new AbortController();

  constructor(settings: Settings, host: ChannelHost) {
    this.#settings = settings;
    this.#host = host;
    const reception = receptionOf(settings, host, this.#studio, this.#closing.signal);
    const called = reception && ((call: IncomingCall, trunk: Trunk) => void reception.receive(call, trunk));
    this.#trunks = settings.trunks.map((trunk) => new Trunk(trunk, host.clock, called, host.transcript));
  }

  async deliver(message: Message, signal: AbortSignal): Promise<Delivery> {
    const { calls } = this.#settings;
    const cut = AbortSignal.any([signal, this.#closing.signal]);
    const troubles: string[] = [];
    let afterMs: number | undefined;
    for (const trunk of this.#inOrder()) {
      if (!trunk.free || cut.aborted) continue;
      trunk.busy++;
      let outcome: CallOutcome;
      try {
        outcome = await this.#call(trunk, message, cut);
      } catch (thrown) {
        outcome = { kind: "trunk", said: `${trunk.settings.name}: ${saying(thrown)}` };
      } finally {
        trunk.busy--;
      }
      if (outcome.kind !== "trunk") {
        this.#avoided.delete(trunk);
        return deliveryOf(outcome, message.attempt, calls);
      }
      this.#avoided.set(trunk, this.#host.clock.now() + AVOIDED_MS);
      troubles.push(outcome.said);
      afterMs = outcome.afterMs ?? afterMs;
    }
    if (troubles.length === 0) return { outcome: "retry", because: "no line is free", afterMs: NO_LINE_MS };
    return deliveryOf({ kind: "trunk", said: troubles.join("; "), afterMs }, message.attempt, calls);
  }

  async check(): Promise<{ ok: boolean; because: string }> {
    const troubles: string[] = [];
    for (const trunk of this.#inOrder()) {
      const trouble = await trunk.trouble();
      if (trouble === null) {
        const strangers = await trunk.strangers();
        const dropped = strangers === 0 ? "" : `; ${strangers} requests from strangers were dropped`;
        return { ok: true, because: `${trunk.settings.name} takes calls${dropped}` };
      }
      troubles.push(trouble);
    }
    return { ok: false, because: troubles.join("; ") };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#trunks.map((trunk) => trunk[Symbol.asyncDispose]()));
    await this.#studio[Symbol.asyncDispose]();
  }

  #inOrder(): Trunk[] {
    const now = this.#host.clock.now();
    const avoided = (trunk: Trunk) => Number((this.#avoided.get(trunk) ?? 0) > now);
    return this.#trunks.toSorted((one, other) => avoided(one) - avoided(other));
  }

  async #call(trunk: Trunk, message: Message, cut: AbortSignal): Promise<CallOutcome> {
    const agent = await trunk.agent();
    await using open = await OpenCall.open(this.#studio, agent.address, trunk.settings);
    const call = agent.call(trunk.uri(message.to), open.terms.offer, { ...open.events, ringing: () => {} });
    cut.addEventListener("abort", open.end, { once: true });
    // Read while it rings: whoever answers doesn't wait for it.
    const further = this.#extras(call, trunk, message, cut);
    try {
      const answer = await this.#ring(call, cut);
      if (answer.kind !== "answered") return readRefusal(answer, trunk.settings.name);
      const session = open.terms.agreed(answer.sdp);
      if (!session)
        return { kind: "no-sound", said: `${trunk.settings.name}: the answer names no sound that we speak` };
      const { clock, log, answered, speech } = this.#host;
      const { language = "en" } = message;
      const extras = await further;
      const { pin = null, confirm, name, waitSec } = this.#settings;
      const transfer = trunk.settings.transfers && (extras?.colleague ?? false);
      const outcome = await converse({
        clock,
        log,
        media: open.sound,
        codec: session.codec,
        speech: new CallSpeech(speech, language, log),
        keys: open.keys,
        script: { language, name, pin, confirm, next: extras?.more ?? false, transfer },
        matter: {
          notification: message.id,
          text: spokenText(message),
          answerable: message.code !== undefined,
          instructions: extras?.instructions ?? null,
        },
        waitMs: waitSec * 1000,
        gone: open.gone,
        isGone: () => open.isGone,
        answered,
        extras,
      });
      const isUnanswered = outcome.kind === "hung-up" || outcome.kind === "spoken";
      return isUnanswered ? { ...outcome, deaf: (await open.sound.counts())?.taken === 0 } : outcome;
    } finally {
      cut.removeEventListener("abort", open.end);
      await call.hangUp();
    }
  }

  #extras(call: OutgoingCall, trunk: Trunk, { id, code }: Message, cut: AbortSignal): Promise<Extras | null> {
    const { desk, clock, log } = this.#host;
    const { ringSec } = this.#settings;
    const stopped = new Promise<Transfer>((resolve) => {
      cut.addEventListener("abort", () => resolve({ done: false, because: "the channel was closed" }), { once: true });
    });
    return Extras.of(code === undefined ? undefined : desk, id, {
      clock,
      log,
      transfer: (address) => Promise.race([call.refer(trunk.uri(address), ringSec * 1000), stopped]),
    });
  }

  /** Waits for an answer as long as it may ring. A server that says nothing at all holds up nobody who ends the call. */
  async #ring(call: OutgoingCall, cut: AbortSignal): Promise<CallAnswer> {
    const { clock } = this.#host;
    const ended = Promise.withResolvers<CallAnswer>();
    const cancel = clock.at(clock.now() + this.#settings.ringSec * 1000, () => call.giveUp());
    const end = () => {
      call.giveUp();
      ended.resolve({ kind: "given-up" });
    };
    cut.addEventListener("abort", end, { once: true });
    try {
      return await Promise.race([call.answer, ended.promise]);
    } finally {
      cancel();
      cut.removeEventListener("abort", end);
    }
  }
}

function receptionOf(settings: Settings, host: ChannelHost, studio: Studio, closing: AbortSignal): Reception | null {
  const { callIn } = settings;
  const { desk } = host;
  return callIn && desk ? new Reception(settings, callIn, { ...host, desk, studio, closing }) : null;
}

/** @throws Fault `misconfigured` when two trunks want the same place */
export function assertApart({ trunks }: Settings): void {
  const seen = new Map<string, string>();
  for (const { name, transport, address, localPort } of trunks) {
    if (localPort === 0 || transport === "tls") continue;
    const place = `${transport} ${address ?? ""}:${localPort}`;
    const other = seen.get(place);
    if (other !== undefined) {
      throw new Fault(
        "misconfigured",
        `the trunks ${other} and ${name} both want the port ${localPort}: give one another localPort`,
      );
    }
    seen.set(place, name);
  }
}
