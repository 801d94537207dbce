import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { makeAuthority } from "../../../test/peers/authority.ts";
import { messageOf } from "../../../test/peers/message.ts";
import { type CentreOptions, MessageCentre } from "../../../test/peers/message-centre.ts";
import { VirtualClock } from "../../../test/peers/virtual-clock.ts";
import type { ChannelHost, Heard } from "../channel.ts";
import { smpp } from "./index.ts";
import { Settings } from "./settings.ts";

const never = new AbortController().signal;
const message = messageOf();

async function openBed(t: TestContext, options: CentreOptions = {}, settings: object = {}, clock = systemClock) {
  const centre = await MessageCentre.open(options);
  t.after(() => centre.close());
  const heard: Heard[] = [];
  const later: { id: number; outcome: string; because: string }[] = [];
  let refusing = false;
  const waits: { fits: () => boolean; resolve: () => void }[] = [];
  const happened = () => {
    for (const wait of waits.splice(0))
      if (wait.fits()) wait.resolve();
      else waits.push(wait);
  };
  centre.came = happened;
  const host: ChannelHost = {
    clock,
    log: silentLog,
    answered: () => assert.fail("nobody answers a call here"),
    heard(words) {
      if (refusing) return Promise.reject(new Error("the database is away"));
      heard.push(words);
      queueMicrotask(happened);
      return Promise.resolve();
    },
    afterwards(id, { outcome, because }) {
      later.push({ id, outcome, because });
      queueMicrotask(happened);
    },
  };
  const line = await smpp.open(
    Settings.parse({
      host: "localhost",
      port: centre.port,
      security: "plain",
      systemId: "foo",
      password: "bar",
      from: "TOCSIN",
      ...settings,
    }),
    host,
  );
  t.after(() => line[Symbol.asyncDispose]());
  /** Resolves when it is so. */
  const until = (fits: () => boolean) =>
    new Promise<void>((resolve) => {
      if (fits()) resolve();
      else waits.push({ fits, resolve });
    });
  return { centre, line, heard, later, until, refuse: (whether: boolean) => (refusing = whether) };
}

test("a message goes out with its code, by one session, and its receipt says that it was delivered", async (t) => {
  for (const receipt of [
    { state: "DELIVRD" },
    { state: "DELIVRD", early: true },
    { state: "DELIVRD", hexadecimal: true },
  ]) {
    const { centre, line, later, until } = await openBed(t, {
      receipt,
      bind: (id, pw) => (id === "foo" && pw === "bar" ? 0 : 0x0e),
    });
    const delivery = await line.deliver(message, never);
    assert.equal(delivery.outcome, "accepted", delivery.because);
    assert.equal("receipt" in delivery && delivery.receipt, "9000001");
    assert.deepEqual(centre.submitted, [
      {
        from: "TOCSIN",
        to: "4915112345678",
        esmClass: 0,
        coding: 0,
        message: Buffer.from("HIGH: Boiler pressure high, Boiler house\nReply ACK 1a-7f3k"),
      },
    ]);
    await until(() => later.length > 0);
    assert.deepEqual(later, [{ id: 42, outcome: "delivered", because: `localhost:${centre.port} reports DELIVRD` }]);
    assert.equal(centre.binds, 1);
  }
});

test("a receipt that comes twice is told once, one that never comes leaves the message as it is, and a name may come again", async (t) => {
  const { centre, line, later, until } = await openBed(t, { receipt: { state: "DELIVRD" } });
  const receiptFor = (name: string) =>
    centre.bring(message.to.slice(1), `id:${name} sub:001 dlvrd:001 stat:DELIVRD err:000 text:`, { esmClass: 0x04 });
  assert.equal((await line.deliver(message, never)).outcome, "accepted");
  await until(() => later.length === 1);
  receiptFor("9000001");
  centre.options = {};
  assert.equal((await line.deliver({ ...message, id: 43 }, never)).outcome, "accepted");
  receiptFor("9000001");
  receiptFor("7777777");
  centre.bring(message.to.slice(1), "id:9000002 stat:ACCEPTD", { esmClass: 0x04 });
  assert.equal((await line.check()).ok, true);
  await until(() => centre.responses.length === 5);
  assert.deepEqual(
    later.map(({ id, outcome }) => [id, outcome]),
    [[42, "delivered"]],
    "43 was taken, and nobody knows more",
  );
  // After a restart of the centre its names begin anew.
  centre.submitted.length = 0;
  assert.equal((await line.deliver({ ...message, id: 44 }, never)).outcome, "accepted");
  await new Promise(setImmediate);
  assert.equal(later.length, 1, "the receipt of before says nothing about it");
  receiptFor("9000001");
  await until(() => later.length === 2);
  assert.deepEqual([later[1]?.id, later[1]?.outcome], [44, "delivered"]);
});

