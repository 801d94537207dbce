import type pg from "pg";
import type { StoredEntry } from "./verify.ts";

/** What reads rows: a pool, or a client in a transaction. */
export type Reading = Pick<pg.Pool, "query">;

/** `at` in milliseconds with whatever fraction is stored, so that even a microsecond that was changed shows. */
const COLUMNS = `seq, (extract(epoch from at) * 1000)::float8 as at, actor, via, action, object, partition, sentence, details`;

const PAGE = 5000;

/**
 * All entries in order of number, in pages. Entries with the same number come in the same page. The client should be in a
 * transaction of isolation level repeatable read, or entries written meanwhile come too.
 */
export async function* pagesOfTrail(client: Reading, size = PAGE): AsyncGenerator<StoredEntry[]> {
  let from = await firstFrom(client, null);
  while (from !== null) {
    const { rows } = await client.query<unknown[]>({
      name: "audit-page",
      text: `select ${COLUMNS}, hash from audit.entry where seq >= $1 and seq < $2 order by seq, hash`,
      values: [from, from + size],
      rowMode: "array",
    });
    if (rows.length > 0) yield rows.map(asEntry);
    from = await firstFrom(client, from + size);
  }
}

/** The entries with these numbers, both included, in their order. */
export async function entriesBetween(reading: Reading, from: number, to: number): Promise<StoredEntry[]> {
  const { rows } = await reading.query<unknown[]>({
    name: "audit-between",
    text: `select ${COLUMNS}, hash from audit.entry where seq >= $1 and seq <= $2 order by seq, hash`,
    values: [from, to],
    rowMode: "array",
  });
  return rows.map(asEntry);
}

async function firstFrom(client: Reading, from: number | null): Promise<number | null> {
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
