import type { Dc09Result } from "../far-sides/dc09-load.ts";
import type { HttpResult } from "../far-sides/http-load.ts";
import { run } from "../far-sides/start.ts";
import { type Row, rowOf } from "../measure.ts";
import { freePort, Server } from "../server.ts";

const SHAPES = [
  { name: "ingest-http-1", connections: 100, perRequest: 1, requests: 40_000 },
  { name: "ingest-http-100", connections: 16, perRequest: 100, requests: 2_000 },
  { name: "ingest-http-1000", connections: 8, perRequest: 1_000, requests: 300 },
] as const;

/** Events accepted durably over HTTPS: every answer is given after the commit. */
export async function ingestHttp(runs: number): Promise<Row[]> {
  const server = await Server.fresh();
  const rows: Row[] = [];
  for (const { name, ...shape } of SHAPES) {
    const job = { port: server.port, token: server.token, kind: "note", ...shape };
    await run<HttpResult>("http-load.ts", { ...job, requests: Math.ceil(job.requests / 8) });
    const rates: number[] = [];
    for (let turn = 0; turn < runs; turn++) {
      const { events, seconds } = await run<HttpResult>("http-load.ts", job);
      rates.push(events / seconds);
    }
    rows.push(rowOf(name, rates));
  }
  await server.stop();
  return rows;
}

/** DC-09 frames over TCP, 200 panels, each waiting for its acknowledgement. */
export async function ingestDc09(runs: number): Promise<Row[]> {
  const port = await freePort();
  const accounts = Array.from({ length: 200 }, (_, number) => ({
    account: String(1000 + number),
    name: `Panel ${number}`,
  }));
  const server = await Server.fresh({
    source: [
      { id: "bench", name: "Bench", driver: "http" },
      {
        id: "panels",
        name: "Panels",
        driver: "sia-dc09",
        settings: { host: "127.0.0.1", port, accounts, limits: { connectionsPerAddress: 300 } },
      },
    ],
  });
  const rates: number[] = [];
  let from = 0;
  for (let turn = 0; turn < runs + 1; turn++) {
    const frames = turn === 0 ? 4_000 : 40_000;
    const { acknowledged, seconds } = await run<Dc09Result>("dc09-load.ts", { port, connections: 200, frames, from });
    from += frames / 200;
    if (turn > 0) rates.push(acknowledged / seconds);
  }
  await server.stop();
  return [rowOf("ingest-dc09", rates)];
}
