import type { ServerResponse } from "node:http";
import type { Http2Session } from "node:http2";
import { z } from "zod";
import type { FeedMessage } from "#events/feed.ts";
import { may, partitionsOf, sees, type Who } from "#operators/roles.ts";
import type { Core } from "./core.ts";
import { concerns, messageText } from "./feed-message.ts";
import { whoOf } from "./identity.ts";
import { countsText, lateStepsText, lockedHealthText, lockText } from "./locked-view.ts";
import { Refusal } from "./problem.ts";
import type { Api } from "./server.ts";

const HEARTBEAT_MS = 5_000;
const MOST_LISTENERS = 500;
/** What may lie unread on the way to one listener before it counts as slow, in bytes. */
const UNREAD = 1024 * 1024;
/** A slow listener that has not caught up by then is dropped. */
const SLOW_MS = 30_000;
/** A far side that has not answered a ping for so long is gone, although nobody has closed the connection. */
const SILENT_MS = 4_500;
/** Screens that are locked get new counts that often, however much happens. */
const COUNTS_EVERY_MS = 1_000;

interface Listener {
  readonly response: ServerResponse;
  who: Who;
  /** Listeners with the same rights get the same bytes. */
  rights: string;
  /** A locked screen gets counts only. */
  locked: boolean;
  /** When the ping was sent that is not answered yet, by a clock that only runs forward. */
  pingAt: number | null;
  /** It no longer watches. */
  leave: () => void;
  /** Since when it reads too slowly; it gets nothing until it has caught up, and then a reset. */
  slowSince: number | null;
}

