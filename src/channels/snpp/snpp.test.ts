import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { makeAuthority } from "../../../test/peers/authority.ts";
import { messageOf } from "../../../test/peers/message.ts";
import { openPagerServer } from "../../../test/peers/pager-server.ts";
import { VirtualClock } from "../../../test/peers/virtual-clock.ts";
import type { ChannelAnswer, ChannelHost, Delivery } from "../channel.ts";
import { snpp } from "./index.ts";
import { cutReply, readStatus } from "./reply.ts";
import { Address, Settings } from "./settings.ts";

const never = new AbortController().signal;
const message = messageOf({
  to: "5551234",
  subject: "HIGH: Boiler 3 überhitzt",
  text: "HIGH: Boiler 3 überhitzt\n\nWhere: hall 3",
});

function hostOf(some: Partial<ChannelHost> = {}): ChannelHost {
  return {
    clock: systemClock,
    log: silentLog,
    answered: () => assert.fail("nobody answered"),
    heard: () => assert.fail("nobody wrote"),
    afterwards: () => assert.fail("nothing came afterwards"),
    ...some,
  };
}

async function open(t: TestContext, settings: object, host: ChannelHost = hostOf()) {
  const line = await snpp.open(Settings.parse({ host: "127.0.0.1", ...settings }), host);
  t.after(() => line[Symbol.asyncDispose]());
  return line;
}

test("N-039 a server of each level gets what it knows, and a page arrives", async (t) => {
  const table = {
    1: {
      heard: ["2WAY", "PAGEr 5551234", "LEVEl 1", "MESSage HIGH: Boiler 3 ueberhitzt", "SEND"],
      outcome: "accepted",
    },
    2: {
      heard: ["2WAY", "PAGEr 5551234", "LEVEl 1", "CALLerid tocsin", "MESSage HIGH: Boiler 3 ueberhitzt", "SEND"],
      outcome: "accepted",
    },
    3: {
      heard: [
        "2WAY",
        "RTYPe MULTICHOICE",
        "PAGEr 5551234",
        "LEVEl 1",
        "CALLerid tocsin",
        "MESSage HIGH: Boiler 3 ueberhitzt",
        "MCREsponse 01 Take over",
        "MCREsponse 02 Escalate",
        "SEND",
      ],
      outcome: "accepted",
    },
  };
  for (const level of [1, 2, 3] as const) {
    const server = await openPagerServer(t, { level });
    const line = await open(t, { port: server.port, callerId: "tocsin", serviceLevels: { high: 1 } });
    const delivery = await line.deliver(message, never);
    assert.equal(delivery.outcome, table[level].outcome, delivery.because);
    assert.deepEqual(
      server.heard.filter((line) => line !== "QUIT"),
      table[level].heard,
    );
  }
});

test("what a server did not know is not asked again", async (t) => {
  const server = await openPagerServer(t, { level: 1 });
  const line = await open(t, { port: server.port, serviceLevels: { high: 1 } });
  await line.deliver(message, never);
  server.heard.length = 0;
  await line.deliver(message, never);
  assert.deepEqual(
    server.heard.filter((said) => said !== "QUIT"),
    ["PAGEr 5551234", "MESSage HIGH: Boiler 3 ueberhitzt", "SEND"],
  );
});

