import type { Clock } from "#kernel/clock.ts";
import type { Transcript } from "#wire/transcript.ts";
import { type HttpAnswer, HttpClient } from "../http-client.ts";
import { PARALLEL, type Settings } from "./settings.ts";
import { parsed } from "./sync.ts";

/** Account data of ours at the homeserver: where to go on reading. So nothing needs to be kept here. */
const READ_TO = "dev.tocsin.read_to";

/** The homeserver's questions that we need (Client-Server API v1.11). */
export class Homeserver implements AsyncDisposable {
  readonly #settings: Settings;
  readonly #client: HttpClient;

  constructor(settings: Settings, clock: Clock, transcript?: Transcript) {
    this.#settings = settings;
    this.#client = new HttpClient({ ...settings, parallel: PARALLEL + 1, transcript }, clock);
  }

  /** §10.2: a message. The same transaction id is taken once, however often it is sent. */
  send(room: string, transaction: string, content: object, signal: AbortSignal): Promise<HttpAnswer> {
    return this.#ask("PUT", ["rooms", room, "send", "m.room.message", transaction], signal, { body: content });
  }

  whoAmI(signal: AbortSignal): Promise<HttpAnswer> {
    return this.#ask("GET", ["account", "whoami"], signal);
  }

  createDirectRoom(invited: string, signal: AbortSignal): Promise<HttpAnswer> {
    const body = { invite: [invited], is_direct: true, preset: "trusted_private_chat" };
    return this.#ask("POST", ["createRoom"], signal, { body });
  }

  readAccountData(type: "m.direct" | typeof READ_TO, signal: AbortSignal): Promise<HttpAnswer> {
    return this.#ask("GET", ["user", this.#settings.user, "account_data", type], signal, {
      keep: 1_000_000,
      unheard: true,
    });
  }

  writeDirect(rooms: Readonly<Record<string, readonly string[]>>, signal: AbortSignal): Promise<HttpAnswer> {
    return this.#ask("PUT", ["user", this.#settings.user, "account_data", "m.direct"], signal, {
      body: rooms,
      unheard: true,
    });
  }

  async readTo(signal: AbortSignal): Promise<string | null | HttpAnswer> {
    const answer = await this.readAccountData(READ_TO, signal);
    if (answer.kind !== "answered" || (answer.status !== 200 && answer.status !== 404)) return answer;
    const { since } = (parsed(answer.body) ?? {}) as { since?: unknown };
    return typeof since === "string" ? since : null;
  }

  setReadTo(since: string, signal: AbortSignal): Promise<HttpAnswer> {
    return this.#ask("PUT", ["user", this.#settings.user, "account_data", READ_TO], signal, {
      body: { since },
      unheard: true,
    });
  }

  /** §6.4.4: waits at the server until there is something, at most `waitMs`. */
  sync(since: string | null, waitMs: number, signal: AbortSignal): Promise<HttpAnswer> {
    const filter = {
      presence: { types: [] },
      account_data: { types: [] },
      room: {
        timeline: { types: ["m.room.message"], limit: since === null ? 1 : 100 },
        state: { types: [] },
        ephemeral: { types: [] },
        account_data: { types: [] },
      },
    };
    const query = new URLSearchParams({ timeout: String(waitMs), filter: JSON.stringify(filter) });
    if (since !== null) query.set("since", since);
    const { timeoutMs } = this.#settings;
    return this.#ask("GET", ["sync"], signal, {
      query,
      keep: 4_000_000,
      timeoutMs: waitMs + timeoutMs,
      unheard: true,
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client[Symbol.asyncDispose]();
  }

  #ask(
    method: "GET" | "POST" | "PUT",
    path: readonly string[],
    signal: AbortSignal,
    some: { body?: object; query?: URLSearchParams; keep?: number; timeoutMs?: number; unheard?: boolean } = {},
  ): Promise<HttpAnswer> {
    const { homeserver, accessToken } = this.#settings;
    const { body, query, ...limits } = some;
    const search = query ? `?${query.toString()}` : "";
    return this.#client.ask(
      {
        method,
        url: `${homeserver.replace(/\/+$/u, "")}/_matrix/client/v3/${path.map(encodeURIComponent).join("/")}${search}`,
        headers: {
          Authorization: `Bearer ${accessToken}`,
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        keep: 20_000,
        ...limits,
      },
      signal,
    );
  }
}
