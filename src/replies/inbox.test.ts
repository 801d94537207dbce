import assert from "node:assert/strict";
import { test } from "node:test";
import type { Alarm } from "#alarms/alarm.ts";
import { openInboxBed } from "../../test/peers/inbox-bed.ts";
import { alarmOf } from "../../test/peers/outbox-bed.ts";
import { readMail } from "./mail-message.ts";

test("a reply with code from the person's address acknowledges, once, and is confirmed", async (t) => {
  const bed = await openInboxBed(t);
  const outcome = await bed.mail();
  assert.equal(outcome.kind, "done");
  assert.deepEqual(bed.acknowledged, [
    { alarm: 1, occurrence: 17, sequence: 2, actor: { id: "person:anna", via: "email" }, comment: "on my way" },
  ]);
  assert.notEqual((await bed.row(bed.notification.id))["replied_at"], null);
  assert.deepEqual(await bed.replies(), [
    { address: "anna@plant.example", text: 'Acknowledged: you have taken over "Boiler pressure high".' },
  ]);
  const again = await bed.mail();
  assert.equal(again.kind, "refused");
  assert.match(again.because, /answered already/);
  assert.equal(bed.acknowledged.length, 1);
});

test("the code may stand in the text or come back in the references only", async (t) => {
  const table = [
    (code: string) => ({ subject: "no subject", text: `ACK ${code}` }),
    (code: string) => ({ subject: "no subject", headers: [`In-Reply-To: <n1.17.2.${code}@site.example>`] }),
    (code: string) => ({
      subject: "no subject",
      headers: [`References: <x@y.example> <n1.17.2.${code}@site.example>`],
    }),
    (code: string) => ({ subject: `AW: [#${code.toUpperCase()}]` }),
  ];
  for (const some of table) {
    const bed = await openInboxBed(t);
    assert.equal((await bed.mail(some(bed.code))).kind, "done");
  }
});

test("W-056 what must not acknowledge, and what the sender hears about it", async (t) => {
  const bed = await openInboxBed(t);
  const { code } = bed;
  const wrong = `${code.slice(0, -1)}${code.endsWith("z") ? "y" : "z"}`;
  const table: [string, Parameters<typeof bed.mail>[0], "refused" | "ignored", RegExp, boolean][] = [
    ["another person", { from: "otto@plant.example" }, "refused", /not an address of the person/, false],
    ["a stranger", { from: "mallory@evil.example" }, "refused", /not an address of the person/, false],
    ["a stranger without code", { from: "mallory@evil.example", subject: "hi" }, "ignored", /stranger/, false],
    ["a wrong code", { subject: `Re: [#${wrong}]` }, "refused", /code in your answer is not right/, true],
    ["no code", { subject: "Re: HIGH" }, "refused", /carries no code/, true],
    ["only the quotation acknowledges", { text: `Who is it?\r\n> ACK ${code}` }, "refused", /not understood/, true],
    ["an older code in the quotation", { subject: "Re", text: `ACK\r\n> ${code}` }, "refused", /carries no code/, true],
    ["an auto-responder", { headers: ["Auto-Submitted: auto-replied"] }, "ignored", /Auto-Submitted/, false],
    ["out of office", { subject: `Out of Office: HIGH [#${code}]` }, "ignored", /out-of-office/, false],
    ["a mailing list", { headers: ["Precedence: bulk"] }, "ignored", /Precedence/, false],
    ["a word in a sentence", { text: "WHO can help?" }, "refused", /not understood/, true],
  ];
  for (const [what, some, kind, words, answered] of table) {
    const before = (await bed.replies()).length;
    const outcome = await bed.mail(some);
    assert.equal(outcome.kind, kind, `${what}: ${outcome.because}`);
    assert.match(outcome.because, words, what);
    assert.equal((await bed.replies()).length - before, answered ? 1 : 0, what);
  }
  assert.deepEqual(bed.acknowledged, []);
  const { rows } = await bed.look.query("select count(*)::int from audit.entry where action = 'reply.refused'");
  assert.ok(rows[0].count >= 4);
});

test("refusals to one address are answered five times an hour at most", async (t) => {
  const bed = await openInboxBed(t);
  for (let count = 0; count < 8; count++) await bed.mail({ subject: "Re: HIGH" });
  assert.equal((await bed.replies()).length, 5);
  bed.clock.advance(3_600_001);
  await bed.mail({ subject: "Re: HIGH" });
  assert.equal((await bed.replies()).length, 6);
});

