import type pg from "pg";
import type { AuditEntry } from "./chain.ts";
import type { Mark, StoredEntry } from "./verify.ts";

/** A pool or a client: what can ask. */
export type Asks = Pick<pg.Pool | pg.Client, "query">;

/** `at` in milliseconds with whatever fraction is stored, so that even a microsecond that was changed shows. */
const COLUMNS = `seq, (extract(epoch from at) * 1000)::float8 as at, actor, via, action, object, partition, sentence, details`;

export interface TrailQuestion {
  /** Only entries about it: `alarm:17`. */
  readonly object?: string | undefined;
  /** Only entries of these partitions, and of none. */
  readonly partitions?: readonly string[] | undefined;
  /** Only entries with a lower number. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** The latest entries first. */
export async function readTrail(db: Asks, asked: TrailQuestion): Promise<AuditEntry[]> {
  const { rows } = await db.query<Omit<AuditEntry, "seq"> & { seq: string }>(
    `select ${COLUMNS} from audit.entry
      where ($1::text is null or object = $1) and ($2::bigint is null or seq < $2)
        and ($3::text[] is null or partition = '' or partition = any($3))
      order by seq desc limit $4`,
    [asked.object ?? null, asked.before ?? null, asked.partitions ?? null, asked.limit],
  );
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/** Where the trail ends, as the core that writes it remembers it in the row of its lease. */
export async function trailHead(db: Asks): Promise<Mark | null> {
  const { rows } = await db.query<{ last_audit: string; audit_head: Buffer }>(
    "select last_audit, audit_head from core.lease where shard = 0",
  );
  const row = rows[0];
  return row ? { seq: Number(row.last_audit), hash: row.audit_head } : null;
}

const PAGE = 5000;

/**
 * All entries in order of number, in pages. Entries with the same number come in the same page. The client should be in a
 * transaction of isolation level repeatable read, or entries written meanwhile come too.
 */
export async function* pagesOfTrail(client: pg.Client): AsyncGenerator<StoredEntry[]> {
  let from = await firstFrom(client, null);
  while (from !== null) {
    const { rows } = await client.query<unknown[]>({
      name: "audit-page",
      text: `select ${COLUMNS}, hash from audit.entry where seq >= $1 and seq < $2 order by seq, hash`,
      values: [from, from + PAGE],
      rowMode: "array",
    });
    if (rows.length > 0) yield rows.map(asEntry);
    from = await firstFrom(client, from + PAGE);
  }
}

async function firstFrom(client: pg.Client, from: number | null): Promise<number | null> {
  const { rows } = await client.query<{ seq: string }>(
    "select seq from audit.entry where $1::bigint is null or seq >= $1 order by seq limit 1",
    [from],
  );
  return rows[0] ? Number(rows[0].seq) : null;
}

function asEntry(row: unknown[]): StoredEntry {
  const [seq, at, actor, via, action, object, partition, sentence, details, hash] = row as [
    ...[string, number, string, string, string, string, string, string, string, Buffer],
  ];
  return { seq: Number(seq), at, actor, via, action, object, partition, sentence, details, hash };
}
