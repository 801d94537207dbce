import assert from "node:assert/strict";
import { test } from "node:test";
import { silentLog } from "#kernel/log.ts";
import { type Prompt, recorded } from "#speech/prompts.ts";
import { encode } from "#wire/rtp/g711.ts";
import { VirtualClock } from "../../../test/peers/virtual-clock.ts";
import type { CallDesk } from "../channel.ts";
import { SipAddress } from "../sip-settings.ts";
import { spokenText } from "../spoken-text.ts";
import { type CallOutcome, deliveryOf, readRefusal } from "./answer.ts";
import { converse, Keys } from "./conversation.ts";
import { Extras } from "./extras.ts";
import { begin, type Matter, proceed, type ScriptInput, type ScriptSettings, type ScriptStep } from "./script.ts";
import { CallSpeech } from "./speech.ts";

const ALARM: Matter = { notification: 7, text: "Pump 1 stands still.", answerable: true, instructions: null };
const OTHER: Matter = { notification: 8, text: "Boiler hot.", answerable: true, instructions: "Close valve 7." };
const PLAIN: ScriptSettings = {
  language: "en",
  name: "Tocsin",
  pin: null,
  confirm: true,
  next: false,
  transfer: false,
};
const MORE: ScriptSettings = { ...PLAIN, next: true, transfer: true };

/** Other things that come than digits. */
const INPUTS: Readonly<Record<string, ScriptInput>> = {
  "-": { kind: "silence" },
  "+": { kind: "outcome", done: true, because: "So it is." },
  "!": { kind: "outcome", done: false, because: "So it is." },
  x: { kind: "trouble" },
  n: { kind: "next", matter: OTHER },
  e: { kind: "next", matter: null },
  t: { kind: "transfer", done: true },
  f: { kind: "transfer", done: false },
};

/** Walks a conversation: digits, and what `INPUTS` names. */
function walk(inputs: string, settings = PLAIN, matter = ALARM): ScriptStep {
  let step = begin(settings, matter);
  for (const letter of inputs) {
    if (step.next === "hang-up") assert.fail(`it was over before ${letter} of ${inputs}`);
    step = proceed(settings, matter, step.state, INPUTS[letter] ?? { kind: "digit", digit: letter });
  }
  return step;
}
const prompts = (step: ScriptStep) => step.say.map(({ prompt }) => prompt);
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

test("the next alarms of the same call, what to do, and somebody on duty: where it leads, and what is ordered", () => {
  const order = (inputs: string, matter = ALARM) => {
    const step = walk(inputs, MORE, matter);
    return step.next === "order" ? step.order : null;
  };
  assert.deepEqual(order("3"), { order: "next" });
  assert.deepEqual(order("3n11"), { order: "acknowledge", notification: 8 });
  assert.deepEqual(order("3n4"), { order: "escalate", notification: 8 });
  assert.deepEqual(order("11+"), { order: "next" }, "each alarm is answered by its own keys");
  assert.deepEqual(order("11+n11"), { order: "acknowledge", notification: 8 });
  assert.deepEqual(order("6"), { order: "transfer" });
  const table: [string, string][] = [
    ["3e", "listen"],
    ["3x", "listen"],
    ["3n---", "no-digit"],
    ["3n11+e", "no-digit"],
    ["11+n---", "acknowledged"],
    ["11+n11!e", "acknowledged"],
    ["4+e", "escalated"],
    ["11!n11+e", "refused"],
    ["11+x", "acknowledged"],
    ["6f", "listen"],
    ["6f11+e", "acknowledged"],
    ["6x", "listen"],
    ["6t", "transferred"],
    ["11+n6t", "acknowledged"],
  ];
  for (const [inputs, expected] of table) assert.equal(endOf(walk(inputs, MORE)), expected, inputs);
  for (const key of "356") {
    assert.deepEqual(prompts(walk(key)), ["no-choice", "menu"], `${key} is no choice where it isn't offered`);
  }
});

test("the menu names the keys that there are", () => {
  assert.deepEqual(prompts(walk("")), ["greeting", "message", "menu"]);
  assert.deepEqual(prompts(walk("", MORE)), ["greeting", "message", "menu", "menu-next", "menu-transfer"]);
  assert.deepEqual(prompts(walk("3n", MORE)), ["message", "menu", "menu-next", "menu-instructions", "menu-transfer"]);
  assert.deepEqual(prompts(walk("", PLAIN, OTHER)), ["greeting", "message", "menu", "menu-instructions"]);
  assert.equal(walk("5", PLAIN, OTHER).say[0]?.text, "Close valve 7.");
  assert.deepEqual(prompts(walk("6", MORE)), ["connecting"]);
  assert.deepEqual(prompts(walk("6f", MORE)).slice(0, 2), ["not-connected", "menu"]);
  assert.deepEqual(prompts(walk("6t", MORE)), [], "two who speak with each other hear nothing more of us");
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
  assert.equal(outcome({ kind: "spoken", ending: "transferred" }), "retry", "who speaks has not acknowledged");
  assert.equal(outcome({ kind: "hung-up" }), "retry");
  assert.equal(outcome({ kind: "busy", said: "" }, 3), "rejected");
  assert.equal(outcome({ kind: "trunk", said: "" }, 30), "retry", "a trunk's trouble is not the person's");
  assert.equal(outcome({ kind: "spoken", ending: "wrong-pin" }), "rejected");
});

