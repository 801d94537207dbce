import { saying } from "#kernel/fault.ts";
import { Conversation } from "#wire/conversation.ts";
import type { ChannelHost, Delivery, Line, Message } from "../channel.ts";
import { pageText } from "../pager-text.ts";
import { verbOf } from "./page.ts";
import { readStatus, type Sent, type Status } from "./reply.ts";
import { type Level, SnppSession } from "./session.ts";
import type { Settings } from "./settings.ts";

interface Asked {
  readonly notification: number;
  readonly tag: string;
  readonly pass: string;
  readonly until: number;
  /** Whether it is known to have reached the pager. */
  delivered: boolean;
}

/** One connection per page; while two-way pages wait for their answer, one connection asks for all of them. */
export class SnppLine implements Line {
  readonly #settings: Settings;
  readonly #host: ChannelHost;
  readonly #closing = new AbortController();
  /** Two-way pages whose answer may still come, by tag. */
  readonly #asked = new Map<string, Asked>();
  #level: Level = 3;
  #cancelAsking: (() => void) | null = null;

  constructor(settings: Settings, host: ChannelHost) {
    this.#settings = settings;
    this.#host = host;
  }

  async deliver(message: Message, signal: AbortSignal): Promise<Delivery> {
    let session: SnppSession | null = null;
    try {
      const opened = await this.#open(signal);
      session = opened.session;
      if (opened.refused) return opened.refused;
      const { answers, serviceLevels, longestText } = this.#settings;
      const sent = await session.send({
        pager: message.to,
        text: pageText(message, longestText),
        serviceLevel: serviceLevels[message.priority],
        asks: answers && message.code !== undefined,
      });
      this.#level = session.level;
      if (sent.tag) this.#await(message.id, sent.tag, sent.delivery.outcome === "delivered");
      return sent.delivery;
    } catch (thrown) {
      const doubt = session?.sending ? "; whether the page went out is not known, and it may arrive twice" : "";
      return { outcome: "retry", because: `${saying(thrown)}${doubt}`, outage: true };
    } finally {
      session?.quit();
    }
  }

  async check(): Promise<{ ok: boolean; because: string }> {
    try {
      const { session, refused } = await this.#open(this.#closing.signal);
      session.quit();
      if (refused) return { ok: false, because: refused.because };
      return { ok: true, because: `${this.#settings.host} takes pages` };
    } catch (thrown) {
      return { ok: false, because: saying(thrown) };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#cancelAsking?.();
    this.#cancelAsking = null;
  }

  async #open(signal: AbortSignal): Promise<{ session: SnppSession; refused: Delivery | null }> {
    const { host, port, security, ca, timeoutMs } = this.#settings;
    const { clock } = this.#host;
    const conversation = await Conversation.open({
      host,
      port,
      timeoutMs,
      clock,
      transcript: this.#host.transcript,
      signal: AbortSignal.any([signal, this.#closing.signal]),
      ...(security === "tls" && { tls: { ca } }),
    });
    const session = new SnppSession(conversation, this.#settings, clock, this.#level);
    try {
      return { session, refused: await session.begin() };
    } catch (thrown) {
      session.quit();
      throw thrown;
    }
  }

  #await(notification: number, { tag, pass }: NonNullable<Sent["tag"]>, delivered: boolean): void {
    const until = this.#host.clock.now() + this.#settings.answerMinutes * 60_000;
    this.#asked.set(tag, { notification, tag, pass, until, delivered });
    this.#askLater();
  }

  #askLater(): void {
    if (this.#cancelAsking || this.#asked.size === 0 || this.#closing.signal.aborted) return;
    const { clock, log } = this.#host;
    this.#cancelAsking = clock.at(clock.now() + this.#settings.answerEverySec * 1000, () => {
      this.#ask()
        .catch((thrown: unknown) => log.warn(`answers of pagers could not be asked for: ${saying(thrown)}`))
        .finally(() => {
          this.#cancelAsking = null;
          this.#askLater();
        });
    });
  }

  async #ask(): Promise<void> {
    const { session, refused } = await this.#open(this.#closing.signal);
    try {
      if (refused) throw new Error(refused.because);
      for (const asked of this.#asked.values()) {
        const status = readStatus(await session.ask(`MSTAtus ${asked.tag} ${asked.pass}`));
        await this.#follow(asked, status);
      }
    } finally {
      session.quit();
    }
  }

  async #follow(asked: Asked, status: Status): Promise<void> {
    const { afterwards, clock } = this.#host;
    const { notification } = asked;
    // Told before it is forgotten: what could not be stored is asked for again.
    if (status.kind === "answered") await this.#tell(notification, status);
    else if (status.kind === "over" && status.lost) {
      afterwards(notification, { outcome: "rejected", because: status.because });
    } else if (!asked.delivered && (status.kind === "over" ? status.because.startsWith("88") : status.at === "pager")) {
      afterwards(notification, { outcome: "delivered", because: status.because });
      asked.delivered = true;
    }
    if (status.kind !== "waiting" || clock.now() >= asked.until) this.#asked.delete(asked.tag);
  }

  async #tell(notification: number, answer: { readonly choice?: string; readonly words?: string }): Promise<void> {
    const { log, answered } = this.#host;
    const verb = verbOf(answer);
    if (verb === null) {
      log.info({ notification, answer }, "a pager answered with something that orders nothing");
      return;
    }
    const { because } = await answered({ notification, verb, via: "pager" });
    log.info({ notification, verb }, `a pager answered: ${because}`);
  }
}
