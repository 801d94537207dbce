import type { ClientBase } from "pg";

/** Something that a source spoke of. */
export interface Discovered {
  /** Its address within the source. */
  readonly point: string;
  readonly category: string;
  /** What events of it said about its condition: `burglary`, `high`. */
  readonly conditions: readonly string[];
  readonly kinds: readonly string[];
  readonly text: string | null;
  readonly value: number | null;
  readonly raw: string;
  readonly times: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Only among this many latest events of the site: whoever sets up looks at what came just now. */
const AMONG = 200_000;
const MOST = 2000;

/** What the latest events of a source speak of, in order of its addresses. */
export async function discoveredIn(client: ClientBase, source: string): Promise<Discovered[]> {
  const { rows } = await client.query<Omit<Discovered, "firstAt" | "lastAt"> & { firstAt: Date; lastAt: Date }>(
    `select point, (array_agg(category order by id desc))[1] as category,
            array_remove(array_agg(distinct condition), '') as conditions, array_agg(distinct kind) as kinds,
            (array_agg(text order by id desc) filter (where text is not null))[1] as text,
            (array_agg(value order by id desc) filter (where value is not null))[1] as value,
            (array_agg(raw order by id desc))[1] as raw, count(*)::int as times,
            min(received_at) as "firstAt", max(received_at) as "lastAt"
       from core.event
      where source = $1 and id > (select coalesce(max(id), 0) - $2 from core.event)
      group by point order by point limit $3`,
    [source, AMONG, MOST],
  );
  return rows.map((row) => ({ ...row, firstAt: row.firstAt.getTime(), lastAt: row.lastAt.getTime() }));
}
