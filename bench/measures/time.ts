import { join } from "node:path";
import pg from "pg";
import { readSecret } from "#store/embedded-secrets.ts";
import { runFolder } from "#store/run-folder.ts";
import type { HttpResult } from "../far-sides/http-load.ts";
import { run, Sink } from "../far-sides/start.ts";
import { quantile, type Row, rowOf } from "../measure.ts";
import { pause, Server } from "../server.ts";
import { webhookSite } from "../site.ts";

const DELAY_SEC = 8;

/** 10,000 callouts whose first step is due within about a second: how late each was decided. */
export async function timers(runs: number): Promise<Row[]> {
  const sink = await Sink.open();
  const p99: number[] = [];
  for (let turn = 0; turn < runs; turn++) {
    const server = await Server.fresh(webhookSite(sink.url, null, DELAY_SEC));
    await server.vouch("anna", "hook");
    const job = { port: server.port, token: server.token, connections: 4, perRequest: 250, requests: 40 };
    await run<HttpResult>("http-load.ts", { ...job, kind: "raise", priority: "high" });
    const lateness = await latenessOf(server, 10_000);
    p99.push(quantile(lateness, 0.99));
    await server.stop();
  }
  sink.close();
  return [rowOf("timer-p99-ms", p99)];
}

async function latenessOf(server: Server, wanted: number): Promise<number[]> {
  const run = runFolder(server.dataFolder);
  const client = new pg.Client({
    host: join(run, "pg"),
    database: "tocsin",
    user: "tocsin_reader",
    password: readSecret(join(run, "database.json"), "tocsin_reader"),
    options: "-c tocsin.partitions=*",
  });
  await client.connect();
  const until = Date.now() + 60_000;
  for (;;) {
    const { rows } = await client.query<{ late: number }>(
      `select date_part('epoch', n.created_at - c.started_at) * 1000 - $1::float8 as late
         from core.notification n join core.callout c on c.id = n.callout where n.kind = 'alarm'`,
      [DELAY_SEC * 1000],
    );
    if (rows.length >= wanted || Date.now() > until) {
      await client.end();
      if (rows.length < wanted) throw new Error(`only ${rows.length} of ${wanted} timers rang`);
      return rows.map(({ late }) => late);
    }
    await pause(500);
  }
}

/** From the decision that a commit makes durable to 50 screens. */
export async function liveFeed(runs: number): Promise<Row[]> {
  const server = await Server.fresh();
  const p95: number[] = [];
  for (let turn = 0; turn < runs; turn++) {
    const watching = run<{ p95: number }>("sse-listeners.ts", {
      port: server.port,
      token: server.token,
      listeners: 50,
      alarms: 400,
    });
    await pause(2500);
    const job = { port: server.port, token: server.token, perSecond: 50, seconds: 10, from: turn * 10_000 };
    await run("paced-reporter.ts", job);
    p95.push((await watching).p95);
  }
  await server.stop();
  return [rowOf("sse-p95-ms", p95)];
}
