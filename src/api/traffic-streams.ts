import type { ServerResponse } from "node:http";
import type { TrafficLine } from "#drivers/traffic.ts";
import { blotter } from "#kernel/blot.ts";
import { may, type Who } from "#operators/roles.ts";
import type { Core } from "./core.ts";
import { Refusal } from "./problem.ts";

const MOST_VIEWERS = 16;
/** Lines go out together, that often: at most 200 a second to each viewer. What is more is counted and said. */
const TOGETHER_MS = 250;
const MOST_TOGETHER = 50;
/** A viewer with more unread than this, in bytes, gets nothing until it has caught up. */
const UNREAD = 256 * 1024;
const BEAT_MS = 5_000;
/** A viewer that has not caught up by then is dropped. */
const SLOW_MS = 30_000;

/** Why the server has ended a view. */
type End = "no-right" | "locked" | "source-gone";

interface Viewer {
  readonly response: ServerResponse;
  readonly who: Who;
  readonly source: string;
  /** The source as it was configured when `blot` was made. */
  body: unknown;
  /** Blots out the secrets of the source. */
  blot: (text: string) => string;
  lines: TrafficLine[];
  skipped: number;
  slowSince: number | null;
  send: (() => void) | null;
  leave: () => void;
}

/** Streams of what sources send, each to somebody who looks: they end when the right to look has ended. */
export class TrafficStreams {
  readonly #core: Core;
  readonly #viewers = new Set<Viewer>();
  readonly #unlisten: () => void;
  #stopHeart: (() => void) | null = null;

  constructor(core: Core) {
    this.#core = core;
    this.#unlisten = core.access.sessions.onChange(() => {
      for (const viewer of this.#viewers) this.#judge(viewer);
    });
  }

  /** Throws a `Refusal` when too many look already. */
  mustHaveRoom(): void {
    if (this.#viewers.size < MOST_VIEWERS) return;
    throw new Refusal(
      503,
      "Overloaded",
      `${MOST_VIEWERS} live views of sources are open already; close some.`,
      {},
      { "retry-after": "10" },
    );
  }

  open(response: ServerResponse, who: Who, source: string): void {
    response.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-accel-buffering": "no",
    });
    const { site, sources } = this.#core;
    const viewer: Viewer = {
      response,
      who,
      source,
      body: site.get("source", source)?.body,
      blot: blotter(site.secretsOf("source", source)),
      lines: [],
      skipped: 0,
      slowSince: null,
      send: null,
      leave: sources.traffic.watch(source, (line) => this.#take(viewer, line)),
    };
    this.#viewers.add(viewer);
    response.on("close", () => this.#gone(viewer));
    response.on("error", () => this.#gone(viewer));
    response.write(`event: open\ndata: {"source":${JSON.stringify(source)}}\n\n`);
    this.#beat();
  }

  close(): void {
    this.#unlisten();
    for (const viewer of this.#viewers) {
      viewer.response.end();
      this.#gone(viewer);
    }
  }

  #take(viewer: Viewer, line: TrafficLine): void {
    const { clock, site } = this.#core;
    const body = site.get("source", viewer.source)?.body;
    if (body !== viewer.body) {
      if (!this.#judge(viewer)) return;
      viewer.body = body;
      viewer.blot = blotter(site.secretsOf("source", viewer.source));
    }
    if (line.outcome === "missed") viewer.skipped += line.count;
    else if (viewer.lines.length === MOST_TOGETHER || isSlow(viewer)) viewer.skipped++;
    else viewer.lines.push(line);
    viewer.send ??= clock.at(clock.now() + TOGETHER_MS, () => {
      viewer.send = null;
      this.#send(viewer);
    });
  }

  #send(viewer: Viewer): void {
    const { response, blot, lines, skipped } = viewer;
    const blotted = (_: string, value: unknown) => (typeof value === "string" ? blot(value) : value);
    let text = lines.map((line) => `event: line\ndata: ${JSON.stringify(line, blotted)}\n\n`).join("");
    viewer.lines = [];
    // A viewer that does not read is told how much it missed once it reads again.
    if (skipped > 0 && !isSlow(viewer)) {
      text += `event: gap\ndata: {"skipped":${skipped},"at":${this.#core.clock.now()}}\n\n`;
      viewer.skipped = 0;
    }
    if (text !== "") response.write(text);
  }

  /** Whether the viewer may go on looking. */
  #judge(viewer: Viewer): boolean {
    const { access, site } = this.#core;
    const who = this.#core.mode() === "active" ? access.again(viewer.who) : undefined;
    const source = site.get("source", viewer.source)?.body;
    const end: End | null = !source
      ? "source-gone"
      : !who || !may(who, "site:read", { partition: source.partition })
        ? "no-right"
        : who.kind === "operator" && who.locked
          ? "locked"
          : null;
    if (end) this.#end(viewer, end);
    return end === null;
  }

  #end(viewer: Viewer, because: End): void {
    viewer.response.end(`event: end\ndata: {"because":"${because}"}\n\n`);
    this.#gone(viewer);
  }

  /** Every five seconds: shows that the line is alive, and ends the streams of those who lost the right to it. */
  #beat(): void {
    if (this.#stopHeart) return;
    const { clock } = this.#core;
    this.#stopHeart = clock.at(clock.now() + BEAT_MS, () => {
      this.#stopHeart = null;
      const now = clock.now();
      for (const viewer of this.#viewers) {
        if (!this.#judge(viewer)) continue;
        if (!isSlow(viewer)) {
          viewer.slowSince = null;
          viewer.response.write(":\n\n");
          if (viewer.skipped > 0) this.#send(viewer);
        } else if (now - (viewer.slowSince ??= now) > SLOW_MS) viewer.response.destroy();
      }
      if (this.#viewers.size > 0) this.#beat();
    });
  }

  #gone(viewer: Viewer): void {
    this.#viewers.delete(viewer);
    viewer.leave();
    viewer.send?.();
    viewer.send = null;
    if (this.#viewers.size > 0) return;
    this.#stopHeart?.();
    this.#stopHeart = null;
  }
}

function isSlow({ response }: Viewer): boolean {
  return response.writableLength > UNREAD;
}
