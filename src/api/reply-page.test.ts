import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import Fastify from "fastify";
import type { Notification } from "#escalation/callout.ts";
import { Fault } from "#kernel/fault.ts";
import type { Inbox } from "#replies/inbox.ts";
import type { Look } from "#replies/outcome.ts";
import { alarmOf, siteOf } from "../../test/peers/outbox-bed.ts";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import { registerReplyPage } from "./reply-page.ts";

const look: Look = {
  state: "open",
  because: "",
  notification: { id: 1, person: "anna" } as Notification,
  alarm: alarmOf({ text: "<script>alert(1)</script>" }),
  personName: "Anna",
  where: "Boiler pressure, Boiler house",
  instructions: "Close valve 7\nCall the fitter",
};

function openPage(
  t: TestContext,
  inbox: Partial<Pick<Inbox, "look" | "answer">>,
  site: Parameters<typeof siteOf>[0] = {},
) {
  const clock = new VirtualClock();
  const app = Fastify();
  const answers: Parameters<Inbox["answer"]>[] = [];
  registerReplyPage(app, {
    clock,
    site: () => siteOf(site),
    inbox: () => ({
      look: () => Promise.resolve(look),
      answer: (...order) => {
        answers.push(order);
        return Promise.resolve({ kind: "done", because: 'Acknowledged: you have taken over "x".' });
      },
      ...inbox,
    }),
  });
  t.after(() => app.close());
  return { app, clock, answers };
}

const form = { "content-type": "application/x-www-form-urlencoded" };

test("the link shows the alarm, holds no script, and changes nothing", async (t) => {
  const { app, answers } = openPage(t, {});
  const page = await app.inject({ url: "/r/abc" });
  assert.equal(page.statusCode, 200);
  assert.match(page.body, /&lt;script&gt;alert/);
  assert.doesNotMatch(page.body, /<script/);
  assert.match(page.body, /Close valve 7<br>Call the fitter/);
  assert.match(page.body, /<form method="post">/);
  assert.match(String(page.headers["content-security-policy"]), /default-src 'none'/);
  assert.equal(page.headers["referrer-policy"], "no-referrer");
  assert.equal((await app.inject({ method: "HEAD", url: "/r/abc" })).statusCode, 200);
  assert.deepEqual(answers, []);
});

test("the page speaks the language of the person", async (t) => {
  const answer: Inbox["answer"] = () => Promise.resolve({ kind: "done", because: "Quittiert.", language: "de" });
  const { app } = openPage(t, { answer }, { person: [{ id: "anna", name: "Anna", language: "de" }] });
  const page = await app.inject({ url: "/r/abc" });
  assert.match(page.body, /<html lang="de">/);
  assert.match(page.body, /<title>HOCH: /);
  assert.match(page.body, />Übernehmen<.*Sie antworten als Anna\./);
  const payload = "verb=on-my-way";
  const done = await app.inject({ method: "POST", url: "/r/abc", headers: form, payload });
  assert.match(done.body, /<h1>Erledigt<\/h1>/);
});

test("the form acts, by its three buttons only", async (t) => {
  const { app, answers } = openPage(t, {});
  const done = await app.inject({
    method: "POST",
    url: "/r/abc",
    headers: form,
    payload: "verb=acknowledge&comment=+coming+",
  });
  assert.equal(done.statusCode, 200);
  assert.match(done.body, /you have taken over/);
  assert.match(
    done.body,
    /Close valve 7<br>Call the fitter.*<a class="more" href="\/alarms\/\d+">/,
    "what to do stays",
  );
  assert.doesNotMatch(done.body, /<form|<script/);
  await app.inject({ method: "POST", url: "/r/abc", headers: form, payload: "verb=escalate" });
  await app.inject({ method: "POST", url: "/r/abc", headers: form, payload: "verb=on-my-way&comment=ten+minutes" });
  await app.inject({ method: "POST", url: "/r/abc", headers: form, payload: "verb=on-my-way&comment=" });
  assert.deepEqual(answers, [
    ["abc", { verb: "acknowledge", comment: "coming" }],
    ["abc", { verb: "escalate", comment: "" }],
    ["abc", { verb: "acknowledge", comment: "On my way. ten minutes" }],
    ["abc", { verb: "acknowledge", comment: "On my way" }],
  ]);
  for (const payload of ["", "verb=help", "verb=delete"]) {
    assert.equal((await app.inject({ method: "POST", url: "/r/abc", headers: form, payload })).statusCode, 400);
  }
  const large = await app.inject({
    method: "POST",
    url: "/r/abc",
    headers: form,
    payload: `verb=acknowledge&comment=${"x".repeat(5000)}`,
  });
  assert.equal(large.statusCode, 413);
  assert.equal(answers.length, 4);
});

test("a link that is used up, expired or wrong says so and offers no button", async (t) => {
  for (const [state, because, status] of [
    ["answered", "This message was answered already", 200],
    ["expired", "This message is older than three days", 200],
    ["moved-on", "The alarm has ended since", 200],
    ["unknown", "This link is not one of ours", 404],
  ] as const) {
    const notification = state === "unknown" ? null : look.notification;
    const { app } = openPage(t, { look: () => Promise.resolve({ ...look, state, because, notification }) });
    const page = await app.inject({ url: "/r/abc" });
    assert.equal(page.statusCode, status);
    assert.ok(page.body.includes(because));
    assert.doesNotMatch(page.body, /<form/);
  }
});

test("what the server can't do now is said in words, without its innards", async (t) => {
  const { app } = openPage(t, {
    look: () => Promise.reject(new Error("relation core.notification does not exist")),
    answer: () => Promise.reject(new Fault("not-active", "standby", { transient: true })),
  });
  const page = await app.inject({ url: "/r/abc" });
  assert.equal(page.statusCode, 500);
  assert.doesNotMatch(page.body, /relation/);
  const answer = await app.inject({ method: "POST", url: "/r/abc", headers: form, payload: "verb=acknowledge" });
  assert.equal(answer.statusCode, 503);
  assert.match(answer.body, /Try again in a moment, or call the control room/);
});

test("sixty requests a minute from one address, then a minute's pause", async (t) => {
  const { app, clock } = openPage(t, {});
  for (let count = 0; count < 60; count++) assert.equal((await app.inject({ url: "/r/abc" })).statusCode, 200);
  const refused = await app.inject({ url: "/r/abc" });
  assert.equal(refused.statusCode, 429);
  assert.equal((await app.inject({ url: "/r/abc", remoteAddress: "192.0.2.7" })).statusCode, 200);
  clock.advance(60_000);
  assert.equal((await app.inject({ url: "/r/abc" })).statusCode, 200);
});
