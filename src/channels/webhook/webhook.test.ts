import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { type AddressInfo, createServer, type Server } from "node:net";
import { type TestContext, test } from "node:test";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { makeAuthority } from "../../../test/peers/authority.ts";
import { messageOf } from "../../../test/peers/message.ts";
import { readRetryAfter } from "../http-answer.ts";
import { webhook } from "./index.ts";
import { Settings } from "./settings.ts";
import { isSigned, sign } from "./signature.ts";

const secret = "a secret of the plant";
const answered = () => assert.fail("nobody answers on this channel");
const host = {
  clock: systemClock,
  log: silentLog,
  publicUrl: "https://alarms.example",
  answered,
  heard: answered,
  afterwards: answered,
};
const never = new AbortController().signal;
const message = messageOf({
  to: "",
  personName: "Anna Müller",
  subject: "HIGH: Boiler 3 überhitzt",
  text: "HIGH: Boiler 3 überhitzt",
  link: "https://alarms.example/r/x",
  thread: "alarm-1-1",
  facts: { alarm: 1 },
});

async function listening(t: TestContext, server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    if (server instanceof http.Server) server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function open(t: TestContext, settings: object = {}) {
  const line = await webhook.open(Settings.parse({ secret, ...settings }), host);
  t.after(() => line[Symbol.asyncDispose]());
  return line;
}

async function answering(t: TestContext, answer: http.RequestListener) {
  const port = await listening(t, http.createServer(answer));
  return { to: `http://127.0.0.1:${port}/alarms`, at: `127.0.0.1:${port}` };
}

test("the receiver gets the message, its id as idempotency key and a signature that it can check", async (t) => {
  const got: { headers: http.IncomingHttpHeaders; body: string }[] = [];
  const { to } = await answering(t, (request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      got.push({ headers: request.headers, body });
      response.writeHead(202).end("{}");
    });
  });
  const line = await open(t);
  assert.equal((await line.deliver({ ...message, to }, never)).outcome, "accepted");
  const [{ headers, body } = { headers: {}, body: "" }] = got;
  assert.equal(headers["idempotency-key"], "42");
  assert.equal(headers["content-type"], "application/json");
  const signature = String(headers["tocsin-signature"]);
  assert.equal(isSigned(signature, secret, body, Date.now()), true);
  assert.equal(isSigned(signature, secret, `${body} `, Date.now()), false, "another body");
  assert.equal(isSigned(signature, "another secret of ours", body, Date.now()), false, "another secret");
  assert.equal(isSigned(signature, secret, body, Date.now() + 301_000), false, "sent again later");
  const sent = JSON.parse(body) as Record<string, unknown>;
  assert.equal(sent["subject"], message.subject);
  assert.equal(sent["code"], "1a-7f3k");
});

test("the signature is the one that openssl computes", () => {
  // printf '1700000000.{"id":42}' | openssl dgst -sha256 -hmac 'a secret of the plant'
  assert.equal(
    sign(secret, '{"id":42}', 1_700_000_000_999),
    "t=1700000000,v1=704ffed714b51d3f260d000e5e301d78380ed716f7b5b4939bcd96d4de95ac13",
  );
});

test("what each status means", async (t) => {
  const table: [number, Record<string, string>, "accepted" | "retry" | "rejected"][] = [
    [200, {}, "accepted"],
    [204, {}, "accepted"],
    [302, { location: "http://127.0.0.1:1/" }, "rejected"],
    [400, {}, "rejected"],
    [401, {}, "rejected"],
    [404, {}, "rejected"],
    [408, {}, "retry"],
    [410, {}, "rejected"],
    [429, { "retry-after": "7" }, "retry"],
    [500, {}, "retry"],
    [503, { "retry-after": "5" }, "retry"],
  ];
  const { to, at } = await answering(t, (request, response) => {
    const [status, headers] = table[Number(new URL(request.url ?? "", "http://x").searchParams.get("row"))] ?? [
      599,
      {},
    ];
    request.resume();
    response.writeHead(status, headers).end(status === 204 ? undefined : "because\r\nof this");
  });
  const line = await open(t);
  for (const [row, [status, , outcome]] of table.entries()) {
    const delivery = await line.deliver({ ...message, to: `${to}?row=${row}` }, never);
    assert.equal(delivery.outcome, outcome, String(status));
    assert.ok(delivery.because.startsWith(`${at} answered ${status}`), delivery.because);
  }
  const busy = await line.deliver({ ...message, to: `${to}?row=8` }, never);
  assert.deepEqual(busy, {
    outcome: "retry",
    because: `${at} answered 429: because of this`,
    afterMs: 7000,
    outage: true,
  });
});

