import type { Alarm } from "#alarms/alarm.ts";
import { type AuditEntry, hashEntry } from "#audit/chain.ts";
import type { Callout, Notification } from "#escalation/callout.ts";
import type { Event } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import { storable } from "#kernel/text.ts";
import type { AuditRow, Batch, TransitionRow } from "./batch.ts";
import { StatementOfRows, type Written } from "./statement-of-rows.ts";
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
  write(shard: number, token: number, batch: number, leaseMs: number): Written {
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
    const statement = new StatementOfRows(this.#rows, fence);
    statement.add(EVENTS, this.#events);
    statement.add(ALARMS, [...this.#alarms.values()], ({ id }) => id > this.#since.alarm);
    statement.add(TRANSITIONS, this.#transitions);
    statement.add(CALLOUTS, [...this.#callouts.values()], ({ id }) => id > this.#since.callout);
    statement.add(NOTIFICATIONS, [...this.#notifications.values()], ({ id }) => id > this.#since.notification);
    statement.add(MEMORIES, [...this.#memories.values()]);
    statement.add(SOURCE_STATES, [...this.#sourceStates.values()]);
    statement.add(SPOOL_PROGRESS, [...this.#spoolProgress.values()]);
    statement.add(AUDIT_ENTRIES, this.#audit);
    return statement.written();
  }
}