test("the same mail twice is one answer; two racing answers are one answer", async (t) => {
  const bed = await openInboxBed(t);
  assert.equal((await bed.mail({ text: "ESCALATE", id: "same" })).kind, "done");
  assert.equal((await bed.mail({ text: "ESCALATE", id: "same" })).kind, "ignored");
  assert.equal(bed.escalated.length, 1);
  const token = bed.codes.token(bed.notification.id);
  const outcomes = await Promise.all([bed.mail(), bed.mail(), bed.inbox.answer(token, { verb: "acknowledge" })]);
  assert.equal(outcomes.filter(({ kind }) => kind === "done").length, 1);
  assert.equal(bed.acknowledged.length, 1);
});

test("an answer to what has moved on is refused with the reason", async (t) => {
  const bed = await openInboxBed(t);
  const token = bed.codes.token(bed.notification.id);
  const table: [Alarm | null, string, RegExp][] = [
    [alarmOf({ occurrence: 17, sequence: 3 }), "moved-on", /became graver since this message/],
    [alarmOf({ occurrence: 18, sequence: 1 }), "moved-on", /has ended/],
    [null, "moved-on", /has ended/],
    [
      alarmOf({ occurrence: 17, sequence: 2, acknowledged: true, acknowledgedBy: "operator:otto" }),
      "moved-on",
      /acknowledged already by otto/,
    ],
  ];
  for (const [alarm, state, words] of table) {
    if (alarm) bed.alarms.set(1, alarm);
    else bed.alarms.delete(1);
    const look = await bed.inbox.look(token);
    assert.equal(look.state, state);
    assert.match(look.because, words);
    const outcome = await bed.inbox.answer(token, { verb: "acknowledge" });
    assert.equal(outcome.kind, "refused");
    assert.match(outcome.because, words);
  }
  bed.alarms.set(1, alarmOf({ occurrence: 17, sequence: 2 }));
  bed.clock.advance(73 * 3_600_000);
  assert.equal((await bed.inbox.look(token)).state, "expired");
  assert.match((await bed.mail()).because, /older than three days/);
  assert.deepEqual(bed.acknowledged, []);
});

test("looking at a link changes nothing; answering by it works once; wrong links show nothing", async (t) => {
  const bed = await openInboxBed(t);
  const token = bed.codes.token(bed.notification.id);
  for (let times = 0; times < 3; times++) assert.equal((await bed.inbox.look(token)).state, "open");
  assert.equal(bed.acknowledged.length, 0);
  const outcome = await bed.inbox.answer(token, { verb: "acknowledge", comment: "coming" });
  assert.equal(outcome.kind, "done");
  assert.deepEqual(bed.acknowledged[0]?.actor, { id: "person:anna", via: "link" });
  assert.equal((await bed.inbox.look(token)).state, "answered");
  assert.equal((await bed.inbox.answer(token, { verb: "acknowledge" })).kind, "refused");
  for (const wrong of ["", "x", bed.codes.token(999_999), `${token}x`]) {
    const look = await bed.inbox.look(wrong);
    assert.deepEqual([look.state, look.notification, look.alarm], ["unknown", null, null], wrong);
    assert.equal((await bed.inbox.answer(wrong, { verb: "acknowledge" })).kind, "refused");
  }
});

test("somebody who is not active any more can't answer", async (t) => {
  const bed = await openInboxBed(t);
  const [sent] = await bed.notify(
    [{ person: "gone", occurrence: 17, sequence: 2, address: "gone@plant.example", state: "accepted", dueAt: null }],
    null,
  );
  const outcome = await bed.inbox.answer(bed.codes.token(sent?.id ?? 0), { verb: "acknowledge" });
  assert.match(outcome.because, /not listed as a person who answers alarms/);
});

test("a bounce is a failed delivery of that very message; a forged one is nothing", async (t) => {
  const bed = await openInboxBed(t);
  const bounce = (about: string, recipient = "anna@plant.example") =>
    bed.mail({
      from: "mailer-daemon@mx.example",
      subject: "Undelivered",
      headers: ["Return-Path: <>"],
      text: `Final-Recipient: rfc822;${recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no such user\r\n\r\n${about}`,
    });
  assert.equal((await bounce("Message-ID: <n1.17.2.1a-aaaa@site.example>")).kind, "ignored");
  assert.equal((await bounce(bed.code, "otto@plant.example")).kind, "ignored");
  assert.deepEqual(bed.failed, []);
  const outcome = await bounce(`Message-ID: <n${bed.notification.id}.17.2.${bed.code}@site.example>`);
  assert.equal(outcome.kind, "bounce");
  assert.deepEqual(bed.failed, [
    { id: bed.notification.id, because: "anna@plant.example can't be reached: 550 no such user" },
  ]);
  assert.equal((await bed.row(bed.notification.id))["state"], "rejected");
  assert.equal((await bounce(bed.code)).kind, "ignored", "only once");
  assert.deepEqual(bed.acknowledged, []);
});

