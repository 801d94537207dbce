import assert from "node:assert/strict";
import { it } from "node:test";
import { freeId } from "./naming.ts";

const CASES = [
  ["Boiler house", "boiler-house"],
  ["Große Häuser / 2", "grosse-hauser-2"],
  ["  <script>  ", "script"],
  ["機械室", "place"],
  ["hall", "hall-3"],
  ["x".repeat(200), "x".repeat(50)],
] as const;

for (const [name, expected] of CASES) {
  it(`makes an id of '${name.slice(0, 20)}'`, () => {
    assert.equal(freeId(name, [{ id: "hall" }, { id: "hall-2" }]), expected);
  });
}
