import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { about, alarmMeant, type Entry, fitting, placeOf, step } from "./entries.ts";

const entry = (label: string, hint?: string): Entry => ({
  key: label,
  group: "",
  label,
  act: () => {},
  ...(hint === undefined ? {} : { hint }),
});

describe("the command palette", () => {
  for (const [text, number] of [
    ["17", 17],
    [" #17 ", 17],
    ["acknowledge 17", 17],
    ["quittieren #4", 4],
    ["bestätigen 4", 4],
    ["pump 17 b", null],
    ["two words 17", null],
    ["", null],
    ["9999999999999999", null],
  ] as const) {
    it(`takes "${text}" for ${number === null ? "no alarm" : `alarm ${number}`}`, () =>
      assert.equal(alarmMeant(text), number));
  }

  it("finds lines by all of the words, those that begin so first", () => {
    const entries = [entry("Sign-in rules", "Security"), entry("People"), entry("Security of the page")];
    const labels = (text: string) => fitting(entries, text).map(({ label }) => label);
    assert.deepEqual(labels("security"), ["Security of the page", "Sign-in rules"]);
    assert.deepEqual(labels("SIGN secu"), ["Sign-in rules"]);
    assert.deepEqual(labels(""), ["Sign-in rules", "People", "Security of the page"]);
    assert.deepEqual(labels("nowhere"), []);
  });

  it("finds a page by what it is about, besides those that are called so", () => {
    const entries = [{ ...entry("Ports"), words: "whether the firewall agrees" }, entry("Rules of the firewall")];
    const labels = (found: readonly Entry[]) => found.map(({ label }) => label);
    assert.deepEqual(labels(fitting(entries, "firewall")), ["Rules of the firewall"]);
    assert.deepEqual(labels(about(entries, "Firewall")), ["Ports"]);
    assert.deepEqual(labels(about(entries, "ports firewall")), ["Ports"]);
    assert.deepEqual(labels(about(entries, "ports")), []);
  });

  for (const [at, key, count, to] of [
    [0, "ArrowDown", 3, 1],
    [2, "ArrowDown", 3, 0],
    [0, "ArrowUp", 3, 2],
    [1, "a", 3, 1],
    [0, "ArrowUp", 0, 0],
  ] as const) {
    it(`goes with ${key} from line ${at} of ${count} to ${to}`, () => assert.equal(step(at, key, count), to));
  }

  it("leads to what was found, whatever its id is made of", () => {
    assert.equal(placeOf({ kind: "alarm", id: "3" }), "/alarms/3");
    assert.equal(placeOf({ kind: "person", id: "a/b?c" }), "/people/a%2Fb%3Fc");
    assert.equal(placeOf({ kind: "point", id: "panel/1234/1 003" }), "/points/panel/1234%2F1%20003");
    assert.equal(
      placeOf({ kind: "suppression", id: "mains & boiler" }),
      "/documents?kind=suppression&id=mains+%26+boiler",
    );
    assert.equal(placeOf({ kind: "setting", id: "site" }), null);
  });
});
