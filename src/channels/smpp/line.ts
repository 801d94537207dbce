import { saying } from "#kernel/fault.ts";
import type { ChannelHost, Delivery, Line, Message } from "../channel.ts";
import { IncomingTexts } from "../incoming-texts.ts";
import { shortTextOf } from "../short-text.ts";
import { readMessage, submitsOf } from "./message.ts";
import { COMMANDS, type DeliverBody, OK, readMessageId } from "./pdu.ts";
import { type Receipt, readReceipt } from "./receipt.ts";
import { Receipts } from "./receipts.ts";
import { placeOf, SmppSession } from "./session.ts";
import type { Settings } from "./settings.ts";
import { deliveryOf, meaningOf } from "./status.ts";
import { Throttle } from "./throttle.ts";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

/** One session with the message centre, kept open for what people answer, and opened anew with growing pauses. */
export class SmppLine implements Line {
  readonly #settings: Settings;
  readonly #host: ChannelHost;
  readonly #receipts = new Receipts();
  readonly #texts: IncomingTexts;
  readonly #closing = new AbortController();
  #session: SmppSession | null = null;
  #opening: Promise<SmppSession> | null = null;
  #waitMs = FIRST_WAIT_MS;
  #cancelReopen = () => {};
  readonly #throttle: Throttle;

  constructor(settings: Settings, host: ChannelHost) {
    this.#settings = settings;
    this.#host = host;
    this.#throttle = new Throttle(host.clock);
    this.#texts = new IncomingTexts(host);
    this.#keepOpen();
  }

  async deliver(message: Message, signal: AbortSignal): Promise<Delivery> {
    const text = shortTextOf(message, this.#settings.parts);
    const until = AbortSignal.any([signal, this.#closing.signal]);
    const ids: string[] = [];
    try {
      for (const body of submitsOf(this.#settings, message.to, text, message.id)) {
        // The place in the window stays taken meanwhile: what waits behind waits in the outbox.
        await this.#throttle.turn(until);
        const session = await unless(until, this.#open());
        const answer = await unless(until, session.ask(COMMANDS.submit, body));
        if (answer.status !== OK) return this.#refused(answer.status);
        ids.push(readMessageId(answer.body));
      }
    } catch (thrown) {
      return { outcome: "retry", because: saying(thrown), outage: true };
    }
    this.#throttle.took();
    for (const early of this.#receipts.sent(message.id, ids)) queueMicrotask(() => this.#receipt(early));
    const receipt = ids.join(" ").slice(0, 200);
    return { outcome: "accepted", because: `${placeOf(this.#settings)} took it as ${receipt}`, receipt };
  }

  async check(): Promise<{ ok: boolean; because: string }> {
    try {
      const session = await this.#open();
      await session.ask(COMMANDS.enquireLink);
      return { ok: true, because: `${placeOf(this.#settings)} takes messages` };
    } catch (thrown) {
      return { ok: false, because: saying(thrown) };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#cancelReopen();
    await this.#opening?.catch(() => {});
    this.#session?.leave();
  }

  #refused(status: number): Delivery {
    const pauseMs = meaningOf(status).meaning === "throttled" ? this.#throttle.refused() : 0;
    return deliveryOf(status, placeOf(this.#settings), pauseMs);
  }

  #open(): Promise<SmppSession> {
    if (this.#session?.usable) return Promise.resolve(this.#session);
    this.#opening ??= this.#openAnew().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #openAnew(): Promise<SmppSession> {
    this.#cancelReopen();
    const { clock, log, transcript } = this.#host;
    const place = placeOf(this.#settings);
    const host = {
      clock,
      transcript,
      brought: (deliver: DeliverBody) => this.#brought(deliver),
      ended: (because: string) => {
        if (this.#closing.signal.aborted) return;
        log.warn(`the session with ${place} has ended: ${because}`);
        this.#reopenLater();
      },
    };
    try {
      this.#session = await SmppSession.open(this.#settings, host, this.#closing.signal);
      this.#waitMs = FIRST_WAIT_MS;
      return this.#session;
    } catch (thrown) {
      if (!this.#closing.signal.aborted) this.#reopenLater();
      throw thrown;
    }
  }

  /** Answers come by it: it is open also while nothing is to be sent. */
  #keepOpen(): void {
    this.#open().catch((thrown: unknown) => {
      this.#host.log.warn(`no session with the message centre: ${saying(thrown)}`);
    });
  }

  #reopenLater(): void {
    const { clock } = this.#host;
    this.#cancelReopen();
    this.#cancelReopen = clock.at(clock.now() + this.#waitMs, () => this.#keepOpen());
    this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_WAIT_MS);
  }

  async #brought(deliver: DeliverBody): Promise<void> {
    const receipt = readReceipt(deliver);
    if (receipt) return this.#receipt(receipt);
    const { from, text, place } = readMessage(deliver, this.#settings.defaultAlphabet);
    await this.#texts.take(from, text, place);
  }

  #receipt(receipt: Receipt): void {
    const about = this.#receipts.take(receipt);
    if (!about) return;
    const because = `${placeOf(this.#settings)} reports ${receipt.says}`;
    this.#host.afterwards(about.notification, { outcome: about.outcome, because });
  }
}

/** What comes first: the answer, or that nobody waits for it any more. */
function unless<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Error("the channel is being closed"));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
