import { waitUntil } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { ChannelHost, Delivery, Line, Message } from "../channel.ts";
import { readAnswer } from "../http-answer.ts";
import type { HttpAnswer } from "../http-client.ts";
import { Homeserver } from "./homeserver.ts";
import type { Settings } from "./settings.ts";
import { parsed, readSync } from "./sync.ts";

const SYNC_MS = 30_000;
const PAUSE_MS = 5000;
const REMEMBERED = 1000;

/** A direct room with each person, and one open question for what they write there. */
export class MatrixLine implements Line {
  readonly #settings: Settings;
  readonly #host: ChannelHost;
  readonly #server: Homeserver;
  readonly #closing = new AbortController();
  readonly #listening: Promise<void>;
  /** Rooms by person, as the homeserver keeps them (`m.direct`). */
  #rooms: Map<string, string> | null = null;
  /** One person's room is made once, whatever is sent to them meanwhile. */
  #making: Promise<unknown> = Promise.resolve();
  /** Events that were dealt with: after a failure they come again. */
  readonly #heard = new Set<string>();
  #trouble: string | null = null;

  constructor(settings: Settings, host: ChannelHost) {
    this.#settings = settings;
    this.#host = host;
    this.#server = new Homeserver(settings, host.clock, host.transcript);
    this.#listening = this.#listen();
  }

  async deliver(message: Message, signal: AbortSignal): Promise<Delivery> {
    const making = this.#making.then(() => this.#roomOf(message.to, signal));
    this.#making = making;
    const room = await making;
    if (typeof room !== "string") return room;
    const content = { msgtype: "m.text", body: message.text, "m.mentions": { user_ids: [message.to] } };
    const answer = await this.#server.send(room, `tocsin-${message.id}`, content, signal);
    const delivery = this.#read(answer);
    if (answer.kind !== "answered" || delivery.outcome !== "accepted") return delivery;
    return { ...delivery, receipt: text(answer.body, "event_id") };
  }

  async check(): Promise<{ ok: boolean; because: string }> {
    const answer = await this.#server.whoAmI(this.#closing.signal);
    const { outcome, because } = this.#read(answer);
    if (answer.kind !== "answered" || outcome !== "accepted") return { ok: false, because };
    const user = text(answer.body, "user_id") ?? "nobody";
    if (user !== this.#settings.user) return { ok: false, because: `the access token belongs to ${user}` };
    return { ok: this.#trouble === null, because: this.#trouble ?? `${answer.host} knows us` };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#listening;
    await this.#server[Symbol.asyncDispose]();
  }

  async #roomOf(person: string, signal: AbortSignal): Promise<string | Delivery> {
    if (this.#rooms === null) {
      const answer = await this.#server.readAccountData("m.direct", signal);
      const none = answer.kind === "answered" && answer.status === 404;
      if (answer.kind !== "answered" || !(none || answer.status === 200)) return this.#read(answer);
      this.#rooms = none ? new Map() : directRooms(answer.body);
    }
    const known = this.#rooms.get(person);
    if (known !== undefined) return known;
    const answer = await this.#server.createDirectRoom(person, signal);
    const delivery = this.#read(answer);
    const room = answer.kind === "answered" ? text(answer.body, "room_id") : undefined;
    if (delivery.outcome !== "accepted") return delivery;
    if (room === undefined) return { outcome: "rejected", because: "the homeserver made a room without an id" };
    this.#rooms.set(person, room);
    const rooms = Object.fromEntries([...this.#rooms].map(([who, where]) => [who, [where]]));
    const kept = this.#read(await this.#server.writeDirect(rooms, signal));
    if (kept.outcome !== "accepted") this.#host.log.warn(`the room of ${person} is not kept: ${kept.because}`);
    return room;
  }

  async #listen(): Promise<void> {
    const { clock, log } = this.#host;
    const { signal } = this.#closing;
    let since: string | null | undefined;
    while (!signal.aborted) {
      try {
        since = await this.#once(since);
        this.#trouble = null;
      } catch (thrown) {
        if (signal.aborted) return;
        this.#trouble = `answers can't be read: ${saying(thrown)}`;
        log.warn(`Matrix: ${this.#trouble}; tried again in ${PAUSE_MS} ms`);
        await waitUntil(clock, clock.now() + PAUSE_MS, signal).catch(() => {});
      }
    }
  }

  /** One question and what follows from its answer. The next place is kept only once everything before it was dealt with. */
  async #once(from: string | null | undefined): Promise<string> {
    const { signal } = this.#closing;
    const since = from === undefined ? await this.#server.readTo(signal) : from;
    if (since !== null && typeof since === "object") throw new Error(this.#read(since).because);
    const answer = await this.#server.sync(since, since === null ? 0 : SYNC_MS, signal);
    const { outcome, because } = this.#read(answer);
    if (answer.kind !== "answered" || outcome !== "accepted") throw new Error(because);
    const read = readSync(answer.body, this.#settings.user);
    if (!read) throw new Error(`${answer.host} answered, but not as a homeserver does`);
    // Without a place to go on from, what stands in the rooms is of an earlier time.
    const said = since === null ? [] : read.said.filter(({ event }) => !this.#heard.has(event));
    for (const { event, from: sender, text: words } of said) {
      await this.#host.heard({ from: sender, text: words });
      this.#heard.add(event);
    }
    for (const old of [...this.#heard].slice(0, Math.max(0, this.#heard.size - REMEMBERED))) this.#heard.delete(old);
    if (since === null || said.length > 0) {
      const kept = this.#read(await this.#server.setReadTo(read.next, signal));
      if (kept.outcome !== "accepted") throw new Error(kept.because);
    }
    return read.next;
  }

  /** Matrix says in the body how long to wait (§2, "Rate limiting"). */
  #read(answer: HttpAnswer): Delivery {
    const delivery = readAnswer(answer, this.#host.clock.now());
    if (answer.kind !== "answered" || delivery.outcome !== "retry" || delivery.afterMs !== undefined) return delivery;
    const { retry_after_ms: afterMs } = (parsed(answer.body) ?? {}) as { retry_after_ms?: unknown };
    return typeof afterMs === "number" && afterMs >= 0 ? { ...delivery, afterMs } : delivery;
  }
}

/** `m.direct`: a list of rooms for each person; the newest stands last. */
function directRooms(body: string): Map<string, string> {
  const rooms = new Map<string, string>();
  for (const [person, list] of Object.entries((parsed(body) ?? {}) as Record<string, unknown>)) {
    const last: unknown = Array.isArray(list) ? list.at(-1) : undefined;
    if (typeof last === "string") rooms.set(person, last);
  }
  return rooms;
}

function text(body: string, name: string): string | undefined {
  const value = ((parsed(body) ?? {}) as Record<string, unknown>)[name];
  return typeof value === "string" ? value : undefined;
}