test("parts of which one is missing are never taken for the whole, also when another text has the same reference", async (t) => {
  const clock = new VirtualClock();
  const { centre, heard, until, line } = await openBed(t, {}, {}, clock);
  assert.equal((await line.check()).ok, true);
  const part = (number: number, text: string, coding = 0) => ({
    esmClass: 0x40,
    coding,
    message: Buffer.concat([Buffer.from([5, 0, 3, 9, 2, number]), Buffer.from(text, "latin1")]),
  });
  centre.bring("4915112345678", "", part(1, "ACK 1a-7f3k and"));
  centre.bring("4915187654321", "", part(2, " nothing of hers"));
  await until(() => centre.responses.length === 2);
  assert.deepEqual(heard, []);
  clock.advance(25 * 3_600_000);
  // Such a jump ends the session.
  while (centre.binds < 2) {
    await new Promise(setImmediate);
    clock.advance(1);
  }
  assert.equal((await line.check()).ok, true);
  centre.bring("4915112345678", "", part(2, " the end of another text"));
  // Half a letter of UCS-2 is no letter.
  centre.bring("4915112345678", "", { coding: 8, message: Buffer.from("00410043004b00", "hex") });
  await until(() => centre.responses.length === 4 && heard.length === 1);
  assert.deepEqual(heard, [{ from: "+4915112345678", text: "ACK" }]);
});

test("a long text goes out in parts, and a receipt that one of them failed fails the message", async (t) => {
  const { centre, line, later, until } = await openBed(t, { receipt: { state: "UNDELIV" } });
  const delivery = await line.deliver({ ...message, subject: `HIGH: ${"Überdruck ⚠ ".repeat(40)}` }, never);
  assert.equal(delivery.outcome, "accepted");
  assert.deepEqual(
    centre.submitted.map(({ esmClass, coding, message: octets }) => [esmClass, coding, octets.toString("hex", 0, 6)]),
    [
      [0x40, 8, "0500032a0201"],
      [0x40, 8, "0500032a0202"],
    ],
  );
  await until(() => later.length > 0);
  assert.deepEqual(
    later.map(({ id, outcome }) => [id, outcome]),
    [[42, "rejected"]],
  );
});

test("what people write is heard, in every coding and in parts, and answered when it was dealt with", async (t) => {
  const { centre, line, heard, until, refuse } = await openBed(t);
  assert.equal((await line.check()).ok, true);
  centre.bring("4915112345678", "ACK 1a-7f3k");
  centre.bring("+4915112345678", "", { coding: 8, message: Buffer.from("Übernehme ⚠", "utf16le").swap16() });
  centre.bring("4915112345678", "", { coding: 3, message: Buffer.from("Übernehme", "latin1") });
  const part = (number: number, text: string) => ({
    esmClass: 0x40,
    message: Buffer.concat([Buffer.from([5, 0, 3, 9, 2, number]), Buffer.from(text)]),
  });
  centre.bring("4915112345678", "", part(2, "behind"));
  centre.bring("4915112345678", "", part(1, "before and "));
  await until(() => heard.length === 4 && centre.responses.length === 5);
  const from = "+4915112345678";
  assert.deepEqual(heard, [
    { from, text: "ACK 1a-7f3k" },
    { from, text: "Übernehme ⚠" },
    { from, text: "Übernehme" },
    { from, text: "before and behind" },
  ]);
  assert.ok(centre.responses.every(({ command, status }) => command === 0x8000_0005 && status === 0));
  refuse(true);
  centre.bring("4915112345678", "ACK 1b-7f3k");
  await until(() => centre.responses.length === 6);
  assert.equal(centre.responses[5]?.status, 0x64, "the centre brings it again");
});

