import assert from "node:assert/strict";
import { test } from "node:test";
import { silentLog } from "#kernel/log.ts";
import { type Prompt, recorded } from "#speech/prompts.ts";
import { encode } from "#wire/rtp/g711.ts";
import { VirtualClock } from "../../../test/peers/virtual-clock.ts";
import { SipAddress } from "../sip-settings.ts";
import { spokenText } from "../spoken-text.ts";
import { type CallOutcome, deliveryOf, readRefusal } from "./answer.ts";
import { converse, Keys } from "./conversation.ts";
import { begin, type Matter, proceed, type ScriptInput, type ScriptSettings, type ScriptStep } from "./script.ts";
import { CallSpeech } from "./speech.ts";

const ALARM: Matter = { text: "Pump 1 stands still.", answerable: true };
const PLAIN: ScriptSettings = { language: "en", name: "Tocsin", pin: null, confirm: true };

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
    assert.ok(!say.some(({ text = "" }) => text.includes("Pump")), inputs);
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
function conversation(
  speech: Pick<CallSpeech, "sound"> = { sound: () => Promise.resolve(Buffer.alloc(160)) },
  played: Buffer[] = [],
) {
  const clock = new VirtualClock();
  const gone = Promise.withResolvers<void>();
  const [keys, orders] = [new Keys(), [] as string[]];
  let isGone = false;
  const running = converse({
    clock,
    log: silentLog,
    media: {
      play: (sound) => {
        played.push(sound);
        return Promise.resolve();
      },
      stop: () => {},
    },
    codec: "PCMA",
    speech,
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

test("when nothing can be spoken the call goes on with the recorded prompt, in the person's language", async () => {
  const broken = { sound: () => Promise.reject(new Error("no voice")) };
  for (const language of ["en", "de"] as const) {
    for (const speech of [broken, undefined]) {
      const sound = await new CallSpeech(speech, language, silentLog).sound(
        { text: "Pump 1.", prompt: "message" },
        "PCMU",
      );
      assert.deepEqual(sound, encode("PCMU", (await recorded("message", language)).samples));
    }
  }
});

test("a whole call is made although synthesis is broken", async () => {
  const played: Buffer[] = [];
  const broken = { sound: () => Promise.reject(new Error("no voice")) };
  const call = conversation(new CallSpeech(broken, "de", silentLog), played);
  let over = false;
  void call.running.then(() => {
    over = true;
  });
  while (!over) {
    await new Promise(setImmediate);
    if (call.clock.pending > 0) call.clock.advance(8000);
  }
  const prompt = async (name: Prompt) => encode("PCMA", (await recorded(name, "de")).samples);
  const [greeting, message, menu] = [await prompt("greeting"), await prompt("message"), await prompt("menu")];
  const all = [greeting, message, menu, message, menu, message, menu, await prompt("goodbye")];
  assert.deepEqual(played, all);
});

test("what is said: no links, no codes, no reasons", () => {
  const text =
    "HIGH: Pressure 9,3 bar at PT-101\n\nWhere: Boiler house\nYou are told because x.\n\nTo take it over: reply with ACK, or open https://x/r/1\nCode 1-a";
  assert.equal(spokenText({ text, link: "https://x/r/1" }), "HIGH: Pressure 9,3 bar at PT-101. Where: Boiler house.");
});

test("addresses are numbers and SIP addresses", () => {
  for (const good of ["4711", "+4930123456", "*21#", "sip:anna@pbx.example", "sips:a@[2001:db8::1]"])
    assert.ok(SipAddress.safeParse(good).success, good);
  for (const bad of ["", "1", "anna", "4711 ", "tel:4711", "sip:a@b\r\nX: y", "sip:a b@c"])
    assert.ok(!SipAddress.safeParse(bad).success, bad);
});
