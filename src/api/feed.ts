import type { ServerResponse } from "node:http";
import { z } from "zod";
import type { FeedMessage } from "#events/feed.ts";
import { partitionsOf, type Who } from "#operators/roles.ts";
import type { Core } from "./core.ts";
import { messageText, partitionOf } from "./feed-message.ts";
import { whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import type { Api } from "./server.ts";

const HEARTBEAT_MS = 5_000;
const MOST_LISTENERS = 500;
/** What may lie unread on the way to one listener before it counts as slow, in bytes. */
const UNREAD = 1024 * 1024;
/** A slow listener that has not caught up by then is dropped. */
const SLOW_MS = 30_000;

interface Listener {
  readonly response: ServerResponse;
  who: Who;
  /** Listeners with the same rights get the same bytes. */
  rights: string;
  /** Since when it reads too slowly; it gets nothing until it has caught up, and then a reset. */
  slowSince: number | null;
}

/** `GET /api/v1/feed`: what happens, as server-sent events that can be resumed. */
export function feed(api: Api, streams: Streams): void {
  api.get(
    "/api/v1/feed",
    {
      config: { needs: "alarms:read" },
      schema: {
        summary: "What happens, live: server-sent events with ids `epoch:seq`",
        querystring: z.strictObject({
          after: z.string().max(100).optional().describe("epoch:seq of the last message seen"),
        }),
        produces: ["text/event-stream"],
      },
    },
    (request, reply) => {
      if (streams.size >= MOST_LISTENERS) {
        throw new Refusal(
          503,
          "Overloaded",
          `${MOST_LISTENERS} screens are watching already; close some.`,
          {},
          { "retry-after": "10" },
        );
      }
      const last = request.headers["last-event-id"] ?? request.query.after;
      reply.hijack();
      streams.open(reply.raw, whoOf(request), typeof last === "string" ? last : undefined);
    },
  );
  api.addHook("preClose", (done) => {
    streams.close();
    done();
  });
}

/** All open streams. Messages of one turn go out in one write per stream, and are put into words once. */
export class Streams {
  readonly #core: Core;
  readonly #listeners = new Set<Listener>();
  #pending: FeedMessage[] = [];
  #scheduled = false;
  #stopFeed: (() => void) | null = null;
  #stopHeart: (() => void) | null = null;

  constructor(core: Core) {
    this.#core = core;
  }

  get size(): number {
    return this.#listeners.size;
  }

  open(response: ServerResponse, who: Who, last: string | undefined): void {
    const { feed } = this.#core;
    this.#flush();
    response.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-accel-buffering": "no",
    });
    const listener: Listener = { response, who, rights: rightsOf(who), slowSince: null };
    const missed = last === undefined ? [] : this.#missed(last);
    const first = missed ? this.#text(missed, who) : reset(feed.epoch, feed.seq);
    // A screen that comes while the database is down must not look calm until that changes.
    const health = `event: health\ndata: ${JSON.stringify(this.#core.databaseHealth())}\n\n`;
    response.write(`retry: 1000\n\n${first}${health}`);
    this.#listeners.add(listener);
    response.on("drain", () => this.#caughtUp(listener));
    response.on("close", () => this.#gone(listener));
    response.on("error", () => this.#gone(listener));
    this.#stopFeed ??= feed.listen((message) => this.#take(message));
    this.#beat();
  }

  close(): void {
    for (const listener of this.#listeners) listener.response.end();
    this.#listeners.clear();
    this.#rest();
  }

  #missed(last: string): FeedMessage[] | null {
    const [epoch, seq] = last.split(":");
    const { feed } = this.#core;
    return epoch === feed.epoch && /^\d{1,15}$/.test(seq ?? "") ? feed.since(Number(seq)) : null;
  }

  #take(message: FeedMessage): void {
    this.#pending.push(message);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    const messages = this.#pending;
    if (messages.length === 0) return;
    this.#pending = [];
    const texts = new Map<string, Buffer>();
    const words = new Map<FeedMessage, string>();
    for (const listener of this.#listeners) {
      if (listener.slowSince !== null) continue;
      let bytes = texts.get(listener.rights);
      if (!bytes) texts.set(listener.rights, (bytes = Buffer.from(this.#text(messages, listener.who, words))));
      if (bytes.length > 0) this.#write(listener, bytes);
    }
  }

  #text(messages: readonly FeedMessage[], who: Who, words = new Map<FeedMessage, string>()): string {
    const core = this.#core;
    const partitions = partitionsOf(who);
    let text = "";
    for (const message of messages) {
      if (partitions) {
        const partition = partitionOf(core, message);
        if (partition !== null && !partitions.includes(partition)) continue;
      }
      let one = words.get(message);
      if (one === undefined) words.set(message, (one = messageText(core, message)));
      text += one;
    }
    return text;
  }

  #write(listener: Listener, bytes: Buffer | string): void {
    const { response } = listener;
    response.write(bytes);
    if (response.writableLength > UNREAD) listener.slowSince ??= this.#core.clock.now();
  }

  #caughtUp(listener: Listener): void {
    if (listener.slowSince === null) return;
    listener.slowSince = null;
    const { epoch, seq } = this.#core.feed;
    this.#write(listener, reset(epoch, seq));
  }

  /** Every five seconds: shows that the line is alive, and ends the streams of those who lost the right to it. */
  #beat(): void {
    if (this.#stopHeart) return;
    const { clock } = this.#core;
    this.#stopHeart = clock.at(clock.now() + HEARTBEAT_MS, () => {
      this.#stopHeart = null;
      const now = clock.now();
      for (const listener of this.#listeners) {
        const who = this.#core.mode() === "active" ? this.#core.access.again(listener.who) : undefined;
        if (!who) {
          listener.response.end();
          this.#gone(listener);
        } else if (listener.slowSince !== null) {
          if (now - listener.slowSince > SLOW_MS) listener.response.destroy();
        } else {
          listener.who = who;
          listener.rights = rightsOf(who);
          this.#write(listener, ":\n\n");
        }
      }
      if (this.#listeners.size > 0) this.#beat();
    });
  }

  #gone(listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) this.#rest();
  }

  #rest(): void {
    this.#stopFeed?.();
    this.#stopHeart?.();
    this.#stopFeed = null;
    this.#stopHeart = null;
    this.#pending = [];
  }
}

function rightsOf(who: Who): string {
  return partitionsOf(who)?.toSorted().join("\n") ?? "";
}

/** Tells the listener to load everything anew: what it missed is not remembered. */
function reset(epoch: string, seq: number): string {
  return `id: ${epoch}:${seq}\nevent: reset\ndata: {"epoch":${JSON.stringify(epoch)},"seq":${seq}}\n\n`;
}
