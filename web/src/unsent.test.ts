import assert from "node:assert/strict";
import { test } from "node:test";
import { Unsent } from "./unsent.ts";

test("what was being filled in is kept when somebody is interrupted, and is there once for the same person", () => {
  const unsent = new Unsent();
  unsent.belongsTo("anna");
  unsent.follow("area hall", () => "half a sentence");
  unsent.follow("area roof", () => undefined);
  assert.equal(unsent.some, false, "nobody was interrupted");
  unsent.interrupted();
  unsent.belongsTo("anna");
  assert.deepEqual([unsent.of("area hall"), unsent.of("area roof")], ["half a sentence", undefined]);
  unsent.follow("area hall", () => undefined);
  assert.equal(unsent.some, false, "it is in its form again");
});

test("a form that was sent or left leaves nothing behind, whenever its session ends", () => {
  const unsent = new Unsent();
  const leave = unsent.follow("area hall", () => "sent");
  const again = unsent.follow("area hall", () => "open in its place");
  leave();
  unsent.interrupted();
  assert.equal(unsent.of("area hall"), "open in its place");
  again();
  unsent.follow("area hall", () => undefined)();
  unsent.interrupted();
  assert.equal(unsent.some, false);
});

test("who signs in where another one was interrupted finds nothing of theirs", () => {
  const unsent = new Unsent();
  unsent.belongsTo("anna");
  unsent.follow("area hall", () => "Anna's");
  unsent.interrupted();
  unsent.belongsTo("bert");
  assert.equal(unsent.of("area hall"), undefined);
});

test("a second interruption, while nothing is open, forgets nothing", () => {
  const unsent = new Unsent();
  unsent.follow("area hall", () => "half a sentence")();
  const leave = unsent.follow("area hall", () => "half a sentence");
  unsent.interrupted();
  leave();
  unsent.interrupted();
  assert.equal(unsent.of("area hall"), "half a sentence");
});
