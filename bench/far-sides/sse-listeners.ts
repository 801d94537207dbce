import { connect } from "node:http2";

/** Screens: listeners of the live feed, each on a connection of its own. Prints the delays from decision to arrival. */
export interface SseJob {
  readonly port: number;
  readonly token: string;
  readonly listeners: number;
  /** Ends when every listener has seen this many alarms. */
  readonly alarms: number;
}

const job = JSON.parse(process.argv[2] ?? "") as SseJob;
const delays: number[] = [];

function listen(): Promise<void> {
  return new Promise((resolve, reject) => {
    const session = connect(`https://127.0.0.1:${job.port}`, { rejectUnauthorized: false });
    session.on("error", reject);
    const stream = session.request({
      ":path": "/api/v1/feed",
      authorization: `Bearer ${job.token}`,
      accept: "text/event-stream",
    });
    let text = "";
    let seen = 0;
    stream.setEncoding("utf8");
    stream.on("response", (headers) => {
      if (headers[":status"] !== 200) reject(new Error(`the feed answered ${headers[":status"]}`));
      else process.stderr.write("");
    });
    stream.on("data", (chunk: string) => {
      const now = Date.now();
      text += chunk;
      const messages = text.split("\n\n");
      text = messages.pop() ?? "";
      for (const message of messages) {
        if (!message.includes("event: alarm")) continue;
        const changedAt = Number(/"changedAt":(\d+)/.exec(message)?.[1]);
        delays.push(now - changedAt);
        if (++seen === job.alarms) {
          session.destroy();
          resolve();
        }
      }
    });
    stream.on("error", reject);
  });
}

await Promise.all(Array.from({ length: job.listeners }, listen));
delays.sort((a, b) => a - b);
process.stdout.write(`${JSON.stringify({ p95: delays[Math.floor(delays.length * 0.95)], count: delays.length })}\n`);
