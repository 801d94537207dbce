import assert from "node:assert/strict";
import { it } from "node:test";
import { choose } from "./language.ts";

for (const [wishes, chosen] of [
  [[], "en"],
  [[null, "de-AT", "en"], "de"],
  [["en", "de-DE"], "en"],
  [[null, "fr-FR", "de"], "de"],
  [["fr", "toString"], "en"],
] as const) {
  it(`speaks ${chosen} to whoever wishes ${wishes.join(", ") || "nothing"}`, () =>
    assert.equal(choose(wishes), chosen));
}
