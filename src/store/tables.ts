import type { Alarm } from "#alarms/alarm.ts";
import type { AuditEntry } from "#audit/chain.ts";
import type { Callout, Notification } from "#escalation/callout.ts";
import type { Event } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import type { TransitionRow } from "./batch.ts";
import type { Cell, ColumnType } from "./binary-array.ts";

/** A table that the journal writes: its columns, and how a row's cells come from what the house works with. */
export interface Table<Row> {
  readonly name: string;
  /** One letter for it in the names of prepared statements, which hold 63 characters. */
  readonly initial: string;
  /** Columns that name a row that may be there already and is then replaced. Absent: rows are only added. */
  readonly key?: string;
  readonly columns: readonly (readonly [name: string, type: ColumnType, cell: (row: Row) => Cell])[];
}

export interface StoredTransition extends TransitionRow {
  readonly id: number;
  readonly at: Instant;
}

export interface MemoryRow {
  readonly source: string;
  readonly point: string;
  readonly condition: string;
  readonly memory: unknown;
}

export interface SourceStateRow {
  readonly source: string;
  readonly part: string;
  readonly state: string;
  readonly why: string;
  readonly since: Instant;
}

export interface SpoolProgressRow {
  readonly spool: string;
  readonly lane: string;
  readonly number: number;
}

export const EVENTS: Table<Event> = {
  name: "core.event",
  initial: "e",
  columns: [
    ["id", "int8", (e) => e.id],
    ["partition", "text", (e) => e.partition ?? ""],
    ["received_at", "timestamptz", (e) => e.receivedAt],
    ["at", "timestamptz", (e) => e.at ?? e.receivedAt],
    ["source", "text", (e) => e.source],
    ["point", "text", (e) => e.point],
    ["kind", "text", (e) => e.kind],
    ["category", "text", (e) => e.category],
    ["condition", "text", (e) => e.condition],
    ["priority", "text", (e) => e.priority ?? null],
    ["code", "text", (e) => e.code ?? null],
    ["text", "text", (e) => e.text ?? null],
    ["value", "float8", (e) => (e.value === undefined ? null : Number(e.value))],
    ["quality", "text", (e) => e.quality ?? null],
    ["dedupe_key", "text", (e) => e.dedupeKey ?? null],
    ["raw", "text", (e) => e.raw],
  ],
};

export const ALARMS: Table<Alarm> = {
  name: "core.alarm",
  initial: "a",
  key: "id",
  columns: [
    ["id", "int8", (a) => a.id],
    ["source", "text", (a) => a.source],
    ["point", "text", (a) => a.point],
    ["condition", "text", (a) => a.condition],
    ["partition", "text", (a) => a.partition],
    ["category", "text", (a) => a.category],
    ["priority", "text", (a) => a.priority],
    ["tags", "text", (a) => list(a.tags)],
    ["text", "text", (a) => a.text],
    ["state", "text", (a) => a.state],
    ["active", "bool", (a) => a.active],
    ["acknowledged", "bool", (a) => a.acknowledged],
    ["latched", "bool", (a) => a.latched],
    ["shelf", "text", (a) => a.shelf && JSON.stringify(a.shelf)],
    ["suppressed_by", "text", (a) => list(a.suppressedBy)],
    ["out_of_service", "text", (a) => a.outOfService && JSON.stringify(a.outOfService)],
    ["quality", "text", (a) => a.quality],
    ["severity", "int4", (a) => a.severity],
    ["occurrence", "int8", (a) => a.occurrence],
    ["sequence", "int4", (a) => a.sequence],
    ["chatter", "int4", (a) => a.chatter],
    ["raised_at", "timestamptz", (a) => a.raisedAt],
    ["cleared_at", "timestamptz", (a) => a.clearedAt],
    ["acknowledged_at", "timestamptz", (a) => a.acknowledgedAt],
    ["acknowledged_by", "text", (a) => a.acknowledgedBy],
    ["due_at", "timestamptz", (a) => a.dueAt],
    ["found_active", "bool", (a) => a.foundActive],
    ["silent", "bool", (a) => a.silent],
    ["value", "float8", (a) => a.value],
    ["changed_at", "timestamptz", (a) => a.changedAt],
  ],
};

