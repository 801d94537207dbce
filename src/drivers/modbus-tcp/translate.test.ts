import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { settings, type Tag, tagsOf } from "./settings.ts";
import { disown, forgetTold, NOTHING_TOLD, type TagMemory, translate } from "./translate.ts";

function tag(row: object): Tag {
  const one = { key: "boiler", name: "Boiler", unit: 3, fc: 3, address: 0, ...row };
  const [first] = tagsOf(settings.parse({ host: "plc", tags: [one] }));
  assert.ok(first);
  return first;
}
const ALARM = { type: "bit", bit: 0, kind: "alarm" };

/** What the tag says to these readings, one second apart: a value, `bad` and its reason, or `lost` for a new start. */
function said(row: object, readings: readonly (number | boolean | null | { bad: string } | "lost")[]): string[][] {
  let memory: TagMemory = NOTHING_TOLD;
  return readings.map((reading, second) => {
    if (reading === "lost") {
      memory = forgetTold(memory);
      return [];
    }
    const bad = typeof reading === "object" && reading !== null;
    const result = bad
      ? disown(tag(row), memory, reading.bad, "raw", second * 1000)
      : translate(tag(row), memory, reading, "raw", second * 1000);
    memory = result.memory;
    return result.reports.map(({ kind, condition, value, quality, foundActive }) =>
      [kind, condition, value, quality, foundActive ? "found" : ""]
        .filter((part) => part !== undefined && part !== "")
        .join(" "),
    );
  });
}

const QUIET: string[] = [];

describe("what a tag reports", () => {
  for (const { what, row, readings, expected } of [
    {
      what: "an alarm bit, by edges",
      row: ALARM,
      readings: [false, false, true, true, false],
      expected: [["clear alarm false good"], QUIET, ["raise alarm true"], QUIET, ["clear alarm false"]],
    },
    {
      what: "an alarm that was active before",
      row: ALARM,
      readings: [true, true],
      expected: [["raise alarm true good found"], QUIET],
    },
    {
      what: "after a loss everything once more",
      row: ALARM,
      readings: [true, "lost", true, "lost", false],
      expected: [
        ["raise alarm true good found"],
        QUIET,
        ["raise alarm true good found"],
        QUIET,
        ["clear alarm false good"],
      ],
    },
    {
      what: "a fault that is active when the bit is off",
      row: { ...ALARM, kind: "fault", activeValue: false },
      readings: [true, false],
      expected: [["clear fault true good"], ["raise fault false"]],
    },
    {
      what: "an alarm by the number of a state",
      row: { kind: "alarm", activeValue: 7 },
      readings: [1, 7, 8],
      expected: [["clear alarm 1 good"], ["raise alarm 7"], ["clear alarm 8"]],
    },
    {
      what: "a disablement",
      row: { ...ALARM, kind: "disable" },
      readings: [false, true, false],
      expected: [["uninhibit false good"], ["inhibit true"], ["uninhibit false"]],
    },
    {
      what: "a measurement beyond its deadband of what was told last",
      row: { deadband: 0.5 },
      readings: [20, 20.4, 20.5, 20.6, 20.2, 20.1],
      expected: [["value 20 good"], QUIET, QUIET, ["value 20.6"], QUIET, QUIET],
    },
    {
      what: "a slow drift all the same",
      row: { deadband: 1 },
      readings: [0, 0.6, 1.2],
      expected: [["value 0 good"], QUIET, ["value 1.2"]],
    },
    {
      what: "a state at every change",
      row: { kind: "state", deadband: 9 },
      readings: [1, 2, 2],
      expected: [["value 1 good"], ["value 2"], QUIET],
    },
    {
      what: "a value that must be told every 2 s",
      row: { reportEverySec: 2 },
      readings: [5, 5, 5, 5, 5],
      expected: [["value 5 good"], QUIET, ["value 5"], QUIET, ["value 5"]],
    },
    {
      what: "an alarm that must be told every 2 s, while it lasts",
      row: { ...ALARM, reportEverySec: 2 },
      readings: [false, true, true, true, false, false, false],
      expected: [
        ["clear alarm false good"],
        ["raise alarm true"],
        QUIET,
        ["present alarm true"],
        ["clear alarm false"],
        QUIET,
        QUIET,
      ],
    },
    {
      what: "that it is bad, once, and everything when it is good again",
      row: {},
      readings: [5, { bad: "no answer" }, { bad: "no answer" }, { bad: "device failure" }, 5],
      expected: [["value 5 good"], ["quality bad"], QUIET, QUIET, ["quality good", "value 5 good"]],
    },
    {
      what: "an alarm again after it was bad, not found active but raised",
      row: ALARM,
      readings: [false, { bad: "x" }, true, { bad: "x" }, true, { bad: "x" }, false],
      expected: [
        ["clear alarm false good"],
        ["quality bad"],
        ["quality good", "raise alarm true good"],
        ["quality bad"],
        ["quality good", "present alarm true good"],
        ["quality bad"],
        ["quality good", "clear alarm false good"],
      ],
    },
    {
      what: "registers that hold no number",
      row: { type: "f32" },
      readings: [null, null, 1],
      expected: [["quality bad"], QUIET, ["quality good", "value 1 good"]],
    },
  ] satisfies { what: string; row: object; readings: Parameters<typeof said>[1]; expected: string[][] }[]) {
    it(what, () => {
      assert.deepEqual(said(row, readings), expected);
    });
  }

  it("names its point by unit, and carries text, category, priority, time and evidence", () => {
    const full = tag({ ...ALARM, text: "Boiler too hot", category: "fire", priority: "critical" });
    const { reports } = translate(full, NOTHING_TOLD, true, "unit 3 function 3 address 0: 00 01", 1234);
    assert.deepEqual(reports, [
      {
        point: "unit-3/boiler",
        kind: "raise",
        condition: "alarm",
        category: "fire",
        priority: "critical",
        text: "Boiler too hot",
        value: true,
        quality: "good",
        foundActive: true,
        at: 1234,
        raw: "unit 3 function 3 address 0: 00 01",
      },
    ]);
  });

  it("says in words why it is bad", () => {
    const [report] = disown(tag({}), NOTHING_TOLD, "exception 02", "83 02", 0).reports;
    assert.equal(report?.text, "Boiler: exception 02");
  });
});
