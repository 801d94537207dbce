import { createServer } from "node:http";

/**
 * A webhook's far side in a process of its own. Talks with its parent: `{count}` asks for what came since `{reset}`,
 * `{mode: "up" | "down"}` makes it answer 204 or 503.
 */
interface Arrived {
  readonly requests: number;
  readonly alarms: number;
  readonly digests: number;
  readonly lastAt: number;
  /** Milliseconds from the report to the arrival, of messages whose text carries when it was reported. */
  readonly latencies: readonly number[];
  /** Unix time in milliseconds at which each message came, as far as the sink keeps it. */
  readonly arrivals?: readonly number[];
}

let arrived = { requests: 0, alarms: 0, digests: 0, lastAt: 0, latencies: [] as number[] };
let down = false;
const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => {
    body += chunk;
  });
  request.on("end", () => {
    if (!down) note(body);
    response.writeHead(down ? 503 : 204).end();
  });
});

function note(body: string): void {
  arrived.requests++;
  arrived.lastAt = Date.now();
  if (body.includes('"kind":"digest"')) {
    arrived.digests++;
    const count = /(\d+) alarms? in one message/.exec(body)?.[1];
    arrived.alarms += Number(count ?? 0);
  } else {
    arrived.alarms++;
  }
  const reported = /reported-at=([\d.]+)/.exec(body)?.[1];
  if (reported !== undefined) arrived.latencies.push(performance.timeOrigin + performance.now() - Number(reported));
}

process.on("message", (order: { reset?: true; count?: true; mode?: "up" | "down" }) => {
  if (order.reset) arrived = { requests: 0, alarms: 0, digests: 0, lastAt: 0, latencies: [] };
  if (order.mode) down = order.mode === "down";
  process.send?.(arrived satisfies Arrived);
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.({ port: typeof address === "object" && address ? address.port : 0 });
});
process.on("disconnect", () => process.exit(0));

export type { Arrived };
