import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pdfOf } from "#paper/pdf.ts";
import { htmlOf, REPORT_HEADERS } from "./html.ts";
import type { Incident } from "./incident.ts";
import { reportOf } from "./report.ts";

const HOSTILE = `</style><script>alert("1")</script>&'`;

const INCIDENT: Incident = {
  called: (actor) => (actor === "operator:anna" ? "Anna Keller" : null),
  siteName: "Werk Süd",
  timeZone: "Europe/Berlin",
  alarm: {
    id: 17,
    source: "boiler",
    point: "t1",
    condition: "high",
    partition: "site",
    category: "technical",
    priority: "critical",
    tags: [],
    text: `Kessel überhitzt ${HOSTILE}`,
    state: "acknowledged",
    active: true,
    acknowledged: true,
    latched: false,
    shelf: null,
    suppressedBy: [],
    outOfService: null,
    quality: "good",
    severity: 1,
    occurrence: 23,
    sequence: 1,
    chatter: 0,
    raisedAt: 1_750_000_000_000,
    clearedAt: null,
    acknowledgedAt: 1_750_000_060_000,
    acknowledgedBy: "operator:anna",
    dueAt: null,
    foundActive: false,
    silent: false,
    value: 98.5,
    changedAt: 1_750_000_060_000,
  },
  occurrence: 23,
  span: { from: 1_750_000_000_000, to: null },
  names: { source: "Kessel", point: "Temperatur", partition: "Anlage", unit: "°C" },
  guidance: {
    instructions: [{ value: "Pumpe prüfen", from: { kind: "area", id: "hall", name: "Halle" } }],
    cause: [],
    consequence: [],
    links: [],
    pictures: [],
  },
  transitions: [
    {
      at: 1_750_000_060_000,
      input: "acknowledge",
      from: "unacknowledged",
      to: "acknowledged",
      because: "somebody acknowledged it",
      actor: "operator:anna",
      via: "screen",
      comment: "שלום 🔥 مرحبا بالعالم",
    },
  ],
  callouts: [
    {
      id: 1,
      policy: "all",
      policyVersion: 2,
      state: "acknowledged",
      because: "Anna Berg acknowledged",
      startedAt: 1_750_000_000_000,
      endedAt: 1_750_000_060_000,
    },
  ],
  messages: [
    {
      id: 5,
      kind: "alarm",
      person: "Anna Berg",
      channel: "Mail",
      address: "anna@plant.example",
      state: "accepted",
      attempts: 2,
      createdAt: 1_750_000_000_000,
      sentAt: 1_750_000_001_000,
      because: "the server took it",
      repliedAt: 1_750_000_060_000,
    },
  ],
  attempts: [
    {
      notification: 5,
      at: 1_750_000_000_500,
      number: 1,
      state: "retry",
      because: "mail.example did not answer within 5000 ms",
    },
  ],
  runs: [
    {
      id: "23-hot",
      alarm: 17,
      occurrence: 23,
      partition: "site",
      procedure: {
        id: "hot",
        name: "Überhitzung",
        enabled: true,
        begins: "by-hand",
        mayEndEarly: true,
        steps: [{ id: "s", type: "comment", text: "Ursache?", mayBeSkipped: false }],
      },
      version: 3,
      state: "done",
      step: null,
      turn: 1,
      stepAt: 1_750_000_010_000,
      dueAt: null,
      overdueAt: null,
      startedAt: 1_750_000_010_000,
      startedBy: "operator:anna",
      startedByName: "Anna Berg",
      endedAt: 1_750_000_020_000,
      log: [
        {
          number: 1,
          at: 1_750_000_020_000,
          step: "s",
          kind: "done",
          said: null,
          comment: "Ventil klemmt",
          message: null,
          attachments: [{ file: "ab".repeat(32), name: "foto.jpg" }],
          by: "operator:anna",
          byName: "Anna Berg",
          via: "screen",
        },
      ],
    },
  ],
  note: null,
  trail: [{ seq: 40, at: 1_750_000_000_000, sentence: "Alarm 17 was raised." }],
  checkpoint: { size: 41, at: 1_750_000_070_000, root: "cd".repeat(32) },
  isCut: false,
};
const MAKING = { language: "de", now: 1_750_000_100_000, by: "Anna Berg" } as const;

