import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DOOR, register } from "../../../test/peers/modbus-stage.ts";
import modbusTcp from "./index.ts";
import { type Settings, tagsOf } from "./settings.ts";

describe("Modbus TCP settings", () => {
  for (const { what, settings, why } of [
    { what: "no tags", settings: { tags: [] }, why: /at least one value/ },
    { what: "two tags of one name", settings: { tags: [DOOR, DOOR] }, why: /"door" is taken by "Door"/ },
    {
      what: "an unknown tier",
      settings: { tags: [{ ...DOOR, tier: "hourly" }] },
      why: /one of fast, normal, slow, found hourly/,
    },
    { what: "a register read as a bit without saying which", settings: { tags: [{ ...DOOR, fc: 3 }] }, why: /0 to 15/ },
    {
      what: "a coil read as a number",
      settings: { tags: [{ ...DOOR, type: "u16" }] },
      why: /expected bit with function 1/,
    },
    {
      what: "an address beyond the end",
      settings: { tags: [register(65_535, { tier: undefined, type: "f32" })] },
      why: /0 to 65535 with zero-based/,
    },
    {
      what: "address 0 of a one-based table",
      settings: { addressing: "one-based", tags: [{ ...DOOR, address: 0 }] },
      why: /1 to 65536 with one-based/,
    },
    {
      what: "a table with a mistake",
      settings: { table: "name;unit;fc;address\nx;1;9;0" },
      why: /line 2, column fc: .*found 9/,
    },
  ]) {
    it(`are refused with ${what}`, () => {
      const checked = modbusTcp.settings.safeParse({ host: "plc", ...settings });
      assert.match(checked.error?.issues.map(({ message }) => message).join("; ") ?? "accepted", why);
    });
  }

  it("take a coil without a type for a bit, and a register for a number", () => {
    const { type: _, ...coil } = DOOR;
    const settings = modbusTcp.settings.parse({ host: "plc", tags: [coil, register(7)] }) as Settings;
    assert.deepEqual(
      tagsOf(settings).map(({ type, width }) => [type, width]),
      [
        ["bit", 1],
        ["u16", 1],
      ],
    );
  });

  it("let an alarm, a fault and a disablement share one point", () => {
    const tags = ["alarm", "fault", "disable"].map((kind, address) => ({ ...DOOR, kind, address }));
    assert.equal(modbusTcp.settings.safeParse({ host: "plc", tags }).success, true);
  });
});
