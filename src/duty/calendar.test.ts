import assert from "node:assert/strict";
import { describe, test } from "node:test";
import ICAL from "ical.js";
import { calendarText, gapEvents, shiftEvents } from "./calendar.ts";

const NOW = Date.UTC(2026, 2, 28, 12);
const SHIFT = {
  person: "anna",
  begins: true,
  from: Date.UTC(2026, 2, 28, 19),
  to: Date.UTC(2026, 2, 29, 6),
  because: "on duty in Night",
};
const NIGHT = { id: "night", name: "Night", timeZone: "Europe/Berlin", changedAt: NOW, version: 7 };
const ENGLISH = { nameOf: () => "Anna Berg", language: "en" } as const;

/** What ical.js of Mozilla's Thunderbird reads. */
function read(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  const events = calendar.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
  return { name: calendar.getFirstPropertyValue("x-wr-calname"), events };
}

const HOSTILE = [
  "O'Brien; DROP, \\n",
  'line\r\nBEGIN:VEVENT\nSUMMARY:"not mine"',
  "END:VCALENDAR\u0000\u0007",
  "مناوبة الليل",
  "🚨".repeat(60),
  "e\u0301".repeat(90),
  "\u2028BEGIN:VALARM",
  "",
];

describe("a calendar feed", () => {
  test("is read by a program that we did not write: instants in UTC, names and reasons", () => {
    const { name, events } = read(calendarText({ name: "Night", events: shiftEvents(NIGHT, [SHIFT], ENGLISH) }));
    assert.equal(name, "Night");
    assert.deepEqual(
      events.map(({ uid, summary, description, startDate, endDate }) => [
        uid,
        summary,
        description,
        startDate.toUnixTime() * 1000,
        endDate.toUnixTime() * 1000,
        startDate.zone.tzid,
      ]),
      [
        [
          `${SHIFT.from}.anna.night@tocsin`,
          "On call: Night – Anna Berg",
          "Anna Berg: on duty in Night",
          SHIFT.from,
          SHIFT.to,
          "UTC",
        ],
      ],
    );
  });

  for (const hostile of HOSTILE) {
    test(`shows ${JSON.stringify(hostile).slice(0, 40)} as what it is, in lines of 75 octets at most`, () => {
      const events = shiftEvents({ ...NIGHT, name: hostile }, [SHIFT], {
        nameOf: () => hostile,
        language: "de",
      });
      const text = calendarText({ name: hostile, events });
      for (const line of text.split("\r\n")) {
        assert.ok(Buffer.byteLength(line) <= 75, line);
        assert.equal(line, line.toWellFormed(), "no character is torn apart");
      }
      assert.doesNotMatch(text, /[^\r]\n|\r[^\n]/);
      const found = read(text);
      assert.equal(found.events.length, 1);
      const shown = hostile.replace(/\r\n?|\u2028/g, "\n").replace(/[^\P{Cc}\n]/gu, " ");
      assert.equal(found.events[0]?.summary, `Bereitschaft: ${shown} – ${shown}`);
    });
  }

  test("calls a shift the same from one reading to the next, and says when it is another one than before", () => {
    const [own, cut] = [SHIFT, { ...SHIFT, to: SHIFT.to - 3_600_000 }].map((shift, change) => {
      const source = { ...NIGHT, version: 7 + change, changedAt: NOW + change * 60_000 };
      return calendarText({ name: "Night", events: shiftEvents(source, [shift], ENGLISH) });
    });
    const lines = (text = "") => new Map(text.split("\r\n").map((line) => [line.split(":")[0], line]));
    assert.equal(lines(own).get("UID"), lines(cut).get("UID"));
    assert.equal(lines(own).get("SEQUENCE"), "SEQUENCE:7");
    assert.equal(lines(cut).get("SEQUENCE"), "SEQUENCE:8");
    assert.equal(lines(own).get("DTSTAMP"), "DTSTAMP:20260328T120000Z");
    assert.equal(lines(cut).get("LAST-MODIFIED"), "LAST-MODIFIED:20260328T120100Z");
  });

  test("shows duty without an end each day anew, after what is left of its first one", () => {
    const endless = { ...SHIFT, to: null };
    const [rest, daily, ...more] = read(
      calendarText({ name: "Night", events: shiftEvents(NIGHT, [endless], ENGLISH) }),
    ).events;
    assert.equal(more.length, 0);
    assert.equal(rest?.endDate.toUnixTime(), Date.UTC(2026, 2, 28, 23) / 1000, "midnight in Berlin");
    assert.equal(daily?.startDate.isDate, true);
    assert.match(daily?.description ?? "", /no end is planned/);
    const days = daily?.iterator();
    const shown = Array.from({ length: 3 }, () => days?.next().toString());
    assert.deepEqual(shown, ["2026-03-29", "2026-03-30", "2026-03-31"]);
    const later = daily?.iterator();
    for (let day = 0; day < 2000; day++) later?.next();
    assert.ok(later?.next(), "it goes on for years");
    const atMidnight = { ...endless, from: Date.UTC(2026, 2, 28, 23) };
    assert.equal(read(calendarText({ name: "", events: shiftEvents(NIGHT, [atMidnight], ENGLISH) })).events.length, 1);
  });

  test("shows gaps with a word and a sign", () => {
    const [gap] = gapEvents(NIGHT, [SHIFT], "en");
    assert.equal(gap?.summary, "⚠ NOBODY ON DUTY: Night");
    assert.equal(gapEvents(NIGHT, [SHIFT], "de")[0]?.summary, "⚠ NIEMAND IM DIENST: Night");
  });
});
