import assert from "node:assert/strict";
import { it } from "node:test";
import { inWindows } from "#kernel/wall-clock.ts";
import type { Window } from "#site/times.ts";
import { dayPartsOf, hoursText } from "./working-hours.ts";

const OFFICE: Window = { days: ["mon", "tue", "wed", "thu", "fri"], from: "07:00", to: "18:00" };
const NIGHT: Window = { days: ["fri", "sun"], from: "22:00", to: "06:00" };

it("parts of days are what the windows of schedules are, over midnight and over the end of the week too", () => {
  const monday = Date.UTC(2026, 0, 5);
  for (const windows of [
    [OFFICE],
    [NIGHT],
    [OFFICE, NIGHT],
    [{ ...NIGHT, to: "00:00" }],
    [{ ...OFFICE, to: "07:00" }],
    [],
  ]) {
    const parts = dayPartsOf(windows);
    for (let quarter = 0; quarter < 7 * 96; quarter++) {
      const at = monday + quarter * 900_000;
      const [day, time] = [1 + Math.floor(quarter / 96), new Date(at).toISOString().slice(11, 16)];
      const isInside = parts.some((part) => part.day === day && time >= part.from && time < part.to);
      assert.equal(isInside, inWindows(windows, "UTC", at), `${JSON.stringify(windows)} on ${day} at ${time}`);
    }
  }
});

it("hours are said as people say them, following days together", () => {
  assert.equal(hoursText([OFFICE], "en-GB"), "Mon–Fri 07:00–18:00");
  assert.equal(hoursText([NIGHT, { ...OFFICE, days: ["sat"] }], "de-DE"), "Fr, So 22:00–06:00; Sa 07:00–18:00");
  assert.equal(hoursText([], "en-GB"), "");
});
