import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import PostalMime from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { makeAuthority } from "../../../test/peers/authority.ts";
import { messageOf } from "../../../test/peers/message.ts";
import { VirtualClock } from "../../../test/peers/virtual-clock.ts";
import { smtp } from "./index.ts";
import { TokenSource } from "./oauth.ts";
import { Inbox, Settings } from "./settings.ts";

const authority = await makeAuthority();
const certificate = await authority.issue("localhost");
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
  to: "anna@plant.example",
  personName: "Anna Müller",
  subject: "HIGH: Kessel 3 Überdruck, Boiler house",
  text: "HIGH: Kessel 3 <Überdruck>\n\nTo take it over: reply with ACK, or open https://alarms.example/r/x",
  priority: "critical",
  link: "https://alarms.example/r/x",
  thread: "alarm-1-17",
  facts: { alarm: 1, occurrence: 17, sequence: 2 },
  createdAt: Date.UTC(2026, 0, 15, 12),
});

interface Got {
  from: string;
  to: string[];
  raw: string;
}

/** smtp-server with STARTTLS and a password, unless the options say otherwise. */
async function openServer(t: TestContext, options: SMTPServerOptions = {}) {
  const mails: Got[] = [];
  const server = new SMTPServer({
    ...certificate,
    closeTimeout: 50,
    authMethods: ["PLAIN", "LOGIN"],
    onAuth: ({ username, password }, _session, done) =>
      username === "alarms" && password === "correct"
        ? done(null, { user: username })
        : done(new Error("no such user")),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString(),
        });
        done(null, "queued as 7");
      });
    },
    ...options,
  });
  server.on("error", () => {});
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  t.after(() => new Promise<void>((resolve) => server.close(resolve)));
  /** Closes every session, and resolves when they are closed. */
  const hangUp = async () => {
    const sockets = [...server.connections].map((connection) => (connection as unknown as { _socket: Socket })._socket);
    await Promise.all(sockets.map((socket) => once(socket.destroy(), "close")));
  };
  return { mails, hangUp, port: (server.server.address() as AddressInfo).port };
}

const login = { type: "password", user: "alarms", password: "correct" };

async function open(t: TestContext, ports: number | number[], settings: object = {}) {
  const servers = [ports].flat().map((port) => ({ host: "localhost", port }));
  const line = await smtp.open(
    Settings.parse({ servers, from: "alarms@site.example", login, ca: authority.cert, timeoutMs: 5000, ...settings }),
    host,
  );
  t.after(() => line[Symbol.asyncDispose]());
  return line;
}

const failing = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });

test("N-033 a mail goes out by STARTTLS with sign-in, with everything that a reply needs", async (t) => {
  const { mails, port } = await openServer(t);
  const line = await open(t, port);
  const delivery = await line.deliver(message, never);
  assert.deepEqual(delivery, {
    outcome: "accepted",
    because: `localhost:${port}: 250 queued as 7`,
    receipt: "250 queued as 7",
  });
  const [mail] = mails;
  assert.ok(mail);
  assert.deepEqual([mail.from, mail.to], ["alarms@site.example", ["anna@plant.example"]]);
  const parsed = await new PostalMime().parse(mail.raw);
  const header = (name: string) => parsed.headers.find(({ key }) => key === name)?.value;
  assert.equal(parsed.subject, "HIGH: Kessel 3 Überdruck, Boiler house [#1a-7f3k]");
  assert.equal(parsed.to?.[0]?.name, "Anna Müller");
  assert.equal(parsed.messageId, "<n42.17.2.1a-7f3k@site.example>");
  assert.equal(parsed.references, "<alarm-1-17@site.example>");
  assert.equal(header("auto-submitted"), "auto-generated");
  assert.equal(header("x-priority"), "1");
  assert.equal(header("importance"), "high");
  assert.equal(parsed.text?.trim(), message.text);
  assert.match(parsed.html ?? "", /Kessel 3 &lt;Überdruck&gt;/);
  assert.match(parsed.html ?? "", /href="https:\/\/alarms\.example\/r\/x"/);
});

