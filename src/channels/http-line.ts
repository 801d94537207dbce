import type { Clock } from "#kernel/clock.ts";
import type { Delivery, Line, Message } from "./channel.ts";
import { readAnswer } from "./http-answer.ts";
import { HttpClient, type HttpClientSettings, type HttpQuestion } from "./http-client.ts";

/** Sends each message as one question, to a far side that can only be tried by sending one. */
export class HttpLine implements Line {
  readonly #clock: Clock;
  readonly #client: HttpClient;
  readonly #questionOf: (message: Message) => HttpQuestion;
  #last: { ok: boolean; because: string } = { ok: true, because: "no message was sent yet" };

  constructor(settings: HttpClientSettings, clock: Clock, questionOf: (message: Message) => HttpQuestion) {
    this.#clock = clock;
    this.#client = new HttpClient(settings, clock);
    this.#questionOf = questionOf;
  }

  async deliver(message: Message, signal: AbortSignal): Promise<Delivery> {
    const delivery = readAnswer(await this.#client.ask(this.#questionOf(message), signal), this.#clock.now());
    this.#last = { ok: delivery.outcome !== "retry", because: delivery.because };
    return delivery;
  }

  /** What the last message met. */
  check(): Promise<{ ok: boolean; because: string }> {
    return Promise.resolve(this.#last);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client[Symbol.asyncDispose]();
  }
}
