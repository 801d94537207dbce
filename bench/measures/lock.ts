import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { HttpsClient } from "../../test/peers/https-client.ts";
import { run, Sink } from "../far-sides/start.ts";
import { quantile, type Row, rowOf } from "../measure.ts";
import { pause, Server } from "../server.ts";
import { webhookSite } from "../site.ts";

const PEOPLE = 5;
/** Sessions of each of them, on as many screens. */
const EACH = 10;
const PASSWORD = "seven grey herons in fog";
const SECONDS = 6;

/** From the report to the webhook, 100 alarms a second, with 50 locked screens, as a multiple of that with 50 open ones. */
export async function idleLock(runs: number): Promise<Row[]> {
  const sink = await Sink.open();
  const server = await Server.fresh(webhookSite(sink.url, null));
  await server.vouch("anna", "hook");
  const client = new HttpsClient(server.port, server.ca);
  const cookies = await screens(server, client);
  const job = { port: server.port, token: server.token, perSecond: 100 };
  await run("paced-reporter.ts", { ...job, seconds: 3, from: 0 });

  let from = 10_000;
  const p50 = async () => {
    await sink.ask({ reset: true });
    await run("paced-reporter.ts", { ...job, seconds: SECONDS, from });
    from += 10_000;
    await pause(500);
    return quantile((await sink.ask({ count: true })).latencies, 0.5);
  };
  const all = async (verb: "lock" | "unlock") => {
    for (const cookie of cookies) {
      const body = verb === "unlock" ? { password: PASSWORD } : {};
      const { status, text } = await asScreen(client, cookie, `/api/v1/session/${verb}`, body);
      if (status >= 300) throw new Error(`a screen could not ${verb}: ${status} ${text}`);
    }
  };
  const ratios: number[] = [];
  for (let turn = 0; turn < runs; turn++) {
    // Open, locked, locked, open: what wears on, such as more and more open alarms, favours neither.
    const open = [await p50()];
    await all("lock");
    const locked = [await p50(), await p50()];
    await all("unlock");
    open.push(await p50());
    ratios.push(sum(locked) / sum(open));
  }
  client.close();
  await server.stop();
  sink.close();
  return [rowOf("idle-lock-ratio", ratios)];
}

/** Signs everybody in and opens a live stream for each session, whose messages are read and dropped. */
async function screens(server: Server, client: HttpsClient): Promise<string[]> {
  const cookies: string[] = [];
  for (let person = 0; person < PEOPLE; person++) {
    const id = `watcher${person}`;
    const roles = [{ role: "operator", partitions: [] }];
    await server.control("POST", "/api/v1/operators", { id, name: id, password: PASSWORD, roles });
    for (let screen = 0; screen < EACH; screen++) {
      const { status, headers, text } = await client.ask("POST", "/api/v1/session", {}, { id, password: PASSWORD });
      if (status !== 200) throw new Error(`${id} could not sign in: ${status} ${text}`);
      const cookie = headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
      await listen(server.port, cookie);
      cookies.push(cookie);
    }
  }
  return cookies;
}

async function listen(port: number, cookie: string): Promise<void> {
  const options = { host: "127.0.0.1", port, path: "/api/v1/feed", agent: false, rejectUnauthorized: false };
  const asked = request({ ...options, headers: { cookie } });
  asked.on("error", () => {}); // the server ends it
  asked.end();
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  if (answer.statusCode !== 200) throw new Error(`the feed answered ${answer.statusCode}`);
  answer.on("error", () => {});
  answer.resume();
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function asScreen(client: HttpsClient, cookie: string, path: string, body: object) {
  return client.ask("POST", path, { cookie, "sec-fetch-site": "same-origin" }, body);
}
