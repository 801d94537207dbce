import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Route } from "#site/policy.ts";
import type { AlarmFacts } from "./callout.ts";
import { route } from "./route.ts";

const facts: AlarmFacts = {
  source: "plc-1",
  point: "boiler.temperature",
  partition: "plant",
  category: "technical",
  priority: "high",
  tags: ["boiler", "north"],
};
const routes = (...list: object[]) =>
  list.map((one, index) => Route.parse({ id: `r${index}`, order: index, policy: `p${index}`, ...one }));
const byId = (_kind: string, id: string) => id;
const now = Date.parse("2026-03-02T12:00:00+01:00"); // a Monday
const office = { timeZone: "Europe/Berlin", windows: [{ days: ["mon"], from: "08:00", to: "16:00" }] };

describe("route", () => {
  const table: { says: string; of: object[]; policy: string | null; because: RegExp }[] = [
    {
      says: "a route without selectors takes everything",
      of: [{}],
      policy: "p0",
      because: /route r0 leads to policy p0/,
    },
    { says: "partition", of: [{ partitions: ["lab"] }, { partitions: ["plant"] }], policy: "p1", because: /r1/ },
    { says: "source", of: [{ sources: ["panel"] }, { sources: ["plc-1"] }], policy: "p1", because: /r1/ },
    { says: "category", of: [{ categories: ["fire"] }, { categories: ["technical"] }], policy: "p1", because: /r1/ },
    { says: "priority", of: [{ priorities: ["low"] }, { priorities: ["high", "low"] }], policy: "p1", because: /r1/ },
    { says: "any of the tags", of: [{ tags: ["south"] }, { tags: ["south", "north"] }], policy: "p1", because: /r1/ },
    { says: "all selectors together", of: [{ tags: ["north"], priorities: ["low"] }, {}], policy: "p1", because: /r1/ },
    { says: "order, not place in the list", of: [{ order: 5 }, { order: 3 }], policy: "p1", because: /r1/ },
    { says: "within its hours", of: [{ when: office }], policy: "p0", because: /r0/ },
    {
      says: "not outside its hours",
      of: [{ when: { ...office, windows: [{ from: "22:00", to: "06:00" }] } }, {}],
      policy: "p1",
      because: /r1/,
    },
    {
      says: "a route to nobody",
      of: [{ policy: null }, {}],
      policy: null,
      because: /route r0 says that nobody is told/,
    },
    {
      says: "no route fits",
      of: [{ sources: ["panel"] }],
      policy: null,
      because: /no route fits a high alarm of plc-1 in partition plant; add a route/,
    },
  ];
  for (const { says, of, policy, because } of table) {
    it(says, () => {
      const routed = route(routes(...of), facts, now, byId);
      assert.equal(routed.policy, policy);
      assert.match(routed.because, because);
    });
  }

  it("calls policies, sources and partitions by their names", () => {
    const called = (kind: string, id: string) => `${kind} of ${id}`;
    assert.match(route(routes({}), facts, now, called).because, /leads to policy policy of p0$/);
    assert.match(
      route([], facts, now, called).because,
      /no route fits a high alarm of source of plc-1 in partition partition of plant;/,
    );
  });

  it("says until when the answer holds", () => {
    assert.equal(route(routes({}), facts, now, byId).until, Infinity);
    assert.equal(route(routes({ when: office }), facts, now, byId).until, Date.parse("2026-03-02T16:00:00+01:00"));
    const later = { ...office, windows: [{ from: "22:00", to: "06:00" }] };
    assert.equal(route(routes({ when: later }, {}), facts, now, byId).until, Date.parse("2026-03-02T22:00:00+01:00"));
  });
});
