import { type Client, type ClientConfig, DatabaseError } from "pg";
import type { AuditEntry } from "#audit/chain.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import { waitUntil } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { type Batch, type Journal, LANES, type Lane } from "./batch.ts";
import { LEASE_MS, type Lease, SHARD } from "./lease.ts";
import { Link } from "./link.ts";
import { type Counters, OpenBatch } from "./open-batch.ts";
import type { Written } from "./statement-of-rows.ts";

/** A batch larger than this many rows is written before it grows further: about 50 ms of the database's time. */
const ROWS_PER_BATCH = 1500;
/** What may wait: beyond it work is refused, and the device or client repeats. Life-safety has room of its own. */
const WAITING_ROWS = 100_000;
const LIFE_SAFETY_ROWS = 20_000;
/** An idle core writes an empty batch this often, which renews its lease. */
const RENEW_MS = LEASE_MS / 3;
const RETRY_MS = [20, 50, 100, 250, 500, 1000];

/** With so much waiting the next batch is decided and sent while one is being stored, so that core and database work at once. */
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

/** A batch on its way to the database. */
interface Sent extends Collected {
  readonly link: Link;
  /** Resolves once it is on disk. */
  readonly stored: Promise<void>;
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
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #lease: Lease;
  readonly #closing = new AbortController();
  #lose: (why: unknown) => void = () => {};
  /** The second one takes the batch that is sent while the first one's is being stored. */
  readonly #links: readonly [Link, Link];
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
  /** In their order; at most two. */
  readonly #sent: Sent[] = [];
  #down = false;
  #failed: Fault | undefined;
  #lastCommit: Instant;
  #cancelRenewal = () => {};
  #figures = { batches: 0, rows: 0, lastCommitMs: 0 };

  /** @param config asked anew for every connection: secrets change when the server starts again */
  constructor(config: () => ClientConfig, lease: Lease, { clock, log }: { clock: Clock; log: Logger }) {
    this.#links = [new Link(config), new Link(config)];
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

  /** Writes nothing more, at once: another core is the active one. What waits for its commit is refused. */
  abandon(why: Fault): void {
    this.#fail(why);
    this.#closing.abort(why);
  }

  /** Writes what was submitted and closes; while the database is down nothing can be written, and nothing is. */
  async close(): Promise<void> {
    this.#cancelRenewal();
    if (!this.#failed && !this.#down) await this.submit("background", () => {}).catch(() => {});
    this.#fail(new Fault("not-active", "this core is stopping; nothing was stored", { transient: true }));
    this.#closing.abort(new Fault("not-active", "this core is stopping", { transient: true }));
    await Promise.all(this.#links.map((link) => link.close()));
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
   * Decides and sends the next batch while one is being stored: the database takes it in meanwhile, and its fence lets it
   * pass only behind that one. Not behind one that may be refused: what follows would have lost its ground.
   */
  #lookAhead(): void {
    const [current, ahead] = this.#sent;
    if (!current || ahead || this.#failed || this.#undecided < AHEAD_WEIGHT) return;
    if (current.operators || current.batch.statements.length > 0 || this.#lanes.operator.length > 0) return;
    if (current.link.sending) return; // What is decided meanwhile would hold up the rest of it.
    this.#send();
  }

  async #run(): Promise<void> {
    this.#busy = true;
    try {
      for (let next = this.#send(); next; next = this.#sent[0] ?? this.#send()) {
        await this.#commit(next);
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

  /** Sends what waits, as one batch. Undefined when nothing waits. */
  #send(): Sent | undefined {
    const before = this.#sent.at(-1);
    const collected = this.#collect(before?.batch.counters ?? this.#counters);
    if (!collected) return undefined;
    const link = before?.link === this.#links[0] ? this.#links[1] : this.#links[0];
    const stored = this.#store(collected.batch, link, before?.stored);
    stored.catch(() => {}); // awaited when it is its turn
    const sent = { ...collected, link, stored };
    this.#sent.push(sent);
    return sent;
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

  async #commit({ batch, done, stored }: Sent): Promise<void> {
    const started = performance.now();
    try {
      await stored;
    } catch (thrown) {
      for (const { item } of done) {
        this.#waiting -= item.weight;
        item.reject(thrown);
      }
      if (thrown instanceof Fault && thrown.code === "invalid") return;
      throw thrown;
    } finally {
      this.#sent.shift();
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

  /**
   * Resolves once the batch is on disk, however often the database goes away in between.
   * @param before the batch that was sent before it and may be on its way yet
   */
  async #store(batch: OpenBatch, link: Link, before: Promise<void> | undefined): Promise<void> {
    const number = ++this.#number;
    const statement = batch.write(SHARD, this.#lease.token, number, LEASE_MS);
    let follows = before;
    for (let attempt = 0; ; attempt++) {
      try {
        const client = await link.connected();
        if (await this.#attempt(client, link, batch, statement)) {
          this.#tell("up", "the database answers again");
          return;
        }
        const last = await this.#lastStored(client);
        if (last >= number) return; // An earlier attempt had stored it: only its answer was lost.
        if (!follows) throw new Fault("internal", `batch ${number} does not fit behind batch ${last}`);
        // It overtook the one before it, or that one has to be sent again.
        await follows;
        follows = undefined;
      } catch (thrown) {
        if (this.#closing.signal.aborted) throw this.#closing.signal.reason;
        if (thrown instanceof Fault) throw thrown;
        if (isRefusal(thrown)) {
          if (batch.statements.length === 0) throw thrown;
          this.#number--;
          throw new Fault("invalid", `the database refused the change: ${saying(thrown)}`, { cause: thrown });
        }
        this.#tell("down", saying(thrown));
        link.drop();
        const wait = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 1000;
        await waitUntil(this.#clock, this.#clock.now() + wait, this.#closing.signal);
      }
    }
  }

  async #attempt(client: Client, link: Link, batch: OpenBatch, statement: Written): Promise<boolean> {
    if (batch.statements.length === 0) {
      const answered = client.query(statement);
      link.onceSent(() => this.#lookAhead());
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

  /**
   * Number of the last batch that this lease has stored; throws when another core holds the lease. Asked by writing: with a
   * synchronous replica a mere look would see what that one doesn't have yet.
   */
  async #lastStored(client: Client): Promise<number> {
    const { rows } = await client.query<{ token: string; batch: string; holder: string }>(
      "update core.lease set batch = batch where shard = $1 returning token, batch, holder",
      [SHARD],
    );
    const row = rows[0];
    if (row && Number(row.token) === this.#lease.token) return Number(row.batch);
    throw new Fault("not-active", `the lease went to ${row?.holder ?? "nobody"}; this core writes nothing any more`, {
      transient: true,
    });
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
    for (const { done } of this.#sent.splice(0)) for (const { item } of done) item.reject(fault);
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