test("W-056 stricter proofs: the thread too, and the word of the own mail server", async (t) => {
  const bed = await openInboxBed(t);
  const raw = (headers: string[], id: string) =>
    readMail(
      Buffer.from(
        [`From: anna@plant.example`, `Message-ID: <${id}>`, `Subject: [#${bed.code}]`, ...headers, "", "ACK"].join(
          "\r\n",
        ),
      ),
    );
  const thread = `In-Reply-To: <n1.17.2.${bed.code}@site.example>`;
  const strict = { proof: "code-and-thread", authenticatedBy: "mx.site.example" } as const;
  assert.match((await bed.inbox.byMail(await raw([thread], "a"), strict)).because, /does not vouch/);
  const vouched = "Authentication-Results: mx.site.example; dmarc=pass header.from=plant.example";
  assert.match((await bed.inbox.byMail(await raw([vouched], "b"), strict)).because, /does not refer to our message/);
  assert.equal((await bed.inbox.byMail(await raw([vouched, thread], "c"), strict)).kind, "done");
});

test("an answer by chat needs the code and an address of that person on that very channel", async (t) => {
  const bed = await openInboxBed(t);
  const say = (text: string, from = "anna@plant.example", channel = "plant") =>
    bed.inbox.byText(channel, { from, text }, "chat");
  const table = [
    { said: () => say("ACK"), kind: "refused", because: /carries no code of a message/ },
    { said: () => say("ACK 1a-7zzz"), kind: "refused", because: /The code in your answer is not right/ },
    { said: () => say(`ACK ${bed.code}`, "otto@plant.example"), kind: "refused", because: /is not an address of the/ },
    { said: () => say(`ACK ${bed.code}`, undefined, "other"), kind: "refused", because: /is not an address of the/ },
    { said: () => say("ACK", "stranger@evil.example"), kind: "ignored", because: /A chat from a stranger/ },
    { said: () => say(`perhaps ${bed.code}`), kind: "refused", because: /was not understood and nothing was done/ },
    { said: () => say(`> ACK ${bed.code}`), kind: "refused", because: /carries no code/ },
  ];
  for (const { said, kind, because } of table) {
    const outcome = await said();
    assert.equal(outcome.kind, kind);
    assert.match(outcome.because, because);
  }
  assert.deepEqual(bed.acknowledged, []);
  assert.equal((await say(`ack ${bed.code} on my way`, "Anna@Plant.example")).kind, "done");
  assert.deepEqual(bed.acknowledged, [
    { alarm: 1, occurrence: 17, sequence: 2, actor: { id: "person:anna", via: "chat" }, comment: "on my way" },
  ]);
  assert.equal((await say(`ACK ${bed.code}`)).kind, "refused", "the same code again");
});

test("ACK with several codes, and ACK ALL with one, answer for this person's messages and no others", async (t) => {
  const bed = await openInboxBed(t);
  bed.alarms.set(2, alarmOf({ id: 2, text: "Level low" }));
  bed.alarms.set(3, alarmOf({ id: 3, text: "Door open" }));
  const sent = { state: "accepted", dueAt: null, method: "mail", address: "anna@plant.example" } as const;
  const [second, ottos] = await bed.notify(
    [
      { ...sent, alarm: 2 },
      { ...sent, alarm: 3, person: "otto", address: "otto@plant.example" },
    ],
    null,
  );
  const code = (one: { id: number } | undefined) => bed.codes.code(one?.id ?? assert.fail());
  const both = await bed.mail({ subject: "x", text: `ACK ${code(second)} ${code(ottos)}` });
  assert.deepEqual([both.kind, both.because], ["done", "1 of 2 messages acknowledged: Level low."]);
  assert.deepEqual(
    bed.acknowledged.map(({ alarm }) => alarm),
    [2],
  );
  const all = await bed.mail({ text: "ACK ALL" });
  assert.deepEqual([all.kind, all.because], ["done", "1 of 1 messages acknowledged: Boiler pressure high."]);
  assert.deepEqual(
    bed.acknowledged.map(({ alarm }) => alarm),
    [2, 1],
  );
  const bare = await bed.mail({ subject: "x", text: "ACK ALL" });
  assert.equal(bare.kind, "refused", "without a code it proves nothing");
  assert.equal(bed.alarms.get(3)?.acknowledged, false);
});

