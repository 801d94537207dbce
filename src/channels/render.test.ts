import assert from "node:assert/strict";
import { test } from "node:test";
import type { Notification } from "#escalation/callout.ts";
import { alarmOf, siteOf } from "../../test/peers/outbox-bed.ts";
import { oneLine, render } from "./render.ts";
import { whyNotToSend } from "./rings.ts";
import { auditRows } from "./story.ts";

const site = siteOf({
  setting: [{ id: "site", name: "Plant North", timeZone: "UTC" }],
  person: [{ id: "anna", name: "Anna", timeZone: "Europe/Berlin" }],
  source: [{ id: "plc", name: "Boiler house", driver: "modbus-tcp" }],
  point: [
    {
      id: "plc/boiler.pressure",
      source: "plc",
      address: "boiler.pressure",
      name: "Boiler 3 pressure",
      unit: "bar",
      instructions: "Close valve 7",
      consequence: "The valve blows",
    },
  ],
});
const codes = { code: () => "1a-7f3k", token: () => "1a.token" };
const notification = (some: Partial<Notification> = {}): Notification => ({
  id: 42,
  kind: "alarm",
  callout: 3,
  alarm: 1,
  occurrence: 1,
  sequence: 1,
  priority: "high",
  person: "anna",
  method: "mail",
  channel: "mail",
  address: "anna@plant.example",
  step: 0,
  round: 0,
  state: "pending",
  attempts: 0,
  dueAt: 0,
  createdAt: Date.UTC(2026, 0, 15, 12, 0, 10),
  sentAt: null,
  because: "Anna is on call",
  receipt: null,
  digest: null,
  text: null,
  repliedAt: null,
  ...some,
});
const written = (some: Partial<Notification>, alarm = alarmOf({ value: 12.3 })) =>
  render(notification(some), { site, alarm, kind: "smtp", publicUrl: "https://alarms.example", codes });

test("an alarm says what, where, when in the person's time zone, what to do, why you, and how to answer", () => {
  const { subject, text, link, code, thread } = written({});
  assert.equal(subject, "HIGH: Boiler pressure high, Boiler house");
  assert.equal(
    text,
    `HIGH: Boiler pressure high

Where: Boiler 3 pressure, Boiler house (boiler.pressure), whole site
When: 15 Jan 2026, 13:00:00 CET
What: technical, high
Value: 12.3 bar

What to do: Close valve 7
If nobody acts: The valve blows

You are told because Anna is on call.

To take it over: reply with ACK, or open https://alarms.example/r/1a.token
To call the next persons now: reply with ESCALATE.
Code 1a-7f3k`,
  );
  assert.deepEqual([link, code, thread], ["https://alarms.example/r/1a.token", "1a-7f3k", "alarm-1-1"]);
});

test("only alarms ask for an answer; other messages say their own words", () => {
  const cleared = written({ kind: "cleared" }, alarmOf({ clearedAt: Date.UTC(2026, 0, 15, 12, 5) }));
  assert.match(
    cleared.text,
    /^Gone: Boiler pressure high[^]*When: 15 Jan 2026, 13:05:00 CET[^]*Nothing more is asked of you\.$/,
  );
  const digest = written({ kind: "digest", alarm: 0, text: "51 alarms in one message\n- high: x" });
  assert.equal(digest.subject, "51 alarms in one message, Plant North");
  assert.match(digest.text, /All alarms: https:\/\/alarms\.example\/$/);
  assert.match(written({ kind: "test" }).text, /This is a test\. It went out on 15 Jan 2026, 13:00:10 CET/);
  assert.equal(
    written({ kind: "verification", text: "123456 is your code\nmore" }).subject,
    "123456 is your code, Plant North",
  );
  for (const kind of ["cleared", "digest", "test", "verification", "notice", "confirmation"] as const) {
    const { link, code } = written({ kind, text: "x" });
    assert.deepEqual([link, code], [undefined, undefined], kind);
  }
});

test("a repeated annunciation says so; control characters of a device stay out", () => {
  assert.match(written({}, alarmOf({ sequence: 3 })).text, /\(reported for the 3rd time\)/);
  assert.equal(oneLine("a\r\nBcc: x\u0000\u202eb\u2028c"), "a Bcc: x b c");
});

test("whose language is German reads German; without one of their own people have the site's", () => {
  const german = siteOf({
    setting: [{ id: "site", name: "Werk Nord", language: "de" }],
    person: [
      { id: "anna", name: "Anna" },
      { id: "bob", name: "Bob", language: "en" },
    ],
  });
  const read = (some: Partial<Notification>, alarm = alarmOf({ value: 12.3, sequence: 2 })) =>
    render(notification(some), { site: german, alarm, kind: "smtp", publicUrl: "https://alarms.example", codes });
  const { subject, text, language } = read({});
  assert.equal(subject, "HOCH: Boiler pressure high, plc");
  assert.equal(language, "de");
  assert.equal(
    text,
    `HOCH: Boiler pressure high (zum 2. Mal gemeldet)

Ort: boiler.pressure, plc, ganze Anlage
Zeit: 15.01.2026, 12:00:00 UTC
Art: Technik, oberer Grenzwert
Wert: 12,3

Zum Übernehmen: mit ACK antworten oder https://alarms.example/r/1a.token öffnen
Um sofort die Nächsten zu rufen: mit ESCALATE antworten.
Code 1a-7f3k`,
  );
  assert.match(read({ kind: "cleared" }).text, /^Behoben: [^]*Der Zustand besteht nicht mehr/);
  assert.match(read({ kind: "test" }).text, /^Dies ist ein Test\./);
  assert.match(read({ person: "bob" }).text, /^HIGH: /);
  assert.equal(read({ person: "nobody of the site" }).language, "de");
});

