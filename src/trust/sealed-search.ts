import type { Pool } from "pg";
import { SEALED_PLACES } from "./sealed-places.ts";

export interface SealedFinding {
  /** `config.item.body` */
  readonly column: string;
  readonly rows: number;
  /** Whether `sealed-places.ts` names it. */
  readonly known: boolean;
}

/** What the running server may only add to, or rewrites all the time, and where no secret belongs. */
const RECORDS = ["core.event", "core.transition", "core.alarm", "core.notification", "audit.entry"];

/**
 * Every column of the database in which something sealed lies, known or not: with this root key, or with any.
 * @param kid 16 hex digits; null: any
 */
export async function findSealed(
  pool: Pick<Pool, "query">,
  kid: string | null,
  { records = false }: { records?: boolean } = {},
): Promise<SealedFinding[]> {
  const { rows: columns } = await pool.query<{ table: string; column: string; type: string }>(
    `select n.nspname || '.' || c.relname as table, a.attname as column, a.atttypid::regtype::text as type
       from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('core', 'config', 'audit') and c.relkind in ('r', 'p') and not c.relispartition
        and a.attnum > 0 and not a.attisdropped
        and a.atttypid in ('text'::regtype, 'jsonb'::regtype, 'json'::regtype, 'bytea'::regtype, 'text[]'::regtype)
      order by 1, 2`,
  );
  const findings: SealedFinding[] = [];
  for (const { table, column, type } of columns) {
    if (!records && RECORDS.includes(table)) continue;
    const text = type === "bytea" ? `encode(${column}, 'escape')` : `${column}::text`;
    const { rows } = await pool.query<{ count: number }>(
      `select count(*)::int as count from ${table} where strpos(${text}, $1) > 0 and strpos(${text}, $2) > 0`,
      ["A256GCM", kid ?? "kid"],
    );
    const count = rows[0]?.count ?? 0;
    const known = SEALED_PLACES.some((place) => place.table === table && place.column === column);
    if (count > 0) findings.push({ column: `${table}.${column}`, rows: count, known });
  }
  return findings;
}
