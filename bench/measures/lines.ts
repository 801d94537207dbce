import type { HttpResult } from "../far-sides/http-load.ts";
import { run, Sink } from "../far-sides/start.ts";
import { type Name, quantile, type Row, rowOf } from "../measure.ts";
import { pause, Server } from "../server.ts";
import { siteOf } from "../site.ts";

const PLAIN = { host: "127.0.0.1", security: "plain" };

/** What a channel of each kind needs to speak with the sink on this port, and an address on it. */
const WAYS = {
  smtp: (port: number) => ({
    address: "anna@bench.example",
    settings: { servers: [{ ...PLAIN, port }], from: "alarms@bench.example" },
  }),
  smpp: (port: number) => ({
    address: "+4915100000001",
    settings: { ...PLAIN, port, systemId: "bench", password: "bench", from: "Tocsin", window: 100 },
  }),
  snpp: (port: number) => ({ address: "5551234", settings: { ...PLAIN, port } }),
  voice: (port: number) => ({
    address: "4711",
    settings: {
      trunks: [
        {
          name: "Bench",
          server: "127.0.0.1",
          port,
          transport: "udp",
          user: "tocsin",
          register: false,
          localPort: 0,
          lines: 50,
        },
      ],
    },
  }),
} as const;
type Kind = keyof typeof WAYS;

async function opened(kind: Kind): Promise<{ sink: Sink; server: Server }> {
  const sink = await Sink.open("line-sink.ts", kind === "voice" ? "sip" : kind);
  const { address, settings } = WAYS[kind](sink.port);
  const server = await Server.fresh(siteOf({ kind, settings }, address, null));
  await server.vouch("anna", "hook");
  return { sink, server };
}

/** Messages a second that leave through the durable outbox: 10,000 alarms at once to one person. */
async function rate(name: Name, kind: Kind, runs: number): Promise<Row> {
  const messages = 10_000;
  const { sink, server } = await opened(kind);
  const rates: number[] = [];
  for (let turn = 0; turn < runs; turn++) {
    await sink.ask({ reset: true });
    const job = { port: server.port, token: server.token, connections: 4, perRequest: 500, requests: messages / 500 };
    const from = 100_000 * (turn + 1);
    const { startedAt } = await run<HttpResult>("http-load.ts", { ...job, kind: "raise", priority: "high", from });
    const until = Date.now() + 120_000;
    let told = await sink.ask({ count: true });
    while (told.alarms < messages && Date.now() < until) {
      await pause(50);
      told = await sink.ask({ count: true });
    }
    if (told.alarms < messages) throw new Error(`only ${told.alarms} of ${messages} messages arrived by ${kind}`);
    rates.push(messages / ((told.lastAt - startedAt) / 1000));
  }
  await server.stop();
  sink.close();
  return rowOf(name, rates);
}

/** From the report to the far side, ten alarms a second. */
async function latency(name: Name, kind: Kind, runs: number): Promise<Row> {
  const { sink, server } = await opened(kind);
  const job = { port: server.port, token: server.token, perSecond: 10 };
  await run("paced-reporter.ts", { ...job, seconds: 2, from: 0 });
  const p99: number[] = [];
  for (let turn = 0; turn < runs; turn++) {
    await pause(1000);
    await sink.ask({ reset: true });
    const from = 10_000 * (turn + 1);
    const { reportedAt } = await run<{ reportedAt: number[] }>("paced-reporter.ts", { ...job, seconds: 15, from });
    await pause(1000);
    const { arrivals } = await sink.ask({ count: true });
    if (arrivals?.length !== reportedAt.length) {
      throw new Error(`${reportedAt.length} alarms, and ${arrivals?.length ?? 0} messages by ${kind}`);
    }
    // One after the other, and far apart: the calls do not say what they are about.
    const times = arrivals.map((at, index) => at - (reportedAt[index] ?? Number.NaN));
    p99.push(quantile(times, 0.99));
  }
  await server.stop();
  sink.close();
  return rowOf(name, p99);
}

/** Mails and short messages a second to a local peer, through the durable outbox. */
export async function lineRates(runs: number): Promise<Row[]> {
  return [await rate("emails-per-s", "smtp", runs), await rate("smpp-submits-per-s", "smpp", runs)];
}

/** From the alarm to the first INVITE, submit_sm and page. */
export async function lineLatencies(runs: number): Promise<Row[]> {
  return [
    await latency("alarm-to-invite-p99-ms", "voice", runs),
    await latency("alarm-to-sms-p99-ms", "smpp", runs),
    await latency("alarm-to-snpp-p99-ms", "snpp", runs),
  ];
}