test("where every letter counts times are short, and an alarm of Tocsin's own comes from Tocsin", () => {
  const here = siteOf({
    setting: [{ id: "site", name: "Werk Nord", language: "de", timeZone: "Europe/Berlin" }],
    person: [{ id: "anna", name: "Anna" }],
    partition: [{ id: "site", name: "Ganzes Werk" }],
  });
  const alarm = alarmOf({ source: "tocsin", point: "channel/hook" });
  const by = (brief: boolean) =>
    render(notification(), { site: here, alarm, kind: "", publicUrl: "https://alarms.example", codes, brief }).text;
  assert.match(by(false), /\nOrt: Tocsin, Ganzes Werk\nZeit: 15\.01\.2026, 13:00:00\n/);
  assert.match(by(true), /\nZeit: 15\.01\., 13:00\n/);
});

test("a template of the site replaces Tocsin's words, and how to answer stays at the end", () => {
  const short = siteOf({
    person: [{ id: "anna", name: "Anna" }],
    template: [
      {
        id: "short",
        name: "Short",
        message: "alarm",
        channelKind: "smpp",
        subject: "{{priority}} {{text}}",
        text: "{{priority}} {{text}} at {{point}}\nUnit {{value}}\n\nAsk {{person}}",
      },
    ],
  });
  const by = (kind: string) =>
    render(notification(), { site: short, alarm: alarmOf({}), kind, publicUrl: "https://alarms.example", codes });
  assert.equal(by("smpp").subject, "HIGH Boiler pressure high");
  assert.match(by("smpp").text, /^HIGH Boiler pressure high at boiler\.pressure\n\nAsk Anna\n\nTo take it over: /);
  assert.match(by("smtp").text, /^HIGH: Boiler pressure high\n\nWhere: /);
});

test("why a message need not go out", () => {
  const shelf = { kind: "timed", until: 1, by: "operator:otto", reason: "works" } as const;
  const table: [Parameters<typeof alarmOf>[0] | null, RegExp | null][] = [
    [{}, null],
    [{ sequence: 2 }, null],
    [{ active: false, state: "returned" }, null],
    [null, /had ended/],
    [{ occurrence: 2 }, /had ended/],
    [{ occurrence: 0 }, /had ended/],
    [{ acknowledged: true, acknowledgedBy: "person:anna" }, /person:anna had acknowledged/],
    [{ shelf }, /shelved by operator:otto/],
    [{ suppressedBy: ["inhibit"] }, /suppressed by design/],
    [{ outOfService: { by: "operator:otto", reason: "works", until: null } }, /out of service by operator:otto/],
  ];
  for (const [alarm, words] of table) {
    const why = whyNotToSend(notification(), alarm ? alarmOf(alarm) : undefined, undefined);
    if (words === null) assert.equal(why, null, JSON.stringify(alarm));
    else assert.match(why ?? "", words);
  }
  const running = { state: "running" } as Parameters<typeof whyNotToSend>[2];
  assert.equal(whyNotToSend(notification(), alarmOf({ acknowledged: true }), running), null, "others must answer too");
  assert.equal(whyNotToSend(notification({ kind: "cleared" }), undefined, undefined), null);
});

test("the trail tells few results singly, many together with their ids, grave ones always singly", () => {
  const name = (_kind: string, id: string) => id;
  const many = (count: number, some: Partial<Notification> = {}) =>
    Array.from({ length: count }, (_, at) =>
      notification({ id: at + 1, alarm: at + 1, state: "accepted", because: "200", ...some }),
    );
  assert.equal(auditRows(many(5), name).length, 5);
  const [together] = auditRows(many(6), name);
  assert.equal(together?.sentence, "6 messages by mail were accepted: 200.");
  assert.deepEqual(together?.details, { notifications: [1, 2, 3, 4, 5, 6], alarms: [1, 2, 3, 4, 5, 6] });
  const rows = auditRows([...many(100), ...many(10, { priority: "critical" })], name);
  assert.equal(rows.length, 11);
  assert.equal(rows[0]?.object, "alarm:1");
  assert.equal(auditRows([...many(3), ...many(3, { state: "retry" })], name).length, 6);
});

test("where others read along there is neither code nor personal link, and the link leads behind the sign-in", () => {
  const shared = (some: Partial<Notification>) =>
    render(notification(some), {
      site,
      alarm: alarmOf({}),
      kind: "matrix",
      publicUrl: "https://alarms.example",
      codes,
      shared: true,
    });
  const { text, link, code } = shared({});
  assert.equal(link, "https://alarms.example/alarms/1");
  assert.equal(code, undefined);
  assert.doesNotMatch(text, /1a-7f3k|1a\.token|reply with/);
  assert.match(text, /^HIGH: Boiler pressure high/);
  assert.equal(shared({ kind: "digest", alarm: 0, text: "Many" }).link, "https://alarms.example/");
  assert.equal(shared({ kind: "test", alarm: 0 }).link, undefined);
});