test("questions by text are answered to the known address; strangers hear nothing", async (t) => {
  const bed = await openInboxBed(t);
  const table: [string, RegExp][] = [
    ["LIST", new RegExp(`^${bed.code} HIGH: Boiler pressure high$`)],
    ["Wer?", /^There is no duty schedule\.$/],
    ["REPORT", /^1 alarms stand: 1 high\. 1 are not acknowledged; 1 wait for your answer\.$/],
    ["STATUS plc/nowhere", /^There is no point "plc\/nowhere"/],
  ];
  for (const [text, answer] of table) {
    assert.equal((await bed.mail({ subject: "x", text })).kind, "done", text);
    const last = (await bed.replies()).at(-1);
    assert.match(last?.text ?? "", answer);
    assert.equal(last?.address, "anna@plant.example");
  }
  assert.equal((await bed.mail({ subject: "x", text: "LIST", from: "mallory@evil.example" })).kind, "ignored");
  assert.equal((await bed.mail({ subject: "x", text: "LIST", from: "gone@plant.example" })).kind, "ignored");
  assert.equal((await bed.replies()).length, table.length);
});

test("a range acknowledges what went to this person between two messages, by one good code; replayed it does nothing", async (t) => {
  const bed = await openInboxBed(t);
  const sent = { state: "accepted", dueAt: null, method: "mail", address: "anna@plant.example" } as const;
  for (const id of [2, 3, 4, 5]) bed.alarms.set(id, alarmOf({ id, text: `Alarm ${id}` }));
  const notified = await bed.notify(
    [
      { ...sent, alarm: 2 },
      { ...sent, alarm: 3, person: "otto", address: "otto@plant.example" },
      { ...sent, alarm: 4 },
      { ...sent, alarm: 5 },
    ],
    null,
  );
  const [first = "", , third = "", last = ""] = notified.map(({ id }) => bed.codes.code(id));
  const text = (words: string) => bed.mail({ subject: "x", text: words });
  const bare = `${third.split("-")[0]}-${last.split("-")[0]}`;
  const unproven = await text(`ACK ${bare}`);
  assert.deepEqual(
    [unproven.kind, unproven.because],
    [
      "refused",
      "A range begins with a whole code, such as ACK 1a-7f3k..1f; nothing was done. LIST shows you the codes.",
    ],
  );
  const whole = await text(`ACK ${third}..${first.split("-")[0]} on my way`);
  assert.deepEqual([whole.kind, whole.because], ["done", "2 of 2 messages acknowledged: Alarm 2; Alarm 4."]);
  const replayed = await text(`ACK ${third}..${first} on my way`);
  assert.equal(replayed.kind, "refused");
  assert.match(replayed.because, /^0 of 2 messages acknowledged\. This message was answered already/);
  // In the reply to any message of this person, the first parts are enough; that message itself is not meant.
  const replied = await bed.mail({ text: `ACK ${bare}` });
  assert.equal(replied.kind, "done");
  assert.match(replied.because, /^1 of 2 messages acknowledged: Alarm 5\. This message was answered already/);
  assert.deepEqual(
    bed.acknowledged.map(({ alarm }) => alarm),
    [2, 4, 5],
  );
});

test("two persons answer at the same moment: one has taken it over, and the other one hears who", async (t) => {
  const bed = await openInboxBed(t);
  const [ottos] = await bed.notify(
    [
      {
        person: "otto",
        occurrence: 17,
        sequence: 2,
        method: "mail",
        address: "otto@plant.example",
        state: "accepted",
        dueAt: null,
      },
    ],
    null,
  );
  const say = (from: string, code: string) => bed.inbox.byText("plant", { from, text: `ACK ${code}` }, "sms");
  const outcomes = await Promise.all([
    say("anna@plant.example", bed.code),
    say("otto@plant.example", bed.codes.code(ottos?.id ?? 0)),
  ]);
  assert.deepEqual(outcomes.map(({ because }) => because).toSorted(), [
    'Acknowledged: you have taken over "Boiler pressure high".',
    `The alarm is acknowledged already by ${bed.acknowledged[0]?.actor.id.replace("person:", "")}.`,
  ]);
  assert.equal(bed.acknowledged.length, 1);
});

test("out-of-office answers by SMS acknowledge nothing, whatever they quote, and are answered five times an hour at most", async (t) => {
  const bed = await openInboxBed(t);
  const table = [
    `Auto-Reply: I am away until Monday. Your message was: HIGH: Boiler pressure high Reply ACK ${bed.code}`,
    `Ich bin nicht im Dienst. ACK ${bed.code}`,
    "I am in a meeting and will call you later. OK",
  ];
  for (let times = 0; times < 3; times++) {
    for (const text of table) {
      assert.equal(
        (await bed.inbox.byText("plant", { from: "anna@plant.example", text }, "sms")).kind,
        "refused",
        text,
      );
    }
  }
  assert.deepEqual(bed.acknowledged, []);
  assert.equal((await bed.replies()).length, 5);
});