test("nothing that a device says becomes a header or another recipient", async (t) => {
  const { mails, port } = await openServer(t);
  const line = await open(t, port);
  const evil = "x\r\nBcc: mallory@evil.example\r\n\r\nbody";
  assert.equal((await line.deliver({ ...message, subject: evil, personName: evil }, never)).outcome, "accepted");
  assert.deepEqual(mails[0]?.to, ["anna@plant.example"]);
  assert.doesNotMatch(mails[0]?.raw.split("\r\n\r\n")[0] ?? "bcc:", /^bcc:/im);
  for (const address of [
    "a@b.example\r\nRCPT TO:<m@evil.example>",
    "a@b.example,m@evil.example",
    "<a@b.example>",
    "a",
    "a b@c.example",
  ]) {
    assert.equal(smtp.address.safeParse(address).success, false, JSON.stringify(address));
  }
  assert.equal(smtp.address.safeParse("anna.müller+alarm@plant.example").success, true);
});

test("several mails share a session, and a server that hung up in between loses none", async (t) => {
  let sessions = 0;
  const { mails, port, hangUp } = await openServer(t, {
    onConnect(_session, done) {
      sessions++;
      done();
    },
  });
  const line = await open(t, port);
  for (let id = 1; id <= 5; id++) assert.equal((await line.deliver({ ...message, id }, never)).outcome, "accepted");
  assert.equal(sessions, 1);
  await hangUp();
  assert.equal((await line.deliver({ ...message, id: 6 }, never)).outcome, "accepted");
  assert.equal(sessions, 2);
  assert.equal(mails.length, 6);
});

test("what servers may answer, and what becomes of the mail", async (t) => {
  const table: [string, SMTPServerOptions, "retry" | "rejected", RegExp, boolean][] = [
    [
      "unknown recipient",
      { onRcptTo: (_a, _s, done) => done(failing(550, "5.1.1 no such user here")) },
      "rejected",
      /no such user here/,
      false,
    ],
    [
      "greylisting",
      { onRcptTo: (_a, _s, done) => done(failing(451, "4.7.1 greylisted, come back")) },
      "retry",
      /greylisted/,
      false,
    ],
    [
      "refused sender",
      { onMailFrom: (_a, _s, done) => done(failing(550, "5.7.1 not you")) },
      "rejected",
      /not you/,
      false,
    ],
    [
      "takes everything, then refuses the text",
      {
        onData: (stream, _s, done) => void stream.resume().on("end", () => done(failing(554, "5.6.0 looks like spam"))),
      },
      "rejected",
      /looks like spam/,
      false,
    ],
    [
      "takes everything, then has no disk",
      { onData: (stream, _s, done) => void stream.resume().on("end", () => done(failing(452, "4.3.1 disk full"))) },
      "retry",
      /disk full/,
      false,
    ],
    ["wrong password", { onAuth: (_a, _s, done) => done(failing(535, "5.7.8 wrong")) }, "retry", /wrong/, true],
    [
      "shutting down",
      { onMailFrom: (_a, _s, done) => done(failing(421, "4.3.2 going down")) },
      "retry",
      /going down/,
      true,
    ],
    [
      "refuses the connection",
      { onConnect: (_s, done) => done(failing(554, "no service")) },
      "retry",
      /no service|554/,
      true,
    ],
    ["no STARTTLS", { hideSTARTTLS: true, disabledCommands: ["STARTTLS"] }, "retry", /STARTTLS|TLS/, true],
  ];
  for (const [what, options, outcome, words, outage] of table) {
    const { port, mails } = await openServer(t, options);
    const line = await open(t, port);
    const delivery = await line.deliver(message, never);
    assert.equal(delivery.outcome, outcome, `${what}: ${delivery.because}`);
    assert.match(delivery.because, words, what);
    assert.equal("outage" in delivery && delivery.outage === true, outage, what);
    assert.equal(mails.length, 0, what);
  }
});

