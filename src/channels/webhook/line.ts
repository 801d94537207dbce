import { createSecretKey, type KeyObject } from "node:crypto";
import type { Clock } from "#kernel/clock.ts";
import type { ChannelHost, Delivery, Line, Message } from "../channel.ts";
import { readAnswer } from "../http-answer.ts";
import { HttpClient } from "../http-client.ts";
import { PARALLEL, type Settings } from "./settings.ts";
import { sign } from "./signature.ts";

/** One signed POST per message. */
export class WebhookLine implements Line {
  readonly #clock: Clock;
  readonly #secret: KeyObject;
  readonly #client: HttpClient;
  readonly #trouble = new Map<string, string>();

  constructor(settings: Settings, { clock, transcript }: ChannelHost) {
    this.#clock = clock;
    this.#secret = createSecretKey(Buffer.from(settings.secret));
    this.#client = new HttpClient({ ...settings, parallel: PARALLEL, transcript }, clock);
  }

  async deliver(message: Message, signal: AbortSignal): Promise<Delivery> {
    const body = payload(message);
    const headers = {
      "Content-Type": "application/json",
      "Idempotency-Key": String(message.id),
      "Tocsin-Signature": sign(this.#secret, body, this.#clock.now()),
    };
    const delivery = readAnswer(await this.#client.ask({ url: message.to, headers, body }, signal), this.#clock.now());
    if (delivery.outcome === "retry") this.#trouble.set(message.to, delivery.because);
    else this.#trouble.delete(message.to);
    return delivery;
  }

  /** Addresses belong to persons, so there is nothing to try but what the last messages met. */
  check(): Promise<{ ok: boolean; because: string }> {
    const [trouble] = this.#trouble.values();
    return Promise.resolve({ ok: trouble === undefined, because: trouble ?? "every receiver took its last message" });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client[Symbol.asyncDispose]();
  }
}

function payload(message: Message): string {
  const { id, kind, personName, subject, text, priority, code, link, thread, facts, attempt, createdAt } = message;
  return JSON.stringify({
    id,
    kind,
    priority,
    person: personName,
    subject,
    text,
    code,
    link,
    thread,
    facts,
    attempt,
    createdAt: new Date(createdAt).toISOString(),
  });
}
