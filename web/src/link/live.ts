import { type AlarmTable, answered, EMPTY_TABLE, merged, tableOf } from "../alarms/merge.ts";
import type { Tab } from "../alarms/order.ts";
import { get, messageOf, Problem } from "../api/client.ts";
import type { AlarmPage, AlarmView, FeedMessage } from "../api/contract.ts";
import { t } from "../texts.ts";
import { type LinkInput, type LinkState, nextLink, retryAfterMs, startLink } from "./link.ts";
import type { SseItem } from "./sse.ts";
import { readFeed } from "./stream.ts";

export interface Live {
  readonly state: LinkState;
  readonly table: AlarmTable;
  /** How many alarms the server has beyond those that are listed here. */
  readonly unlisted: number;
}

const TABS: readonly Tab[] = ["open", "shelved", "suppressed", "out-of-service"];
const PAGE = 500;
/** A screen of more than 5,000 open alarms helps nobody; the most urgent come first. */
const LONGEST_LIST = 5000;
/** Changes are shown together that often: a flood must not keep the screen from painting. */
const BATCH_MS = 80;

/** The live picture: holds the list, follows the feed, and knows whether both can be trusted. */
class LiveFeed {
  #now: Live = { state: startLink(Date.now()), table: EMPTY_TABLE, unlisted: 0 };
  readonly #watchers = new Set<() => void>();
  readonly #listeners = new Set<(messages: readonly FeedMessage[]) => void>();
  #queue: FeedMessage[] = [];
  #batch = 0;
  #ticker = 0;
  #stop: AbortController | null = null;
  #stream: AbortController | null = null;

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };
  readonly snapshot = (): Live => this.#now;

  /** What came by the feed, batch by batch; an empty batch: everything may have changed. The answer ends the listening. */
  listen(listener: (messages: readonly FeedMessage[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    if (this.#stop) return;
    const stop = new AbortController();
    this.#stop = stop;
    this.#set({ state: startLink(Date.now()), table: EMPTY_TABLE, unlisted: 0 });
    this.#ticker = window.setInterval(() => this.#tick(), 1000);
    void this.#follow(stop.signal);
  }

  stop(): void {
    this.#stop?.abort();
    this.#stream?.abort();
    this.#stop = null;
    this.#queue = [];
    window.clearInterval(this.#ticker);
    window.clearTimeout(this.#batch);
    this.#batch = 0;
    // What was shown must not stay behind a lock or for whoever signs in next.
    this.#now = { state: startLink(Date.now()), table: EMPTY_TABLE, unlisted: 0 };
  }

  /** The server answered an order with this alarm. */
  answer(view: AlarmView): void {
    this.#set({ ...this.#now, table: answered(this.#now.table, view) });
  }

  /** The operator has read about the missed time. */
  read(): void {
    this.#link({ kind: "read" });
  }

  async #follow(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const stream = new AbortController();
      this.#stream = stream;
      const why = await this.#once(AbortSignal.any([stop, stream.signal])).catch(messageOf);
      if (stop.aborted) return;
      if (why === null) continue;
      const { link } = this.#now.state;
      // Silence is found by the ticker, which has said so already.
      if (!stream.signal.aborted || link.is !== "lost") this.#link({ kind: "ended", at: Date.now(), why });
      const lost = this.#now.state.link;
      await pause(retryAfterMs(lost.is === "lost" ? lost.attempts : 1), stop);
    }
  }

  /** Loads the list and follows the feed until it ends; says why, or null when the server wants everything loaded anew. */
  async #once(signal: AbortSignal): Promise<string | null> {
    const { pages, unlisted } = await loadAll();
    const table = tableOf(pages);
    if (!table) return t.link.restarted;
    signal.throwIfAborted();
    const path = `/api/v1/feed?after=${encodeURIComponent(`${table.epoch}:${table.seq}`)}`;
    const ended = await readFeed(path, signal, {
      opened: () => {
        this.#queue = [];
        this.#set({
          table,
          unlisted,
          state: nextLink(this.#now.state, { kind: "caught-up", at: Date.now() }, t.link.silent),
        });
        for (const listener of this.#listeners) listener([]);
      },
      heard: () => this.#link({ kind: "heard", at: Date.now() }),
      take: (item) => this.#take(item),
    });
    return ended === "closed" ? t.link.closed : null;
  }

  /** `stop`: everything must be loaded anew. */
  #take(item: SseItem): "stop" | undefined {
    if (item.kind === "comment") return undefined;
    if (item.event === "reset") return "stop";
    // A locked screen gets counts only; asking again makes the server say so, and the page covers itself.
    if (item.event === "lock" || item.event === "counts") return "stop";
    const message = {
      seq: Number(item.id.split(":").at(-1)),
      topic: item.event,
      data: JSON.parse(item.data),
    } as FeedMessage;
    if (message.topic === "health") {
      const { database, because } = message.data;
      this.#link({ kind: "database", at: Date.now(), up: database === "up", because });
    }
    this.#queue.push(message);
    this.#batch ||= window.setTimeout(() => this.#flush(), BATCH_MS);
    return undefined;
  }

  #flush(): void {
    this.#batch = 0;
    const messages = this.#queue;
    this.#queue = [];
    if (messages.length === 0) return;
    this.#set({ ...this.#now, table: merged(this.#now.table, messages) });
    for (const listener of this.#listeners) listener(messages);
  }

  #tick(): void {
    const before: LinkState["link"]["is"] = this.#now.state.link.is;
    this.#link({ kind: "tick", at: Date.now() });
    const { link } = this.#now.state;
    if (before !== link.is && link.is === "lost") this.#stream?.abort(new Problem(0, "", t.link.silent));
  }

  #link(input: LinkInput): void {
    const state = nextLink(this.#now.state, input, t.link.silent);
    if (state !== this.#now.state) this.#set({ ...this.#now, state });
  }

  #set(now: Live): void {
    this.#now = now;
    for (const watcher of this.#watchers) watcher();
  }
}

async function loadAll(): Promise<{ pages: AlarmPage[]; unlisted: number }> {
  const pages: AlarmPage[] = [];
  let unlisted = 0;
  for (const tab of TABS) {
    let listed = 0;
    let cursor: string | null = null;
    do {
      const after: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
      const page: AlarmPage = await get(`/api/v1/alarms?state=${tab}&limit=${PAGE}${after}`);
      pages.push(page);
      listed += page.items.length;
      cursor = page.next;
      if (cursor === null || listed >= LONGEST_LIST) unlisted += Math.max(0, page.total - listed);
    } while (cursor !== null && listed < LONGEST_LIST);
  }
  return { pages, unlisted };
}

function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = window.setTimeout(resolve, ms);
    stop.addEventListener("abort", () => (window.clearTimeout(timer), resolve()), { once: true });
  });
}

export const live = new LiveFeed();
