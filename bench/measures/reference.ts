import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Sink } from "../far-sides/start.ts";
import { quantile } from "../measure.ts";
import { freePort, pause } from "../server.ts";

const PROGRAM = "prometheus-alertmanager";

/** Raise to webhook at 100 alerts a second through Debian's Alertmanager, which stores nothing; nothing when it is not installed. */
export async function alertmanager(): Promise<Record<string, number>> {
  if (spawnSync(PROGRAM, ["--version"]).error) {
    console.log(`${PROGRAM} is not installed: no reference beside ours\n`);
    return {};
  }
  const folder = mkdtempSync(join(tmpdir(), "tocsin-reference-"));
  const sink = await Sink.open();
  const port = await freePort();
  writeFileSync(
    join(folder, "config.yml"),
    `route:\n  receiver: hook\n  group_by: ['...']\n  group_wait: 0s\n  group_interval: 1s\nreceivers:\n  - name: hook\n    webhook_configs:\n      - url: ${sink.url}\n        send_resolved: false\n`,
  );
  const server = spawn(
    PROGRAM,
    [
      `--config.file=${join(folder, "config.yml")}`,
      `--storage.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--cluster.listen-address=",
      "--log.level=error",
    ],
    { stdio: "ignore" },
  );
  try {
    while (!(await post(port, []).catch(() => false))) await pause(50);
    for (let number = 0; number < 300; number++) await alert(port, number);
    await sink.ask({ reset: true });
    for (let number = 0; number < 1500; number++) await alert(port, 1000 + number);
    await pause(1000);
    const { latencies } = await sink.ask({ count: true });
    if (latencies.length === 0) return {};
    return { "webhook-p50-ms": quantile(latencies, 0.5), "webhook-p99-ms": quantile(latencies, 0.99) };
  } finally {
    server.kill("SIGKILL");
    sink.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function alert(port: number, number: number): Promise<void> {
  const started = performance.now();
  const summary = `reported-at=${(performance.timeOrigin + performance.now()).toFixed(3)}`;
  await post(port, [{ labels: { alertname: "burglary", point: `paced/${number}` }, annotations: { summary } }]);
  await pause(Math.max(0, 10 - (performance.now() - started)));
}

function post(port: number, alerts: object[]): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: "127.0.0.1",
        port,
        method: "POST",
        path: "/api/v2/alerts",
        headers: { "content-type": "application/json" },
      },
      (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode === 200));
      },
    );
    asked.on("error", reject);
    asked.end(JSON.stringify(alerts));
  });
}
