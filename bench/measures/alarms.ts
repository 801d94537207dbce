import type { HttpResult } from "../far-sides/http-load.ts";
import { run, Sink } from "../far-sides/start.ts";
import { quantile, type Row, rowOf } from "../measure.ts";
import { pause, Server } from "../server.ts";
import { twoWebhooksSite, webhookSite } from "../site.ts";

/** Alarms raised with event, state, transition, callout and audit entry, each of a point of its own. */
export async function raiseFull(runs: number): Promise<Row[]> {
  const sink = await Sink.open();
  const rates: number[] = [];
  for (let turn = 0; turn < runs; turn++) {
    const server = await Server.fresh(webhookSite(sink.url, null, 36_000));
    await server.vouch("anna", "hook");
    const job = {
      port: server.port,
      token: server.token,
      connections: 8,
      perRequest: 250,
      kind: "raise",
      priority: "high",
    };
    await run<HttpResult>("http-load.ts", { ...job, requests: 8, from: 1_000_000 });
    const { events, seconds } = await run<HttpResult>("http-load.ts", { ...job, requests: 160 });
    rates.push(events / seconds);
    await server.stop();
  }
  sink.close();
  return [rowOf("raise-full", rates)];
}

/** From the report to the webhook, 100 alarms a second. */
export async function webhookLatency(runs: number): Promise<Row[]> {
  const sink = await Sink.open();
  const server = await Server.fresh(webhookSite(sink.url, null));
  await server.vouch("anna", "hook");
  const job = { port: server.port, token: server.token, perSecond: 100 };
  await run("paced-reporter.ts", { ...job, seconds: 3, from: 0 });
  const p50: number[] = [];
  const p99: number[] = [];
  for (let turn = 0; turn < runs; turn++) {
    await sink.ask({ reset: true });
    await run("paced-reporter.ts", { ...job, seconds: 15, from: 10_000 * (turn + 1) });
    await pause(500);
    const { latencies } = await sink.ask({ count: true });
    p50.push(quantile(latencies, 0.5));
    p99.push(quantile(latencies, 0.99));
  }
  await server.stop();
  sink.close();
  return [rowOf("webhook-p50-ms", p50), rowOf("webhook-p99-ms", p99)];
}

const BURST = 50_000;

/** 50,000 alarms at once: until the far side has been told of all of them. */
export async function burst(runs: number): Promise<Row[]> {
  const sink = await Sink.open();
  const separate: number[] = [];
  const digest: number[] = [];
  let rss = 0;
  for (let turn = 0; turn < runs; turn++) {
    for (const [times, rule] of [
      [separate, null],
      [digest, { moreThan: 5, withinSec: 60 }],
    ] as const) {
      await sink.ask({ reset: true });
      const server = await Server.fresh(webhookSite(sink.url, rule));
      await server.vouch("anna", "hook");
      const watch = setInterval(() => {
        rss = Math.max(rss, server.rssMb);
      }, 50);
      const until = Date.now() + 120_000;
      const job = { port: server.port, token: server.token, connections: 4, perRequest: 500, requests: BURST / 500 };
      const load = run<HttpResult>("http-load.ts", { ...job, kind: "raise", priority: "high" });
      let told = await sink.ask({ count: true });
      while (told.alarms < BURST && Date.now() < until) {
        await pause(20);
        told = await sink.ask({ count: true });
      }
      const { startedAt } = await load;
      clearInterval(watch);
      times.push(told.alarms >= BURST ? (told.lastAt - startedAt) / 1000 : Number.POSITIVE_INFINITY);
      await server.stop();
    }
  }
  sink.close();
  return [rowOf("burst-separate-s", separate), rowOf("burst-digest-s", digest), rowOf("burst-rss-mb", [rss])];
}

/**
 * What a waiting notification costs while its webhook is down for a minute, and what the messages of another channel
 * suffer meanwhile: the same burst with the webhook up and down, side by side.
 */
export async function downGrowth(): Promise<Row[]> {
  const up = await afterBurst("up");
  const down = await afterBurst("down");
  return [
    rowOf("down-growth-kb", [Math.max(0, ((down.peakMb - up.peakMb) * 1000) / BURST)]),
    rowOf("down-others-ratio", [down.othersP99 / up.othersP99]),
  ];
}

/** Largest resident memory from the burst until a minute after it; every message must have arrived in the end. */
async function afterBurst(mode: "up" | "down"): Promise<{ peakMb: number; othersP99: number }> {
  const sink = await Sink.open();
  const other = await Sink.open();
  const server = await Server.fresh(twoWebhooksSite(sink.url, other.url));
  await server.vouch("anna", "hook");
  await server.vouch("ben", "hook");
  await sink.ask({ mode });
  let peakMb = 0;
  const watch = setInterval(() => {
    peakMb = Math.max(peakMb, server.rssMb);
  }, 50);
  const { port, token } = server;
  const job = { port, token, connections: 4, perRequest: 500, requests: BURST / 500 };
  await run<HttpResult>("http-load.ts", { ...job, kind: "raise", priority: "high" });
  await pause(30_000);
  await run("paced-reporter.ts", { port, token, perSecond: 100, seconds: 15, from: 0, priority: "medium" });
  await pause(15_000);
  clearInterval(watch);
  const { latencies } = await other.ask({ count: true });
  await sink.ask({ mode: "up" });
  const until = Date.now() + 240_000;
  let told = await sink.ask({ count: true });
  while (told.alarms < BURST && Date.now() < until) {
    await pause(100);
    told = await sink.ask({ count: true });
  }
  await server.stop();
  sink.close();
  other.close();
  if (told.alarms < BURST) throw new Error(`only ${told.alarms} of ${BURST} arrived after the webhook was back`);
  return { peakMb, othersP99: quantile(latencies, 0.99) };
}
