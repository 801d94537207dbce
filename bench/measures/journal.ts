import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { BLOCK, describeBlock } from "#history/blocks.ts";
import type { EventFilter } from "#history/filter.ts";
import { searchEvents } from "#history/search.ts";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { asClient } from "#store/client.ts";
import { prepareEmbedded } from "#store/database.ts";
import { EmbeddedServer } from "#store/embedded.ts";
import { FencedRows, seeingAll } from "#store/fence.ts";
import { type Row, rowOf } from "../measure.ts";

const EVENTS = 5_000_000;
/** One event every 1.9 s: 110 days. */
const EVERY_MS = 1900;
const NAME = "tocsin";

/** What people ask of five million events. Each must find as many as it says, or a wrong answer would be a quick one. */
const QUESTIONS: readonly (readonly [filter: Omit<EventFilter, "partitions">, found: number])[] = [
  [{}, 100],
  [{ source: "source-7" }, 100],
  [{ source: "source-119", point: "1119/01/031" }, 100],
  [{ point: "1007/99/021" }, 0],
  [{ words: ["lagerschaden"] }, 3],
  [{ words: ["xyzzy"] }, 0],
  [{ words: ["4999998"] }, 1],
  [{ kinds: ["raise"], priorities: ["critical"] }, 100],
  [{ code: "3401", words: ["zone 63"] }, 100],
];

/** Who asks: somebody who sees everything, and somebody of one partition, who finds as many. */
const WHO = [null, ["site"]] as const;

/** The slowest of the usual questions about five million events, as an operator of one partition and as one of all. */
export async function journal(runs: number): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-bench-journal-"));
  const server = await EmbeddedServer.start({
    dataFolder: folder,
    log: silentLog,
    mortal: true,
    prepare: (superuser, started) => prepareEmbedded(superuser, started, NAME, silentLog),
  });
  const pool = new pg.Pool({ ...seeingAll(server.as("tocsin_app", NAME)), max: 2 });
  const fenced = new pg.Pool({ ...server.as("tocsin_fenced", NAME), max: 1 });
  try {
    await asClient(server.superuser(NAME), fill);
    for (let block = 0; block < Math.floor((EVENTS + 1) / BLOCK); block++) await describeBlock(pool, block);
    const rows = new FencedRows(fenced);
    const worst: number[] = [];
    for (let run = 0; run < runs; run++) {
      let slowest = 0;
      for (const [[filter, found], partitions] of QUESTIONS.flatMap((one) => WHO.map((who) => [one, who] as const))) {
        const began = performance.now();
        const { items } = await rows.read(partitions, (client) =>
          searchEvents(
            { pool, fenced: client, clock: systemClock, wanted: () => true },
            { ...filter, partitions },
            { limit: 100, patienceMs: 60_000 },
          ),
        );
        slowest = Math.max(slowest, performance.now() - began);
        if (items.length !== found) {
          throw new Error(`${JSON.stringify(filter)} found ${items.length} events instead of ${found}`);
        }
      }
      worst.push(slowest);
    }
    return [rowOf("journal-5m-ms", worst)];
  } finally {
    await pool.end();
    await fenced.end();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Panels and measurements of four months, in parts of a month as the server makes them. */
async function fill(client: pg.Client): Promise<void> {
  const end = Date.now();
  for (let back = 5; back > 0; back--) {
    const first = new Date(end);
    const [from, to] = [back, back - 1].map(
      (months) => new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() - months, 1)),
    );
    const part = `core.event_${from?.toISOString().slice(0, 7).replace("-", "")}`;
    await client.query(
      `create table ${part} partition of core.event for values from ('${from?.toISOString()}') to ('${to?.toISOString()}')`,
    );
  }
  await client.query(
    `insert into core.event (id, partition, received_at, at, source, point, kind, category, condition, priority, code, text, value, raw)
     select n, case when n % 10 = 0 then 'east' else 'site' end, moment, moment - interval '1 second', 'source-' || account,
            case when measured then 'boiler.' || n * 104729 % 5000 else (1000 + account) || '/' || lpad((n % 8)::text, 2, '0') || '/' || lpad((n * 31 % 64)::text, 3, '0') end,
            case when measured then 'value' when n % 3 = 1 then 'raise' else 'clear' end,
            (array['intrusion', 'technical', 'fire', 'power', 'communication'])[1 + n % 5], case when measured then '' else 'burglary' end,
            (array['medium', 'low', 'high', 'critical'])[1 + n % 4],
            case when not measured then (array['BA', 'BR', 'FA', 'YX', '1130', '3401'])[1 + n % 6] end,
            case when not measured then 'Alarm in zone ' || n * 31 % 64 || ', floor ' || n % 8 || case when n % 1000003 = 17 then ' Lagerschaden' else '' end end,
            case when measured then 20 + (n * 48271 % 1000) / 10.0 end,
            case when measured then '{"t":"boiler/' || n * 104729 % 5000 || '","n":' || n || '}'
                 else '0046"SIA-DCS"' || lpad((n % 9999)::text, 4, '0') || 'L0#' || 1000 + account || '[#' || 1000 + account || '|Nri' || n % 8 || '/BA' || lpad((n * 31 % 64)::text, 3, '0') || ']_' || to_char(moment, 'HH24:MI:SS,MM-DD-YYYY') end
       from (select n, n * 7919 % 200 as account, n % 3 = 0 as measured,
                    to_timestamp($1::float8 / 1000) - ($2::bigint - n) * make_interval(secs => $3::float8 / 1000) as moment
               from generate_series(1::bigint, $2::bigint) as n) as given`,
    [end, EVENTS, EVERY_MS],
  );
  await client.query("update core.lease set last_event = $1", [EVENTS]);
  await client.query("vacuum analyze core.event");
}
