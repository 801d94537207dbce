import assert from "node:assert/strict";
import { test } from "node:test";
import { sameNumber } from "./telephone-number.ts";

test("whose telephone it is", () => {
  const table: readonly (readonly [string, string, boolean])[] = [
    ["+4930123456", "030123456", true],
    ["+4930123456", "004930123456", true],
    ["4711", "4711", true],
    ["4711", "94711", false],
    ["+4930123456", "123456", false],
    ["sip:anna@pbx.example", "anna", true],
    ["sip:anna@pbx.example", "ben", false],
    ["4711", "", false],
    ["", "", false],
  ];
  for (const [address, from, expected] of table)
    assert.equal(sameNumber(address, from), expected, `${address} ${from}`);
});
