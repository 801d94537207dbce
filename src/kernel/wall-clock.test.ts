import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { instantOf, inWindows, type LocalTime, nextBoundary, wallClock } from "./wall-clock.ts";

const EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const utc = (text: string) => Date.parse(`${text}Z`);
const local = (text: string): LocalTime => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = text.split(/\D/).map(Number);
  return { year, month, day, hour, minute, second };
};

describe("the clock on the wall", () => {
  // IANA tz database: Europe/Berlin 2026 changes on 29 March and 25 October, at 01:00 UTC; Kathmandu is +05:45;
  // Lord Howe moves by half an hour (2026-04-05 at 2 o'clock, from +11 to +10:30).
  const SHOWN: [instant: string, zone: string, shown: string, weekday: number][] = [
    ["2026-03-29T00:59:59", "Europe/Berlin", "2026-03-29T01:59:59", 7],
    ["2026-03-29T01:00:00", "Europe/Berlin", "2026-03-29T03:00:00", 7],
    ["2026-10-25T00:59:59", "Europe/Berlin", "2026-10-25T02:59:59", 7],
    ["2026-10-25T01:00:00", "Europe/Berlin", "2026-10-25T02:00:00", 7],
    ["2024-02-28T22:30:00", "Asia/Kathmandu", "2024-02-29T04:15:00", 4],
    ["2026-04-04T14:59:00", "Australia/Lord_Howe", "2026-04-05T01:59:00", 7],
    ["2026-04-04T15:00:00", "Australia/Lord_Howe", "2026-04-05T01:30:00", 7],
    ["2026-06-30T23:00:00", "UTC", "2026-06-30T23:00:00", 2],
    ["2026-01-01T02:00:00", "America/New_York", "2025-12-31T21:00:00", 3],
  ];
  for (const [instant, zone, shown, weekday] of SHOWN) {
    it(`shows ${shown} in ${zone} at ${instant}Z`, () => {
      assert.deepEqual(wallClock(utc(instant), zone), { ...local(shown), weekday });
    });
  }

  const READ: [shown: string, zone: string, earlier: string, later: string, first: string][] = [
    ["2026-07-01T12:00", "Europe/Berlin", "2026-07-01T10:00", "2026-07-01T10:00", "2026-07-01T10:00"],
    ["2026-03-29T02:30", "Europe/Berlin", "2026-03-29T00:30", "2026-03-29T01:30", "2026-03-29T01:00"],
    ["2026-03-29T02:00", "Europe/Berlin", "2026-03-29T00:00", "2026-03-29T01:00", "2026-03-29T01:00"],
    ["2026-03-29T03:00", "Europe/Berlin", "2026-03-29T01:00", "2026-03-29T01:00", "2026-03-29T01:00"],
    ["2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T00:30"],
    ["2026-10-25T03:00", "Europe/Berlin", "2026-10-25T02:00", "2026-10-25T02:00", "2026-10-25T02:00"],
    ["2026-03-08T02:59", "America/New_York", "2026-03-08T06:59", "2026-03-08T07:59", "2026-03-08T07:00"],
    ["2026-11-01T01:15", "America/New_York", "2026-11-01T05:15", "2026-11-01T06:15", "2026-11-01T05:15"],
    ["2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T14:45", "2026-04-04T15:15", "2026-04-04T14:45"],
    ["2026-02-29T08:00", "UTC", "2026-03-01T08:00", "2026-03-01T08:00", "2026-03-01T08:00"],
  ];
  for (const [shown, zone, earlier, later, first] of READ) {
    it(`reads ${shown} in ${zone}`, () => {
      const read = (choice: "earlier" | "later" | "first") =>
        new Date(instantOf(local(shown), zone, choice)).toISOString();
      assert.deepEqual(
        [read("earlier"), read("later"), read("first")],
        [earlier, later, first].map((text) => `${text}:00.000Z`),
      );
    });
  }

  it("refuses a zone that doesn't exist", () => assert.throws(() => wallClock(0, "Europe/Atlantis"), RangeError));
});

describe("daily windows", () => {
  const shift = { days: ["mon", "fri"], from: "08:00", to: "16:00" };
  const night = { days: ["sat"], from: "22:00", to: "02:30" };
  const CASES: [what: string, windows: (typeof shift)[], at: string, inside: boolean, next: string | null][] = [
    ["before the shift", [shift], "2026-06-01T05:59", false, "2026-06-01T06:00"],
    ["as the shift begins", [shift], "2026-06-01T06:00", true, "2026-06-01T14:00"],
    ["as the shift ends", [shift], "2026-06-01T14:00", false, "2026-06-05T06:00"],
    ["on a day that isn't named", [shift], "2026-06-02T08:00", false, "2026-06-05T06:00"],
    ["into the next day", [night], "2026-06-06T23:00", true, "2026-06-07T00:30"],
    ["the night to the change of clocks: 02:30 never comes", [night], "2026-03-29T00:59", true, "2026-03-29T01:00"],
    ["the night back: 02:30 comes twice, the first counts", [night], "2026-10-24T23:00", true, "2026-10-25T00:30"],
    ["between the two 02:30", [night], "2026-10-25T01:00", false, "2026-10-31T21:00"],
    ["round the clock", [{ days: EVERY_DAY, from: "00:00", to: "00:00" }], "2026-06-01T05:59", true, null],
    [
      "two that touch are one",
      [shift, { days: ["mon"], from: "16:00", to: "18:00" }],
      "2026-06-01T13:59",
      true,
      "2026-06-01T16:00",
    ],
  ];
  for (const [what, windows, at, inside, next] of CASES) {
    it(what, () => {
      assert.equal(inWindows(windows, "Europe/Berlin", utc(at)), inside);
      const boundary = nextBoundary(windows, "Europe/Berlin", utc(at));
      assert.equal(boundary === null ? null : new Date(boundary).toISOString().slice(0, 16), next);
    });
  }

  it("tile every instant of a year, both changes of the clocks included", () => {
    const early = { days: EVERY_DAY, from: "06:00", to: "14:30" };
    const late = { days: EVERY_DAY, from: "14:30", to: "02:30" };
    const dark = { days: EVERY_DAY, from: "02:30", to: "06:00" };
    for (let at = utc("2026-01-01T00:00"); at < utc("2027-01-01T00:00"); at += 900_000) {
      const open = [early, late, dark].filter((window) => inWindows([window], "Europe/Berlin", at));
      assert.equal(open.length, 1, new Date(at).toISOString());
    }
  });
});