test("after a refused mail the next one goes out by the same session", async (t) => {
  let sessions = 0;
  const { mails, port } = await openServer(t, {
    onConnect(_session, done) {
      sessions++;
      done();
    },
    onRcptTo: ({ address }, _session, done) => (address.startsWith("nobody") ? done(failing(550, "no")) : done()),
  });
  const line = await open(t, port);
  assert.equal((await line.deliver({ ...message, to: "nobody@plant.example" }, never)).outcome, "rejected");
  assert.equal((await line.deliver(message, never)).outcome, "accepted");
  assert.deepEqual([sessions, mails.length], [1, 1]);
});

test("a certificate that is not good is not talked to", async (t) => {
  const { port, mails } = await openServer(t);
  const line = await open(t, port, { ca: (await makeAuthority()).cert });
  const delivery = await line.deliver(message, never);
  assert.equal(delivery.outcome, "retry");
  assert.match(delivery.because, /certificate|self.signed|verify/i);
  assert.equal(mails.length, 0);
});

test("W-055 W-056 a mailbox is read with TLS, and can't be read without", () => {
  const inbox = (more: object) =>
    Inbox.safeParse({
      protocol: "pop3",
      host: "mail.example",
      login: { type: "password", user: "a", password: "b" },
      ...more,
    });
  assert.equal(inbox({}).data?.security, "tls");
  for (const protocol of ["pop3", "imap"]) {
    for (const security of ["tls", "starttls"]) assert.equal(inbox({ protocol, security }).success, true);
    for (const security of ["plain", "none", ""]) assert.equal(inbox({ protocol, security }).success, false);
    assert.equal(inbox({ protocol, port: 110, security: "plain" }).success, false);
  }
});

test("W-054 N-033 implicit TLS, and a plain relay when it is allowed", async (t) => {
  const secure = await openServer(t, { secure: true });
  const line = await open(t, [], { servers: [{ host: "localhost", port: secure.port, security: "tls" }] });
  assert.equal((await line.deliver(message, never)).outcome, "accepted");
  const relay = await openServer(t, { authOptional: true, disabledCommands: ["STARTTLS", "AUTH"] });
  const plain = await smtp.open(
    Settings.parse({ servers: [{ host: "127.0.0.1", port: relay.port, security: "plain" }], from: "a@site.example" }),
    host,
  );
  t.after(() => plain[Symbol.asyncDispose]());
  assert.equal((await plain.deliver(message, never)).outcome, "accepted");
  assert.equal(relay.mails.length, 1);
});

test("when a server can't be reached the next one is asked, and first from then on", async (t) => {
  const { port, mails } = await openServer(t);
  const gone = createServer();
  gone.listen(0, "127.0.0.1");
  await once(gone, "listening");
  const gonePort = (gone.address() as AddressInfo).port;
  gone.close();
  await once(gone, "close");
  const line = await open(t, [gonePort, port]);
  assert.equal((await line.deliver(message, never)).outcome, "accepted");
  assert.equal(mails.length, 1);
  const alone = await open(t, [gonePort]);
  const delivery = await alone.deliver(message, never);
  assert.deepEqual([delivery.outcome, "outage" in delivery && delivery.outage], ["retry", true]);
  assert.match(delivery.because, /ECONNREFUSED/);
  assert.equal((await alone.check()).ok, false);
  assert.equal((await line.check()).ok, true);
});

