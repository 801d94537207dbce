import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import nodemailer from "nodemailer";
import PostalMime from "postal-mime";
import type { ChannelHealth } from "#channels/open-channel.ts";
import { smtp } from "#channels/smtp/index.ts";
import { systemClock } from "#kernel/clock.ts";
import { makeAuthority } from "../peers/authority.ts";
import { openDovecot, whyNoDovecot } from "../peers/dovecot.ts";
import { openInbox } from "../peers/inbox-bed.ts";
import { alarmOf, heard, openOutboxBed } from "../peers/outbox-bed.ts";

const authority = await makeAuthority();
const password = { type: "password", user: "alarms", password: "pw" };

async function openTokenServer(t: TestContext, tokens: Set<string>) {
  let count = 0;
  const server = http.createServer((request, response) => {
    request.resume().on("end", () => {
      const token = `token-${++count}`;
      // The first one has been revoked meanwhile: the mail server refuses it.
      if (count > 1) tokens.add(token);
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ access_token: token, token_type: "Bearer", expires_in: 3600 }));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    type: "oauth",
    user: "alarms",
    tokenUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    clientId: "tocsin",
    clientSecret: "s3cret",
  };
}

/** An outbox and an inbox on dovecot, and Anna, who reads what is relayed and answers by LMTP. */
async function openBed(
  t: TestContext,
  login: (tokens: Set<string>) => Promise<object>,
  inboxOf: (ports: Awaited<ReturnType<typeof openDovecot>>) => object,
) {
  const certificate = await authority.issue("localhost");
  const dovecot = await openDovecot(t, certificate);
  const signIn = await login(dovecot.tokens);
  const bed = await openOutboxBed(
    t,
    {
      channel: [
        {
          id: "mail",
          name: "Mail",
          kind: "smtp",
          settings: {
            servers: [{ host: "localhost", port: dovecot.submission }],
            from: "alarms@localhost.example",
            login: signIn,
            ca: authority.cert,
            inbox: { host: "localhost", ca: authority.cert, login: signIn, pollSec: 5, ...inboxOf(dovecot) },
          },
        },
      ],
      person: [{ id: "anna", name: "Anna", methods: [{ id: "mail", channel: "mail", address: "anna@plant.example" }] }],
    },
    [smtp],
  );
  bed.alarms.set(1, alarmOf({ occurrence: 17, sequence: 2, text: "Kessel 3 Überdruck" }));
  await bed.outbox.load();
  const { inbox, answered } = openInbox(t, bed, systemClock);
  await inbox.apply();
  const [sent] = await bed.notify([
    { channel: "mail", method: "mail", address: "anna@plant.example", occurrence: 17, sequence: 2 },
  ]);
  const { id } = sent ?? assert.fail();
  await bed.reached(id, "accepted");
  const [relayed] = dovecot.relayed;
  assert.deepEqual(relayed?.to, ["anna@plant.example"]);
  const received = await new PostalMime().parse(relayed?.raw ?? "");
  const byLmtp = nodemailer.createTransport({
    host: "127.0.0.1",
    port: dovecot.lmtp,
    lmtp: true,
    secure: false,
    ignoreTLS: true,
  });
  const answer = (text: string, some: { from?: string } = {}) =>
    byLmtp.sendMail({
      from: some.from ?? "anna@plant.example",
      to: "alarms@localhost",
      subject: `Re: ${received.subject}`,
      inReplyTo: received.messageId ?? "",
      references: [received.references ?? "", received.messageId ?? ""],
      text,
    });
  return { ...bed, inbox, dovecot, answer, id, answered };
}

const quoted = "\n\nOn Thu, 15 Jan 2026 at 13:00, Tocsin <alarms@localhost.example> wrote:\n> reply with ACK";

