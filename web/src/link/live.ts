import { learnActors } from "../actors.ts";
import { AlarmModel, type AlarmTable, beginOf } from "../alarms/model.ts";
import { TABS, type Tab, waitsForAcknowledgement } from "../alarms/order.ts";
import { get, messageOf, Problem } from "../api/client.ts";
import type { AlarmPage, AlarmView, FeedMessage } from "../api/contract.ts";
import { alarmSaid, wordsLoaded } from "../said.ts";
import { t } from "../texts.ts";
import { serverNow } from "../time.ts";
import { Watched } from "../watched.ts";
import { fellSilent, type LinkInput, type LinkState, looksAlike, nextLink, retryAfterMs, startLink } from "./link.ts";
import type { SseItem } from "./sse.ts";
import { readFeed } from "./stream.ts";
import { onWaking, pause } from "./waking.ts";

export interface Live {
  readonly state: LinkState;
  readonly table: AlarmTable;
  /** How many alarms the server has beyond those that are listed here, or not yet: the most urgent come first. */
  readonly unlisted: Readonly<Record<Tab, number>>;
  /** Whether any of these may wait for an acknowledgement. */
  readonly unlistedWait: boolean;
  /** Nothing more of them is on its way. */
  readonly isWhole: boolean;
}

/** The first page shows soon; of those behind it each costs the server a look at all alarms, and the screen a drawing. */
const PAGE = 500;
const LATER_PAGE = 2000;
/** Of each tab. */
const LONGEST_LIST = 100_000;
/** Of whatever part of the page. */
const SCROLLS = { capture: true, passive: true } as const;
const NONE_UNLISTED: Live["unlisted"] = { open: 0, shelved: 0, suppressed: 0, "out-of-service": 0 };
/** What comes that soon after another change is shown with it: an alarm and the callout that it began. */
const GATHER_MS = 10;
/** Not more often than this: a flood must not keep the screen from painting. */
const BATCH_MS = 80;
/** The same while somebody scrolls: the frames belong to them. */
const SCROLLED_BATCH_MS = 250;
/** Somebody scrolls as long as this after the last move. */
const SCROLLING_MS = 150;

