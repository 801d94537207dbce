import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { REPEAT_MS, Recent } from "./recent.ts";

describe("what was reported recently", () => {
  it("is remembered for two minutes and not longer", () => {
    const recent = new Recent();
    recent.add("panel\n1234/0001", 1_000_000);
    const ages = [0, REPEAT_MS - 1, REPEAT_MS];
    assert.deepEqual(
      ages.map((age) => recent.has("panel\n1234/0001", 1_000_000 + age)),
      [true, true, false],
    );
  });

  it("is remembered whole however the generations turn", () => {
    const recent = new Recent();
    for (let at = 0; at < 10 * REPEAT_MS; at += 1000) {
      recent.add(`key ${at}`, at);
      for (let back = 0; back < REPEAT_MS && back <= at; back += 1000) assert(recent.has(`key ${at - back}`, at));
    }
  });

  it("stays bounded in a flood, and keeps the newest", () => {
    const recent = new Recent();
    for (let n = 0; n < 600_000; n++) recent.add(`key ${n}`, 1);
    assert.equal(recent.has("key 599999", 1), true);
    assert.equal(recent.has("key 350001", 1), true);
    assert.equal(recent.has("key 0", 1), false);
  });
});
