import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Suppression } from "#site/suppression.ts";
import { newAlarm } from "./life-cycle.ts";
import { type CauseContext, causeHolds, hidesAlarm, nextChange, preview, reasonsFor, selects } from "./suppress.ts";

const ALARM = newAlarm({
  id: 1,
  source: "plc-1",
  point: "boiler.temperature",
  condition: "high",
  partition: "site",
  category: "technical",
  priority: "high",
  tags: ["boiler", "north"],
  text: "Boiler too hot",
  now: 0,
});
const rule = (what: object) =>
  Suppression.parse({ id: "r", name: "R", cause: { mode: true }, hides: { tags: ["boiler"] }, ...what });
const at = (text: string, active: string[] = []): CauseContext => ({
  now: Date.parse(`${text}Z`),
  alarmActive: ({ source, point, condition }) => active.includes(`${source}/${point} ${condition}`),
});
const NIGHT = { calendar: { timeZone: "Europe/Berlin", windows: [{ from: "22:00", to: "06:00" }] } };
const FIRST_OUT = { alarm: { source: "plc-1", point: "pump", condition: "failed" } };

describe("what a suppression selects", () => {
  const CASES: [hides: object, selected: boolean][] = [
    [{}, false],
    [{ sources: ["plc-1"] }, true],
    [{ sources: ["plc-2"] }, false],
    [{ points: ["plc-1/boiler.temperature"] }, true],
    [{ points: ["plc-1/boiler.*"] }, true],
    [{ points: ["plc-1/boiler"] }, false],
    [{ points: ["boiler.*"] }, false],
    [{ tags: ["south", "north"] }, true],
    [{ tags: ["south"] }, false],
    [{ categories: ["technical", "water"] }, true],
    [{ sources: ["plc-1"], tags: ["south"] }, false],
    [{ sources: ["plc-1"], points: ["plc-1/*"], tags: ["north"], categories: ["technical"] }, true],
  ];
  for (const [hides, selected] of CASES) {
    it(`${JSON.stringify(hides)}: ${selected}`, () => assert.equal(selects(rule({ hides }).hides, ALARM), selected));
  }

  it("leaves life-safety alone unless told otherwise", () => {
    const fire = { ...ALARM, priority: "life-safety" as const };
    assert.equal(hidesAlarm(rule({}), fire), false);
    assert.equal(hidesAlarm(rule({ lifeSafetyToo: true }), fire), true);
  });

  it("does not hide the alarm that is its cause", () => {
    const pump = { ...ALARM, point: "pump", condition: "failed" };
    assert.equal(hidesAlarm(rule({ cause: FIRST_OUT }), pump), false);
    assert.equal(hidesAlarm(rule({ cause: FIRST_OUT }), ALARM), true);
  });
});

describe("the cause of a suppression", () => {
  const CASES: [what: string, cause: object, context: CauseContext, holds: boolean][] = [
    ["mode on", { mode: true }, at("2026-06-01T12:00"), true],
    ["mode off", { mode: false }, at("2026-06-01T12:00"), false],
    ["the first alarm stands", FIRST_OUT, at("2026-06-01T12:00", ["plc-1/pump failed"]), true],
    ["the first alarm has gone", FIRST_OUT, at("2026-06-01T12:00"), false],
    ["before the night", NIGHT, at("2026-06-01T19:59"), false],
    ["in the night", NIGHT, at("2026-06-01T20:00"), true],
    ["after the night", NIGHT, at("2026-06-02T04:00"), false],
  ];
  for (const [what, cause, context, holds] of CASES) {
    it(what, () => assert.equal(causeHolds(rule({ cause }).cause, context), holds));
  }

  it("changes next at a border of the earliest calendar that is enabled", () => {
    const noon = { calendar: { timeZone: "UTC", windows: [{ from: "11:00", to: "12:00" }] } };
    const rules = [rule({ cause: NIGHT }), rule({ id: "noon", cause: noon }), rule({ id: "mode" })];
    const now = Date.parse("2026-06-01T10:00Z");
    assert.equal(nextChange(rules, now), Date.parse("2026-06-01T11:00Z"));
    assert.equal(
      nextChange([rule({ cause: NIGHT }), rule({ cause: noon, enabled: false })], now),
      Date.parse("2026-06-01T20:00Z"),
    );
    assert.equal(nextChange([rule({})], now), null);
  });
});

describe("rules together", () => {
  const rules = [rule({ id: "mode" }), rule({ id: "night", cause: NIGHT }), rule({ id: "off", enabled: false })];

  it("name every reason that holds", () => {
    assert.deepEqual(reasonsFor(rules, ALARM, at("2026-06-01T12:00")), ["rule:mode"]);
    assert.deepEqual(reasonsFor(rules, ALARM, at("2026-06-01T23:00")), ["rule:mode", "rule:night"]);
  });

  it("show beforehand what they would hide", () => {
    const shown = preview(rules, [ALARM, { ...ALARM, id: 2, tags: [] }], at("2026-06-01T12:00"));
    assert.deepEqual(
      shown.map((one) => `${one.rule} ${one.holds} ${one.alarms.map((alarm) => alarm.id).join()}`),
      ["mode true 1", "night false 1", "off false 1"],
    );
  });
});