/** `GET /api/v1/feed`: what happens, as server-sent events that can be resumed. */
export function feed(api: Api, streams: Streams): void {
  api.get(
    "/api/v1/feed",
    {
      config: { needs: "alarms:read", whileLocked: true },
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
  /** Until when counts have been sent often enough. */
  #counted: (() => void) | null = null;
  #countAgain = false;

  constructor(core: Core) {
    this.#core = core;
    core.access.sessions.onChange(() => this.#look());
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
    const locked = isLocked(who);
    const listener: Listener = {
      response,
      who,
      rights: rightsOf(who),
      locked,
      slowSince: null,
      pingAt: null,
      leave: () => {},
    };
    const missed = last === undefined ? [] : this.#missed(last);
    const first = missed ? this.#text(missed, who) : reset(feed.epoch, feed.seq);
    // A screen that comes while the database is down must not look calm until that changes.
    const health = `event: health\ndata: ${JSON.stringify(this.#core.databaseHealth())}\n\n`;
    response.write(`retry: 1000\n\n${locked ? this.#lockedText(who) : `${first}${health}`}`);
    this.#listeners.add(listener);
    listener.leave = this.#core.access.watching(who);
    response.on("drain", () => this.#caughtUp(listener));
    response.on("close", () => this.#gone(listener));
    response.on("error", () => this.#gone(listener));
    this.#stopFeed ??= feed.listen((message) => this.#take(message));
    this.#beat();
  }

  close(): void {
    for (const listener of this.#listeners) {
      listener.response.end();
      this.#gone(listener);
    }
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
      if (listener.locked || listener.slowSince !== null) continue;
      let bytes = texts.get(listener.rights);
      if (!bytes) texts.set(listener.rights, (bytes = Buffer.from(this.#text(messages, listener.who, words))));
      if (bytes.length > 0) this.#write(listener, bytes);
    }
    this.#tellLocked(messages);
  }

  /** Locked screens learn that alarms exist, and whether the server can be trusted. */
  #tellLocked(messages: readonly FeedMessage[]): void {
    const health = messages.findLast(({ topic }) => topic === "health");
    if (health) {
      for (const listener of this.#listeners) {
        if (listener.locked) this.#write(listener, lockedHealthText(this.#core.databaseHealth().database));
      }
    }
    if (messages.some(({ topic }) => topic === "alarm" || topic === "procedure")) this.#count();
  }

  #count(): void {
    if (this.#counted) {
      this.#countAgain = true;
      return;
    }
    const texts = new Map<string, string>();
    for (const listener of this.#listeners) {
      if (!listener.locked || listener.slowSince !== null) continue;
      let text = texts.get(listener.rights);
      if (text === undefined) texts.set(listener.rights, (text = this.#countsText(listener.who)));
      this.#write(listener, text);
    }
    if (texts.size === 0) return;
    const { clock } = this.#core;
    this.#counted = clock.at(clock.now() + COUNTS_EVERY_MS, () => {
      this.#counted = null;
      const again = this.#countAgain;
      this.#countAgain = false;
      if (again) this.#count();
    });
  }

  #countsText(who: Who): string {
    const { alarms, procedures } = this.#core;
    let late = 0;
    for (const { overdueAt, partition } of procedures.running()) {
      if (overdueAt !== null && sees(who, partition, "alarms:read")) late++;
    }
    return `${countsText(alarms.waiting(partitionsOf(who, "alarms:read")))}${lateStepsText(late)}`;
  }

  #lockedText(who: Who): string {
    return `${lockText(true)}${this.#countsText(who)}${lockedHealthText(this.#core.databaseHealth().database)}`;
  }

  /** Something has changed about sessions: who lost the right to a stream, or whose screen is locked or unlocked. */
  #look(): void {
    for (const listener of this.#listeners) this.#follow(listener);
  }

  /** Whether the listener may go on; what it gets follows what it may see now. */
  #follow(listener: Listener): boolean {
    const who = this.#core.mode() === "active" ? this.#core.access.again(listener.who) : undefined;
    if (!who || !may(who, "alarms:read")) {
      listener.response.end();
      this.#gone(listener);
      return false;
    }
    listener.who = who;
    listener.rights = rightsOf(who);
    const locked = isLocked(who);
    if (locked === listener.locked) return true;
    listener.locked = locked;
    const { epoch, seq } = this.#core.feed;
    this.#write(listener, locked ? this.#lockedText(who) : `${lockText(false)}${reset(epoch, seq)}`);
    return true;
  }

  #text(messages: readonly FeedMessage[], who: Who, words = new Map<FeedMessage, string>()): string {
    const core = this.#core;
    let text = "";
    for (const message of messages) {
      if (!concerns(core, who, message)) continue;
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
    if (listener.locked) {
      this.#write(listener, this.#lockedText(listener.who));
      return;
    }
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
        if (!this.#follow(listener)) continue;
        if (listener.slowSince !== null) {
          if (now - listener.slowSince > SLOW_MS) listener.response.destroy();
        } else if (isThere(listener)) {
          this.#write(listener, ":\n\n");
        }
      }
      if (this.#listeners.size > 0) this.#beat();
    });
  }

  #gone(listener: Listener): void {
    this.#listeners.delete(listener);
    listener.leave();
    if (this.#listeners.size === 0) this.#rest();
  }

  #rest(): void {
    this.#stopFeed?.();
    this.#stopHeart?.();
    this.#counted?.();
    this.#stopFeed = null;
    this.#stopHeart = null;
    this.#counted = null;
    this.#pending = [];
  }
}

function isLocked(who: Who): boolean {
  return who.kind === "operator" && who.locked;
}

/**
 * A machine that lost its power or its network closes nothing, and what is sent to it waits for a quarter of an hour. A
 * browser answers the pings of HTTP/2 by itself; over HTTP/1.1 there are none.
 */
function isThere(listener: Listener): boolean {
  const session = (listener.response as { stream?: { session?: Http2Session | undefined } }).stream?.session;
  if (!session || session.destroyed) return true;
  if (listener.pingAt !== null) {
    if (performance.now() - listener.pingAt < SILENT_MS) return true;
    session.destroy();
    return false;
  }
  listener.pingAt = performance.now();
  session.ping(() => {
    listener.pingAt = null;
  });
  return true;
}

function rightsOf(who: Who): string {
  const reach = (right: "alarms:read" | "site:read") => partitionsOf(who, right)?.toSorted().join("\n") ?? "*";
  return `${reach("alarms:read")}\n\n${reach("site:read")}`;
}

/** Tells the listener to load everything anew: what it missed is not remembered. */
function reset(epoch: string, seq: number): string {
  return `id: ${epoch}:${seq}\nevent: reset\ndata: {"epoch":${JSON.stringify(epoch)},"seq":${seq}}\n\n`;
}
