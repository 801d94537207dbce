import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallDesk } from "#channels/channel.ts";
import { answerQuestion, deskOver, type Spokesman } from "./call-desk.ts";

/** A desk of Ben, who may call, and Anna, who may not; and a host that asks it by its own end. */
function open() {
  const trail: string[] = [];
  const desk: CallDesk = {
    language: () => Promise.resolve("de"),
    personAt: (number) => Promise.resolve({ "4711": "ben", "4712": "anna" }[number] ?? null),
    languageOf: () => Promise.resolve("en"),
    waiting: () => Promise.resolve([{ alarm: 1, notification: 7, text: "An alarm.", instructions: null }]),
    called: (notification) => Promise.resolve({ person: "anna", alarm: 1, notification, instructions: "Look." }),
    onDutyBesides: () => Promise.resolve({ person: "otto", address: "4713" }),
    standing: (person) => Promise.resolve(`Standing for ${person}.`),
    value: (person, point) => Promise.resolve(`${point} for ${person}.`),
    duty: (person, on) => Promise.resolve(`${person} ${on}.`),
    record: async ({ sentence }) => void trail.push(sentence),
  };
  const given = new Set([3]);
  const told = new Set<string>();
  const by: Spokesman = {
    node: "plant-2",
    calls: (person) => person === "ben",
    isGiven: (notification) => given.has(notification),
    give: (notification) => given.add(notification),
    isTold: (person) => told.has(person),
    told: (person) => told.add(person),
  };
  return { trail, given, far: deskOver((question) => answerQuestion(JSON.stringify(question), desk, by)), desk, by };
}

test("a host has the core's desk for people who may call its channel", async () => {
  const { far, trail, given } = open();
  assert.equal(await far.language(), "de");
  assert.deepEqual(
    [await far.personAt("4711"), await far.personAt("4712"), await far.personAt("1")],
    ["ben", null, null],
  );
  assert.equal(await far.languageOf("ben"), "en");
  assert.equal((await far.waiting("ben"))[0]?.text, "An alarm.");
  assert.ok(given.has(7), "what was read out may be answered");
  assert.equal(await far.standing("ben"), "Standing for ben.");
  assert.equal(await far.value("ben", "plc/p"), "plc/p for ben.");
  assert.equal(await far.duty("ben", true), "ben true.");
  await far.record({ person: "ben", action: "call-in.admitted", sentence: "ben called in." });
  await far.record({ person: null, action: "call-in.refused", sentence: "Somebody was not let in." });
  assert.deepEqual(trail, [
    "ben called in. So says the notifier host on plant-2.",
    "Somebody was not let in. So says the notifier host on plant-2.",
  ]);
});

test("it has nothing for others, until a message that it was given went to them", async () => {
  const { far, trail } = open();
  const refused = { code: "forbidden", message: /plant-2 does not speak for/u };
  const aboutAnna = [
    () => far.languageOf("anna"),
    () => far.waiting("anna"),
    () => far.standing("anna"),
    () => far.value("anna", "plc/p"),
    () => far.duty("anna", false),
    () => far.onDutyBesides("anna"),
    () => far.record({ person: "anna", action: "call-in.admitted", sentence: "anna called in." }),
  ];
  for (const ask of aboutAnna) await assert.rejects(ask, refused);
  await assert.rejects(() => far.called(4), refused, "another host's message");
  assert.deepEqual(trail, []);
  assert.equal((await far.called(3))?.person, "anna");
  assert.equal((await far.onDutyBesides("anna"))?.address, "4713");
});

test("something else than a question is refused", async () => {
  const { desk, by } = open();
  for (const json of [
    "",
    "{}",
    '{"ask":"pins"}',
    '{"ask":"duty","person":"ben"}',
    '{"ask":"called","notification":"3"}',
  ])
    await assert.rejects(() => answerQuestion(json, desk, by), { code: "invalid" }, json);
});
