import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Schedule } from "#site/schedule.ts";
import { localInstant } from "./local-time.ts";
import { clashingOverrides, newGaps, roster } from "./roster.ts";
import { turn } from "./rotation.ts";

const ZONE = "Europe/Berlin";
const at = (text: string) => localInstant(text, ZONE);
const schedule = (rest: object) => Schedule.parse({ id: "night", name: "Night", timeZone: ZONE, ...rest });
const daily = { id: "r", members: ["anna", "ben"], startsOn: "2026-03-27", every: { unit: "day", count: 1 } };
const hours = (from: number, to: number) => (to - from) / 3_600_000;

describe("a roster", () => {
  test("has 23 hours of duty on the day the clocks go forward, and 25 on the day they go back", () => {
    const spring = roster(schedule({ rotations: [daily] }), at("2026-03-28T08:00"), at("2026-03-30T08:00"));
    assert.deepEqual(
      spring.shifts.map(({ person, from, to }) => [person, hours(from, to)]),
      [
        ["ben", 23],
        ["anna", 24],
      ],
    );
    const autumn = roster(schedule({ rotations: [daily] }), at("2026-10-24T08:00"), at("2026-10-25T08:00"));
    assert.deepEqual(
      autumn.shifts.map(({ from, to }) => hours(from, to)),
      [25],
    );
    assert.deepEqual([spring.gaps, autumn.gaps], [[], []]);
  });

  test("joins what goes on, and begins anew where the reason is another", () => {
    const one = schedule({
      rotations: [{ ...daily, members: ["anna"] }],
      overrides: [
        { from: "2026-04-02T12:00", to: "2026-04-02T18:00", person: "ben", replaces: "anna", note: "Dentist" },
      ],
    });
    const called = (id: string) => (id === "anna" ? "Anna Berg" : id);
    const { shifts, layers } = roster(one, at("2026-04-01T00:00"), at("2026-04-04T00:00"), called);
    assert.deepEqual(
      shifts.map(({ person, from, because }) => [person, from, because]),
      [
        ["anna", at("2026-04-01T00:00"), "on duty in Night"],
        ["ben", at("2026-04-02T12:00"), "standing in for Anna Berg in Night"],
        ["anna", at("2026-04-02T18:00"), "on duty in Night"],
      ],
    );
    assert.deepEqual(
      layers.map(({ kind, id, spans }) => [kind, id, spans.map(({ person, note }) => [person, note])]),
      [
        ["rotation", "r", [["anna", undefined]]],
        ["override", "0", [["ben", "Dentist"]]],
      ],
    );
  });

  test("shows a holiday that nobody has as a layer with nobody, and as a gap", () => {
    const one = schedule({ rotations: [daily], holidays: [{ date: "2026-05-01", name: "May Day", persons: [] }] });
    const { layers, gaps } = roster(one, at("2026-04-30T00:00"), at("2026-05-03T00:00"));
    assert.deepEqual(gaps, [{ from: at("2026-05-01T00:00"), to: at("2026-05-02T00:00") }]);
    assert.deepEqual(layers[1], {
      kind: "holiday",
      id: "May Day",
      spans: [{ from: at("2026-05-01T00:00"), to: at("2026-05-02T00:00"), person: null }],
    });
  });

  test("of two overrides at the same time the later one wins, and both are named", () => {
    const one = schedule({
      rotations: [{ ...daily, members: ["anna"] }],
      overrides: [
        { from: "2026-04-02T00:00", to: "2026-04-03T00:00", person: "ben", replaces: "anna" },
        { from: "2026-04-02T12:00", to: "2026-04-04T00:00", person: "carl" },
        { from: "2026-04-02T12:00", to: "2026-04-04T00:00", person: "dora", joins: true },
        { from: "2026-04-03T00:00", to: "2026-04-04T00:00", person: "emil", replaces: "anna" },
      ],
    });
    assert.deepEqual(clashingOverrides(one), [
      { first: 0, second: 1, from: at("2026-04-02T12:00"), to: at("2026-04-03T00:00") },
      { first: 1, second: 3, from: at("2026-04-03T00:00"), to: at("2026-04-04T00:00") },
    ]);
    const noon = roster(one, at("2026-04-02T12:00"), at("2026-04-02T13:00"));
    assert.deepEqual(noon.shifts.map(({ person }) => person).sort(), ["carl", "dora"]);
  });

  test("names what a change leaves open, and not what was open before", () => {
    const windows = [{ days: ["mon", "tue", "wed", "thu", "fri"], from: "08:00", to: "20:00" }];
    const before = schedule({ rotations: [{ ...daily, members: ["anna"], windows }] });
    const after = {
      ...before,
      overrides: [{ from: "2026-04-01T12:00", to: "2026-04-02T09:00", replaces: "anna" }],
    };
    assert.deepEqual(newGaps(before, after, at("2026-04-01T00:00"), at("2026-04-03T00:00")), [
      { from: at("2026-04-01T12:00"), to: at("2026-04-01T20:00") },
      { from: at("2026-04-02T08:00"), to: at("2026-04-02T09:00") },
    ]);
    assert.deepEqual(newGaps(after, before, at("2026-04-01T00:00"), at("2026-04-03T00:00")), []);
  });
});

describe("a rotation by months", () => {
  const monthly = (startsOn: string, count = 1) =>
    schedule({ rotations: [{ id: "m", members: ["anna", "ben", "carl"], startsOn, every: { unit: "month", count } }] })
      .rotations[0] as Parameters<typeof turn>[0];
  const cases: [startsOn: string, count: number, when: string, person: string | null, until: string][] = [
    ["2026-01-31", 1, "2026-01-31T07:59", null, "2026-01-31T08:00"],
    ["2026-01-31", 1, "2026-02-28T07:59", "anna", "2026-02-28T08:00"],
    ["2026-01-31", 1, "2026-02-28T08:00", "ben", "2026-03-31T08:00"],
    ["2026-01-31", 1, "2026-03-31T07:00", "ben", "2026-03-31T08:00"],
    ["2026-01-31", 1, "2026-03-31T08:00", "carl", "2026-04-30T08:00"],
    ["2027-12-31", 1, "2028-02-29T08:00", "carl", "2028-03-31T08:00"],
    ["2026-01-15", 3, "2026-04-15T07:59", "anna", "2026-04-15T08:00"],
    ["2026-01-15", 3, "2026-04-15T08:00", "ben", "2026-07-15T08:00"],
    ["2026-01-15", 1, "2027-01-14T12:00", "carl", "2027-01-15T08:00"],
  ];
  for (const [startsOn, count, when, person, until] of cases) {
    test(`every ${count} from ${startsOn}: ${person ?? "nobody"} at ${when}`, () => {
      assert.deepEqual(turn(monthly(startsOn, count), ZONE, at(when)), { person, until: at(until) });
    });
  }
});
