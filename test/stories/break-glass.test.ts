import assert from "node:assert/strict";
import { test } from "node:test";
import { Story } from "./story.ts";

test("P-082 P-107 an envelope is made on the machine, opened in an emergency, and heard by everybody", async (t) => {
  const story = await Story.open(t);
  const reserved = await story.tocsin("operators", "break-glass", "admin");
  assert.equal(reserved.code, 1);
  assert.match(reserved.err, /'admin' is reserved/);
  const everyday = await story.tocsin("operators", "break-glass", "anna.keller");
  assert.equal(everyday.code, 1);
  assert.match(everyday.err, /an account for every day/);
  const first = await story.tocsin("operators", "break-glass", "emergency-1");
  assert.equal(first.code, 0, first.err);
  const [old = ""] = first.out.split("\n");
  const [credential = ""] = (await story.tocsin("operators", "break-glass", "emergency-1")).out.split("\n");
  assert.notEqual(credential, old);
  const open = (given: string) =>
    story.askAs({}, "POST", "/api/v1/session/break-glass", {
      id: "emergency-1",
      credential: given,
      reason: "nobody else can be reached tonight",
    });
  assert.equal((await open(old)).status, 401, "another credential replaced it");
  const tested = (given: string) => story.ask("POST", "/api/v1/break-glass/emergency-1/test", { credential: given });
  assert.equal((await tested(old)).status, 422);
  assert.equal((await tested(credential)).status, 204, "a test does not use it up");
  const before = await story.get<{ items: { testedAt: number | null; usedAt: number | null }[] }>(
    "/api/v1/break-glass",
  );
  assert.deepEqual([before.items[0]?.testedAt !== null, before.items[0]?.usedAt], [true, null]);
  assert.equal((await story.ask("POST", "/api/v1/break-glass/nobody/test", { credential })).status, 404);
  const opened = await open(credential);
  assert.equal(opened.status, 200, opened.text);
  const alarm = await story.alarm("tocsin/break-glass/emergency-1");
  assert.equal(alarm.priority, "critical");
  assert.match(alarm.text, /^Break-glass account emergency-1 was used from .*: nobody else can be reached tonight$/);
  const cookie = opened.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
  const alarms = await story.askAs({ cookie }, "GET", "/api/v1/alarms");
  assert.equal(alarms.status, 200);
  const { items } = await story.get<{ items: { usedAt: number | null }[] }>("/api/v1/break-glass");
  assert.equal(items.length, 1);
  assert.ok(items[0]?.usedAt);
  const reviews = await story.get<{ items: { id: string; hash: string; kind: string }[] }>("/api/v1/approvals");
  const [review] = reviews.items;
  assert.equal(review?.kind, "review");
  const closing = { hash: review?.hash, comment: "It was the night of the storm; all in order." };
  await story.good("POST", `/api/v1/approvals/${review?.id}/close`, closing);
  await story.alarm("tocsin/break-glass/emergency-1", ({ active }) => !active);
  assert.equal((await tested(credential)).status, 422, "used up");
  const sentences = await story.sentences("operator:emergency-1");
  assert.equal(sentences.filter((one) => /was tested from .*: it is right\./.test(one)).length, 1);
  assert.ok(sentences.some((one) => one.startsWith("The envelope of the break-glass account emergency-1 was opened")));
  for (const sentence of sentences) assert.ok(!sentence.includes(credential));
});
