import { Socket } from "node:net";
import { Client, type ClientConfig, DatabaseError } from "pg";
import type { AuditEntry } from "#audit/chain.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import { waitUntil } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { type Batch, type Journal, LANES, type Lane } from "./batch.ts";
import { LEASE_MS, type Lease, SHARD } from "./lease.ts";
import { type Counters, OpenBatch } from "./open-batch.ts";

/** A batch larger than this many rows is written before it grows further: about 50 ms of the database's time. */
const ROWS_PER_BATCH = 1500;
/** What may wait: beyond it work is refused, and the device or client repeats. Life-safety has room of its own. */
const WAITING_ROWS = 100_000;
const LIFE_SAFETY_ROWS = 20_000;
/** An idle core writes an empty batch this often, which renews its lease. */
const RENEW_MS = LEASE_MS / 3;
const RETRY_MS = [20, 50, 100, 250, 500, 1000];

/** With so much waiting the next batch is decided while one is on its way, so that core and database work at once. */
const AHEAD_WEIGHT = 200;

interface Item {
  readonly lane: Lane;
  readonly work: (batch: Batch) => unknown;
  readonly weight: number;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (why: unknown) => void;
}

/** A batch that has been decided. */
interface Collected {
  readonly batch: OpenBatch;
  readonly done: readonly { readonly item: Item; readonly answer: unknown }[];
  /** The work of an operator, alone. The database may refuse it, and what it changes in memory waits for the commit. */
  readonly operators: boolean;
}

export interface JournalFigures {
  readonly batches: number;
  readonly rows: number;
  readonly waiting: number;
  readonly lastCommitMs: number;
}

/**
 * The active core's group commit. It commits at once when idle; while a commit is in flight the next batch collects.
 * Work is done in the order of the lanes, and is done once: a batch whose answer was lost is looked up, not repeated.
 */
export class LeasedJournal implements Journal {
  /** Rejects when this core may no longer write: its lease is gone, or memory and disk may differ. Start anew then. */
  readonly lost: Promise<never>;
  /** Told when the database goes away and when it is back. */
  onDatabase: (state: "up" | "down", because: string) => void = () => {};
  /** Told what every commit added to the audit trail. */
  onAudit: (entries: readonly AuditEntry[]) => void = () => {};
  /** Told after every commit, in milliseconds. */
  onCommit: (durationMs: number, rows: number) => void = () => {};
  readonly #lanes: Record<Lane, Item[]> = { "life-safety": [], alarm: [], operator: [], background: [] };
  readonly #config: () => ClientConfig;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #lease: Lease;
  readonly #closing = new AbortController();
  #lose: (why: unknown) => void = () => {};
  #client: Client | undefined;
  #socket: Socket | undefined;
  #counters: Counters;
  #number = 0;
  #open: OpenBatch;
  #done: { item: Item; answer: unknown }[] = [];
  #busy = false;
  #operatorsTurn = false;
  #scheduled = false;
  #waiting = 0;
  /** Of what waits, how much is not decided yet. */
  #undecided = 0;
  /** And of that, how much is not about results and housekeeping. */
  #undecidedEvents = 0;
  /** On its way to the database. */
  #current: Collected | undefined;
  #ahead: Collected | undefined;
  #down = false;
  #failed: Fault | undefined;
  #lastCommit: Instant;
  #cancelRenewal = () => {};
  #figures = { batches: 0, rows: 0, lastCommitMs: 0 };

  /** @param config asked anew for every connection: secrets change when the server starts again */
  constructor(config: () => ClientConfig, lease: Lease, { clock, log }: { clock: Clock; log: Logger }) {
    this.#config = config;
    this.#clock = clock;
    this.#log = log;
    this.#lease = lease;
    this.#counters = lease.counters;
    this.#lastCommit = clock.now();
    this.#open = new OpenBatch(clock.now(), this.#counters);
    this.lost = new Promise((_, reject) => {
      this.#lose = reject;
    });
    this.lost.catch(() => {});
    this.#renewLater();
  }

