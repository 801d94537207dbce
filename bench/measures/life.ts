import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pairOfNodes, standingOf, untilSynchronous } from "../../test/peers/pair.ts";
import { until, type WholeServer } from "../../test/peers/whole-server.ts";
import type { HttpResult } from "../far-sides/http-load.ts";
import { run, Sink } from "../far-sides/start.ts";
import { type Row, rowOf } from "../measure.ts";
import { freePort, OPEN_WAY_IN, pause, Server } from "../server.ts";
import { webhookSite } from "../site.ts";

/** Memory of the core with 0, 10,000 and 100,000 active alarms, and how it comes back from a power cut with the latter. */
export async function memoryAndRecovery(runs: number): Promise<Row[]> {
  const sink = await Sink.open();
  const server = await Server.fresh(webhookSite(sink.url, null, 36_000));
  await server.vouch("anna", "hook");
  const job = {
    port: server.port,
    token: server.token,
    connections: 4,
    perRequest: 250,
    kind: "raise",
    priority: "high",
  };
  const raise = (alarms: number, from: number) =>
    run<HttpResult>("http-load.ts", { ...job, requests: alarms / 250, from });
  const settledRss = async () => {
    const samples: number[] = [];
    for (let sample = 0; sample < 10; sample++) {
      await pause(1000);
      samples.push(server.rssMb);
    }
    return Math.min(...samples);
  };
  const idle = await settledRss();
  await raise(10_000, 0);
  const ten = await settledRss();
  await raise(90_000, 10_000);
  const hundred = await settledRss();

  const accepting: number[] = [];
  const complete: number[] = [];
  for (let turn = 0; turn < runs; turn++) {
    await raise(250, 200_000 + turn * 250);
    await server.killAll();
    const started = performance.now();
    server.launch();
    const accepted = firstAccepted(server, started);
    await server.untilActive();
    const list = (await server.get("/api/v1/alarms?state=open&limit=1")) as { total: number };
    complete.push((performance.now() - started) / 1000);
    accepting.push(await accepted);
    const wanted = 100_000 + (turn + 1) * 250;
    if (list.total < wanted) throw new Error(`only ${list.total} of ${wanted} alarms stand after the power cut`);
  }
  await server.stop();
  sink.close();
  return [
    rowOf("rss-idle-mb", [idle]),
    rowOf("rss-10k-mb", [ten]),
    rowOf("rss-100k-mb", [hundred]),
    rowOf("recover-accepting-s", accepting),
    rowOf("recover-complete-s", complete),
  ];
}

/** Seconds until a report is accepted. */
async function firstAccepted(server: WholeServer, started: number): Promise<number> {
  const job = { port: server.port, token: server.token, connections: 1, requests: 1, perRequest: 1, kind: "note" };
  const { request } = await import("node:https");
  for (;;) {
    const accepted = await new Promise<boolean>((resolve) => {
      const asked = request(
        {
          host: "127.0.0.1",
          port: job.port,
          path: "/api/v1/events",
          method: "POST",
          agent: false,
          rejectUnauthorized: false,
          headers: { "content-type": "application/json", authorization: `Bearer ${job.token}` },
        },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode === 202);
        },
      );
      asked.on("error", () => resolve(false));
      const events = [{ point: "first", kind: "note", category: "other", condition: "", raw: "" }];
      asked.end(JSON.stringify({ source: "bench", events }));
    });
    if (accepted) return (performance.now() - started) / 1000;
    await pause(5);
  }
}

/** A second core on the same database takes over from a killed and from a frozen one. */
export async function takeover(runs: number): Promise<Row[]> {
  const killed: number[] = [];
  const frozen: number[] = [];
  for (let turn = 0; turn < runs; turn++) {
    for (const [times, way] of [
      [killed, "SIGKILL"],
      [frozen, "SIGSTOP"],
    ] as const) {
      const first = await Server.fresh();
      const second = new Server(first.dataFolder, await freePort());
      second.token = first.token;
      second.launch("second.yaml");
      while ((await second.status())?.["mode"] !== "standby") await pause(20);
      const started = performance.now();
      first.signal(way);
      times.push(await firstAccepted(second, started));
      if (way === "SIGSTOP") first.signal("SIGKILL");
      await second.stop();
    }
  }
  return [rowOf("takeover-kill-s", killed), rowOf("takeover-freeze-s", frozen)];
}

/** A core on another machine, with a database of its own, takes over from one that is killed, database and all. */
export async function failover(runs: number): Promise<Row[]> {
  const times: number[] = [];
  for (let turn = 0; turn < runs; turn++) {
    const { first, second } = await pairOfNodes(OPEN_WAY_IN);
    second.launch();
    await untilSynchronous(first);
    await until("the standby was told", async () => (await standingOf(second))?.synchronous === true);
    const started = performance.now();
    await first.killAll();
    times.push(await firstAccepted(second, started));
    await Promise.all([first.stop(), second.stop()]);
  }
  return [rowOf("failover-kill-s", times)];
}

/** From `npm start`'s program on an empty data folder to the first answer of the page. */
export async function freshStart(runs: number): Promise<Row[]> {
  const times: number[] = [];
  for (let turn = 0; turn < runs; turn++) {
    const server = new Server(mkdtempSync(join(tmpdir(), "tocsin-bench-")), await freePort());
    const started = performance.now();
    server.launch();
    for (;;) {
      const page = await server.get("/", "").catch(() => "");
      if (typeof page === "string" && page.includes("<html")) break;
      await pause(5);
    }
    times.push((performance.now() - started) / 1000);
    await server.untilActive();
    await server.stop();
  }
  return [rowOf("fresh-start-s", times)];
}
