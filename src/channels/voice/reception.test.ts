import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { freePort } from "../../../test/peers/sipp.ts";
import { Telephone } from "../../../test/peers/telephone.ts";
import type { CallDesk, ChannelAnswer } from "../channel.ts";
import { voice } from "./index.ts";

/** A desk at which Ben has one alarm, and what was asked of it. */
class Desk implements CallDesk {
  readonly asked: string[] = [];
  readonly trail: string[] = [];
  language = () => Promise.resolve("en" as const);
  personAt = (number: string) => Promise.resolve(number === "030123456" ? "ben" : null);
  languageOf = (person: string) => Promise.resolve(person === "ben" ? ("en" as const) : null);
  waiting = (person: string) =>
    Promise.resolve([{ alarm: 1, notification: 7, text: `An alarm for ${person}.`, instructions: null }]);
  called = () => Promise.resolve(null);
  onDutyBesides = () => Promise.resolve(null);
  standing = (person: string) => this.#said(`standing for ${person}`);
  value = (person: string, point: string) => this.#said(`${point} for ${person}`);
  duty = (person: string, on: boolean) => this.#said(`duty ${on ? "on" : "off"} of ${person}`);
  record = (call: Parameters<CallDesk["record"]>[0]) => {
    this.trail.push(call.sentence);
    return Promise.resolve();
  };

  #said(what: string): Promise<string> {
    this.asked.push(what);
    return Promise.resolve(`${what}.`);
  }
}

/** A line that takes calls from the telephone's address, and the telephone. */
async function open(t: TestContext, from: string) {
  const port = await freePort();
  const desk = new Desk();
  const answers: ChannelAnswer[] = [];
  const telephone = await Telephone.open(from, port);
  const settings = voice.settings.parse({
    trunks: [
      {
        name: "PBX",
        server: "127.0.0.1",
        port: 5,
        transport: "udp",
        user: "tocsin",
        register: false,
        localPort: port,
        mediaPorts: { from: 30_000, to: 45_000 },
      },
    ],
    callIn: {
      persons: [
        { person: "ben", number: "42", pin: "471147" },
        { person: "gone", number: "43", pin: "222222" },
      ],
      points: [{ key: "12", point: "plant/pt-101" }],
    },
  });
  const line = await voice.open(settings, {
    clock: systemClock,
    log: silentLog,
    heard: () => assert.fail("nobody writes to a telephone"),
    afterwards: () => assert.fail("a call has no afterwards"),
    answered: (answer) => {
      answers.push(answer);
      return Promise.resolve({ done: true, because: "Acknowledged." });
    },
    desk,
  });
  t.after(async () => {
    await line[Symbol.asyncDispose]();
    await telephone.close();
  });
  return { desk, answers, telephone };
}

test("a known telephone: PIN, alarm taken over, values, duty, and the trail knows who called", async (t) => {
  const { desk, answers, telephone } = await open(t, "030123456");
  const answer = await telephone.call("tocsin");
  assert.equal(answer.kind, "answered", JSON.stringify(answer));
  telephone.press("471147#111");
  telephone.press("312#");
  telephone.press("4520");
  assert.equal(await telephone.over, "the other side hung up");
  assert.deepEqual(answers, [{ notification: 7, verb: "acknowledge", via: "phone" }]);
  assert.deepEqual(desk.asked, ["plant/pt-101 for ben", "duty on of ben", "duty off of ben", "standing for ben"]);
  assert.deepEqual(desk.trail, ["ben called in from 030123456 and was let in."]);
});

test("an unknown telephone: personal number and PIN; who is not active any more is nobody", async (t) => {
  const { desk, telephone } = await open(t, "0170999");
  assert.equal((await telephone.call("tocsin")).kind, "answered");
  telephone.press("43#222222#");
  telephone.press("42#471147#20");
  await telephone.over;
  assert.deepEqual(desk.asked, ["standing for ben"]);
  assert.deepEqual(desk.trail, ["ben called in from 0170999 and was let in."]);
});

test("three wrong PINs end the call, and the trail says for whom", async (t) => {
  const { desk, answers, telephone } = await open(t, "0170999");
  assert.equal((await telephone.call("tocsin")).kind, "answered");
  telephone.press("42#000000#99#111111#42#222222#");
  await telephone.over;
  assert.deepEqual(desk.asked, []);
  assert.deepEqual(answers, []);
  assert.deepEqual(desk.trail, [
    "A caller from 0170999 was not let in: 3 wrong PINs for ben, a number that nobody has.",
  ]);
});

test("one line of two is kept free, and sound in clear is not agreed to where it must be encrypted", async (t) => {
  const { telephone } = await open(t, "030123456");
  const second = await Telephone.open("other", telephone.agent.settings.server.port ?? 0);
  t.after(() => second.close());
  assert.equal((await telephone.call("tocsin")).kind, "answered");
  const busy = await second.call("tocsin");
  assert.equal(busy.kind === "refused" && busy.status, 486);
  await telephone.hangUp();
  // Ended is ended for both: the line is free again as soon as the other side has agreed.
  let again = await second.call("tocsin", { key: Buffer.alloc(30) });
  while (again.kind === "refused" && again.status === 486)
    again = await second.call("tocsin", { key: Buffer.alloc(30) });
  assert.equal(again.kind === "refused" && again.status, 488);
});