  get figures(): JournalFigures {
    return { ...this.#figures, waiting: this.#waiting };
  }

  /** Whether the lease was renewed recently enough to be sure of it. */
  get sure(): boolean {
    return this.#failed === undefined && this.#clock.now() - this.#lastCommit < LEASE_MS;
  }

  /** Whether much waits to be decided: sending leaves it the processor. */
  get busy(): boolean {
    return this.#undecidedEvents >= AHEAD_WEIGHT;
  }

  /** Number of the last audit entry that is on disk. */
  get lastAudit(): number {
    return this.#counters.audit;
  }

  submit<T>(lane: Lane, work: (batch: Batch) => T, weight = 1): Promise<T> {
    if (this.#failed) return Promise.reject(this.#failed);
    const room = lane === "life-safety" ? WAITING_ROWS + LIFE_SAFETY_ROWS : WAITING_ROWS;
    if (this.#waiting + weight > room) {
      return Promise.reject(
        new Fault("overloaded", `${this.#waiting} rows wait for the database; nothing was stored, try again shortly`, {
          transient: true,
        }),
      );
    }
    return new Promise<T>((resolve, reject) => {
      this.#waiting += weight;
      this.#undecided += weight;
      if (lane !== "background") this.#undecidedEvents += weight;
      this.#lanes[lane].push({ lane, work, weight, resolve: resolve as (answer: unknown) => void, reject });
      this.#schedule();
    });
  }

  /** Whether the database does not answer just now. */
  get down(): boolean {
    return this.#down;
  }

  /** Writes what was submitted and closes; while the database is down nothing can be written, and nothing is. */
  async close(): Promise<void> {
    this.#cancelRenewal();
    if (!this.#failed && !this.#down) await this.submit("background", () => {}).catch(() => {});
    this.#fail(new Fault("not-active", "this core is stopping; nothing was stored", { transient: true }));
    this.#closing.abort(new Fault("not-active", "this core is stopping", { transient: true }));
    await this.#client?.end().catch(() => {});
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      if (this.#busy) this.#lookAhead();
      else void this.#run();
    });
  }

  /**
   * Decides the next batch while one is on its way: that one is stored, or this core ends and starts anew from what is.
   * Not behind an operator's, which alone may be refused.
   */
  #lookAhead(): void {
    const current = this.#current;
    if (!current || this.#ahead || this.#failed || this.#undecided < AHEAD_WEIGHT) return;
    if (current.operators || this.#lanes.operator.length > 0) return;
    this.#ahead = this.#collect(current.batch.counters);
    this.#ahead?.batch.encode();
  }

  /** A large batch leaves in portions, as the database takes them: deciding meanwhile would hold up the rest of them. */
  #onceSent(act: () => void): void {
    if (this.#socket?.writableNeedDrain) this.#socket.once("drain", act);
    else act();
  }

  async #run(): Promise<void> {
    this.#busy = true;
    try {
      for (let next = this.#collect(this.#counters); next; next = this.#ahead ?? this.#collect(this.#counters)) {
        this.#ahead = undefined;
        this.#current = next;
        await this.#commit(next);
        this.#current = undefined;
      }
    } catch (thrown) {
      this.#fail(
        thrown instanceof Fault
          ? thrown
          : new Fault("internal", `the journal stopped: ${saying(thrown)}`, { cause: thrown }),
      );
    } finally {
      this.#busy = false;
    }
  }

  /** Does waiting work into a new batch. Undefined when none is left. */
  #collect(counters: Counters): Collected | undefined {
    const { operator } = this.#lanes;
    while (LANES.some((lane) => this.#lanes[lane].length > 0)) {
      this.#open = new OpenBatch(this.#clock.now(), counters);
      const others = LANES.some((lane) => lane !== "operator" && this.#lanes[lane].length > 0);
      this.#operatorsTurn = operator.length > 0 && (!others || !this.#operatorsTurn);
      if (this.#operatorsTurn) {
        // Alone in its transaction, so that nothing else fails with it; in turns with the rest, so that neither starves.
        const item = operator.shift();
        if (item) this.#do(item);
      } else {
        this.#fill("life-safety", ROWS_PER_BATCH);
        this.#fill("alarm", this.#lanes.background.length > 0 ? ROWS_PER_BATCH * 0.75 : ROWS_PER_BATCH);
        this.#fill("background", ROWS_PER_BATCH);
      }
      if (this.#done.length > 0) {
        const done = this.#done;
        this.#done = [];
        return { batch: this.#open, done, operators: this.#operatorsTurn };
      }
    }
    return undefined;
  }

  #fill(lane: Lane, rows: number): void {
    const items = this.#lanes[lane];
    let taken = 0;
    while (taken < items.length && this.#open.rows < rows) {
      const item = items[taken++];
      if (item) this.#do(item);
    }
    if (taken === items.length) items.length = 0;
    else items.splice(0, taken);
  }

  #do(item: Item): void {
    this.#undecided -= item.weight;
    if (item.lane !== "background") this.#undecidedEvents -= item.weight;
    try {
      this.#done.push({ item, answer: item.work(this.#open) });
    } catch (refusal) {
      if (!(refusal instanceof Fault)) this.#log.error({ err: refusal }, "work failed while it was being decided");
      this.#waiting -= item.weight;
      item.reject(refusal);
    }
  }

  async #commit({ batch, done }: Collected): Promise<void> {
    const started = performance.now();
    try {
      await this.#store(batch);
    } catch (thrown) {
      for (const { item } of done) {
        this.#waiting -= item.weight;
        item.reject(thrown);
      }
      if (thrown instanceof Fault && thrown.code === "invalid") return;
      throw thrown;
    }
    this.#counters = batch.counters;
    // Not when its answer was read: that may have waited while this process was frozen.
    this.#lastCommit = batch.now;
    this.#figures.batches++;
    this.#figures.rows += batch.rows;
    this.#figures.lastCommitMs = performance.now() - started;
    this.onCommit(this.#figures.lastCommitMs, batch.rows);
    for (const { item, answer } of done) {
      this.#waiting -= item.weight;
      item.resolve(answer);
    }
    batch.settle();
    if (batch.entries.length > 0) this.onAudit(batch.entries);
  }

  /** Resolves once the batch is on disk, however often the database goes away in between. */
  async #store(batch: OpenBatch): Promise<void> {
    this.#number++;
    const statement = batch.write(SHARD, this.#lease.token, this.#number, LEASE_MS);
    for (let attempt = 0; ; attempt++) {
      try {
        const client = await this.#connected();
        if (await this.#attempt(client, batch, statement)) {
          this.#tell("up", "the database answers again");
          return;
        }
        await this.#explain(client);
        return; // An earlier attempt had stored it: only its answer was lost.
      } catch (thrown) {
        if (this.#closing.signal.aborted) throw this.#closing.signal.reason;
        if (thrown instanceof Fault) throw thrown;
        if (isRefusal(thrown)) {
          if (batch.statements.length === 0) throw thrown;
          this.#number--;
          throw new Fault("invalid", `the database refused the change: ${saying(thrown)}`, { cause: thrown });
        }
        this.#tell("down", saying(thrown));
        this.#drop();
        const wait = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 1000;
        await waitUntil(this.#clock, this.#clock.now() + wait, this.#closing.signal);
      }
    }
  }

  async #attempt(
    client: Client,
    batch: OpenBatch,
    statement: { name: string; text: string; values: unknown[] },
  ): Promise<boolean> {
    if (batch.statements.length === 0) {
      const answered = client.query(statement);
      this.#onceSent(() => this.#lookAhead());
      return (await answered).rowCount === 1;
    }
    await client.query("begin");
    try {
      const fenced = (await client.query(statement)).rowCount === 1;
      if (fenced) for (const { sql, values } of batch.statements) await client.query(sql, [...values]);
      await client.query(fenced ? "commit" : "rollback");
      return fenced;
    } catch (thrown) {
      await client.query("rollback").catch(() => {});
      throw thrown;
    }
  }

  /** The lease row did not fit: either the batch is stored already, or another core holds the lease. */
  async #explain(client: Client): Promise<void> {
    const { rows } = await client.query<{ token: string; batch: string; holder: string }>(
      "select token, batch, holder from core.lease where shard = $1",
      [SHARD],
    );
    const row = rows[0];
    if (row && Number(row.token) === this.#lease.token && Number(row.batch) === this.#number) return;
    throw new Fault("not-active", `the lease went to ${row?.holder ?? "nobody"}; this core writes nothing any more`, {
      transient: true,
    });
  }

  async #connected(): Promise<Client> {
    if (this.#client) return this.#client;
    const socket = new Socket();
    const client = new Client({ ...this.#config(), stream: () => socket });
    client.on("error", () => {
      if (this.#client === client) this.#drop();
    });
    await client.connect();
    this.#client = client;
    this.#socket = socket;
    return client;
  }

  #drop(): void {
    const client = this.#client;
    this.#client = undefined;
    client?.end().catch(() => {});
  }

  #tell(state: "up" | "down", because: string): void {
    if (this.#down === (state === "down")) return;
    this.#down = state === "down";
    this.#log[state === "down" ? "error" : "info"]({ because }, `database ${state}`);
    this.onDatabase(state, because);
  }

  #fail(fault: Fault): void {
    if (this.#failed) return;
    this.#failed = fault;
    this.#cancelRenewal();
    for (const lane of LANES) for (const item of this.#lanes[lane].splice(0)) item.reject(fault);
    for (const { item } of this.#ahead?.done ?? []) item.reject(fault);
    this.#ahead = undefined;
    this.#lose(fault);
  }

  #renewLater(): void {
    this.#cancelRenewal = this.#clock.at(this.#clock.now() + RENEW_MS, () => {
      if (this.#failed) return;
      if (!this.#busy && this.#clock.now() - this.#lastCommit >= RENEW_MS) {
        this.submit("background", () => {}).catch(() => {});
      }
      this.#renewLater();
    });
  }
}

/** Data or statement wrong: trying again cannot help (SQLSTATE classes 22, 23, 42). Everything else may pass. */
function isRefusal(thrown: unknown): boolean {
  return thrown instanceof DatabaseError && /^(22|23|42)/.test(thrown.code ?? "");
}
