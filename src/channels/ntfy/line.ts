import type { Clock } from "#kernel/clock.ts";
import type { ChannelHost, Delivery, Line, Message } from "../channel.ts";
import { readAnswer } from "../http-answer.ts";
import { HttpClient } from "../http-client.ts";
import { publication } from "./publication.ts";
import { PARALLEL, type Settings } from "./settings.ts";

export class NtfyLine implements Line {
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #client: HttpClient;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #closing = new AbortController();

  constructor(settings: Settings, { clock, transcript }: ChannelHost) {
    this.#settings = settings;
    this.#clock = clock;
    this.#client = new HttpClient({ ...settings, parallel: PARALLEL, transcript }, clock);
    this.#headers = settings.token === undefined ? {} : { Authorization: `Bearer ${settings.token}` };
  }

  async deliver(message: Message, signal: AbortSignal): Promise<Delivery> {
    const answer = await this.#client.ask(
      {
        url: this.#settings.server,
        headers: { ...this.#headers, "Content-Type": "application/json" },
        body: JSON.stringify(publication(message)),
        keep: 10_000,
      },
      signal,
    );
    const delivery = readAnswer(answer, this.#clock.now());
    if (answer.kind !== "answered" || delivery.outcome !== "accepted") return delivery;
    const receipt = idIn(answer.body);
    if (receipt !== undefined) return { ...delivery, receipt };
    return { outcome: "rejected", because: `${answer.host} answered ${answer.status}, but not as ntfy does` };
  }

  async check(): Promise<{ ok: boolean; because: string }> {
    const url = new URL("v1/health", withSlash(this.#settings.server)).href;
    const answer = await this.#client.ask({ method: "GET", url, headers: this.#headers }, this.#closing.signal);
    if (answer.kind !== "answered") return { ok: false, because: answer.because };
    const ok = answer.status === 200 && /"healthy"\s*:\s*true/u.test(answer.body);
    return { ok, because: `${answer.host} ${ok ? "is healthy" : `answered ${answer.status} to v1/health`}` };
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    return this.#client[Symbol.asyncDispose]();
  }
}

function idIn(body: string): string | undefined {
  try {
    const { id } = JSON.parse(body) as { id?: unknown };
    return typeof id === "string" ? id : undefined;
  } catch {
    return undefined;
  }
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}
