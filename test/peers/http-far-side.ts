import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import type { ChannelHost, Heard, Message } from "#channels/channel.ts";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Answered {
  readonly status: number;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: string;
}

/** A web server that keeps what it is asked and answers as it is told. */
export async function openFarSide(t: TestContext, answer: (asked: Asked) => Answered | Promise<Answered>) {
  const asked: Asked[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url: path = "", headers } = request;
      const one = { method, path, headers, body: Buffer.concat(chunks) };
      asked.push(one);
      const reply = async () => {
        const { status, headers: more = {}, body } = await answer(one);
        response.writeHead(status, more).end(body);
      };
      reply().catch(() => request.destroy());
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, asked };
}

/** What a channel is opened with; whatever it hears or learns afterwards is kept. */
export function channelHost() {
  const heard: Heard[] = [];
  const later: { id: number; outcome: string; because: string }[] = [];
  const host: ChannelHost = {
    clock: systemClock,
    log: silentLog,
    answered: () => Promise.resolve({ done: false, because: "Nobody takes answers here." }),
    heard: (words) => Promise.resolve(heard.push(words)),
    afterwards: (id, { outcome, because }) => later.push({ id, outcome, because }),
  };
  return { host, heard, later };
}

/** A message about an alarm whose device tries to format, to name everybody and to end what it stands in. */
export function hostileMessage(some: Partial<Message> = {}): Message {
  return {
    id: 42,
    kind: "alarm",
    to: "anna",
    personName: "Anna <Müller>",
    subject: "HIGH: *Boiler* <!channel> & @all, House",
    text: 'HIGH: *Boiler* <!channel> & @all\n\nWhere: "House"\n``` [x](https://evil.example)',
    priority: "high",
    code: undefined,
    link: "https://alarms.example/alarms/1",
    thread: "alarm-1-1",
    facts: { alarm: 1, source: "plc", point: "boiler", value: 12.3 },
    attempt: 1,
    createdAt: Date.UTC(2026, 0, 15, 12),
    ...some,
  };
}
