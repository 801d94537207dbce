import type { Clock } from "#kernel/clock.ts";
import type { ChannelHost, Delivery, Line, Message } from "../channel.ts";
import { readAnswer } from "../http-answer.ts";
import { HttpClient } from "../http-client.ts";
import type { Settings } from "./settings.ts";
import { fill } from "./template.ts";

export const PARALLEL = 8;

export class HttpTemplateLine implements Line {
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
    const { url, method, headers, contentType, escape, body } = this.#settings;
    const answer = await this.#client.ask(
      {
        method,
        url: fill(url, message, "url"),
        headers: {
          "Content-Type": contentType,
          "Idempotency-Key": String(message.id),
          ...Object.fromEntries(headers.map(({ name, value }) => [name, value])),
        },
        body: fill(body, message, escape),
      },
      signal,
    );
    const delivery = readAnswer(answer, this.#clock.now());
    this.#last = { ok: delivery.outcome !== "retry", because: delivery.because };
    return delivery;
  }

  /** There is no harmless question that every program understands. */
  check(): Promise<{ ok: boolean; because: string }> {
    return Promise.resolve(this.#last);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client[Symbol.asyncDispose]();
  }
}
