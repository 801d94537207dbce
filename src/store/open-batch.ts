import type { Alarm } from "#alarms/alarm.ts";
import { type AuditEntry, hashEntry } from "#audit/chain.ts";
import type { Callout, Notification } from "#escalation/callout.ts";
import type { Event } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import { storable } from "#kernel/text.ts";
import type { AuditRow, Batch, TransitionRow } from "./batch.ts";
import { binaryArray, single } from "./binary-array.ts";
import {
  ALARMS,
  AUDIT_ENTRIES,
  CALLOUTS,
  EVENTS,
  MEMORIES,
  type MemoryRow,
  NOTIFICATIONS,
  SOURCE_STATES,
  type SourceStateRow,
  SPOOL_PROGRESS,
  type SpoolProgressRow,
  type StoredTransition,
  type Table,
  TRANSITIONS,
} from "./tables.ts";

/** The last numbers given out, and the head of the audit chain: what the lease row remembers. */
export interface Counters {
  event: number;
  alarm: number;
  occurrence: number;
  callout: number;
  notification: number;
  transition: number;
  audit: number;
  auditHead: Buffer;
}

/** A batch while it collects; `write()` turns it into one statement. */
export class OpenBatch implements Batch {
  readonly now: Instant;
  /** After the work that was done in it. */
  readonly counters: Counters;
  /** Before it: rows with higher ids are new. */
  readonly #since: Counters;
  readonly #events: Event[] = [];
  readonly #alarms = new Map<number, Alarm>();
  readonly #transitions: StoredTransition[] = [];
  readonly #callouts = new Map<number, Callout>();
  readonly #notifications = new Map<number, Notification>();
  readonly #memories = new Map<string, MemoryRow>();
  readonly #sourceStates = new Map<string, SourceStateRow>();
  readonly #spoolProgress = new Map<string, SpoolProgressRow>();
  readonly #audit: (AuditEntry & { hash: Buffer })[] = [];
  readonly statements: { readonly sql: string; readonly values: readonly unknown[] }[] = [];
  readonly #acts: (() => void)[] = [];
  #rows = 0;
  #encoded: Encoded | undefined;

  constructor(now: Instant, counters: Counters) {
    this.now = now;
    this.counters = { ...counters };
    this.#since = counters;
  }

  get rows(): number {
    return this.#rows;
  }

  /** What it adds to the audit trail. */
  get entries(): readonly AuditEntry[] {
    return this.#audit;
  }

  nextId(of: "event" | "alarm" | "occurrence" | "callout" | "notification"): number {
    return ++this.counters[of];
  }

  event(event: Event): void {
    this.#rows++;
    this.#events.push(event);
  }

  alarm(alarm: Alarm): void {
    this.#rows++;
    this.#alarms.set(alarm.id, alarm);
  }

  transition(row: TransitionRow): void {
    this.#rows++;
    const comment = row.comment === undefined ? undefined : storable(row.comment, 2000);
    this.#transitions.push({ ...row, comment, id: ++this.counters.transition, at: this.now });
  }

  callout(callout: Callout): void {
    this.#rows++;
    this.#callouts.set(callout.id, callout);
  }

  notification(notification: Notification): void {
    this.#rows++;
    this.#notifications.set(notification.id, notification);
  }

  memory(source: string, point: string, condition: string, memory: unknown): void {
    this.#rows++;
    this.#memories.set(`${source}\n${point}\n${condition}`, { source, point, condition, memory });
  }

  sourceState(source: string, part: string, state: string, why: string): void {
    this.#rows++;
    this.#sourceStates.set(`${source}\n${part}`, { source, part, state, why: storable(why, 1000), since: this.now });
  }

  spoolProgress(spool: string, lane: string, number: number): void {
    this.#rows++;
    this.#spoolProgress.set(`${spool}\n${lane}`, { spool, lane, number });
  }

  audit({ actor, action, object, partition = "", sentence, details }: AuditRow): void {
    this.#rows++;
    const entry: AuditEntry = {
      seq: ++this.counters.audit,
      at: this.now,
      actor: storable(actor.id, 200),
      via: actor.via,
      action,
      object: storable(object, 300),
      partition: storable(partition, 100),
      sentence: storable(sentence, 2000),
      details: details ? storable(JSON.stringify(details), 16_000) : "{}",
    };
    this.counters.auditHead = hashEntry(this.counters.auditHead, entry);
    this.#audit.push({ ...entry, hash: this.counters.auditHead });
  }

  also(sql: string, values: readonly unknown[]): void {
    this.#rows++;
    this.statements.push({ sql, values });
  }

  afterwards(act: () => void): void {
    this.#acts.push(act);
  }