/** RFC 1861 §4.3.1 to §4.6.10: each command, what the server may say, and what that means for the message. */
const REPLIES: [command: string, reply: string, outcome: Delivery["outcome"], outage: boolean | undefined][] = [
  ["LOGI", "550 Invalid LoginID or Password", "retry", true],
  ["LOGI", "500 Command Not Implemented", "retry", true],
  ["LOGI", "421 Illegal Access Attempt", "retry", true],
  ["PAGE", "550 Error, Invalid Pager ID", "rejected", undefined],
  ["PAGE", "550 Error, Pager Disabled for Administrative Reasons", "rejected", undefined],
  ["PAGE", "503 Already Selected PAGEr", "retry", undefined],
  ["PAGE", "552 Max Pagers Entered", "retry", undefined],
  ["PAGE", "554 Error, failed (technical reason)", "retry", undefined],
  ["PAGE", "421 Too Many Errors, Goodbye", "retry", true],
  ["PAGE", "500 Command Not Implemented", "retry", true],
  ["PAGE", "HTTP/1.1 400 Bad Request", "retry", true],
  ["MESS", "550 ERROR, Illegal Message", "rejected", undefined],
  ["MESS", "552 Message too long", "rejected", undefined],
  ["MESS", "503 ERROR, Message Already Entered", "retry", undefined],
  ["MESS", "554 Error, failed (technical reason)", "retry", undefined],
  ["MESS", "421 Gateway Service Unavailable", "retry", true],
  ["SEND", "250 Page Sent", "accepted", undefined],
  ["SEND", "503 Error, Pager or Message Incomplete", "retry", undefined],
  ["SEND", "550 Error, Service Blocked for This Unit", "rejected", undefined],
  ["SEND", "554 Message Failed (technical reason)", "retry", undefined],
  ["SEND", "421 Gateway Service Unavailable", "retry", true],
  ["SEND", "750 Two-Way Unit NOT Online; Transaction Denied", "rejected", undefined],
  ["SEND", "780 MESSAGE EXPIRED Before Delivery!", "rejected", undefined],
  ["SEND", "860 0000001 1001 Delivered, Awaiting Read Ack", "delivered", undefined],
  ["SEND", "861 0000001 1001 Delivered, Awaiting Reply (MCR)", "delivered", undefined],
  ["SEND", "870 0000001 1001 Delivered, Read, Awaiting Reply (MCR)", "delivered", undefined],
  ["SEND", "880 0000001 1001 Message Delivered (No Reply Pending)", "delivered", undefined],
  ["SEND", "960 0000001 1001 OK, Message QUEUED for Delivery", "accepted", undefined],
  ["SEND", "354 Begin Input", "retry", true],
  ["SEND", "", "retry", true],
];

test("every reply to every command has its outcome", async (t) => {
  for (const [command, reply, outcome, outage] of REPLIES) {
    const server = await openPagerServer(t, { level: 2 });
    server.answers[command] = () => `${reply}${reply === "" ? "\r\n" : ""}`;
    const line = await open(t, { port: server.port, login: { user: "tocsin", password: "pw" } });
    const delivery = await line.deliver(message, never);
    assert.equal(delivery.outcome, outcome, `${command} ${reply}: ${delivery.because}`);
    assert.equal("outage" in delivery ? delivery.outage : undefined, outage, `${command} ${reply}`);
    assert.ok(delivery.because.includes(reply.trim()), delivery.because);
    assert.ok(!delivery.because.includes("pw"), "no password in a reason");
  }
});

test("a pager that can't answer gets an ordinary page", async (t) => {
  for (const refusal of ["550 Error, Pager Not 2WAY Capable", "750 Two-Way Unit NOT Online; Transaction Denied"]) {
    const server = await openPagerServer(t);
    const replies = [refusal, "250 Pager ID Accepted"];
    server.answers["PAGE"] = () => replies.shift() ?? null;
    server.answers["SEND"] = "250 Page Sent";
    const line = await open(t, { port: server.port });
    assert.equal((await line.deliver(message, never)).outcome, "accepted");
    assert.ok(!server.heard.some((command) => command.startsWith("MCRE")));
  }
});

test("a server that closes in the middle, at whatever command, means another try; after SEND with the doubt said", async (t) => {
  for (const command of ["LOGI", "PAGE", "MESS", "SEND"]) {
    const server = await openPagerServer(t, { level: 2 });
    server.answers[command] = null;
    const line = await open(t, { port: server.port, login: { user: "tocsin" } });
    const delivery = await line.deliver(message, never);
    assert.equal(delivery.outcome, "retry");
    assert.equal(/may arrive twice/.test(delivery.because), command === "SEND", delivery.because);
  }
});

test("a server that is away, refuses, is silent or never stops is an outage, and the check says so too", async (t) => {
  const away = await openPagerServer(t, { greeting: "421 Gateway Service Unavailable" });
  const silent = await openPagerServer(t, { greeting: null });
  const endless = await openPagerServer(t, { greeting: "x".repeat(70_000) });
  for (const [port, says] of [
    [1, /ECONNREFUSED/],
    [away.port, /421/],
    [silent.port, /did not answer within 500 ms/],
    [endless.port, /without an end|make no sense/],
  ] as const) {
    const line = await open(t, { port, timeoutMs: 500 });
    const delivery = await line.deliver(message, never);
    assert.equal(delivery.outcome, "retry");
    assert.ok("outage" in delivery && delivery.outage);
    assert.match(delivery.because, says);
    assert.equal((await line.check()).ok, false);
  }
});

test("N-039 by TLS the server must prove its name", async (t) => {
  const authority = await makeAuthority();
  const certificate = await authority.issue("localhost");
  const server = await openPagerServer(t, { tls: certificate });
  const at = { host: "localhost", port: server.port, security: "tls" };
  const good = await open(t, { ...at, ca: authority.cert });
  assert.equal((await good.deliver(message, never)).outcome, "accepted");
  const strange = await open(t, at);
  const refused = await strange.deliver(message, never);
  assert.equal(refused.outcome, "retry");
  assert.match(refused.because, /TLS/);
  assert.equal((await good.check()).ok, true);
});

