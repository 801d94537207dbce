import type { Clock } from "#kernel/clock.ts";
import type { ChannelHost, Delivery, Line, Message } from "../channel.ts";
import { readAnswer } from "../http-answer.ts";
import { HttpClient } from "../http-client.ts";
import { BODIES } from "./body.ts";
import type { Settings } from "./settings.ts";

/** Slack takes about one message a second for each webhook. */
export const PARALLEL = 2;

export class ChatWebhookLine implements Line {
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #client: HttpClient;
  #last: { ok: boolean; because: string } = { ok: true, because: "no message was sent yet" };

  constructor(settings: Settings, { clock }: ChannelHost) {
    this.#settings = settings;
    this.#clock = clock;
    this.#client = new HttpClient({ ...settings, parallel: PARALLEL }, clock);
  }

  async deliver(message: Message, signal: AbortSignal): Promise<Delivery> {
    const { url, format } = this.#settings;
    const body = JSON.stringify(BODIES[format](message));
    const headers = { "Content-Type": "application/json; charset=utf-8" };
    const delivery = readAnswer(await this.#client.ask({ url, headers, body }, signal), this.#clock.now());
    this.#last = { ok: delivery.outcome !== "retry", because: delivery.because };
    return delivery;
  }

  /** A webhook can only be tried by writing to the room. */
  check(): Promise<{ ok: boolean; because: string }> {
    return Promise.resolve(this.#last);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client[Symbol.asyncDispose]();
  }
}
