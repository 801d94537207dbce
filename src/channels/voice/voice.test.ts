import assert from "node:assert/strict";
import { test } from "node:test";
import { silentLog } from "#kernel/log.ts";
import { VirtualClock } from "../../../test/peers/virtual-clock.ts";
import { type CallOutcome, deliveryOf, readRefusal } from "./answer.ts";
import { converse, Keys } from "./conversation.ts";
import { RECORDED, recordedSound } from "./recorded.ts";
import { begin, type Matter, proceed, type ScriptInput, type ScriptSettings, type ScriptStep } from "./script.ts";
import { Address, Settings } from "./settings.ts";
import { Speech } from "./speech.ts";
import { inWords, spoken } from "./spoken.ts";
import { forTelephone } from "./wav.ts";

const ALARM: Matter = { text: "Pump 1 stands still.", answerable: true };
const PLAIN: ScriptSettings = { name: "Tocsin", pin: null, confirm: true };

/** Walks a conversation: digits, `-` for silence, `+` and `!` for an order that was carried out or refused, `x` for trouble. */
function walk(inputs: string, settings = PLAIN, matter = ALARM): ScriptStep {
  let step = begin(settings, matter);
  for (const letter of inputs) {
    if (step.next === "hang-up") assert.fail(`it was over before ${letter} of ${inputs}`);
    const input: ScriptInput =
      letter === "-"
        ? { kind: "silence" }
        : letter === "x"
          ? { kind: "trouble" }
          : letter === "+" || letter === "!"
            ? { kind: "outcome", done: letter === "+", because: "So it is." }
            : { kind: "digit", digit: letter };
    step = proceed(settings, matter, step.state, input);
  }
  return step;
}
const endOf = (step: ScriptStep) => (step.next === "hang-up" ? step.ending : step.next);

test("only digits acknowledge: where every conversation leads", () => {
  const withPin = { ...PLAIN, pin: "4711" };
  const table: [string, ScriptSettings, string][] = [
    ["", PLAIN, "listen"],
    ["1", PLAIN, "listen"],
    ["11", PLAIN, "order"],
    ["11+", PLAIN, "acknowledged"],
    ["11!", PLAIN, "refused"],
    ["11x", PLAIN, "listen"],
    ["11x11+", PLAIN, "acknowledged"],
    ["12", PLAIN, "listen"],
    ["1211+", PLAIN, "acknowledged"],
    ["1", { ...PLAIN, confirm: false }, "order"],
    ["4", PLAIN, "order"],
    ["4+", PLAIN, "escalated"],
    ["2222", PLAIN, "listen"],
    ["7", PLAIN, "listen"],
    ["---", PLAIN, "no-digit"],
    ["1---", PLAIN, "no-digit"],
    ["11", withPin, "listen"],
    ["471111+", withPin, "acknowledged"],
    ["0000111122", withPin, "listen"],
    ["000011112222", withPin, "wrong-pin"],
    ["00004711" + "11+", withPin, "acknowledged"],
    ["---", withPin, "no-digit"],
  ];
  for (const [inputs, settings, expected] of table) assert.equal(endOf(walk(inputs, settings)), expected, inputs);
  assert.equal(endOf(walk("", PLAIN, { ...ALARM, answerable: false })), "heard");
});

test("before the PIN nothing of the alarm is said", () => {
  for (const inputs of ["", "1", "1234", "-"]) {
    const { say } = walk(inputs, { ...PLAIN, pin: "4711" });
    assert.ok(!say.some(({ text }) => text.includes("Pump")), inputs);
  }
  assert.match(walk("4711", { ...PLAIN, pin: "4711" }).say[0]?.text ?? "", /Pump/);
});

test("what every answer of the network means for the message", () => {
  const refused = (status: number) =>
    readRefusal({ kind: "refused", status, reason: "R", afterMs: undefined }, "PBX").kind;
  const table: Record<string, number[]> = {
    busy: [486, 600],
    "no-answer": [408, 480, 487],
    declined: [603, 607],
    "bad-number": [404, 410, 414, 416, 484, 485, 604],
    "no-sound": [415, 488, 606],
    trunk: [302, 400, 401, 403, 407, 500, 502, 503, 504],
  };
  for (const [kind, statuses] of Object.entries(table))
    for (const status of statuses) assert.equal(refused(status), kind, `${status}`);
  const outcome = (one: CallOutcome, attempt = 1) => deliveryOf(one, attempt, 3).outcome;
  assert.equal(outcome({ kind: "spoken", ending: "no-digit" }), "retry");
  assert.equal(outcome({ kind: "spoken", ending: "no-digit" }, 3), "rejected");
  assert.equal(outcome({ kind: "hung-up" }), "retry");
  assert.equal(outcome({ kind: "busy", said: "" }, 3), "rejected");
  assert.equal(outcome({ kind: "trunk", said: "" }, 30), "retry", "a trunk's trouble is not the person's");
  assert.equal(outcome({ kind: "spoken", ending: "wrong-pin" }), "rejected");
});

