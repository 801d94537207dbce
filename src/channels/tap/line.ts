import { saying } from "#kernel/fault.ts";
import { Conversation } from "#wire/conversation.ts";
import type { ChannelHost, Delivery, Line, Message } from "../channel.ts";
import { partsOf } from "../pager-text.ts";
import { TapSession } from "./session.ts";
import type { Settings } from "./settings.ts";

/** One message at a time on one line; one session per message. */
export class TapLine implements Line {
  readonly #settings: Settings;
  readonly #host: ChannelHost;
  readonly #closing = new AbortController();
  /** What a retried message's terminal had already taken. */
  readonly #taken = new Map<number, number>();

  constructor(settings: Settings, host: ChannelHost) {
    this.#settings = settings;
    this.#host = host;
  }

  async deliver(message: Message, signal: AbortSignal): Promise<Delivery> {
    const { longestText, parts: most } = this.#settings;
    const parts = partsOf(message, longestText, most);
    const delivery = await this.#within(signal, async (session) => {
      let last: Delivery = { outcome: "accepted", because: "every part had been taken" };
      for (let at = this.#taken.get(message.id) ?? 0; at < parts.length; at++) {
        last = await session.send(message.to, parts[at] ?? "");
        if (last.outcome !== "accepted") return last;
        this.#taken.set(message.id, at + 1);
      }
      return last;
    });
    if (delivery.outcome !== "retry") this.#taken.delete(message.id);
    const [eldest] = this.#taken.keys();
    if (this.#taken.size > 1000 && eldest !== undefined) this.#taken.delete(eldest);
    return delivery;
  }

  async check(): Promise<{ ok: boolean; because: string }> {
    const { host, port } = this.#settings;
    const taking = { outcome: "accepted", because: `${host}:${port} takes pages` } as const;
    const { outcome, because } = await this.#within(this.#closing.signal, () => Promise.resolve(taking));
    return { ok: outcome === "accepted", because };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
  }

  async #within(signal: AbortSignal, act: (session: TapSession) => Promise<Delivery>): Promise<Delivery> {
    const { host, port, timeoutMs } = this.#settings;
    const { clock } = this.#host;
    let session: TapSession | null = null;
    try {
      const conversation = await Conversation.open({
        host,
        port,
        timeoutMs,
        clock,
        transcript: this.#host.transcript,
        signal: AbortSignal.any([signal, this.#closing.signal]),
      });
      session = new TapSession(conversation, this.#settings, clock);
      return (await session.begin()) ?? (await act(session));
    } catch (thrown) {
      const doubt = session?.sending ? "; whether the page went out is not known, and it may arrive twice" : "";
      return { outcome: "retry", because: `${saying(thrown)}${doubt}`, outage: true };
    } finally {
      session?.quit();
    }
  }
}