describe("the report of an incident", () => {
  it("holds what happened, who was told, what they answered, and who did which step", () => {
    const html = htmlOf(reportOf(INCIDENT, MAKING));
    for (const said of [
      "Ereignisbericht: Alarm 17, Auftreten 23",
      "15.06.2025, 17:06:40",
      "Anna Berg",
      "anna@plant.example",
      "Anna Berg hat quittiert",
      "auf Englisch",
      "Antwort um 15.06.2025, 17:07:40",
      "Ursache?",
      "Ventil klemmt",
      "laut: Halle",
      "98,5 °C",
      "jemand hat ihn quittiert",
      "Anna Keller (Bildschirm)",
      "oberer Grenzwert",
      "hat innerhalb von 5000 ms nicht geantwortet",
      "deckt die ersten 41 Einträge",
      "cd".repeat(32),
    ]) {
      assert.ok(html.includes(said), said);
    }
    assert.match(htmlOf(reportOf(INCIDENT, { ...MAKING, language: "en" })), /Incident report: alarm 17, occurrence 23/);
  });

  it("says what Tocsin's own alarm says in the report's language, and what somebody wrote as it was written", () => {
    const own = { source: "tocsin", text: "The audit trail was verified: 7 entries" };
    const heading = (about: object, language: "de" | "en") =>
      reportOf({ ...INCIDENT, alarm: { ...INCIDENT.alarm, ...about } }, { ...MAKING, language }).heading;
    assert.equal(heading(own, "de"), "Das Prüfprotokoll wurde geprüft: 7 Einträge");
    assert.equal(heading(own, "en"), own.text);
    assert.equal(heading({ ...own, source: "boiler" }, "de"), own.text);
    assert.equal(
      heading({ text: "Kessel: the value went above 95.5, it is 98.25" }, "de"),
      "Kessel: der Wert stieg über 95,5, er ist 98,25",
    );
  });

  it("is text whatever somebody wrote, in a page that may do nothing", () => {
    const html = htmlOf(reportOf(INCIDENT, MAKING));
    assert.doesNotMatch(html, /<script/);
    assert.equal(html.match(/<\/style>/g)?.length, 1);
    assert.doesNotMatch(html, / style="|<img|https?:\/\//);
    assert.match(
      REPORT_HEADERS["content-security-policy"] ?? "",
      /^default-src 'none'; style-src 'sha256-[\w+/=]{44}';/,
    );
  });

  it("says where there is nothing, and what may not be read", () => {
    const bare = { ...INCIDENT, runs: [], messages: [], callouts: [], trail: null };
    const html = htmlOf(reportOf(bare, { ...MAKING, language: "en" }));
    for (const said of ["No response procedure was begun.", "Nobody was told.", "may not read the audit trail"]) {
      assert.ok(html.includes(said), said);
    }
  });

  it("is a PDF of as many pages as it takes", async () => {
    const one = INCIDENT.transitions[0] ?? assert.fail();
    const long = { ...one, comment: `${"Ein langer Satz. ".repeat(800)}${"x".repeat(3000)}` };
    const pdf = await pdfOf(
      reportOf({ ...INCIDENT, transitions: [one, long, ...Array.from({ length: 100 }, () => one)] }, MAKING),
    );
    assert.equal(pdf.subarray(0, 8).toString("latin1"), "%PDF-1.7");
    assert.match(pdf.subarray(-8).toString("latin1"), /%%EOF/);
    const pages = pdf.toString("latin1").match(/\/Type \/Page\b/g)?.length ?? 0;
    assert.ok(pages > 5 && pages < 40, `${pages} pages`);
  });
});
