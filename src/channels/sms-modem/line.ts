import { saying } from "#kernel/fault.ts";
import { readTpdu, submitsOf } from "#wire/sms/tpdu.ts";
import type { ChannelHost, Delivery, Line, Message } from "../channel.ts";
import { IncomingTexts } from "../incoming-texts.ts";
import { shortTextOf } from "../short-text.ts";
import { AtError, AtSession } from "./at-session.ts";
import { connected, placeOf } from "./connection.ts";
import { initialise, reception } from "./initialise.ts";
import { MEMORY_FULL, readRefusal } from "./refusal.ts";
import { Reports } from "./reports.ts";
import type { Settings } from "./settings.ts";

const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 60_000;

/** One modem, initialised and kept ready for what people answer. */
export class SmsModemLine implements Line {
  readonly #settings: Settings;
  readonly #host: ChannelHost;
  readonly #name: string;
  readonly #reports = new Reports();
  readonly #texts: IncomingTexts;
  readonly #closing = new AbortController();
  #session: AtSession | null = null;
  #opening: Promise<AtSession> | null = null;
  #waitMs = FIRST_WAIT_MS;
  #cancelReopen = () => {};
  /** Whether the modem wants to hear that its report was taken. */
  #acknowledges = false;
  /** How often in a row it was silent: then it is reset before it is asked anything. */
  #silences = 0;
  readonly #refusedPins = new Set<string>();

  constructor(settings: Settings, host: ChannelHost) {
    this.#settings = settings;
    this.#host = host;
    this.#name = placeOf(settings);
    this.#texts = new IncomingTexts(host);
    this.#keepOpen();
  }

  async deliver(message: Message, signal: AbortSignal): Promise<Delivery> {
    const cut = () => this.#session?.close("it is not waited for any more");
    signal.addEventListener("abort", cut, { once: true });
    try {
      const session = await this.#open();
      const text = shortTextOf(message, this.#settings.parts);
      const references: number[] = [];
      const parts = submitsOf(message.to, text, message.id, true);
      const sent = this.#reports.expect(message.id, message.to, parts.length);
      for (const { hex, length } of parts) {
        const lines = await session.ask(`AT+CMGS=${length}`, { unit: hex, timeoutMs: this.#settings.sendMs });
        const reference = Number(/^\+CMGS: *(\d+)/mu.exec(lines.join("\n"))?.[1] ?? 0);
        sent(reference);
        references.push(reference);
      }
      const receipt = references.join(" ");
      return { outcome: "accepted", because: `the network took it from ${this.#name} as ${receipt}`, receipt };
    } catch (thrown) {
      if (thrown instanceof AtError && thrown.code === MEMORY_FULL) this.#drainSoon();
      return readRefusal(thrown, this.#name);
    } finally {
      signal.removeEventListener("abort", cut);
    }
  }

  /** Takes what is stored on the way: a full memory tells nobody that a message has come. */
  async check(): Promise<{ ok: boolean; because: string }> {
    try {
      const session = await this.#open();
      const { ok, because } = await reception(session);
      await this.#drain(session);
      return { ok, because: `${this.#name}: ${because}` };
    } catch (thrown) {
      return { ok: false, because: saying(thrown) };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#cancelReopen();
    this.#session?.close("the channel is closed");
    await this.#opening?.catch(() => {});
  }

  #open(): Promise<AtSession> {
    if (this.#session?.usable && !this.#opening) return Promise.resolve(this.#session);
    this.#opening ??= this.#openAnew().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #openAnew(): Promise<AtSession> {
    this.#cancelReopen();
    const { clock, log, transcript } = this.#host;
    try {
      const socket = await connected(this.#settings, clock, this.#closing.signal);
      const session = new AtSession(socket, {
        clock,
        name: this.#name,
        timeoutMs: this.#settings.timeoutMs,
        transcript,
        unasked: (line, unit) => this.#unasked(line, unit),
        ended: (because) => {
          if (because.includes("got no answer")) this.#silences++;
          if (this.#closing.signal.aborted) return;
          log.warn(`${this.#name} is lost: ${because}`);
          this.#reopenLater();
        },
      });
      this.#session = session;
      if (this.#silences > 0) await this.#reset(session);
      const { pin, storage } = this.#settings;
      const wanted = { name: this.#name, pin, storage, refusedPins: this.#refusedPins };
      this.#acknowledges = await initialise(session, wanted);
      this.#waitMs = FIRST_WAIT_MS;
      this.#silences = 0;
      this.#drainSoon();
      return session;
    } catch (thrown) {
      this.#session?.close("it could not be made ready");
      if (!this.#closing.signal.aborted) this.#reopenLater();
      throw thrown;
    }
  }

  /** First the mild way; a modem that was silent again starts anew (3GPP TS 27.007 §8.2). */
  async #reset(session: AtSession): Promise<void> {
    try {
      await session.ask(this.#silences === 1 ? "ATZ" : "AT+CFUN=1,1");
    } catch (thrown) {
      if (!(thrown instanceof AtError)) throw thrown;
    }
  }

  #keepOpen(): void {
    this.#open().catch((thrown: unknown) => this.#host.log.warn(`${this.#name} is not ready: ${saying(thrown)}`));
  }

  #reopenLater(): void {
    const { clock } = this.#host;
    this.#cancelReopen();
    this.#cancelReopen = clock.at(clock.now() + this.#waitMs, () => this.#keepOpen());
    this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_WAIT_MS);
  }

  #unasked(line: string, unit: string | null): void {
    const stored = /^\+CMTI: *"\w+", *(\d+)/u.exec(line)?.[1];
    if (stored !== undefined) return this.#drainSoon();
    if (unit === null) return;
    const take = async () => {
      // The response to the message that it is about may have come in the same breath.
      await new Promise(setImmediate);
      await this.#take(unit);
      if (this.#acknowledges || line.startsWith("+CMT:")) await this.#session?.ask("AT+CNMA");
    };
    take().catch((thrown: unknown) => this.#host.log.warn(`${this.#name}: ${saying(thrown)}`));
  }

  #drainSoon(): void {
    const drain = async () => this.#drain(await this.#open());
    drain().catch((thrown: unknown) => this.#host.log.warn(`${this.#name}: ${saying(thrown)}`));
  }

  /** Everything that is stored is dealt with, and then deleted; what can't be dealt with now stays. */
  async #drain(session: AtSession): Promise<void> {
    const lines = await session.ask("AT+CMGL=4");
    for (const [at, line] of lines.entries()) {
      const index = /^\+CMGL: *(\d+)/u.exec(line)?.[1];
      if (index === undefined || !(await this.#take(lines[at + 1] ?? ""))) continue;
      await session.ask(`AT+CMGD=${index}`);
    }
  }

  /** Whether it is done with. */
  async #take(hex: string): Promise<boolean> {
    const { log, afterwards } = this.#host;
    const unit = readTpdu(hex);
    if (unit.kind === "damaged") {
      log.warn(`${this.#name} brought what can't be read: ${unit.why}`);
      return true;
    }
    if (unit.kind === "report") {
      const about = this.#reports.take(unit);
      const because = `the network reports the status ${unit.status.toString(16).padStart(2, "0")}`;
      if (about) afterwards(about.notification, { outcome: about.outcome, because });
      return true;
    }
    try {
      await this.#texts.take(unit.from, unit.text, unit.place);
      return true;
    } catch (thrown) {
      log.warn(`a message to ${this.#name} is dealt with later: ${saying(thrown)}`);
      return false;
    }
  }
}