test("Retry-After as seconds and as a date; nonsense is as good as none", () => {
  assert.equal(readRetryAfter("120", 0), 120_000);
  assert.equal(readRetryAfter("Thu, 01 Jan 1970 00:01:00 GMT", 10_000), 50_000);
  assert.equal(readRetryAfter("Thu, 01 Jan 1970 00:00:00 GMT", 10_000), 0);
  for (const value of [undefined, "", "soon", "-5"])
    assert.equal(readRetryAfter(value, 0) ?? null, null, String(value));
});

test("a receiver that is not there, silent, or no web server: retry, and what happened", async (t) => {
  const closed = createServer();
  const closedPort = await listening(t, closed);
  closed.close();
  await once(closed, "close");
  const silentPort = await listening(
    t,
    createServer((socket) => void socket.resume().on("error", () => {})),
  );
  const garblingPort = await listening(
    t,
    createServer((socket) => void socket.on("error", () => {}).end("SSH-2.0-x\r\n")),
  );
  const line = await open(t, { timeoutMs: 100 });
  for (const [port, words] of [
    [closedPort, /ECONNREFUSED/],
    [silentPort, /did not answer within 100 ms/],
    [garblingPort, /Parse Error/],
  ] as const) {
    const delivery = await line.deliver({ ...message, to: `http://127.0.0.1:${port}/` }, never);
    assert.ok(delivery.outcome === "retry" && delivery.outage === true);
    assert.match(delivery.because, words);
  }
  assert.equal((await line.check()).ok, false);
});

test("a body without end does not keep the message or the memory", async (t) => {
  const { to } = await answering(t, (request, response) => {
    request.resume();
    response.writeHead(200);
    const more = () => void (response.write(Buffer.alloc(16_384)) ? setImmediate(more) : response.once("drain", more));
    response.on("error", () => {});
    more();
  });
  const line = await open(t);
  assert.equal((await line.deliver({ ...message, to }, never)).outcome, "accepted");
});

test("a receiver that closes idle connections loses no message and gets none twice", async (t) => {
  const seen: string[] = [];
  const { to } = await answering(t, (request, response) => {
    seen.push(String(request.headers["idempotency-key"]));
    request.resume();
    response.end("ok", () => request.socket.destroy());
  });
  const line = await open(t);
  for (let id = 1; id <= 20; id++)
    assert.equal((await line.deliver({ ...message, id, to }, never)).outcome, "accepted");
  assert.deepEqual(
    seen,
    Array.from({ length: 20 }, (_, at) => String(at + 1)),
  );
});

test("the receiver's certificate is verified: own authority yes, unknown one no", async (t) => {
  const authority = await makeAuthority();
  const { key, cert } = await authority.issue("localhost");
  const port = await listening(
    t,
    https.createServer({ key, cert }, (request, response) => {
      request.resume();
      response.end();
    }),
  );
  const to = `https://localhost:${port}/`;
  const trusting = await open(t, { ca: authority.cert });
  assert.equal((await trusting.deliver({ ...message, to }, never)).outcome, "accepted");
  const wary = await open(t);
  const refused = await wary.deliver({ ...message, to }, never);
  assert.equal(refused.outcome, "retry");
  assert.match(refused.because, /certificate/);
});

test("nothing leaves this machine unencrypted unless the channel allows it", async (t) => {
  const line = await open(t);
  const delivery = await line.deliver({ ...message, to: "http://192.0.2.1/" }, never);
  assert.equal(delivery.outcome, "rejected");
  assert.match(delivery.because, /unencrypted; use https/);
  for (const address of ["ftp://x.example/", "x", "https://anna:pw@x.example/"]) {
    assert.equal(webhook.address.safeParse(address).success, false, address);
  }
  assert.equal(webhook.address.safeParse("https://x.example/a?b=c").success, true);
});

test("closing the channel ends what is under way", async (t) => {
  const arrived = Promise.withResolvers<void>();
  const { to } = await answering(t, () => arrived.resolve());
  const line = await open(t);
  const closing = new AbortController();
  const delivery = line.deliver({ ...message, to }, closing.signal);
  await arrived.promise;
  closing.abort();
  assert.deepEqual(await delivery, { outcome: "retry", because: "the channel was closed", outage: true });
});
