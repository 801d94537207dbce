import http from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import type { Clock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Transcript } from "#wire/transcript.ts";
import { isLoopback } from "./http-settings.ts";

/** Of an answer's body: enough to say what is wrong. What goes on after `LONGEST_BODY` costs the connection. */
const KEPT_BODY = 500;
const LONGEST_BODY = 65_536;

export interface HttpClientSettings {
  readonly ca?: string | undefined;
  readonly timeoutMs: number;
  readonly allowPlainHttp: boolean;
  /** Connections to one far side. */
  readonly parallel: number;
  /** How names become addresses; absent: as the machine does it. */
  readonly lookup?: LookupFunction;
  readonly transcript?: Transcript | undefined;
}

export interface HttpQuestion {
  /** Absent: POST. */
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Absent: the client's. */
  readonly timeoutMs?: number;
  /** How many bytes of the answer's body are wanted; absent: enough to say what is wrong. */
  readonly keep?: number;
  /** No part of the dialogue that is shown to whoever tries the channel out: what other people wrote is in it. */
  readonly unheard?: boolean;
}

export type HttpAnswer =
  | {
      readonly kind: "answered";
      readonly host: string;
      readonly status: number;
      readonly retryAfter: string | undefined;
      readonly body: string;
    }
  /** No answer: `because` names the far side. */
  | { readonly kind: "failed"; readonly because: string }
  /** We don't go there: `because` says what to do. */
  | { readonly kind: "refused"; readonly because: string };

/** Kept-alive connections to every far side of one channel. Redirects are not followed. */
export class HttpClient implements AsyncDisposable {
  readonly #settings: HttpClientSettings;
  readonly #clock: Clock;
  readonly #plain: http.Agent;
  readonly #secure: https.Agent;
  readonly #targets = new Map<string, Target>();

  constructor(settings: HttpClientSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    const pool = {
      keepAlive: true,
      maxSockets: settings.parallel,
      maxFreeSockets: settings.parallel,
      scheduling: "fifo",
      noDelay: true,
      ...(settings.lookup ? { lookup: settings.lookup } : {}),
    } as const;
    this.#plain = new http.Agent(pool);
    this.#secure = new https.Agent({
      ...pool,
      rejectUnauthorized: true,
      minVersion: "TLSv1.2",
      ...(settings.ca === undefined ? {} : { ca: settings.ca }),
    });
  }

  /** Never rejects. A kept-alive connection that the far side had just closed is tried again once: nothing arrived there. */
  async ask(question: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer> {
    const target = this.#target(question.url);
    if ("refused" in target) return { kind: "refused", because: target.refused };
    const { host } = target.url;
    const first = await this.#once(target, question, signal);
    const answer = first === "stale" ? await this.#once(target, question, signal) : first;
    return answer === "stale" ? { kind: "failed", because: `${host} closed the connection without an answer` } : answer;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#plain.destroy();
    this.#secure.destroy();
    return Promise.resolve();
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

  #once(target: Target, question: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer | "stale"> {
    const { host } = target.url;
    const { method = "POST", headers, body, timeoutMs = this.#settings.timeoutMs, keep = KEPT_BODY } = question;
    if (signal.aborted) return Promise.resolve({ kind: "failed", because: "the channel was closed" });
    return new Promise((resolve) => {
      const request = (target.secure ? https : http).request({
        ...target.options,
        method,
        headers: {
          Host: host,
          "User-Agent": "Tocsin",
          ...(body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) }),
          ...headers,
        },
      });
      const transcript = question.unheard === true ? undefined : this.#settings.transcript;
      if (transcript?.listening) transcript.sent(written(request, body));
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
      const end = (answer: HttpAnswer | "stale") => {
        cancelDeadline();
        signal.removeEventListener("abort", stop);
        resolve(answer);
      };
      request.on("response", (response) => {
        const kept: Buffer[] = [];
        let length = 0;
        response.on("data", (chunk: Buffer) => {
          if (length < keep) kept.push(chunk.subarray(0, keep - length));
          length += chunk.length;
          if (length > Math.max(keep, LONGEST_BODY)) request.destroy();
        });
        response.on("close", () => {
          const said = Buffer.concat(kept).toString("utf8");
          const status = response.statusCode ?? 0;
          if (transcript?.listening) transcript.received(`HTTP ${status} ${response.statusMessage ?? ""}\n${said}`);
          end({ kind: "answered", host, status, retryAfter: response.headers["retry-after"], body: said });
        });
        response.on("error", () => {});
      });
      request.on("error", (error: NodeJS.ErrnoException) => {
        const gone = error.code === "ECONNRESET" || error.code === "EPIPE";
        if (gone && request.reusedSocket && cut === "") end("stale");
        else end({ kind: "failed", because: cut || `${host}: ${saying(error)}` });
      });
      request.end(body);
    });
  }
}

/** The question as it goes, but for what signs in. */
function written(request: http.ClientRequest, body: string | Buffer | undefined): string {
  const headers = Object.entries(request.getHeaders()).map(([name, value]) =>
    /authorization|token|key|signature|cookie/iu.test(name) ? `${name}: ***` : `${name}: ${String(value)}`,
  );
  const content = typeof body === "string" ? body : body === undefined ? "" : `(${body.length} bytes)`;
  return [`${request.method} ${request.path}`, ...headers, "", content].join("\n").trimEnd();
}

interface Target {
  readonly url: URL;
  readonly secure: boolean;
  readonly options: https.RequestOptions;
}

function optionsOf(url: URL, agent: http.Agent): https.RequestOptions {
  return {
    hostname: url.hostname.replace(/^\[|\]$/gu, ""),
    path: `${url.pathname}${url.search}`,
    agent,
    ...(url.port === "" ? {} : { port: Number(url.port) }),
  };
}
