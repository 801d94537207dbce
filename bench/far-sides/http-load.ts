import { connect, type TLSSocket } from "node:tls";

/**
 * A client process that posts events over HTTPS as fast as the answers come. Started with a job as JSON in argv; prints
 * one line of JSON when all is answered.
 */
export interface HttpJob {
  readonly port: number;
  readonly token: string;
  readonly connections: number;
  readonly requests: number;
  readonly perRequest: number;
  readonly kind: "note" | "raise";
  readonly priority?: string;
  /** First number of the points: every event has a point of its own. */
  readonly from?: number;
}

export interface HttpResult {
  /** When the first request went out, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly seconds: number;
  readonly events: number;
  readonly refused: number;
}

const job = JSON.parse(process.argv[2] ?? "") as HttpJob;
let sent = 0;
let answered = 0;
let refused = 0;
let point = job.from ?? 0;
// Made before the clock starts: what is measured shares the cores with this process.
const bodies = Array.from({ length: job.requests }, nextRequest);
const startedAt = Date.now();
const started = performance.now();

function nextRequest(): Buffer {
  const events = Array.from({ length: job.perRequest }, () => ({
    point: `area-${point % 50}/zone-${point++}`,
    kind: job.kind,
    category: "intrusion",
    condition: "burglary",
    ...(job.priority === undefined ? {} : { priority: job.priority }),
    text: "Burglary alarm, area 1, zone 3",
    code: "BA",
    raw: "[#1234|Nri1/BA003]",
  }));
  const body = JSON.stringify({ source: "bench", events });
  const head = [
    "POST /api/v1/events HTTP/1.1",
    "host: localhost",
    "content-type: application/json",
    `authorization: Bearer ${job.token}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`);
}

function client(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connect({ host: "127.0.0.1", port: job.port, rejectUnauthorized: false });
    let text = "";
    const send = () => {
      if (sent >= job.requests) {
        socket.end();
        return resolve();
      }
      return socket.write(bodies[sent++] ?? "");
    };
    socket.setNoDelay(true);
    socket.once("secureConnect", send);
    socket.on("error", reject);
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      const end = text.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (text.length < end + 4 + length) return;
      if (!text.startsWith("HTTP/1.1 202")) {
        refused++;
        if (refused === 1) process.stderr.write(`${text}\n`);
      }
      text = "";
      answered++;
      send();
    });
  });
}

await Promise.all(Array.from({ length: job.connections }, client));
const seconds = (performance.now() - started) / 1000;
const result: HttpResult = { startedAt, seconds, events: (answered - refused) * job.perRequest, refused };
process.stdout.write(`${JSON.stringify(result)}\n`);