  /** Runs what waited for the commit. */
  settle(): void {
    for (const act of this.#acts) act();
  }

  /**
   * One statement that stores all of it if, and only if, the lease still carries `token` and the batch before. Answers
   * with one row `{fenced: 1}`, or with none when nothing was stored.
   */
  write(
    shard: number,
    token: number,
    batch: number,
    leaseMs: number,
  ): { name: string; text: string; values: unknown[] } {
    const { name, text, values } = this.encode();
    const c = this.counters;
    const fence: unknown[] = [
      shard,
      token,
      batch,
      leaseMs / 1000,
      c.event,
      c.alarm,
      c.occurrence,
      c.callout,
      c.notification,
      c.transition,
      c.audit,
      c.auditHead,
    ];
    return { name, text, values: fence.concat(values) };
  }

  /** The rows in the database's own format; done once, and ahead of `write` where there is time. */
  encode(): Encoded {
    this.#encoded ??= this.#encode();
    return this.#encoded;
  }

  #encode(): Encoded {
    const values: unknown[] = [];
    const parts: string[] = [];
    const fewRows = this.#rows <= FEW_ROWS;
    let name = fewRows ? "few " : "journal ";
    const add = <Row>(full: Table<Row>, rows: readonly Row[], isNew: (row: Row) => boolean = never) => {
      if (rows.length === 0) return;
      const before = FENCE_VALUES + values.length;
      const table = !fewRows && rows.every(isNew) ? onlyNew(full) : full;
      if (fewRows) {
        name += `${table.initial}${rows.length}`;
        parts.push(insertFew(table, rows.length, before));
        for (const row of rows) for (const [, type, cell] of table.columns) values.push(single(type, cell(row)));
      } else {
        name += table.initial;
        parts.push(insert(table, before));
        for (const [, type, cell] of table.columns) values.push(binaryArray(type, rows.map(cell)));
      }
    };
    add(EVENTS, this.#events);
    add(ALARMS, [...this.#alarms.values()], ({ id }) => id > this.#since.alarm);
    add(TRANSITIONS, this.#transitions);
    add(CALLOUTS, [...this.#callouts.values()], ({ id }) => id > this.#since.callout);
    add(NOTIFICATIONS, [...this.#notifications.values()], ({ id }) => id > this.#since.notification);
    add(MEMORIES, [...this.#memories.values()]);
    add(SOURCE_STATES, [...this.#sourceStates.values()]);
    add(SPOOL_PROGRESS, [...this.#spoolProgress.values()]);
    add(AUDIT_ENTRIES, this.#audit);
    return { name, text: `with ${[FENCE, ...parts].join(",\n")}\nselect fenced from fence`, values };
  }
}

const never = () => false;

/** The table for rows that can't be there yet: a flood's. Looking for each of them first would cost a sixth of its time. */
function onlyNew<Row>({ name, initial, columns }: Table<Row>): Table<Row> {
  return { name, initial: initial.toUpperCase(), columns };
}

interface Encoded {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

const FENCE = `fence as (
  update core.lease set batch = $3, expires_at = now() + make_interval(secs => $4),
         last_event = $5, last_alarm = $6, last_occurrence = $7, last_callout = $8, last_notification = $9,
         last_transition = $10, last_audit = $11, audit_head = $12
   where shard = $1 and token = $2 and batch = $3 - 1
  returning 1 as fenced)`;

/** How many parameters the fence takes. */
const FENCE_VALUES = 12;

const texts = new Map<string, string>();

/**
 * Below this the rows are given one by one: a hundred arrays cost the database half a millisecond before the first row.
 * Kept low, because every combination of tables and numbers of rows is a prepared statement of its own.
 */
const FEW_ROWS = 8;

/** The text of one table's part; it depends on the table and on the number of its first parameter only. */
function insert<Row>(table: Table<Row>, before: number): string {
  return text(`${table.name} ${table.initial} ${before}`, table, () => {
    const arrays = table.columns.map(([, type], column) => `$${before + column + 1}::${type}[]`);
    return `unnest(${arrays.join(", ")})`;
  });
}

function insertFew<Row>(table: Table<Row>, rows: number, before: number): string {
  return text(`${table.name} ${before} ${rows}`, table, () => {
    const width = table.columns.length;
    const row = (_: unknown, at: number) =>
      `(${table.columns.map(([, type], column) => `$${before + at * width + column + 1}::${type}`).join(", ")})`;
    return `(values ${Array.from({ length: rows }, row).join(", ")})`;
  });
}

function text<Row>(key: string, table: Table<Row>, given: () => string): string {
  let known = texts.get(key);
  if (known === undefined) {
    const names = table.columns.map(([name]) => name);
    const kept = table.key?.split(", ") ?? [];
    const changes = names.filter((name) => !kept.includes(name)).map((name) => `${name} = excluded.${name}`);
    known = `${table.name.replace(".", "_")} as (insert into ${table.name} (${names.join(", ")})
      select given.* from fence, ${given()} as given${
        table.key === undefined ? "" : `\n      on conflict (${table.key}) do update set ${changes.join(", ")}`
      })`;
    texts.set(key, known);
  }
  return known;
}