/** The live picture: holds the list, follows the feed, and knows whether both can be trusted. */
class LiveFeed extends Watched<Live> {
  readonly model: AlarmModel;
  readonly #listeners = new Set<(messages: readonly FeedMessage[]) => void>();
  #queue: FeedMessage[] = [];
  #batch = 0;
  /** When changes were shown last. */
  #flushedAt = Number.NEGATIVE_INFINITY;
  #scrolledAt = Number.NEGATIVE_INFINITY;
  readonly #scrolled = () => {
    this.#scrolledAt = performance.now();
  };
  #ticker = 0;
  #leave: () => void = () => {};
  #stop: AbortController | null = null;
  #stream: AbortController | null = null;

  constructor() {
    const model = new AlarmModel();
    super(nothingOf(model));
    this.model = model;
  }

  /** What came by the feed, batch by batch; an empty batch: everything may have changed. The answer ends the listening. */
  listen(listener: (messages: readonly FeedMessage[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    if (this.#stop) return;
    const stop = new AbortController();
    this.#stop = stop;
    this.model.clear();
    this.set(nothingOf(this.model));
    this.#ticker = window.setInterval(() => this.#tick(), 1000);
    this.#leave = onWaking(() => this.#tick());
    document.addEventListener("scroll", this.#scrolled, SCROLLS);
    void this.#follow(stop.signal);
  }

  stop(): void {
    this.#stop?.abort();
    this.#stream?.abort();
    this.#stop = null;
    this.#queue = [];
    window.clearInterval(this.#ticker);
    this.#leave();
    document.removeEventListener("scroll", this.#scrolled, SCROLLS);
    window.clearTimeout(this.#batch);
    this.#batch = 0;
    // What was shown must not stay behind a lock or for whoever signs in next.
    this.model.clear();
    this.setQuietly(nothingOf(this.model));
  }

  /** The server answered an order with this alarm. */
  answer(view: AlarmView): void {
    this.model.answer(view);
    this.set({ ...this.snapshot(), table: this.model.table });
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
      const { link } = this.snapshot().state;
      // Silence was said when it was found.
      if (!stream.signal.aborted || link.is !== "lost") this.#link({ kind: "ended", at: serverNow(), why });
      const lost = this.snapshot().state.link;
      await pause(retryAfterMs(lost.is === "lost" ? lost.attempts : 1), stop);
    }
  }

  /**
   * Loads the most urgent of each tab and follows the feed until it ends, while the rest comes behind; says why, or null when
   * the server wants everything loaded anew.
   */
  async #once(signal: AbortSignal): Promise<string | null> {
    const pages = await Promise.all(TABS.map((tab) => pageOf(tab, null)));
    const begin = beginOf(pages);
    if (!begin) return t.link.restarted;
    signal.throwIfAborted();
    const path = `/api/v1/feed?after=${encodeURIComponent(`${begin.epoch}:${begin.seq}`)}`;
    const ended = await readFeed(path, signal, {
      opened: () => {
        this.#queue = [];
        this.model.load(pages);
        const state = nextLink(this.snapshot().state, { kind: "caught-up", at: serverNow() }, t.link.silent);
        this.set({ ...nothingOf(this.model), state });
        for (const [at, page] of pages.entries()) this.#listed(TABS[at] ?? "open", page);
        for (const listener of this.#listeners) listener([]);
        void this.#rest(pages, signal).catch((error: unknown) => this.#stream?.abort(error));
      },
      heard: () => this.#link({ kind: "heard", at: serverNow() }),
      take: (item) => this.#take(item),
    });
    return ended === "closed" ? t.link.closed : null;
  }

  /** The pages behind the first ones. */
  async #rest(first: readonly AlarmPage[], signal: AbortSignal): Promise<void> {
    for (const [at, tab] of TABS.entries()) {
      let cursor = first[at]?.next ?? null;
      for (let listed = PAGE; cursor !== null && listed < LONGEST_LIST; listed += LATER_PAGE) {
        const page: AlarmPage = await pageOf(tab, cursor, Math.min(LATER_PAGE, LONGEST_LIST - listed));
        if (signal.aborted) return;
        if (!this.model.add(page)) throw new Problem(0, "", t.link.restarted);
        this.#listed(tab, page);
        cursor = page.next;
      }
    }
    this.model.whole();
    this.set({ ...this.snapshot(), isWhole: true });
  }

  #listed(tab: Tab, { total, next, items }: AlarmPage): void {
    const { table } = this.model;
    const beyond = next === null ? 0 : Math.max(0, total - table.counts[tab]);
    const last = items.at(-1);
    const wait = beyond > 0 && last !== undefined && waitsForAcknowledgement(last);
    this.set({
      ...this.snapshot(),
      table,
      unlisted: { ...this.snapshot().unlisted, [tab]: beyond },
      unlistedWait: tab === "open" ? wait : this.snapshot().unlistedWait,
    });
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
    // Before it is drawn: who comes back after a break shows people by name at once.
    learnActors(message.data);
    if (message.topic === "health") {
      const { database, because } = message.data;
      this.#link({ kind: "database", at: serverNow(), up: database === "up", because });
    }
    this.#queue.push(message.topic === "alarm" ? { ...message, data: alarmSaid(message.data) } : message);
    this.#batch ||= window.setTimeout(() => this.#flush(), this.#waitMs());
    return undefined;
  }

  #waitMs(): number {
    const now = performance.now();
    const apart = now - this.#scrolledAt < SCROLLING_MS ? SCROLLED_BATCH_MS : BATCH_MS;
    return Math.max(GATHER_MS, this.#flushedAt + apart - now);
  }

  #flush(): void {
    this.#batch = 0;
    this.#flushedAt = performance.now();
    const messages = this.#queue;
    this.#queue = [];
    if (messages.length === 0) return;
    this.model.merge(messages);
    this.set({ ...this.snapshot(), table: this.model.table });
    for (const listener of this.#listeners) listener(messages);
  }

  #tick(): void {
    this.#link({ kind: "tick", at: serverNow() });
  }

  #link(input: LinkInput): void {
    const before = this.snapshot().state;
    const state = nextLink(before, input, t.link.silent);
    if (looksAlike(before, state)) this.setQuietly({ ...this.snapshot(), state });
    else if (state !== before) this.set({ ...this.snapshot(), state });
    if (fellSilent(input, before, state)) this.#stream?.abort(new Problem(0, "", t.link.silent));
  }
}

function nothingOf({ table }: AlarmModel): Live {
  return { state: startLink(serverNow()), table, unlisted: NONE_UNLISTED, unlistedWait: false, isWhole: false };
}

async function pageOf(tab: Tab, cursor: string | null, limit = PAGE): Promise<AlarmPage> {
  const after = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
  const [page] = await Promise.all([get<AlarmPage>(`/api/v1/alarms?state=${tab}&limit=${limit}${after}`), wordsLoaded]);
  return { ...page, items: page.items.map(alarmSaid) };
}

export const live = new LiveFeed();