/** A conversation whose far side does nothing by itself. */
function conversation(
  speech: Pick<CallSpeech, "sound"> = { sound: () => Promise.resolve(Buffer.alloc(160)) },
  played: Buffer[] = [],
  further: { readonly script?: ScriptSettings; readonly extras?: Pick<Extras, "next" | "transfer"> } = {},
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
    script: further.script ?? PLAIN,
    extras: further.extras ?? null,
    matter: ALARM,
    waitMs: 8000,
    gone: gone.promise,
    isGone: () => isGone,
    answered: ({ notification, verb }) => {
      orders.push(`${verb} ${notification}`);
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
  assert.deepEqual(call.orders, ["acknowledge 7"]);
});

test("the next alarm has its own keys; hanging up at it leaves what was answered before", async () => {
  const matters: (Matter | null)[] = [OTHER];
  const extras = { next: () => Promise.resolve(matters.shift() ?? null), transfer: () => assert.fail("nobody asked") };
  const call = conversation(undefined, [], { script: MORE, extras });
  for (const key of "1111") call.keys.press(key);
  assert.deepEqual(await call.running, { kind: "spoken", ending: "acknowledged", said: "Done." });
  assert.deepEqual(call.orders, ["acknowledge 7", "acknowledge 8"]);

  const other = conversation(undefined, [], {
    script: MORE,
    extras: { ...extras, next: () => Promise.resolve(OTHER) },
  });
  for (const key of "11") other.keys.press(key);
  while (other.clock.pending === 0) await new Promise(setImmediate);
  other.hangUp();
  assert.deepEqual(await other.running, { kind: "spoken", ending: "acknowledged", said: "Done." });
});

test("who was connected with somebody on duty has acknowledged nothing", async () => {
  const extras = { next: () => assert.fail("nobody asked"), transfer: () => Promise.resolve(true) };
  const call = conversation(undefined, [], { script: MORE, extras });
  call.keys.press("6");
  assert.deepEqual(await call.running, { kind: "spoken", ending: "transferred", said: undefined });
  assert.deepEqual(call.orders, []);
});

test("a desk that is slow or broken takes no choice but the alarm's own", async () => {
  const clock = new VirtualClock();
  const host = { clock, log: silentLog, transfer: () => assert.fail("nobody asked") };
  const desk = (called: CallDesk["called"]) => ({ called }) as unknown as CallDesk;
  assert.equal(await Extras.of(undefined, 7, host), null);
  assert.equal(
    await Extras.of(
      desk(() => Promise.resolve(null)),
      7,
      host,
    ),
    null,
  );
  assert.equal(
    await Extras.of(
      desk(() => Promise.reject(new Error("no database"))),
      7,
      host,
    ),
    null,
  );
  const slow = Extras.of(
    desk(() => new Promise(() => {})),
    7,
    host,
  );
  clock.advance(1000);
  assert.equal(await slow, null);
  assert.equal(clock.pending, 0);
});

test("what waits is told once in a call, and a transfer is in the trail", async () => {
  const trail: string[] = [];
  const waiting = [
    { alarm: 2, notification: 12, text: "Two.", instructions: null },
    { alarm: 1, notification: 11, text: "One.", instructions: "Look." },
  ];
  let colleague: { person: string; address: string } | null = { person: "ben", address: "4712" };
  const desk = {
    called: () => Promise.resolve({ alarm: 1, notification: 7, person: "anna", instructions: "Look." }),
    waiting: () => Promise.resolve(waiting),
    onDutyBesides: () => Promise.resolve(colleague),
    record: ({ sentence }: { sentence: string }) => {
      trail.push(sentence);
      return Promise.resolve();
    },
  } as unknown as CallDesk;
  const dialled: string[] = [];
  const transfer = (address: string) => {
    dialled.push(address);
    return Promise.resolve({ done: dialled.length === 1, because: "486 Busy Here" });
  };
  const extras = await Extras.of(desk, 7, { clock: new VirtualClock(), log: silentLog, transfer });
  assert.deepEqual([extras?.more, extras?.instructions, extras?.colleague], [true, "Look.", true]);
  assert.equal((await extras?.next())?.notification, 12);
  assert.equal(await extras?.next(), null, "the call's own alarm is none of them");
  assert.equal(await extras?.transfer(), true);
  assert.equal(await extras?.transfer(), false);
  colleague = null;
  assert.equal(await extras?.transfer(), false);
  assert.deepEqual(dialled, ["4712", "4712"]);
  assert.deepEqual(trail, [
    "anna was connected with ben, who is on duty, by a call.",
    "anna could not be connected with ben, who is on duty: 486 Busy Here.",
  ]);
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
