import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_FILTER } from "./order.ts";
import { isSameLook, keptOf, type Look, lookOf, openingView, type View, viewIdOf, viewsFor } from "./view-look.ts";

const view = (facts: Partial<View>): View => ({
  id: "v",
  name: "V",
  roles: [],
  opens: false,
  order: 100,
  tab: "open",
  arrangement: "list",
  sort: "urgency",
  hides: [],
  filter: { text: "" },
  ...facts,
});
const ben = { id: "ben", roles: [{ role: "operator" }] };
const ids = (views: readonly View[]) => views.map(({ id }) => id);

const LOOKS: Look[] = [
  { tab: "open", arrangement: "list", sort: "urgency", hides: [], filter: NO_FILTER },
  {
    tab: "open",
    arrangement: "lanes",
    sort: "oldest",
    hides: ["value", "callout"],
    filter: { text: "-a b", priority: "high", state: "returned", source: "s", partition: "p", area: "x" },
  },
  { tab: "shelved", arrangement: "cause", sort: "point", hides: [], filter: { ...NO_FILTER, area: "x" } },
];
for (const look of LOOKS) {
  test(`what is kept of ${look.arrangement} is found again`, () => {
    const kept = keptOf(look);
    assert.deepEqual(lookOf(view(kept)), look);
    assert.ok(isSameLook(lookOf(view(kept)), look));
    assert.ok(!Object.values(kept.filter).some((chosen, place) => place > 0 && chosen === ""));
  });
}

test("a look differs by its tab, its arrangement, and each part of its filter", () => {
  const look: Look = { tab: "open", arrangement: "list", sort: "urgency", hides: ["value"], filter: NO_FILTER };
  assert.ok(!isSameLook(look, { ...look, sort: "newest" }));
  assert.ok(!isSameLook(look, { ...look, hides: ["area"] }));
  assert.ok(!isSameLook(look, { ...look, tab: "shelved" }));
  assert.ok(!isSameLook(look, { ...look, arrangement: "lanes" }));
  for (const field of Object.keys(NO_FILTER)) {
    assert.ok(!isSameLook(look, { ...look, filter: { ...NO_FILTER, [field]: "x" } }), field);
  }
});

test("somebody chooses among their own views and those for all or for one of their roles, in their order", () => {
  const views = [
    view({ id: "late", order: 200 }),
    view({ id: "for-auditors", roles: ["auditor"] }),
    view({ id: "for-operators", roles: ["operator", "auditor"], order: 1 }),
    view({ id: "anothers", owner: "anna" }),
    view({ id: "own", owner: "ben", roles: ["auditor"] }),
  ];
  const found = viewsFor(views, ben);
  assert.deepEqual(ids(found.own), ["own"]);
  assert.deepEqual(ids(found.site), ["for-operators", "late"]);
});

test("only a view of one's roles opens by itself, the first of them", () => {
  const views = [
    view({ id: "all", opens: true, order: 1 }),
    view({ id: "second", opens: true, roles: ["operator"], order: 3 }),
    view({ id: "first", opens: true, roles: ["operator"], order: 2 }),
    view({ id: "own", opens: true, owner: "ben", order: 0 }),
  ];
  assert.equal(openingView(views, ben)?.id, "first");
  assert.equal(openingView(views, { id: "eva", roles: [] }), undefined);
});

for (const [name, id] of [
  ["Night shift", "night-shift-7"],
  ["  Süd / 3. Stock!", "su-d-3-stock-7"],
  ["夜班 🌙", "view-7"],
  ["x".repeat(300), `${"x".repeat(40)}-7`],
] as const) {
  test(`a view called ${name.slice(0, 20)} can have the id ${id.slice(0, 20)}`, () => {
    assert.equal(viewIdOf(name, "7"), id);
    assert.match(id, /^[a-z0-9][a-z0-9._-]{0,62}$/);
  });
}
