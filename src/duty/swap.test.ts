import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { localInstant } from "#escalation/local-time.ts";
import { onDuty } from "#escalation/on-call.ts";
import { Schedule } from "#site/schedule.ts";
import { expiresAt, type Swap, stateOf, swapped, whyNotAccepted, whyNotOffered } from "./swap.ts";

const ZONE = "Europe/Berlin";
const at = (text: string) => localInstant(text, ZONE);
const NIGHT = Schedule.parse({
  id: "night",
  name: "Night",
  timeZone: ZONE,
  rotations: [
    { id: "r", members: ["anna", "ben"], startsOn: "2026-03-23", every: { unit: "week", count: 1 } },
    { id: "second", members: ["carl"], startsOn: "2026-03-23", every: { unit: "week", count: 1 } },
  ],
});
const NOW = at("2026-03-24T12:00");
const names = (person: string) => person.toUpperCase();
const wish = { giver: "anna", taker: "dora", from: at("2026-03-28T20:00"), to: at("2026-03-29T08:00") };
const swap = (rest: Partial<Swap> = {}): Swap => ({
  ...wish,
  id: "1",
  schedule: "night",
  note: "Wedding",
  offeredAt: NOW,
  expiresAt: expiresAt(wish, NOW),
  state: "offered",
  answeredAt: null,
  ...rest,
});

describe("a swap", () => {
  const refused: [string, Partial<Swap>, RegExp][] = [
    ["to oneself", { taker: "anna" }, /can't offer a shift to yourself/],
    ["that ends before it begins", { to: wish.from }, /ends before it begins/],
    ["of a span that has passed", { from: at("2026-03-23T09:00"), to: at("2026-03-23T10:00") }, /has passed/],
    ["of years ahead", { from: at("2029-03-23T09:00"), to: at("2029-03-23T10:00") }, /more than a year ahead/],
    ["of somebody else's shift", { giver: "ben" }, /BEN is not on duty in Night for all of that span/],
    ["beyond one's shift", { to: at("2026-03-30T08:01") }, /ANNA is not on duty in Night for all/],
    ["with somebody who is on duty", { taker: "carl" }, /CARL is on duty in Night within that span already/],
  ];
  for (const [what, change, why] of refused) {
    test(`is not offered ${what}`, () => {
      assert.match(whyNotOffered(NIGHT, { ...wish, ...change }, NOW, names) ?? "", why);
    });
  }

  test("over the night when the clocks change is offered, accepted, and put into the schedule as its clocks show it", () => {
    assert.equal(whyNotOffered(NIGHT, wish, NOW, names), null);
    assert.equal(whyNotAccepted(NIGHT, swap(), "dora", NOW, names), null);
    const after = swapped(NIGHT, swap(), NOW);
    assert.deepEqual(after.overrides, [
      {
        from: "2026-03-28T20:00:00",
        to: "2026-03-29T08:00:00",
        person: "dora",
        replaces: "anna",
        note: "swap: Wedding",
      },
    ]);
    const night = onDuty(after, at("2026-03-29T03:00"));
    assert.deepEqual(
      night.map(({ person, until }) => [person, until]),
      [
        ["carl", Infinity],
        ["dora", wish.to],
      ],
    );
  });

  test("under way is taken over from now on", () => {
    const late = at("2026-03-29T01:00");
    assert.equal(swapped(NIGHT, swap({ expiresAt: wish.to }), late).overrides[0]?.from, "2026-03-29T01:00:00");
  });

  const unacceptable: [string, Partial<Swap>, string, number, RegExp][] = [
    ["by another person", {}, "ben", NOW, /Only who was asked/],
    ["twice", { state: "accepted" }, "dora", NOW, /was accepted already/],
    ["once withdrawn", { state: "withdrawn" }, "dora", NOW, /was withdrawn already/],
    ["once the shift has begun", {}, "dora", wish.from, /has run out/],
  ];
  for (const [what, change, by, now, why] of unacceptable) {
    test(`is not accepted ${what}`, () => {
      assert.match(whyNotAccepted(NIGHT, swap(change), by, now, names) ?? "", why);
    });
  }

  test("is not accepted once the giver has lost the shift meanwhile, or the schedule is gone", () => {
    const lost = swapped(NIGHT, swap({ taker: "emil" }), NOW);
    assert.match(whyNotAccepted(lost, swap(), "dora", NOW, names) ?? "", /ANNA is not on duty/);
    assert.match(whyNotAccepted(undefined, swap(), "dora", NOW, names) ?? "", /does not exist any more/);
  });

  test("stands until its shift begins, a running one until its end, and a week at most", () => {
    assert.equal(expiresAt(wish, NOW), wish.from);
    assert.equal(expiresAt({ from: NOW - 1, to: NOW + 1000 }, NOW), NOW + 1000);
    assert.equal(expiresAt({ from: NOW + 30 * 86_400_000, to: Infinity }, NOW), NOW + 7 * 86_400_000);
    assert.equal(stateOf(swap(), wish.from - 1), "offered");
    assert.equal(stateOf(swap(), wish.from), "expired");
    assert.equal(stateOf(swap({ state: "declined" }), wish.to), "declined");
  });
});
