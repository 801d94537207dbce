import assert from "node:assert/strict";
import { describe, test } from "node:test";
import ICAL from "ical.js";
import { calendarText, gapEvents, shiftEvents } from "./calendar.ts";

const NOW = Date.UTC(2026, 2, 28, 12);
const SHIFT = {
  person: "anna",
  from: Date.UTC(2026, 2, 28, 19),
  to: Date.UTC(2026, 2, 29, 6),
  because: "on duty in Night",
};
const NIGHT = { id: "night", name: "Night" };

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
    const options = { cutAt: 0, nameOf: () => "Anna Berg", language: "en" } as const;
    const { name, events } = read(
      calendarText({ name: "Night", events: shiftEvents(NIGHT, [SHIFT], options), now: NOW }),
    );
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
      const events = shiftEvents({ id: "night", name: hostile }, [SHIFT], {
        cutAt: 0,
        nameOf: () => hostile,
        language: "de",
      });
      const text = calendarText({ name: hostile, events, now: NOW });
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

  test("calls a shift the same from one reading to the next, also one that has always gone on", () => {
    const options = { cutAt: SHIFT.from, nameOf: () => "Anna Berg", language: "en" } as const;
    assert.equal(shiftEvents(NIGHT, [SHIFT], options)[0]?.uid, "standing.anna.night@tocsin");
    const later = { ...SHIFT, from: SHIFT.from + 1 };
    assert.equal(shiftEvents(NIGHT, [later], { ...options, cutAt: later.from })[0]?.uid, "standing.anna.night@tocsin");
  });

  test("shows gaps with a word and a sign", () => {
    const [gap] = gapEvents(NIGHT, [SHIFT], "en");
    assert.equal(gap?.summary, "⚠ NOBODY ON DUTY: Night");
    assert.equal(gapEvents(NIGHT, [SHIFT], "de")[0]?.summary, "⚠ NIEMAND IM DIENST: Night");
  });
});
