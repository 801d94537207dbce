import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PLAIN, readLook, schemeAt } from "./look.ts";

describe("the look of a screen", () => {
  for (const [what, kept] of [
    ["nothing", null],
    ["no JSON", "{night"],
    ["null", "null"],
    ["a list", "[1,2]"],
    ["unknown words", '{"scheme":"pink","contrast":1,"text":null,"motion":{},"nightFrom":"25:00","nightTo":"6"}'],
  ] as const) {
    it(`is plain where ${what} was kept`, () => assert.deepEqual(readLook(kept), PLAIN));
  }

  it("is as it was chosen, part by part", () => {
    const look = { ...PLAIN, scheme: "hours", text: "largest", nightFrom: "22:30" } as const;
    assert.deepEqual(readLook(JSON.stringify({ ...look, contrast: "less" })), look);
  });

  for (const [scheme, from, to, at, shown] of [
    ["system", "20:00", "06:00", "23:00", null],
    ["day", "20:00", "06:00", "23:00", "light"],
    ["night", "20:00", "06:00", "12:00", "dark"],
    ["hours", "20:00", "06:00", "19:59", "light"],
    ["hours", "20:00", "06:00", "20:00", "dark"],
    ["hours", "20:00", "06:00", "05:59", "dark"],
    ["hours", "20:00", "06:00", "06:00", "light"],
    ["hours", "01:00", "05:00", "00:59", "light"],
    ["hours", "01:00", "05:00", "03:00", "dark"],
    ["hours", "06:00", "06:00", "06:00", "light"],
  ] as const) {
    it(`${scheme}, night from ${from} to ${to}, is ${shown ?? "the machine's"} at ${at}`, () =>
      assert.equal(schemeAt({ ...PLAIN, scheme, nightFrom: from, nightTo: to }, at), shown));
  }
});
