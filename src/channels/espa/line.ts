import { saying } from "#kernel/fault.ts";
import { Conversation } from "#wire/conversation.ts";
import type { ChannelHost, Delivery, Line, Message } from "../channel.ts";
import { pageWords } from "../pager-text.ts";
import { callBlock, encoded, readStatus } from "./call.ts";
import type { Block } from "./frame.ts";
import type { Settings } from "./settings.ts";
import { EspaStation } from "./station.ts";

const CONNECT_MS = 10_000;

/** A call that the paging system has taken and not come to an end with. */
interface Call {
  readonly notification: number;
  readonly pager: string;
  /** Whether the called person may answer it. */
  readonly asks: boolean;
  readonly until: number;
  paged: boolean;
}

/** One connection that is kept, on which calls and polls take turns. */
export class EspaLine implements Line {
  readonly #settings: Settings;
  readonly #host: ChannelHost;
  readonly #closing = new AbortController();
  #calls: Call[] = [];
  #station: EspaStation | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #cancelPoll: (() => void) | null = null;

  constructor(settings: Settings, host: ChannelHost) {
    this.#settings = settings;
    this.#host = host;
  }

  deliver(message: Message, signal: AbortSignal): Promise<Delivery> {
    const { characters, longestText, answerMinutes } = this.#settings;
    const text = encoded(pageWords(message), characters, longestText);
    const block = callBlock(message.to, text, message.priority, this.#settings);
    return this.#inTurn(async () => {
      if (signal.aborted) return { outcome: "retry", because: "the channel was closed" };
      try {
        const delivery = await (await this.#open()).call(block);
        if (delivery.outcome === "accepted") {
          const until = this.#host.clock.now() + answerMinutes * 60_000;
          const asks = message.code !== undefined;
          this.#calls.push({ notification: message.id, pager: message.to, asks, until, paged: false });
          this.#pollLater();
        }
        return delivery;
      } catch (thrown) {
        const doubt = this.#station?.sending ? "; whether the call went out is not known, and it may arrive twice" : "";
        this.#drop();
        return { outcome: "retry", because: `${saying(thrown)}${doubt}`, outage: true };
      }
    });
  }

  check(): Promise<{ ok: boolean; because: string }> {
    return this.#inTurn(async () => {
      try {
        await this.#poll();
        return { ok: true, because: `${this.#settings.host} answers its polls` };
      } catch (thrown) {
        this.#drop();
        return { ok: false, because: saying(thrown) };
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#cancelPoll?.();
    this.#cancelPoll = null;
    this.#drop();
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(act);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #open(): Promise<EspaStation> {
    if (this.#station?.usable) return this.#station;
    const { host, port } = this.#settings;
    const { clock, transcript } = this.#host;
    const signal = this.#closing.signal;
    const conversation = await Conversation.open({ host, port, clock, signal, transcript, timeoutMs: CONNECT_MS });
    this.#station = new EspaStation(conversation, this.#settings);
    return this.#station;
  }

  #drop(): void {
    this.#station?.close();
    this.#station = null;
  }

  #pollLater(): void {
    if (this.#cancelPoll || this.#calls.length === 0 || this.#closing.signal.aborted) return;
    const { clock, log } = this.#host;
    this.#cancelPoll = clock.at(clock.now() + this.#settings.statusEverySec * 1000, () => {
      this.#inTurn(() => this.#poll())
        .catch((thrown: unknown) => {
          this.#drop();
          log.warn(`the paging system could not be polled: ${saying(thrown)}`);
        })
        .finally(() => {
          this.#cancelPoll = null;
          this.#calls = this.#calls.filter(({ until }) => until > clock.now());
          this.#pollLater();
        });
    });
  }

  async #poll(): Promise<void> {
    const station = await this.#open();
    await station.poll((block) => this.#take(block));
  }

  async #take(block: Block): Promise<void> {
    const status = readStatus(block);
    const { afterwards, log } = this.#host;
    if (status === null) return;
    if (status.kind === "system") return log.warn(`the paging system says: ${status.words}`);
    const calls = this.#calls.filter(({ pager }) => pager === status.pager);
    const [first] = calls;
    if (!first) return;
    const because = `${this.#settings.host}: ${status.words}`;
    if (status.state === "acknowledged") return this.#acknowledged(calls);
    // The paging system names the pager and no call: it works them off in order.
    const call = calls.find(({ paged }) => !paged) ?? first;
    if (status.state === "paged" && !call.paged) {
      call.paged = true;
      afterwards(call.notification, { outcome: "delivered", because });
    }
    if (status.state === "failed" && !call.paged) {
      this.#forget(call);
      afterwards(call.notification, { outcome: "rejected", because });
    }
  }

  /** Two open calls to one pager: which of them the person means can't be known, and doubt acknowledges nothing. */
  async #acknowledged(calls: readonly Call[]): Promise<void> {
    const { answered, log } = this.#host;
    const asking = calls.filter(({ asks }) => asks);
    const [call] = asking;
    if (!call || asking.length > 1) {
      log.warn({ pager: calls[0]?.pager, calls: asking.length }, "an acknowledgement by pager fits no single call");
      return;
    }
    const { because } = await answered({ notification: call.notification, verb: "acknowledge", via: "pager" });
    this.#forget(call);
    log.info({ notification: call.notification }, `the called person acknowledged: ${because}`);
  }

  #forget(call: Call): void {
    this.#calls = this.#calls.filter((other) => other !== call);
  }
}
