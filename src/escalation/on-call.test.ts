import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { wallClock } from "#kernel/wall-clock.ts";
import { Schedule } from "#site/schedule.ts";
import { coverageGaps, nextOnDuty, onDuty, shifts } from "./on-call.ts";

const at = (iso: string) => Date.parse(iso);
const schedule = (rest: object) =>
  Schedule.parse({ id: "night", name: "Night shift", timeZone: "Europe/Berlin", ...rest });
const daily = (rest: object = {}) => ({
  id: "r",
  members: ["anna", "bob"],
  startsOn: "2026-03-01",
  handoverAt: "08:00",
  every: { unit: "day", count: 1 },
  ...rest,
});
const names = (of: ReturnType<typeof schedule>, iso: string) => onDuty(of, at(iso)).map((duty) => duty.person);
const HOUR = 3_600_000;

describe("on call", () => {
  const zones = [
    { zone: "Europe/Berlin", spring: "2026-03-29", autumn: "2026-10-25", shortest: 23, longest: 25 },
    { zone: "America/New_York", spring: "2026-03-08", autumn: "2026-11-01", shortest: 23, longest: 25 },
    { zone: "Australia/Lord_Howe", spring: "2026-10-04", autumn: "2026-04-05", shortest: 23.5, longest: 24.5 },
    { zone: "Asia/Kathmandu", spring: "2026-03-29", autumn: "2026-10-25", shortest: 24, longest: 24 },
  ];
  for (const { zone, shortest, longest } of zones) {
    it(`hands over at 08:00 every day of the year in ${zone}, though days have ${shortest} to ${longest} hours`, () => {
      const of = schedule({ timeZone: zone, rotations: [daily({ startsOn: "2025-12-01" })] });
      const year = [...shifts(of, at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"))].slice(1, -1);
      assert.ok(year.length >= 364);
      const lengths = new Set<number>();
      for (const [index, shift] of year.entries()) {
        const { hour, minute } = wallClock(shift.from, zone);
        assert.deepEqual([hour, minute], [8, 0]);
        assert.equal(shift.on.length, 1);
        assert.notEqual(shift.on[0]?.person, year[index + 1]?.on[0]?.person);
        lengths.add((shift.until - shift.from) / HOUR);
      }
      assert.deepEqual(lengths, new Set([24, shortest, longest]));
    });
  }
  for (const { zone, spring, autumn } of zones) {
    it(`covers every instant with a handover at 02:30 across both changes in ${zone}`, () => {
      const of = schedule({ timeZone: zone, rotations: [daily({ startsOn: "2025-12-01", handoverAt: "02:30" })] });
      for (const day of [spring, autumn]) {
        const from = at(`${day}T00:00:00Z`) - 48 * HOUR;
        const list = [...shifts(of, from, from + 96 * HOUR)];
        assert.deepEqual(
          list.slice(1).map((shift, index) => shift.from - (list[index]?.until ?? 0)),
          list.slice(1).map(() => 0),
        );
        assert.ok(list.length === 5 || list.length === 6, `${list.length} shifts`);
        for (const shift of list) assert.equal(shift.on.length, 1);
      }
    });
  }

  it("hands over at 08:00 and 20:00 all year when it rotates every 12 hours", () => {
    const of = schedule({ rotations: [daily({ every: { unit: "hour", count: 12 } })] });
    const hours = [...shifts(of, at("2026-03-27T08:00:00Z"), at("2026-03-31T08:00:00Z"))]
      .slice(1)
      .map((shift) => wallClock(shift.from, "Europe/Berlin").hour);
    assert.deepEqual(hours, [20, 8, 20, 8, 20, 8, 20, 8]);
  });

  it("rotates by the hour through the hour that is skipped and the one that comes twice", () => {
    const of = schedule({
      rotations: [daily({ members: ["a", "b", "c"], every: { unit: "hour", count: 1 }, handoverAt: "00:00" })],
    });
    for (const day of ["2026-03-29", "2026-10-25"]) {
      const list = [...shifts(of, at(`${day}T00:00:00+00:00`) - 4 * HOUR, at(`${day}T06:00:00Z`))];
      for (const shift of list) assert.equal(shift.on.length, 1);
      assert.deepEqual(new Set(list.map((shift) => wallClock(shift.from, "Europe/Berlin").minute)), new Set([0]));
    }
    const twice = [...shifts(of, at("2026-10-25T00:00:00Z"), at("2026-10-25T02:00:00Z"))];
    assert.deepEqual(
      twice.map((shift) => shift.until - shift.from),
      [2 * HOUR],
    );
  });

  const table: { says: string; of: object; when: string; who: string[] }[] = [
    {
      says: "the first member begins on startsOn",
      of: { rotations: [daily()] },
      when: "2026-03-01T08:00:00+01:00",
      who: ["anna"],
    },
    { says: "nobody before that", of: { rotations: [daily()] }, when: "2026-03-01T07:59:59+01:00", who: [] },
    {
      says: "the second on the next day",
      of: { rotations: [daily()] },
      when: "2026-03-02T08:00:00+01:00",
      who: ["bob"],
    },
    {
      says: "every two weeks",
      of: { rotations: [daily({ every: { unit: "week", count: 2 } })] },
      when: "2026-03-30T07:59:00+02:00",
      who: ["anna"],
    },
    {
      says: "all rotations together, each person once",
      of: { rotations: [daily(), daily({ id: "s", members: ["carl"] }), daily({ id: "t", members: ["anna"] })] },
      when: "2026-03-01T12:00:00+01:00",
      who: ["anna", "carl"],
    },
    {
      says: "inside the windows only",
      of: { rotations: [daily({ windows: [{ days: ["mon"], from: "22:00", to: "06:00" }] })] },
      when: "2026-03-03T05:59:00+01:00",
      who: ["bob"],
    },
    {
      says: "nobody outside the windows",
      of: { rotations: [daily({ windows: [{ days: ["mon"], from: "22:00", to: "06:00" }] })] },
      when: "2026-03-03T06:00:00+01:00",
      who: [],
    },
    {
      says: "an override takes the place of one",
      of: {
        rotations: [daily(), daily({ id: "s", members: ["carl"] })],
        overrides: [{ from: "2026-03-01T10:00", to: "2026-03-01T14:00", person: "dora", replaces: "anna" }],
      },
      when: "2026-03-01T10:00:00+01:00",
      who: ["carl", "dora"],
    },
    {
      says: "an override ends at its end",
      of: {
        rotations: [daily()],
        overrides: [{ from: "2026-03-01T10:00", to: "2026-03-01T14:00", person: "dora", replaces: "anna" }],
      },
      when: "2026-03-01T14:00:00+01:00",
      who: ["anna"],
    },
    {
      says: "an override of somebody who is off does nothing",
      of: {
        rotations: [daily()],
        overrides: [{ from: "2026-03-01T10:00", to: "2026-03-01T14:00", person: "dora", replaces: "bob" }],
      },
      when: "2026-03-01T12:00:00+01:00",
      who: ["anna"],
    },
    {
      says: "an override without `replaces` replaces everybody",
      of: {
        rotations: [daily(), daily({ id: "s", members: ["carl"] })],
        overrides: [{ from: "2026-03-01T10:00", to: "2026-03-01T14:00", person: "dora" }],
      },
      when: "2026-03-01T12:00:00+01:00",
      who: ["dora"],
    },
    {
      says: "an override without a person leaves a gap",
      of: {
        rotations: [daily()],
        overrides: [{ from: "2026-03-01T10:00", to: "2026-03-01T14:00", replaces: "anna" }],
      },
      when: "2026-03-01T12:00:00+01:00",
      who: [],
    },
    {
      says: "a swap of a swap: overrides apply in order",
      of: {
        rotations: [daily()],
        overrides: [
          { from: "2026-03-01T10:00", to: "2026-03-01T14:00", person: "bob", replaces: "anna" },
          { from: "2026-03-01T12:00", to: "2026-03-01T13:00", person: "carl", replaces: "bob" },
        ],
      },
      when: "2026-03-01T12:30:00+01:00",
      who: ["carl"],
    },
    {
      says: "a holiday's persons instead of the rotations",
      of: {
        rotations: [daily()],
        holidays: [{ date: "2026-03-02", name: "Founder's day", persons: ["carl", "dora"] }],
      },
      when: "2026-03-02T00:00:00+01:00",
      who: ["carl", "dora"],
    },
    {
      says: "the rotations again at midnight after the holiday",
      of: { rotations: [daily()], holidays: [{ date: "2026-03-02", name: "Founder's day", persons: ["carl"] }] },
      when: "2026-03-03T00:00:00+01:00",
      who: ["bob"],
    },
  ];
  for (const { says, of, when, who } of table) it(says, () => assert.deepEqual(names(schedule(of), when), who));

  it("says until when and why", () => {
    const of = schedule({ rotations: [daily({ members: ["anna", "anna", "bob"] })] });
    assert.deepEqual(onDuty(of, at("2026-03-01T12:00:00+01:00")), [
      { person: "anna", until: at("2026-03-03T08:00:00+01:00"), because: "on duty in Night shift" },
    ]);
    assert.equal(
      onDuty(schedule({ rotations: [daily({ members: ["anna"] })] }), at("2026-03-01T12:00:00Z"))[0]?.until,
      Infinity,
    );
  });

  it("says who comes next, also after a gap", () => {
    assert.deepEqual(nextOnDuty(schedule({ rotations: [daily()] }), at("2026-03-01T12:00:00+01:00")), [
      { person: "bob", from: at("2026-03-02T08:00:00+01:00") },
    ]);
    const office = schedule({
      rotations: [daily({ members: ["anna"], windows: [{ days: ["mon"], from: "08:00", to: "16:00" }] })],
    });
    assert.deepEqual(nextOnDuty(office, at("2026-03-02T12:00:00+01:00")), [
      { person: "anna", from: at("2026-03-09T08:00:00+01:00") },
    ]);
    assert.deepEqual(nextOnDuty(schedule({}), at("2026-03-02T12:00:00+01:00")), []);
  });

  it("finds the stretches in which nobody is on duty, each as a whole", () => {
    const of = schedule({
      rotations: [daily({ windows: [{ from: "18:00", to: "08:00" }] })],
      overrides: [{ from: "2026-03-30T18:00", to: "2026-03-31T08:00" }],
    });
    const iso = coverageGaps(of, at("2026-03-29T12:00:00+02:00"), at("2026-04-01T00:00:00+02:00")).map((gap) =>
      [gap.from, gap.to].map((edge) => new Date(edge).toISOString()),
    );
    assert.deepEqual(iso, [
      ["2026-03-29T10:00:00.000Z", "2026-03-29T16:00:00.000Z"],
      ["2026-03-30T06:00:00.000Z", "2026-03-31T16:00:00.000Z"],
    ]);
    const empty = coverageGaps(schedule({}), 0, 10);
    assert.deepEqual(empty, [{ from: 0, to: 10 }]);
  });
});