test("a centre that throttles is left alone for a while that grows, and the message waits its turn", async (t) => {
  const clock = new VirtualClock();
  const { centre, line } = await openBed(t, { submit: (_, count) => (count <= 2 ? 0x58 : 0) }, {}, clock);
  const first = await line.deliver(message, never);
  assert.deepEqual([first.outcome, "afterMs" in first && first.afterMs], ["retry", 1000]);
  assert.match(first.because, /we send too fast/);
  assert.equal("outage" in first && first.outage === true, false);
  const second = line.deliver(message, never);
  await new Promise(setImmediate);
  assert.equal(centre.submitted.length, 1, "nothing goes out meanwhile");
  clock.advance(1000);
  const again = await second;
  assert.deepEqual([again.outcome, "afterMs" in again && again.afterMs], ["retry", 2000]);
  clock.advance(2000);
  assert.equal((await line.deliver(message, never)).outcome, "accepted");
});

test("what a centre may answer, and what becomes of the message", async (t) => {
  const table: [string, CentreOptions, string, RegExp, boolean][] = [
    ["a bad number", { submit: () => 0x0b }, "rejected", /number is not good/, false],
    ["an error of its own", { submit: () => 0x08 }, "retry", /ESME_RSYSERR/, true],
    ["a wrong password", { bind: () => 0x0e }, "retry", /password is not right/, true],
    ["nothing", { submit: () => null }, "retry", /no answer within 500 ms/, true],
  ];
  for (const [what, options, outcome, because, outage] of table) {
    const { line } = await openBed(t, options, { timeoutMs: 500 });
    const delivery = await line.deliver(message, never);
    assert.equal(delivery.outcome, outcome, what);
    assert.match(delivery.because, because, what);
    assert.equal("outage" in delivery && delivery.outage === true, outage, what);
    assert.doesNotMatch(delivery.because, /\bbar\b/);
  }
});

test("a session that ends is opened again, and one that is silent is asked whether it lives", async (t) => {
  const clock = new VirtualClock();
  const { centre, line, heard, until } = await openBed(t, {}, {}, clock);
  assert.equal((await line.deliver(message, never)).outcome, "accepted");
  clock.advance(30_000);
  await until(() => centre.enquiries === 1);
  for (const [binds, ending] of [
    [2, () => centre.hangUp()],
    [3, () => centre.raw(Buffer.from("FFFFFFFF00000000", "hex"))],
  ] as const) {
    ending();
    while (centre.binds < binds) {
      await new Promise(setImmediate);
      // In small steps: the connection itself takes real time.
      clock.advance(1);
    }
  }
  assert.equal((await line.check()).ok, true);
  centre.bring("4915112345678", "LIST");
  await until(() => heard.length === 1);
});

test("TLS is checked: a certificate that is not good is not talked to", async (t) => {
  const authority = await makeAuthority();
  const { certificate, key } = await certificateOf(authority);
  const { line, centre } = await openBed(
    t,
    { tls: { cert: certificate, key } },
    { security: "tls", ca: authority.cert },
  );
  assert.equal((await line.deliver(message, never)).outcome, "accepted");
  const stranger = await openBed(
    t,
    { tls: { cert: certificate, key } },
    { security: "tls", ca: (await makeAuthority()).cert },
  );
  const delivery = await stranger.line.deliver(message, never);
  assert.equal(delivery.outcome, "retry");
  assert.match(delivery.because, /no TLS with it/);
  assert.equal(stranger.centre.submitted.length, 0);
  assert.equal(centre.submitted.length, 1);
});

async function certificateOf(authority: Awaited<ReturnType<typeof makeAuthority>>) {
  const issued = await authority.issue("localhost");
  return { certificate: issued.cert, key: issued.key };
}