test("submission and IMAP IDLE with XOAUTH2, a revoked token renewed: the reply acknowledges", {
  skip: whyNoDovecot,
}, async (t) => {
  const bed = await openBed(
    t,
    (tokens) => openTokenServer(t, tokens),
    ({ imaps }) => ({ protocol: "imap", port: imaps }),
  );
  await bed.answer("ACK", { from: "mallory@evil.example" });
  await bed.answer(`Quittieren, bin unterwegs${quoted}`);
  assert.deepEqual(await bed.answered, {
    alarm: 1,
    occurrence: 17,
    sequence: 2,
    actor: { id: "person:anna", via: "email" },
    comment: "bin unterwegs",
  });
  await heard(
    bed.feed,
    "notification",
    (told: { kind: string; state: string }) => told.kind === "confirmation" && told.state === "accepted",
  );
  const confirmation = await new PostalMime().parse(bed.dovecot.relayed.at(-1)?.raw ?? "");
  assert.match(confirmation.text ?? "", /Acknowledged: you have taken over "Kessel 3 Überdruck"/);
  assert.equal(confirmation.headers.find(({ key }) => key === "auto-submitted")?.value, "auto-replied");
  assert.notEqual((await bed.row(bed.id))["replied_at"], null);
});

test("a connection that is cut is opened again, and what came meanwhile is read", {
  skip: whyNoDovecot,
  timeout: 800_000,
}, async (t) => {
  const sockets = new Set<Socket>();
  let target = 0;
  const between = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one.on("error", () => {}).on("close", () => other.destroy()));
      one.pipe(other);
    }
  });
  between.listen(0, "127.0.0.1");
  await once(between, "listening");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    between.close();
  });
  const bed = await openBed(
    t,
    () => Promise.resolve(password),
    ({ imaps }) => {
      target = imaps;
      return { protocol: "imap", port: (between.address() as AddressInfo).port };
    },
  );
  for (const socket of sockets) socket.destroy();
  await bed.answer(`ACK${quoted}`);
  assert.equal((await bed.answered).actor.id, "person:anna");
});

test("submission and IMAP by STARTTLS with a password", { skip: whyNoDovecot, timeout: 800_000 }, async (t) => {
  const bed = await openBed(
    t,
    () => Promise.resolve(password),
    ({ imap }) => ({ protocol: "imap", port: imap, security: "starttls", afterwards: "delete" }),
  );
  await bed.answer(`ACK${quoted}`);
  assert.equal((await bed.answered).actor.id, "person:anna");
});

for (const security of ["tls", "starttls"] as const) {
  test(`POP3 by ${security}`, { skip: whyNoDovecot, timeout: 800_000 }, async (t) => {
    const bed = await openBed(
      t,
      () => Promise.resolve(password),
      ({ pop3, pop3s }) => ({ protocol: "pop3", port: security === "tls" ? pop3s : pop3, security }),
    );
    await bed.answer(`.ACK is not an answer, and this dot neither:\n.\nACK${quoted}`);
    await bed.answer(`ACK${quoted}`);
    assert.equal((await bed.answered).actor.id, "person:anna");
  });
}

test("POP3 with XOAUTH2", { skip: whyNoDovecot, timeout: 800_000 }, async (t) => {
  const bed = await openBed(
    t,
    (tokens) => openTokenServer(t, tokens),
    ({ pop3s }) => ({ protocol: "pop3", port: pop3s }),
  );
  await bed.answer(`ACK${quoted}`);
  assert.equal((await bed.answered).actor.via, "email");
});

test("a mailbox that refuses the password shows in the channel's health", {
  skip: whyNoDovecot,
  timeout: 800_000,
}, async (t) => {
  const bed = await openBed(
    t,
    () => Promise.resolve(password),
    ({ imaps }) => ({ protocol: "imap", port: imaps, login: { ...password, password: "wrong" } }),
  );
  const health = await heard<ChannelHealth>(bed.feed, "channel", ({ state }) => state === "failing");
  assert.match(health.because, /replies can't be read from localhost: /);
  assert.equal(bed.own.at(-1)?.point, "channel/mail");
});
