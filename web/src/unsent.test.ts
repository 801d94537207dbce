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

test("what a form asks about when it is left: what was typed and not sent, and not what was typed back", () => {
  const unsent = new Unsent();
  let typed: unknown;
  unsent.follow("policy night", () => typed);
  assert.equal(unsent.losesAny(), false);
  typed = { name: "Half" };
  assert.equal(unsent.losesAny(), true);
  assert.equal(unsent.losesAny(unsent.places), false, "a dialog over it is left without it");
  unsent.settled("policy night");
  assert.equal(unsent.losesAny(), false, "it was saved");
  typed = { name: "Half a" };
  assert.equal(unsent.losesAny(), true, "and something was typed since");
});

test("what waits for another person's approval was sent, but no comment beside it", () => {
  const unsent = new Unsent();
  unsent.follow("sign-in rules", () => "changed");
  const leave = unsent.follow("conversation 1", () => "half", "keeps");
  unsent.sent();
  assert.equal(unsent.losesAny(), false);
  leave();
  assert.equal(unsent.of("conversation 1"), "half");
});

test("a comment that was not sent waits for who comes back to it, until it is sent or its place is gone", () => {
  const unsent = new Unsent();
  const leave = unsent.follow("conversation 1", () => "half", "keeps");
  assert.deepEqual([unsent.losesAny(), unsent.losesWithPage], [false, true], "only the page could lose it");
  leave();
  assert.equal(unsent.of("conversation 1"), "half");
  unsent.forget("conversation 1");
  assert.deepEqual([unsent.some, unsent.losesWithPage], [false, false]);
  const again = unsent.follow("conversation 1", () => "sent", "keeps");
  unsent.settled("conversation 1");
  again();
  assert.equal(unsent.some, false);
});

test("where a form is open that asks, whoever goes elsewhere is held up for a moment; where there is none, nobody is", () => {
  const unsent = new Unsent();
  const told: boolean[] = [];
  unsent.subscribe(() => told.push(unsent.snapshot()));
  const comment = unsent.follow("conversation 1", () => "half", "keeps");
  const first = unsent.follow("policy night", () => undefined);
  const second = unsent.follow("view new", () => undefined);
  first();
  comment();
  second();
  unsent.follow("policy night", () => "half");
  unsent.abandon();
  assert.deepEqual(told, [true, false, true, false]);
  assert.equal(unsent.losesWithPage, false);
});