test("a two-way pager's choice acknowledges or escalates, once, and only one of the choices that were offered", async (t) => {
  const table: [string, ChannelAnswer["verb"] | null][] = [
    ["888 1 261122120500+0 01 MCR Reply Received", "acknowledge"],
    ["888 01 MCR Reply Received", "acknowledge"],
    ["888 2 261122120500 02 MCR Reply Received", "escalate"],
    ["889 2 261122120500+0 Escalate", "escalate"],
    ["889 1 261122120500+0 on my way", null],
    ["888 07 MCR Reply Received", null],
  ];
  for (const [reply, verb] of table) {
    const clock = new VirtualClock(0);
    const answers: ChannelAnswer[] = [];
    const delivered: string[] = [];
    const server = await openPagerServer(t);
    const line = await open(
      t,
      { port: server.port, answerEverySec: 10 },
      hostOf({
        clock,
        answered: (answer) => {
          answers.push(answer);
          return Promise.resolve({ done: true, because: "Acknowledged." });
        },
        afterwards: (_id, { outcome }) => delivered.push(outcome),
      }),
    );
    await line.deliver(message, never);
    const replies = ["960 1 261122120000+0 Queued", "861 1 261122120100+0 Delivered, Awaiting Reply (MCR)", reply];
    server.answers["MSTA"] = () => replies.shift() ?? "550 Unknown or Illegal Message_Tag or Pass_Code";
    for (let turn = 0; turn < 5; turn++) {
      const quits = quitsOf(server.heard);
      clock.advance(10_000);
      for (let tries = 0; tries < 2000 && quitsOf(server.heard) === quits; tries++) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    assert.deepEqual(
      answers.map(({ notification, verb, via }) => ({ notification, verb, via })),
      verb === null ? [] : [{ notification: 42, verb, via: "pager" }],
      reply,
    );
    assert.deepEqual(delivered, ["delivered"]);
    assert.equal(replies.length, 0);
    assert.equal(
      server.heard.filter((line) => line === "MSTAtus 0000001 1001").length,
      3,
      "then it is not asked any more",
    );
  }
});

function quitsOf(heard: readonly string[]): number {
  return heard.filter((line) => line === "QUIT").length;
}

test("what the states of a two-way page mean", () => {
  const table = [
    ["860 1 261122120000+0 Delivered, Awaiting Read Confirmation", "waiting"],
    ["861 1 261122120000+0 Delivered, Awaiting Reply (MCR)", "waiting"],
    ["870 1 261122120000+0 Delivered, Read, Awaiting Reply (MCR)", "waiting"],
    ["960 1 261122120000+0 Message Queued; Awaiting Delivery", "waiting"],
    ["880 1 261122120000+0 Message Delivered (No Reply Pending)", "over"],
    ["881 1 261122120000+0 Message Delivered and Read by Recipient", "over"],
    ["780 1 261122120000+0 MESSAGE EXPIRED Before Delivery!", "over"],
    ["550 Unknown or Illegal Message_Tag or Pass_Code", "over"],
    ["500 Command Not Implemented", "over"],
    ["888 01 MCR Reply Received", "answered"],
    ["889 I come", "answered"],
  ] as const;
  for (const [text, kind] of table) assert.equal(readStatus({ code: Number(text.slice(0, 3)), text }).kind, kind, text);
});

test("replies are cut byte by byte, with help and continued lines passed over", () => {
  const bytes = Buffer.from("214 PAGEr\r\n214 SEND\r\n250-more\r\n250 End of Help\n221 Bye\r\n");
  for (let at = 0; at < bytes.indexOf("250 End") + "250 End of Help".length; at++) {
    assert.equal(cutReply(bytes.subarray(0, at)), null);
  }
  const first = cutReply(bytes);
  assert.deepEqual(first?.value, { code: 250, text: "250 End of Help" });
  assert.deepEqual(cutReply(bytes.subarray(first?.used ?? 0))?.value, { code: 221, text: "221 Bye" });
  assert.equal(cutReply(Buffer.alloc(3000, 0x41))?.value.code, 0);
});

test("an address is one word", () => {
  for (const good of ["5551234", "+4989123", "anna.mueller", "sam@house"]) assert.ok(Address.safeParse(good).success);
  for (const bad of ["", "12 34", "1\r\nSEND", "ä", "x".repeat(61)]) assert.ok(!Address.safeParse(bad).success, bad);
});