test("a server that hangs or drips does not hold a mail longer than the time allowed", async (t) => {
  const open1 = (answer: (socket: Socket) => void) =>
    new Promise<number>((resolve) => {
      const sockets = new Set<Socket>();
      const server = createServer((socket) => {
        sockets.add(socket.on("error", () => {}));
        answer(socket);
      });
      t.after(() => {
        for (const socket of sockets) socket.destroy();
        server.close();
      });
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
  const silent = await open1(() => {});
  const dripping = await open1((socket) => {
    const drip = setInterval(() => socket.write("220-wait\r\n"), 20);
    socket.on("close", () => clearInterval(drip));
  });
  for (const port of [silent, dripping]) {
    const line = await open(t, port, { timeoutMs: 500 });
    const delivery = await line.deliver(message, never);
    assert.equal(delivery.outcome, "retry");
    assert.match(delivery.because, /not taken within 500 ms|Greeting never received/);
  }
});

async function openTokenServer(t: TestContext, answers: (request: URLSearchParams, count: number) => [number, object]) {
  let count = 0;
  const server = http.createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      const [status, answer] = answers(new URLSearchParams(body), ++count);
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    login: {
      type: "oauth",
      user: "alarms@site.example",
      tokenUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
      clientId: "tocsin",
      clientSecret: "s3cret",
    } as const,
    count: () => count,
  };
}

test("XOAUTH2: the token is fetched once and kept; one that the server refuses is renewed once", async (t) => {
  const tokens = await openTokenServer(t, (request, count) => {
    assert.equal(request.get("grant_type"), "client_credentials");
    assert.equal(request.get("scope"), "https://outlook.office365.com/.default");
    return [200, { access_token: `token-${count}`, expires_in: 3600 }];
  });
  const seen: string[] = [];
  const { mails, port } = await openServer(t, {
    authMethods: ["PLAIN", "LOGIN", "XOAUTH2"],
    onAuth({ username, accessToken }, _session, done) {
      seen.push(`${username} ${accessToken}`);
      if (accessToken === "token-1") return done(null, { data: { status: "401", schemes: "bearer", scope: "mail" } });
      return done(null, { user: "alarms" });
    },
  });
  const line = await open(t, port, { login: tokens.login });
  assert.equal((await line.deliver(message, never)).outcome, "accepted");
  assert.deepEqual(seen, ["alarms@site.example token-1", "alarms@site.example token-2"]);
  const another = await open(t, port, { login: tokens.login });
  assert.equal((await another.deliver(message, never)).outcome, "accepted");
  assert.equal(mails.length, 2);
});

test("XOAUTH2: a server that refuses every token, and a token server that gives none, are said to be so", async (t) => {
  const tokens = await openTokenServer(t, (_request, count) => [
    200,
    { access_token: `token-${count}`, expires_in: 3600 },
  ]);
  const { port } = await openServer(t, {
    authMethods: ["XOAUTH2"],
    onAuth: (_auth, _session, done) => done(null, { data: { status: "401", schemes: "bearer", scope: "mail" } }),
  });
  const refused = await (await open(t, port, { login: tokens.login })).deliver(message, never);
  assert.ok(refused.outcome === "retry" && refused.outage === true);
  assert.equal(tokens.count(), 2);
  const none = await openTokenServer(t, () => [401, { error: "invalid_client" }]);
  const unsigned = await (await open(t, port, { login: none.login })).deliver(message, never);
  assert.equal(unsigned.outcome, "retry");
  assert.match(unsigned.because, /answered 401: invalid_client; check client id, secret and scope/);
});

test("a token is renewed before it ends", async (t) => {
  const tokens = await openTokenServer(t, (_request, count) => [
    200,
    { access_token: `token-${count}`, expires_in: 3600 },
  ]);
  const clock = new VirtualClock();
  const source = new TokenSource({ ...tokens.login, scope: "" }, clock);
  const [one, same] = await Promise.all([source.get(), source.get()]);
  assert.equal(one.open(), "token-1");
  assert.equal(same, one);
  clock.advance(3_479_000);
  assert.equal((await source.get()).open(), "token-1");
  clock.advance(2000);
  assert.equal((await source.get()).open(), "token-2");
});
