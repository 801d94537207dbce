import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isManned, leftUnmanned, placesText, type WatchedPlace, type Watcher } from "./manning.ts";

const gate: WatchedPlace = { kind: "workstation", id: "gate", name: "Gate", graceMs: 10_000 };
const east: WatchedPlace = { kind: "partition", id: "east", name: "East", graceMs: 10_000 };
const atGate: Watcher = { session: "a", workstation: "gate", partitions: ["east"] };
const elsewhere: Watcher = { session: "b", workstation: null, partitions: null };
const inWest: Watcher = { session: "c", workstation: "office", partitions: ["west"] };

describe("what must be manned", () => {
  for (const [what, place, watchers, manned] of [
    ["a workstation without anybody", gate, [], false],
    ["a workstation with somebody elsewhere", gate, [elsewhere, inWest], false],
    ["a workstation with somebody at it", gate, [atGate], true],
    ["a partition with somebody of another one", east, [inWest], false],
    ["a partition with somebody of it", east, [atGate], true],
    ["a partition with somebody of all", east, [elsewhere], true],
  ] as const) {
    it(`${what}: ${manned ? "manned" : "not manned"}`, () => assert.equal(isManned(place, watchers), manned));
  }

  it("tells the last one what is left alone, and nobody else", () => {
    assert.deepEqual(leftUnmanned([gate, east], [atGate, elsewhere], "a"), [gate]);
    assert.deepEqual(leftUnmanned([gate, east], [atGate], "a"), [gate, east]);
    assert.deepEqual(leftUnmanned([gate, east], [atGate, elsewhere], "b"), []);
    assert.deepEqual(leftUnmanned([gate, east], [], "a"), [], "what was alone before is not left by anybody");
    assert.equal(placesText([gate, east]), "the workstation Gate and the partition East");
  });
});
