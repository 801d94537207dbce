import { createSecretKey, type KeyObject } from "node:crypto";
import http from "node:http";
import https from "node:https";
import type { Clock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { ChannelHost, Delivery, Line, Message } from "../channel.ts";
import { readAnswer } from "./answer.ts";
import { isLoopback, type Settings } from "./settings.ts";
import { sign } from "./signature.ts";

/** Of an answer's body: enough to say what is wrong. What goes on after `LONGEST_BODY` costs the connection. */
const KEPT_BODY = 500;
const LONGEST_BODY = 65_536;
export const PARALLEL = 64;

/** Kept-alive connections to every receiver; one POST per message. */
export class WebhookLine implements Line {
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #secret: KeyObject;
  readonly #plain: http.Agent;
  readonly #secure: https.Agent;
  readonly #targets = new Map<string, Target>();
  readonly #trouble = new Map<string, string>();

  constructor(settings: Settings, host: ChannelHost) {
    this.#settings = settings;
    this.#clock = host.clock;
    this.#secret = createSecretKey(Buffer.from(settings.secret));
    const pool = {
      keepAlive: true,
      maxSockets: PARALLEL,
      maxFreeSockets: PARALLEL,
      scheduling: "fifo",
      noDelay: true,
    } as const;
    this.#plain = new http.Agent(pool);
    this.#secure = new https.Agent({
      ...pool,
      rejectUnauthorized: true,
      minVersion: "TLSv1.2",
      ...(settings.ca === undefined ? {} : { ca: settings.ca }),
    });
  }

  async deliver(message: Message, signal: AbortSignal): Promise<Delivery> {
    const target = this.#target(message.to);
    if ("refused" in target) return { outcome: "rejected", because: target.refused };
    const body = payload(message);
    let delivery = await this.#post(target, message, body, signal);
    // A kept-alive connection that the receiver had just closed: the message never arrived there.
    if (delivery === "stale") delivery = await this.#post(target, message, body, signal);
    if (delivery === "stale") {
      delivery = {
        outcome: "retry",
        because: `${target.url.host} closed the connection without an answer`,
        outage: true,
      };
    }
    if (delivery.outcome === "retry") this.#trouble.set(target.url.host, delivery.because);
    else this.#trouble.delete(target.url.host);
    return delivery;
  }

  /** Addresses belong to persons, so there is nothing to try but what the last messages met. */
  check(): Promise<{ ok: boolean; because: string }> {
    const [trouble] = this.#trouble.values();
    return Promise.resolve({ ok: trouble === undefined, because: trouble ?? "every receiver took its last message" });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#plain.destroy();
    this.#secure.destroy();
  }

  #target(address: string): Target | { refused: string } {
    const known = this.#targets.get(address);
    if (known) return known;
    if (!URL.canParse(address)) return { refused: `${address} is not a URL` };
    const url = new URL(address);
    const secure = url.protocol === "https:";
    if (!secure && !isLoopback(url) && !this.#settings.allowPlainHttp) {
      return {
        refused: `${url.host} would get the message unencrypted; use https, or allow plain HTTP on this channel`,
      };
    }
    const target = { url, secure, options: optionsOf(url, secure ? this.#secure : this.#plain) };
    if (this.#targets.size >= 1000) this.#targets.clear();
    this.#targets.set(address, target);
    return target;
  }

  #post(target: Target, message: Message, body: string, signal: AbortSignal): Promise<Delivery | "stale"> {
    const { host } = target.url;
    const { timeoutMs } = this.#settings;
    if (signal.aborted) return Promise.resolve({ outcome: "retry", because: "the channel was closed" });
    return new Promise((resolve) => {
      const request = (target.secure ? https : http).request({
        ...target.options,
        headers: {
          Host: host,
          "Content-Type": "application/json",
          "Content-Length": Buffer.byteLength(body),
          "User-Agent": "Tocsin",
          "Idempotency-Key": String(message.id),
          "Tocsin-Signature": sign(this.#secret, body, this.#clock.now()),
        },
      });
      let cut = "";
      const destroy = (why: string) => {
        cut = why;
        request.destroy();
      };
      const cancelDeadline = this.#clock.at(this.#clock.now() + timeoutMs, () =>
        destroy(`${host} did not answer within ${timeoutMs} ms`),
      );
      const stop = () => destroy("the channel was closed");
      signal.addEventListener("abort", stop, { once: true });
      const end = (delivery: Delivery | "stale") => {
        cancelDeadline();
        signal.removeEventListener("abort", stop);
        resolve(delivery);
      };
      request.on("response", (response) => {
        let kept = "";
        let length = 0;
        const answered = () =>
          end(
            readAnswer(
              { status: response.statusCode ?? 0, retryAfter: response.headers["retry-after"], body: kept, host },
              this.#clock.now(),
            ),
          );
        response.on("data", (chunk: Buffer) => {
          length += chunk.length;
          if (kept.length < KEPT_BODY) kept += chunk.toString("utf8", 0, KEPT_BODY);
          if (length > LONGEST_BODY) request.destroy();
        });
        response.on("close", answered);
        response.on("error", () => {});
      });
      request.on("error", (error: NodeJS.ErrnoException) => {
        const gone = error.code === "ECONNRESET" || error.code === "EPIPE";
        if (gone && request.reusedSocket && cut === "") end("stale");
        else end({ outcome: "retry", because: cut || `${host}: ${saying(error)}`, outage: true });
      });
      request.end(body);
    });
  }
}

interface Target {
  readonly url: URL;
  readonly secure: boolean;
  readonly options: https.RequestOptions;
}

function optionsOf(url: URL, agent: http.Agent): https.RequestOptions {
  return {
    method: "POST",
    hostname: url.hostname.replace(/^\[|\]$/gu, ""),
    path: `${url.pathname}${url.search}`,
    agent,
    ...(url.port === "" ? {} : { port: Number(url.port) }),
  };
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
