import assert from "node:assert/strict";
import { test } from "node:test";
import { Story } from "./story.ts";

const ALARMS = 2000;
const SINGLY = 20;
/** Where in the flood they come. */
const LIFE_SAFETY = [700, 1200, 1999];

test("two thousand alarms for one person: the first singly, life-safety singly and early, the rest in digests", async (t) => {
  const story = await Story.open(t, ({ channels, person }) => ({
    channels,
    persons: [person("anna")],
    policies: [
      {
        id: "anna",
        name: "Anna",
        steps: [{ waitSec: 3600, tell: [{ person: "anna" }] }],
        digest: { moreThan: SINGLY, withinSec: 60 },
      },
    ],
    routes: [{ id: "works", order: 1, sources: ["works"], policy: "anna" }],
    sources: [{ id: "works", name: "Works", driver: "http" }],
  }));
  const events = Array.from({ length: ALARMS }, (_, number) => ({
    point: `sensor.${number}`,
    kind: "raise",
    category: LIFE_SAFETY.includes(number) ? "fire" : "technical",
    condition: "trouble",
    priority: LIFE_SAFETY.includes(number) ? "life-safety" : "medium",
    text: `Sensor ${number} is in trouble`,
  }));
  await Promise.all([story.report("works", events.slice(0, 1000)), story.report("works", events.slice(1000))]);

  const isDigest = ({ subject }: { subject: string }) => / alarms? in one message/.test(subject);
  const inDigests = () =>
    story.mails.all.filter(isDigest).reduce((sum, { subject }) => sum + Number(/^(\d+) alarm/.exec(subject)?.[1]), 0);
  const singles = () => story.mails.all.filter((mail) => !isDigest(mail));
  await story.until("every alarm is in a mail", () => inDigests() + singles().length >= ALARMS);

  const all = story.mails.takeAll();
  assert.equal(inDigests() + singles().length, ALARMS, "no alarm is told twice");
  const grave = all.filter(({ subject }) => subject.startsWith("LIFE SAFETY"));
  assert.deepEqual(
    new Set(grave.map(({ subject }) => /Sensor (\d+)/.exec(subject)?.[1])),
    new Set(LIFE_SAFETY.map(String)),
  );
  assert.equal(grave.length, LIFE_SAFETY.length);
  assert.equal(singles().length, SINGLY + LIFE_SAFETY.length);
  const beforeGrave = all.slice(
    0,
    all.findLastIndex(({ subject }) => subject.startsWith("LIFE SAFETY")),
  );
  assert.ok(beforeGrave.filter(isDigest).length <= 1, "life-safety waits for no digests");
  const digest = all.find(isDigest)?.text ?? "";
  assert.match(digest, /^\d+ alarms in one message\n- medium: Sensor \d+ is in trouble \(sensor\.\d+, Works\)\n/);
  assert.match(digest, /and \d+ more/);
  assert.match(digest, /All alarms: https:\/\//);

  const alarms = await story.alarms("state=open&source=works");
  assert.equal(alarms.length, ALARMS);
  assert.equal(new Set(alarms.map(({ point }) => point)).size, ALARMS);
  assert.deepEqual(
    alarms.filter(({ callout }) => callout?.state !== "running" || !callout.told.includes("anna")),
    [],
    "every alarm has its callout, and Anna was told in it",
  );
  assert.deepEqual(
    alarms.slice(0, 3).map(({ priority }) => priority),
    ["life-safety", "life-safety", "life-safety"],
    "the gravest stand on top of the list",
  );
});
