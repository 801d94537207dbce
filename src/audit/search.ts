import type { ClientBase } from "pg";
import type { Instant } from "#kernel/clock.ts";
import type { AuditEntry } from "./chain.ts";

/** What is looked for; what is absent fits everything. */
export interface TrailSearch {
  /** `alarm:17` */
  readonly object?: string | undefined;
  /** `operator:anna` */
  readonly actor?: string | undefined;
  /** `alarm.acknowledged`, or what it begins with up to a dot: `alarm` */
  readonly action?: string | undefined;
  /** Words of the sentence, in either case. */
  readonly text?: string | undefined;
  readonly from?: Instant | undefined;
  /** Not included. */
  readonly to?: Instant | undefined;
  readonly before?: number | undefined;
  readonly partitions?: readonly string[] | undefined;
  readonly limit: number;
}

/** An entry with its details read. */
export type FoundEntry = Omit<AuditEntry, "details"> & { readonly details: unknown };

/** Entries of the audit trail, the newest first. */
export async function searchTrail(client: ClientBase, search: TrailSearch): Promise<FoundEntry[]> {
  const conditions: string[] = [];
  const values: unknown[] = [];
  const where = (condition: (value: string) => string, value: unknown) => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  where((value) => `object = ${value}`, search.object);
  where((value) => `actor = ${value}`, search.actor);
  where((value) => `(action = ${value} or starts_with(action, ${value} || '.'))`, search.action);
  where((value) => `position(lower(${value}) in lower(sentence)) > 0`, search.text);
  where((value) => `at >= to_timestamp(${value}::float8 / 1000)`, search.from);
  where((value) => `at < to_timestamp(${value}::float8 / 1000)`, search.to);
  where((value) => `seq < ${value}::bigint`, search.before);
  where((value) => `partition = any(${value}::text[])`, search.partitions);
  values.push(search.limit);
  const { rows } = await client.query<Omit<AuditEntry, "at"> & { at: Date }>(
    `select seq::float8 as seq, at, actor, via, action, object, partition, sentence, details
       from audit.entry ${conditions.length > 0 ? `where ${conditions.join(" and ")}` : ""}
      order by seq desc limit $${values.length}`,
    values,
  );
  return rows.map((row) => ({ ...row, at: row.at.getTime(), details: JSON.parse(row.details) as unknown }));
}
