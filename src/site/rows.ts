import type { Pool } from "pg";
import type { Actor, Batch } from "#store/batch.ts";
import type { SiteDocument } from "./check.ts";
import type { Change } from "./plan.ts";
import type { SiteKind } from "./site.ts";

export interface PutDocument {
  readonly document: SiteDocument;
  readonly version: number;
}

export interface RemovedDocument {
  readonly kind: SiteKind;
  readonly id: string;
  readonly version: number;
}

const PUT = `insert into config.item (kind, id, version, body, changed_at, changed_by)
  select kind, id, version, body, $2, $3 from jsonb_to_recordset($1::jsonb) as d(kind text, id text, version int, body jsonb)
  on conflict (kind, id) do update set version = excluded.version, body = excluded.body,
    changed_at = excluded.changed_at, changed_by = excluded.changed_by`;
const REMOVE = `delete from config.item i using jsonb_to_recordset($1::jsonb) as d(kind text, id text)
  where i.kind = d.kind and i.id = d.id`;
const REMEMBER = `insert into config.item_version (kind, id, version, body, changed_at, changed_by)
  select kind, id, version, body, $2, $3 from jsonb_to_recordset($1::jsonb) as d(kind text, id text, version int, body jsonb)`;

/** Stores documents and removals, each with its version, within a batch. */
export function storeDocuments(
  batch: Batch,
  puts: readonly PutDocument[],
  removes: readonly RemovedDocument[],
  actor: Actor,
): void {
  const at = new Date(batch.now);
  const rows = puts.map(({ document: { kind, body }, version }) => ({ kind, id: body.id, version, body }));
  if (rows.length > 0) batch.also(PUT, [JSON.stringify(rows), at, actor.id]);
  if (removes.length > 0) batch.also(REMOVE, [JSON.stringify(removes)]);
  batch.also(REMEMBER, [JSON.stringify([...rows, ...removes]), at, actor.id]);
}

const DONE = { create: "created", change: "changed", delete: "removed" } as const;

export function sentenceOf({ action, kind, id, fields }: Change, actor: Actor): Parameters<Batch["audit"]>[0] {
  const what =
    action === "change"
      ? `: ${fields
          .map(({ path }) => path)
          .slice(0, 10)
          .join(", ")}`
      : "";
  return {
    actor,
    action: "site.changed",
    object: `${kind}:${id}`,
    sentence: `The ${kind} '${id}' was ${DONE[action]}${what}.`,
    details: { action, fields: fields.slice(0, 50) },
  };
}

/** A document as one change left it. */
export interface Former {
  readonly version: number;
  /** null: it was removed. */
  readonly body: unknown;
  readonly changedAt: number;
  /** Who, as the audit trail names them. */
  readonly changedBy: string;
}

/** The latest versions of a document, the newest first, as they are stored. */
export async function formerOf(pool: Pool, kind: SiteKind, id: string, limit: number): Promise<Former[]> {
  const { rows } = await pool.query<Omit<Former, "changedAt"> & { changedAt: Date }>(
    `select version, body, changed_at as "changedAt", changed_by as "changedBy"
       from config.item_version where kind = $1 and id = $2 order by version desc limit $3`,
    [kind, id, limit],
  );
  return rows.map((row) => ({ ...row, changedAt: row.changedAt.getTime() }));
}
