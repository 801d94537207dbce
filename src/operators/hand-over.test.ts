import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  couldWatch,
  type HandedPlace,
  type HandOver,
  type Reach,
  stateOf,
  watchedIn,
  whyNotAccepted,
  whyNotOffered,
} from "./hand-over.ts";

const MINUTE = 60_000;
const east: HandedPlace = { kind: "partition", id: "east", name: "East" };
const gate: HandedPlace = { kind: "workstation", id: "gate", name: "Gate" };
const offered: HandOver = {
  id: "1",
  from: "anna",
  to: "bert",
  session: "a",
  places: [east, gate],
  note: "",
  offeredAt: 0,
  state: "offered",
  answeredAt: null,
};

describe("a hand-over of the watch", () => {
  for (const [what, from, places, reach, why] of [
    ["to somebody of the partition", "anna", [east], ["east"], null],
    ["to somebody of all partitions", "anna", [east], null, null],
    ["of a workstation, to somebody of another partition", "anna", [gate], ["west"], null],
    ["to somebody of another partition", "anna", [east], ["west"], /may not answer alarms of the partition East/],
    ["to somebody who may not answer alarms, or isn't there", "anna", [gate], undefined, /'bert' may not answer/],
    ["to oneself", "bert", [east], null, /somebody else/],
    ["of nothing", "anna", [], null, /nothing to hand over/],
  ] as const satisfies readonly [string, string, readonly HandedPlace[], Reach, RegExp | null][]) {
    it(`${what}: ${why === null ? "offered" : "refused"}`, () => {
      const said = whyNotOffered({ from, to: "bert", places }, reach);
      if (why === null) assert.equal(said, null);
      else assert.match(said ?? "", why);
    });
  }

  for (const [what, by, state, watched, why] of [
    ["by whom it was offered to, who watches there", "bert", "offered", [gate, east], null],
    ["by somebody else", "carl", "offered", [gate, east], /Only 'bert'/],
    ["by who offered it", "anna", "offered", [gate, east], /Only 'bert'/],
    ["by somebody who doesn't watch yet", "bert", "offered", [east], /don't watch the workstation Gate yet/],
    ["once it has lapsed", "bert", "lapsed", [gate, east], /lapsed/],
    ["once more", "bert", "accepted", [gate, east], /accepted already/],
    ["after it was withdrawn", "bert", "withdrawn", [gate, east], /withdrawn already/],
    ["after it was declined", "bert", "declined", [gate, east], /declined already/],
  ] as const) {
    it(`accepted ${what}: ${why === null ? "taken over" : "refused"}`, () => {
      const said = whyNotAccepted(offered, by, state, watched);
      if (why === null) assert.equal(said, null);
      else assert.match(said ?? "", why);
    });
  }

  it("lapses after 30 minutes or with the giver's session, and once answered never", () => {
    assert.equal(stateOf(offered, true, 30 * MINUTE - 1), "offered");
    assert.equal(stateOf(offered, true, 30 * MINUTE), "lapsed");
    assert.equal(stateOf(offered, false, 0), "lapsed");
    assert.equal(stateOf({ ...offered, state: "accepted" }, false, 90 * MINUTE), "accepted");
  });

  it("is of what the giver's session watches, and no other", () => {
    const places = [east, gate].map((place) => ({ ...place, graceMs: 0 }));
    const atGate = { session: "a", workstation: "gate", partitions: ["west"] };
    const inEast = { session: "b", workstation: null, partitions: ["east"] };
    const names = (session: string) => watchedIn(places, [atGate, inEast], session).map(({ id }) => id);
    assert.deepEqual([names("a"), names("b"), names("c")], [["gate"], ["east"], []]);
    assert.equal(couldWatch([], undefined), false);
  });
});
