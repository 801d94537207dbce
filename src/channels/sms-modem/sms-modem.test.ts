import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { messageOf } from "../../../test/peers/message.ts";
import { type ModemOptions, SmsModem } from "../../../test/peers/sms-modem.ts";
import { VirtualClock } from "../../../test/peers/virtual-clock.ts";
import type { ChannelHost, Heard } from "../channel.ts";
import { smsModem } from "./index.ts";
import { Settings } from "./settings.ts";

const never = new AbortController().signal;
const from = "+4915112345678";
const message = messageOf();

async function openBed(t: TestContext, options: ModemOptions = {}, settings: object = {}, clock = systemClock) {
  const modem = await SmsModem.open(options);
  t.after(() => modem.close());
  const heard: Heard[] = [];
  const later: { id: number; outcome: string }[] = [];
  let refusing = false;
  const host: ChannelHost = {
    clock,
    log: silentLog,
    answered: () => assert.fail("nobody answers a call here"),
    heard(words) {
      if (refusing) return Promise.reject(new Error("the database is away"));
      heard.push(words);
      return Promise.resolve();
    },
    afterwards: (id, { outcome }) => later.push({ id, outcome }),
  };
  const connection = { by: "tcp", host: "127.0.0.1", port: modem.port };
  const line = await smsModem.open(Settings.parse({ connection, ...settings }), host);
  t.after(() => line[Symbol.asyncDispose]());
  /** Resolves when it is so. */
  const until = async (fits: () => boolean) => {
    while (!fits()) await new Promise(setImmediate);
  };
  return { modem, line, heard, later, until, refuse: (whether: boolean) => (refusing = whether) };
}

test("a message goes out by the modem, in parts where it must, and its report says what became of it", async (t) => {
  const { modem, line, later, until } = await openBed(t);
  const delivery = await line.deliver(message, never);
  assert.equal(delivery.outcome, "accepted", delivery.because);
  assert.equal("receipt" in delivery && delivery.receipt, "1");
  await until(() => later.length === 1);
  const long = await line.deliver({ ...message, id: 43, subject: `HIGH: ${"Überdruck {€} ".repeat(30)}` }, never);
  assert.equal("receipt" in long && long.receipt, "2 3");
  await until(() => later.length === 2);
  assert.deepEqual(
    modem.sent.map(({ to, part }) => [to, part]),
    [
      [from, null],
      [from, [43, 2, 1]],
      [from, [43, 2, 2]],
    ],
  );
  assert.equal(modem.sent[0]?.text, "HIGH: Boiler pressure high, Boiler house\nReply ACK 1a-7f3k");
  const whole = modem.sent
    .slice(1)
    .map(({ text }) => text)
    .join("");
  assert.ok(whole.startsWith("HIGH: Überdruck {€} Ü") && whole.endsWith("...\nReply ACK 1a-7f3k"), whole);
  assert.deepEqual(later, [
    { id: 42, outcome: "delivered" },
    { id: 43, outcome: "delivered" },
  ]);
  modem.options = { report: 0x46 };
  assert.equal((await line.deliver({ ...message, id: 44 }, never)).outcome, "accepted");
  await until(() => later.length === 3);
  assert.deepEqual(later[2], { id: 44, outcome: "rejected" });
});

test("what comes is heard and then deleted; what could not be dealt with stays, and a full storage is emptied", async (t) => {
  const { modem, line, heard, until, refuse } = await openBed(t);
  assert.equal((await line.check()).ok, true);
  modem.receive(from, "ACK 1a-7f3k");
  await until(() => heard.length === 1 && modem.storage.size === 0);
  refuse(true);
  modem.receive(from, "ACK 1b-7f3k");
  modem.storage.set(99, { hex: "0011FF", length: 2 });
  await until(() => !modem.storage.has(99));
  assert.equal(modem.storage.size, 1);
  refuse(false);
  for (let count = 0; count < 20; count++) modem.receive(from, `Übernehme ⚠ ${count}`, true);
  assert.equal((await line.check()).ok, true);
  assert.deepEqual([heard.length, modem.storage.size], [22, 0]);
  assert.deepEqual(heard[0], { from, text: "ACK 1a-7f3k" });
  assert.deepEqual(heard[21], { from, text: "Übernehme ⚠ 19" });
});

test("a storage that is full keeps nothing from going out: it is emptied, and what was in it is heard", async (t) => {
  const { modem, line, heard, until } = await openBed(t, {
    answers: (command): string | undefined =>
      modem.storage.size >= 10 && command.startsWith("AT+CMGS") ? "\r\n+CMS ERROR: 322\r\n" : undefined,
  });
  assert.equal((await line.check()).ok, true);
  for (let count = 0; count < 10; count++) modem.receive(from, `ACK 1a-7f3k ${count}`, true);
  const full = await line.deliver(message, never);
  assert.deepEqual([full.outcome, "outage" in full && full.outage === true], ["retry", false]);
  assert.match(full.because, /the memory is full/);
  await until(() => modem.storage.size === 0);
  assert.equal(heard.length, 10);
  assert.equal((await line.deliver(message, never)).outcome, "accepted");
});