/** A conversation whose far side does nothing by itself. */
function conversation(sound: () => Promise<Buffer> = () => Promise.resolve(Buffer.alloc(160))) {
  const clock = new VirtualClock();
  const gone = Promise.withResolvers<void>();
  const [keys, orders] = [new Keys(), [] as string[]];
  let isGone = false;
  const running = converse({
    clock,
    log: silentLog,
    media: { play: () => Promise.resolve(), stop: () => {} },
    codec: "PCMA",
    speech: { sound },
    keys,
    script: PLAIN,
    matter: ALARM,
    waitMs: 8000,
    gone: gone.promise,
    isGone: () => isGone,
    order: (order) => {
      orders.push(order);
      return Promise.resolve({ done: true, because: "Done." });
    },
  });
  return {
    clock,
    keys,
    orders,
    running,
    hangUp() {
      isGone = true;
      gone.resolve();
    },
  };
}

test("voicemail: the message is spoken three times into silence, and nobody has acknowledged", async () => {
  const call = conversation();
  let over = false;
  void call.running.then(() => {
    over = true;
  });
  while (!over) {
    await new Promise(setImmediate);
    if (call.clock.pending > 0) call.clock.advance(8000);
  }
  assert.deepEqual(await call.running, { kind: "spoken", ending: "no-digit", said: undefined });
  assert.deepEqual(call.orders, []);
  assert.equal(call.clock.pending, 0);
});

test("hanging up before the confirmation acknowledges nothing", async () => {
  const call = conversation();
  call.keys.press("1");
  while (call.clock.pending === 0) await new Promise(setImmediate);
  call.hangUp();
  assert.deepEqual(await call.running, { kind: "hung-up" });
  assert.deepEqual(call.orders, []);
});

test("keys that were pressed during the greeting count", async () => {
  const call = conversation();
  for (const key of "11") call.keys.press(key);
  assert.deepEqual(await call.running, { kind: "spoken", ending: "acknowledged", said: "Done." });
  assert.deepEqual(call.orders, ["acknowledge"]);
});

test("without its program the recorded prompt is played", async () => {
  const settings = Settings.shape.speech.parse({ program: "/nowhere/espeak-ng" });
  const speech = new Speech(settings, { clock: new VirtualClock(), log: silentLog, folder: undefined });
  const sound = await speech.sound({ text: "Pump 1 stands still.", recorded: "message" }, "PCMU");
  assert.deepEqual(sound, await recordedSound("message", "PCMU"));
  await assert.rejects(speech.check(), /speech failed: \/nowhere\/espeak-ng can't be started/);
});

test("every recorded prompt is there and audible", async () => {
  for (const name of RECORDED) assert.ok(new Set(await recordedSound(name, "PCMA")).size > 50, name);
});

test("what is said: no links, units in words, tags letter by letter", () => {
  const text =
    "HIGH: Pressure 9,3 bar at PT-101\n\nWhere: Boiler house\nYou are told because x.\n\nTo take it over: reply with ACK, or open https://x/r/1\nCode 1-a";
  assert.equal(spoken({ text, link: "https://x/r/1" }), "HIGH: Pressure 9.3 bar at P T 1 0 1. Where: Boiler house.");
  const table: [string, string][] = [
    ["21 °C", "21 degrees Celsius"],
    ["3.2kPa", "3.2 kilopascal"],
    ["80%", "80 percent"],
    ["5 Amps", "5 Amps"],
    ["call 4930123456", "call 4 9 3 0 1 2 3 4 5 6"],
    ["[[h@loU]] <b>", "h@loU b"],
    ["see https://a.example/x now", "see now"],
  ];
  for (const [written, said] of table) assert.equal(inWords(written), said);
});

test("a tone keeps its place when it is made for the telephone, and what no telephone carries goes", () => {
  const tone = (hertz: number) =>
    Int16Array.from({ length: 22_050 }, (_, at) => Math.round(10_000 * Math.sin((2 * Math.PI * hertz * at) / 22_050)));
  const power = (samples: Int16Array) => samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
  const heard = forTelephone({ rate: 22_050, samples: tone(1000) });
  assert.equal(heard.length, 8000);
  assert.ok(Math.abs(power(heard) / 50_000_000 - 1) < 0.05);
  assert.ok(power(forTelephone({ rate: 22_050, samples: tone(6000) })) < 50_000_000 / 1000);
});

test("addresses are numbers and SIP addresses", () => {
  for (const good of ["4711", "+4930123456", "*21#", "sip:anna@pbx.example", "sips:a@[2001:db8::1]"])
    assert.ok(Address.safeParse(good).success, good);
  for (const bad of ["", "1", "anna", "4711 ", "tel:4711", "sip:a@b\r\nX: y", "sip:a b@c"])
    assert.ok(!Address.safeParse(bad).success, bad);
});
