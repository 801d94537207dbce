import { Worker } from "node:worker_threads";
import type { Pool, PoolConfig } from "pg";
import { Fault, type FaultCode, saying } from "#kernel/fault.ts";
import type { FencedRows } from "./fence.ts";

/** What a thread carries out. @param tell how much of it is done, from 0 to 1 */
export type ReadingTask<In, Out> = (rows: FencedRows, input: In, tell: (share: number) => void) => Promise<Out>;

export interface Reading {
  /** Nobody waits for it any more. */
  readonly signal?: AbortSignal | undefined;
  readonly tell?: ((share: number) => void) | undefined;
}

/** How the thread reaches the database: plain values, for no function crosses. */
export type RowsAddress = Pick<
  PoolConfig,
  "host" | "port" | "user" | "database" | "options" | "connectionTimeoutMillis" | "keepAlive"
> & {
  readonly password: string | undefined;
  /** null: without TLS */
  readonly tls: { readonly ca: string | undefined } | null;
};

export interface ReadingOrder {
  readonly id: number;
  readonly address: RowsAddress;
  /** URL of the module. */
  readonly task: string;
  readonly input: unknown;
}

export type ReadingNews =
  | { readonly news: "share"; readonly id: number; readonly share: number }
  | { readonly news: "done"; readonly id: number; readonly answer: unknown }
  | { readonly news: "failed"; readonly id: number; readonly code: FaultCode; readonly because: string }
  | { readonly news: "idle" };

interface Job {
  readonly id: number;
  readonly task: URL;
  readonly input: unknown;
  readonly tell: Reading["tell"];
  readonly resolve: (answer: unknown) => void;
  readonly reject: (thrown: unknown) => void;
  readonly settled: () => void;
}

const LIMITS = { maxOldGenerationSizeMb: 512 };

/** A thread that reads for the house, one task after the other. It starts with the first one, and ends when there is none. */
export class ReadingThread {
  readonly #pool: Pool;
  #worker: Worker | null = null;
  /** The first is being carried out. */
  readonly #jobs: Job[] = [];
  #last = 0;

  /** @param pool whose way to the database is taken; none of its connections */
  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** @throws the signal's reason when it was given up, a Fault when the task or its thread failed */
  run<T>(task: URL, input: unknown, { signal, tell }: Reading): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const giveUp = () => this.#giveUp(job, signal?.reason);
      const settled = () => signal?.removeEventListener("abort", giveUp);
      const job: Job = { id: ++this.#last, task, input, tell, resolve: resolve as Job["resolve"], reject, settled };
      signal?.addEventListener("abort", giveUp, { once: true });
      if (this.#jobs.push(job) === 1) this.#begin();
    });
  }

  #begin(): void {
    const [job] = this.#jobs;
    if (!job) {
      this.#worker?.unref();
      return;
    }
    addressOf(this.#pool).then(
      (address) => {
        if (this.#jobs[0] !== job) return;
        this.#worker ??= this.#start();
        this.#worker.ref();
        const order: ReadingOrder = { id: job.id, address, task: job.task.href, input: job.input };
        this.#worker.postMessage(order);
      },
      (thrown: unknown) => this.#end(job, () => job.reject(thrown)),
    );
  }

  #end(job: Job, settle: () => void): void {
    const place = this.#jobs.indexOf(job);
    if (place < 0) return;
    this.#jobs.splice(place, 1);
    job.settled();
    settle();
    if (place === 0) this.#begin();
  }

  #giveUp(job: Job, reason: unknown): void {
    if (this.#jobs[0] === job) this.#stop();
    this.#end(job, () => job.reject(reason));
  }

  #stop(): void {
    const worker = this.#worker;
    this.#worker = null;
    void worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL("./reading-thread.ts", import.meta.url), { resourceLimits: LIMITS });
    worker.on("message", (news: ReadingNews) => this.#heard(news));
    worker.on("error", (thrown) => this.#lost(worker, saying(thrown)));
    worker.on("exit", () => this.#lost(worker, "it ended"));
    return worker;
  }

  #heard(news: ReadingNews): void {
    const [job] = this.#jobs;
    if (news.news === "idle") {
      if (!job) this.#stop();
      return;
    }
    if (job?.id !== news.id) return;
    if (news.news === "share") job.tell?.(news.share);
    else if (news.news === "done") this.#end(job, () => job.resolve(news.answer));
    else this.#end(job, () => job.reject(new Fault(news.code, news.because)));
  }

  #lost(worker: Worker, because: string): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    const [job] = this.#jobs;
    const what = `The thread that reads was lost (${because}). Ask for less, such as a shorter time.`;
    if (job) this.#end(job, () => job.reject(new Fault("overloaded", what, { transient: true })));
  }
}

async function addressOf({ options: all }: Pool): Promise<RowsAddress> {
  const { host, port, user, database, options, connectionTimeoutMillis, keepAlive, password, ssl } = all;
  const secret = typeof password === "function" ? await password() : password;
  const ca = typeof ssl === "object" && typeof ssl.ca === "string" ? ssl.ca : undefined;
  const tls = ssl ? { ca } : null;
  return { host, port, user, database, options, connectionTimeoutMillis, keepAlive, password: secret, tls };
}
