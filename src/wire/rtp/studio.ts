import { Worker } from "node:worker_threads";
import { Fault, saying } from "#kernel/fault.ts";
import type { Counts } from "./media.ts";
import type { Session } from "./sdp.ts";
import type { StudioNews, StudioOrder } from "./studio-orders.ts";

export interface SoundHost {
  /** Of ours. */
  readonly address: string;
  /** Even numbers of it are used, one for each call. */
  readonly ports: { readonly from: number; readonly to: number };
  readonly digit: (digit: string) => void;
  /** The thread is lost, and the call's sound with it. */
  readonly lost: (because: string) => void;
}

/** For one thread with the sound of some hundred calls. */
const LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 128 };

/**
 * The sound of all calls, in a thread of its own that starts with the first one: a flood of alarms, a long transaction or a
 * collection of garbage delays no packet.
 */
export class Studio implements AsyncDisposable {
  #worker: Worker | null = null;
  #closed = false;
  #last = 0;
  readonly #calls = new Map<number, (news: StudioNews) => void>();
  readonly #lost = new Map<number, (because: string) => void>();

  /** @throws Fault `overloaded` when no port of the range is free */
  async open(host: SoundHost): Promise<StudioSound> {
    if (this.#closed) throw new Fault("unreachable", "no call is taken or made any more: the channel is being closed");
    const id = ++this.#last;
    const { address, ports } = host;
    const opened = Promise.withResolvers<number>();
    const failed = (because: string) => opened.reject(new Fault("overloaded", because, { transient: true }));
    this.#calls.set(id, (news) => {
      if (news.news === "opened") opened.resolve(news.port);
      else if (news.news === "failed") failed(news.because);
    });
    this.#lost.set(id, failed);
    this.#order({ id, order: "open", address, ...ports });
    try {
      const port = await opened.promise;
      const order = (one: Bare) => this.#order({ id, ...one } as StudioOrder);
      const sound = new StudioSound(port, host, order, () => this.#forget(id));
      this.#calls.set(id, (news) => sound.took(news));
      this.#lost.set(id, (because) => sound.lose(because));
      return sound;
    } catch (thrown) {
      this.#forget(id);
      throw thrown;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.restart();
  }

  /** Ends the thread, and with it what is being said; the next call starts another. */
  async restart(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  #order(order: StudioOrder): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(order);
  }

  #start(): Worker {
    const worker = new Worker(new URL("studio-thread.ts", import.meta.url), { resourceLimits: LIMITS });
    worker.on("message", (news: StudioNews) => this.#calls.get(news.id)?.(news));
    worker.on("error", (thrown) => {
      worker.removeAllListeners("exit"); // its calls are lost once
      this.#loseAll(worker, saying(thrown));
    });
    worker.on("exit", () => this.#loseAll(worker, "it ended"));
    return worker;
  }

  /** The next call starts a new thread. */
  #loseAll(worker: Worker, because: string): void {
    if (this.#worker === worker) this.#worker = null;
    const all = [...this.#lost.values()];
    this.#lost.clear();
    for (const lose of all) lose(`the thread for sound failed: ${because}`);
  }

  #forget(id: number): void {
    this.#calls.delete(id);
    this.#lost.delete(id);
  }
}

type Bare = StudioOrder extends infer One ? (One extends { id: number } ? Omit<One, "id"> : never) : never;

/** The sound of one call, as the rest of the house holds it. */
export class StudioSound implements AsyncDisposable {
  readonly port: number;
  readonly #host: SoundHost;
  readonly #order: (order: Bare) => void;
  readonly #forget: () => void;
  readonly #closed = Promise.withResolvers<void>();
  #isLost = false;
  #turn = 0;
  #said: () => void = () => {};
  #counted: ((counted: Extract<StudioNews, { news: "counted" }>) => void)[] = [];

  constructor(port: number, host: SoundHost, order: (order: Bare) => void, forget: () => void) {
    this.port = port;
    this.#host = host;
    this.#order = order;
    this.#forget = forget;
  }

  /** From now on there is somebody to speak to; again when the far side moved or went on hold. */
  agree(session: Session, key: Buffer | null): void {
    if (!this.#isLost) this.#order({ order: "agree", session, key });
  }

  /** Says `sound`, which is in the agreed codec, in place of what is being said. Resolves when it is said or replaced. */
  play(sound: Buffer): Promise<void> {
    this.#said();
    if (this.#isLost) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#said = resolve;
    this.#order({ order: "play", turn: ++this.#turn, sound });
    return promise;
  }

  stop(): void {
    if (!this.#isLost) this.#order({ order: "stop" });
    this.#said();
  }

  /** Null when the thread is lost. */
  async counts(): Promise<(Counts & { readonly worstMs: number }) | null> {
    if (this.#isLost) return null;
    const { promise, resolve } = Promise.withResolvers<Extract<StudioNews, { news: "counted" }> | null>();
    this.#counted.push(resolve);
    this.#order({ order: "count" });
    const counted = await Promise.race([promise, this.#closed.promise]);
    return counted ? { ...counted.counts, worstMs: counted.worstMs } : null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isLost) this.#order({ order: "close" });
    await this.#closed.promise;
    this.#forget();
  }

  took(news: StudioNews): void {
    if (news.news === "digit") this.#host.digit(news.digit);
    else if (news.news === "played" && news.turn === this.#turn) this.#said();
    else if (news.news === "counted") this.#counted.shift()?.(news);
    else if (news.news === "closed") this.#end();
  }

  lose(because: string): void {
    if (this.#isLost) return;
    this.#end();
    this.#host.lost(because);
  }

  #end(): void {
    this.#isLost = true;
    this.#said();
    this.#closed.resolve();
  }
}
