import { Agent, request } from "node:https";

/** Reports alarms at an even pace, each with the time at which it was sent in its text. Job as JSON in argv. */
export interface PacedJob {
  readonly port: number;
  readonly token: string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly from: number;
  readonly priority?: string;
  /** So many points, each raised and cleared in turn, so that every report changes an alarm; absent: always another point. */
  readonly points?: number;
}

const job = JSON.parse(process.argv[2] ?? "") as PacedJob;
const { priority = "high" } = job;
const agent = new Agent({ keepAlive: true, maxSockets: 16, rejectUnauthorized: false, scheduling: "fifo" });
const total = job.perSecond * job.seconds;
const gapMs = 1000 / job.perSecond;
const started = performance.now();
const reportedAt: number[] = [];

function report(number: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        agent,
        host: "127.0.0.1",
        port: job.port,
        method: "POST",
        path: "/api/v1/events",
        headers: { "content-type": "application/json", authorization: `Bearer ${job.token}` },
      },
      (answer) => {
        answer.resume();
        answer.on("end", () =>
          answer.statusCode === 202 ? resolve() : reject(new Error(`answered ${answer.statusCode}`)),
        );
      },
    );
    asked.on("error", reject);
    const { points = total } = job;
    const point = `paced/${job.from + (number % points)}`;
    const kind = Math.floor(number / points) % 2 === 0 ? "raise" : "clear";
    const at = performance.timeOrigin + performance.now();
    reportedAt.push(at);
    const text = `reported-at=${at.toFixed(3)}`;
    const events = [{ point, kind, category: "intrusion", condition: "burglary", priority, text, raw: "x" }];
    asked.end(JSON.stringify({ source: "bench", events }));
  });
}

const reports: Promise<void>[] = [];
await new Promise<void>((resolve) => {
  let next = 0;
  const tick = () => {
    while (next < total && performance.now() - started >= next * gapMs) reports.push(report(next++));
    if (next < total) setTimeout(tick, Math.max(0, started + next * gapMs - performance.now()));
    else resolve();
  };
  tick();
});
await Promise.all(reports);
agent.destroy();
process.stdout.write(`${JSON.stringify({ reported: total, reportedAt })}\n`);