test("reports that come twice are told once; of one that never comes, and of numbers that are not ours, nobody hears", async (t) => {
  const { modem, line, later, until } = await openBed(t);
  assert.equal((await line.deliver(message, never)).outcome, "accepted");
  await until(() => later.length === 1);
  // 3GPP TS 23.040 §9.2.2.3: the same report again, by hand; then one for a reference that was never used.
  const report = (reference: string) => `0002${reference}0D91945111325476F8621051210000006210512100000000`;
  for (const reference of ["01", "01", "C8"]) modem.say(`+CDS: 27\r\n${report(reference)}`);
  assert.equal((await line.check()).ok, true);
  assert.deepEqual(later, [{ id: 42, outcome: "delivered" }]);
  modem.options = { answers: (command) => (command.startsWith("AT+CNMA") ? "\r\nOK\r\n" : undefined), report: 0x20 };
  assert.equal((await line.deliver({ ...message, id: 43 }, never)).outcome, "accepted");
  assert.equal((await line.check()).ok, true);
  assert.equal(later.length, 1, "still being tried");
});

test("what the modem says by itself in the middle of an answer is told apart", async (t) => {
  const { line } = await openBed(t, {
    answers: (command) =>
      command === "AT+CSQ"
        ? '\r\nRING\r\n\r\n+CREG: 1\r\n\r\n+CSQ: 17,99\r\n\r\n+CMTI: "SM",9\r\n\r\nOK\r\n'
        : undefined,
  });
  const { ok, because } = await line.check();
  assert.equal(ok, true);
  assert.match(because, /signal is 17 of 31/);
});

test("each class of error, and what becomes of the message", async (t) => {
  const table: [string, "retry" | "rejected", boolean][] = [
    ["+CMS ERROR: 1", "rejected", false],
    ["+CMS ERROR: 30", "rejected", false],
    ["+CMS ERROR: 304", "rejected", false],
    ["+CMS ERROR: 42", "retry", false],
    ["+CMS ERROR: 322", "retry", false],
    ["+CMS ERROR: 38", "retry", true],
    ["+CMS ERROR: 331", "retry", true],
    ["+CMS ERROR: 500", "retry", true],
    ["ERROR", "retry", true],
  ];
  let error = "";
  const { line } = await openBed(t, {
    answers: (command) => (command.startsWith("AT+CMGS") ? `\r\n${error}\r\n` : undefined),
  });
  for (const [said, outcome, outage] of table) {
    error = said;
    const delivery = await line.deliver(message, never);
    assert.equal(delivery.outcome, outcome, said);
    assert.equal("outage" in delivery && delivery.outage === true, outage, said);
    assert.ok(delivery.because.includes(said), delivery.because);
  }
});

test("no card, no network, weak signal: the channel says so and what to look at", async (t) => {
  const table: [Record<string, string>, RegExp][] = [
    [{ "AT+CPIN?": "\r\n+CME ERROR: 10\r\n" }, /SIM card is not ready: there is none/],
    [{ "AT+CPIN?": "\r\n+CPIN: SIM PUK\r\n\r\nOK\r\n" }, /not ready: SIM PUK/],
    [{ "AT+CPIN?": "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n" }, /wants its PIN; set it/],
    [{ "AT+CREG?": "\r\n+CREG: 0,3\r\n\r\nOK\r\n" }, /in no network: the network denied it/],
    [{ "AT+CSQ": "\r\n+CSQ: 2,99\r\n\r\nOK\r\n" }, /signal is weak \(2 of 31\)/],
  ];
  for (const [answers, because] of table) {
    const { line } = await openBed(t, { answers: (command) => answers[command] });
    const health = await line.check();
    assert.equal(health.ok, false);
    assert.match(health.because, because);
  }
});

test("a PIN is tried once: one that is refused is not tried again, nor one that somebody else has tried", async (t) => {
  const good = await openBed(t, { pin: "1234" }, { pin: "1234" });
  assert.equal((await good.line.check()).ok, true);
  const bad = await openBed(t, { pin: "1234" }, { pin: "9999" });
  for (let tries = 0; tries < 3; tries++) {
    const { ok, because } = await bad.line.check();
    assert.equal(ok, false);
    assert.match(because, /refused/);
    assert.doesNotMatch(because, /9999/);
  }
  assert.equal(bad.modem.pinTries, 1);
  const again = await openBed(t, { pin: "1234" }, { pin: "9999" });
  again.modem.pinTries = 1;
  await again.line.check();
  assert.equal(again.modem.pinTries, 1);
});

test("a modem that hangs is left, reset, and used again; one that is unplugged within a message comes back", async (t) => {
  const clock = new VirtualClock();
  let silent = true;
  const { modem, line, until } = await openBed(
    t,
    { answers: (command) => (silent && command.startsWith("AT+CMGS") ? null : undefined) },
    {},
    clock,
  );
  assert.equal((await line.check()).ok, true);
  const hanging = line.deliver(message, never);
  await until(() => modem.commands.some((command) => command.startsWith("AT+CMGS")));
  clock.advance(60_000);
  const delivery = await hanging;
  assert.ok(delivery.outcome === "retry" && delivery.outage === true);
  assert.match(delivery.because, /AT\+CMGS=\d+ got no answer within 60000 ms/);
  silent = false;
  assert.equal((await line.deliver(message, never)).outcome, "accepted");
  assert.ok(modem.commands.includes("ATZ"));
  silent = true;
  const cut = line.deliver(message, never);
  await until(() => modem.commands.filter((command) => command.startsWith("AT+CMGS")).length === 3);
  modem.unplug();
  assert.equal((await cut).outcome, "retry");
  silent = false;
  assert.equal((await line.deliver(message, never)).outcome, "accepted");
});
