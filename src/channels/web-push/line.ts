import { createHash } from "node:crypto";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Transcript } from "#wire/transcript.ts";
import type { ChannelHost, Delivery, Line, Message } from "../channel.ts";
import { readAnswer } from "../http-answer.ts";
import { type HttpAnswer, HttpClient } from "../http-client.ts";
import { encrypt } from "./encryption.ts";
import { guardedLookup, whyNotThere } from "./endpoint.ts";
import { noteOf } from "./note.ts";
import { PARALLEL, type Settings } from "./settings.ts";
import { readSubscription, receiverOf } from "./subscription.ts";
import { Vapid } from "./vapid.ts";

/** Sends each message, encrypted, to the push service of one device (RFC 8030 §5). */
export class WebPushLine implements Line {
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #client: HttpClient;
  readonly #vapid: Vapid;
  /** Hosts that have no address outside the house, with the reason why nothing goes there. */
  readonly #withinHouse = new Map<string, string>();
  #last: { ok: boolean; because: string } = { ok: true, because: "no message was sent yet" };

  constructor(settings: Settings, { clock, transcript }: ChannelHost) {
    if (settings.vapidKey === undefined) throw new Fault("misconfigured", "there is no key to sign push messages with");
    this.#settings = settings;
    this.#clock = clock;
    const lookup = guardedLookup(settings, (host, because) => this.#withinHouse.set(host, because));
    this.#client = new HttpClient(
      { ...settings, parallel: PARALLEL, lookup, transcript: transcript && withoutPaths(transcript) },
      clock,
    );
    this.#vapid = new Vapid(settings.vapidKey, settings.subject);
  }

  async deliver(message: Message, signal: AbortSignal): Promise<Delivery> {
    const subscription = readSubscription(message.to);
    if (!subscription) {
      return {
        outcome: "rejected",
        because: "the address is no push subscription; switch push on again on the device",
      };
    }
    const { endpoint } = subscription;
    const refusal = whyNotThere(endpoint, this.#settings);
    if (refusal !== null) return { outcome: "rejected", because: refusal };
    let body: Buffer;
    try {
      body = encrypt(noteOf(message), receiverOf(subscription));
    } catch (thrown) {
      return { outcome: "rejected", because: `the message can't be encrypted for this device: ${saying(thrown)}` };
    }
    const headers = {
      ...this.#headers(message),
      Authorization: this.#vapid.authorization(endpoint, this.#clock.now()),
    };
    const { hostname } = new URL(endpoint);
    this.#withinHouse.delete(hostname);
    const answer = await this.#client.ask({ url: endpoint, headers, body }, signal);
    const within = answer.kind === "failed" && this.#withinHouse.get(hostname);
    const delivery = within ? ({ outcome: "rejected", because: within } as const) : this.#read(answer);
    this.#last = { ok: delivery.outcome !== "retry", because: delivery.because };
    return delivery;
  }

  /** What the last message met: a push service can only be tried by sending one. */
  check(): Promise<{ ok: boolean; because: string }> {
    return Promise.resolve(this.#last);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client[Symbol.asyncDispose]();
  }

  #headers({ kind, thread }: Message): Record<string, string> {
    return {
      "Content-Type": "application/octet-stream",
      "Content-Encoding": "aes128gcm",
      TTL: String(this.#settings.ttlSec),
      Urgency: kind === "alarm" || kind === "digest" ? "high" : "normal",
      // Of one alarm only the newest message waits for a device that is off. The push service learns no number of ours.
      ...(thread === undefined ? {} : { Topic: createHash("sha256").update(thread).digest("base64url").slice(0, 32) }),
    };
  }

  #read(answer: HttpAnswer): Delivery {
    if (answer.kind !== "answered") return readAnswer(answer, this.#clock.now());
    const { status, host } = answer;
    if (status === 404 || status === 410) {
      const because = `${host} answered ${status}: this device has ended its subscription; switch push on again there`;
      return { outcome: "rejected", because, gone: true };
    }
    if (status === 413)
      return { outcome: "rejected", because: `${host} answered 413: the message is too large for it` };
    return readAnswer(answer, this.#clock.now());
  }
}

/** Whoever knows the path of a device's endpoint can be taken for its push service's customer (RFC 8030 §8.3). */
function withoutPaths(transcript: Transcript): Transcript {
  return {
    get listening() {
      return transcript.listening;
    },
    sent: (text) => transcript.sent(text.replace(/^(POST )\S+/u, "$1/***")),
    received: (text) => transcript.received(text),
  };
}
