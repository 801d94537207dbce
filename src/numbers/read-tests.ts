import type { ClientBase, Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import type { Span } from "./bins.ts";
import { MS } from "./read-log.ts";

export interface TestMemory {
  readonly source: string;
  readonly point: string;
  /** JSON */
  readonly memory: string;
}

/** Which points are in test mode now. */
export async function readRunningTests(client: Pool): Promise<TestMemory[]> {
  const { rows } = await client.query<TestMemory>(
    "select source, point, memory from core.condition_memory where condition = 'test' and memory <> 'null'",
  );
  return rows;
}

/** Reports of points in test mode: they raised nothing, and are in no other figure. */
export async function readTested(
  client: ClientBase,
  { from, to }: Span,
  partition: string | null,
  running: readonly TestMemory[],
): Promise<number> {
  const { rows } = await client.query<{ source: string; point: string; kind: string; at: number }>(
    `select source, point, kind, ${MS("received_at")} as at from core.event
      where received_at >= $1 and received_at < $2 and kind in ('test-begin', 'test-end')
        and ($3::text is null or partition = $3) order by id`,
    [new Date(from), new Date(to), partition],
  );
  const begun = new Map<string, Instant>();
  const spans: { source: string; point: string; from: Instant; to: Instant }[] = [];
  const known = new Set(rows.map(({ source, point }) => `${source}\n${point}`));
  for (const { source, point, memory } of running) {
    const { since } = JSON.parse(memory) as { since?: number };
    if (!known.has(`${source}\n${point}`) && (since ?? to) < to) spans.push({ source, point, from: since ?? from, to });
  }
  for (const { source, point, kind, at } of rows) {
    const key = `${source}\n${point}`;
    if (kind === "test-begin") {
      if (!begun.has(key)) begun.set(key, at);
      continue;
    }
    spans.push({ source, point, from: begun.get(key) ?? from, to: at });
    begun.delete(key);
  }
  for (const [key, at] of begun) {
    const [source = "", point = ""] = key.split("\n");
    spans.push({ source, point, from: at, to });
  }
  if (spans.length === 0) return 0;
  const { rows: counted } = await client.query<{ count: number }>(
    `select count(distinct e.id)::int as count
       from unnest($1::text[], $2::text[], $3::float8[], $4::float8[]) as s (source, point, since, until)
       join core.event e on e.source = s.source and (e.point = s.point or starts_with(e.point, s.point || '/'))
      where e.received_at >= $5 and e.received_at < $6 and e.kind in ('raise', 'present')
        and ${MS("e.received_at")} between s.since and s.until and ($7::text is null or e.partition = $7)`,
    [
      spans.map(({ source }) => source),
      spans.map(({ point }) => point),
      spans.map((span) => span.from),
      spans.map((span) => span.to),
      new Date(from),
      new Date(to),
      partition,
    ],
  );
  return counted[0]?.count ?? 0;
}