export const TRANSITIONS: Table<StoredTransition> = {
  name: "core.transition",
  initial: "t",
  columns: [
    ["id", "int8", (t) => t.id],
    ["at", "timestamptz", (t) => t.at],
    ["alarm", "int8", (t) => t.alarm],
    ["occurrence", "int8", (t) => t.occurrence],
    ["sequence", "int4", (t) => t.sequence],
    ["input", "text", (t) => t.input],
    ["from_state", "text", (t) => t.from],
    ["to_state", "text", (t) => t.to],
    ["because", "text", (t) => t.because],
    ["actor", "text", (t) => t.actor.id],
    ["via", "text", (t) => t.actor.via],
    ["event", "int8", (t) => t.event ?? null],
    ["comment", "text", (t) => t.comment ?? null],
  ],
};

export const CALLOUTS: Table<Callout> = {
  name: "core.callout",
  initial: "c",
  key: "id",
  columns: [
    ["id", "int8", (c) => c.id],
    ["alarm", "int8", (c) => c.alarm],
    ["occurrence", "int8", (c) => c.occurrence],
    ["sequence", "int4", (c) => c.sequence],
    ["partition", "text", (c) => c.partition],
    ["priority", "text", (c) => c.priority],
    ["policy", "text", (c) => c.policy],
    ["policy_version", "int4", (c) => c.policyVersion],
    ["state", "text", (c) => c.state],
    ["position", "text", (c) => JSON.stringify(c.position)],
    ["due_at", "timestamptz", (c) => c.dueAt],
    ["started_at", "timestamptz", (c) => c.startedAt],
    ["ended_at", "timestamptz", (c) => c.endedAt],
    ["because", "text", (c) => c.because],
  ],
};

export const NOTIFICATIONS: Table<Notification> = {
  name: "core.notification",
  initial: "n",
  key: "id",
  columns: [
    ["id", "int8", (n) => n.id],
    ["kind", "text", (n) => n.kind],
    ["callout", "int8", (n) => n.callout],
    ["alarm", "int8", (n) => n.alarm],
    ["occurrence", "int8", (n) => n.occurrence],
    ["sequence", "int4", (n) => n.sequence],
    ["priority", "text", (n) => n.priority],
    ["person", "text", (n) => n.person],
    ["method", "text", (n) => n.method],
    ["channel", "text", (n) => n.channel],
    ["address", "text", (n) => n.address],
    ["partition", "text", (n) => n.partition ?? ""],
    ["step", "int4", (n) => n.step],
    ["round", "int4", (n) => n.round],
    ["state", "text", (n) => n.state],
    ["attempts", "int4", (n) => n.attempts],
    ["due_at", "timestamptz", (n) => n.dueAt],
    ["created_at", "timestamptz", (n) => n.createdAt],
    ["sent_at", "timestamptz", (n) => n.sentAt],
    ["because", "text", (n) => n.because],
    ["receipt", "text", (n) => n.receipt],
    ["digest", "int8", (n) => n.digest],
    ["text", "text", (n) => n.text],
    ["replied_at", "timestamptz", (n) => n.repliedAt],
  ],
};

export const MEMORIES: Table<MemoryRow> = {
  name: "core.condition_memory",
  initial: "m",
  key: "source, point, condition",
  columns: [
    ["source", "text", (m) => m.source],
    ["point", "text", (m) => m.point],
    ["condition", "text", (m) => m.condition],
    ["memory", "text", (m) => JSON.stringify(m.memory)],
  ],
};

export const SOURCE_STATES: Table<SourceStateRow> = {
  name: "core.source_state",
  initial: "s",
  key: "source, part",
  columns: [
    ["source", "text", (s) => s.source],
    ["part", "text", (s) => s.part],
    ["state", "text", (s) => s.state],
    ["why", "text", (s) => s.why],
    ["since", "timestamptz", (s) => s.since],
  ],
};

export const SPOOL_PROGRESS: Table<SpoolProgressRow> = {
  name: "core.spool_progress",
  initial: "p",
  key: "spool, lane",
  columns: [
    ["spool", "text", (p) => p.spool],
    ["lane", "text", (p) => p.lane],
    ["number", "int8", (p) => p.number],
  ],
};

export const AUDIT_ENTRIES: Table<AuditEntry & { readonly hash: Buffer }> = {
  name: "audit.entry",
  initial: "u",
  columns: [
    ["seq", "int8", (e) => e.seq],
    ["at", "timestamptz", (e) => e.at],
    ["actor", "text", (e) => e.actor],
    ["via", "text", (e) => e.via],
    ["action", "text", (e) => e.action],
    ["object", "text", (e) => e.object],
    ["partition", "text", (e) => e.partition],
    ["sentence", "text", (e) => e.sentence],
    ["details", "text", (e) => e.details],
    ["hash", "bytea", (e) => e.hash],
  ],
};

function list(words: readonly string[]): string {
  return words.length === 0 ? "[]" : JSON.stringify(words);
}
