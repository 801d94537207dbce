import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CATEGORIES, EVENT_KINDS, PRIORITIES, QUALITIES } from "#events/event.ts";
import { EventsBody } from "./report-schema.ts";
import { checkEvents } from "./report-validator.ts";

const GOOD = { point: "zone/1", kind: "raise", category: "fire", condition: "fire", raw: "BA" };
const withField = (field: string, value: unknown) => ({ source: "web", events: [{ ...GOOD, [field]: value }] });
const without = (field: string) => {
  const { [field as keyof typeof GOOD]: _, ...rest } = GOOD;
  return { source: "web", events: [rest] };
};

const VALUES: readonly unknown[] = [
  "",
  "a",
  "x".repeat(60),
  "x".repeat(61),
  "x".repeat(200),
  "x".repeat(201),
  "x".repeat(500),
  "x".repeat(501),
  "x".repeat(4096),
  "x".repeat(4097),
  0,
  -1,
  1.5,
  1e300,
  Number.MAX_SAFE_INTEGER + 1,
  8.64e15,
  8.64e15 + 2,
  true,
  false,
  null,
  [],
  {},
  [{}],
  [{ point: "a*", conditions: ["fire"] }],
  [{ point: "a*", conditions: ["fire"], more: 1 }],
  [{ point: "a" }],
  [{ point: 1, conditions: [] }],
  [{ point: "a", conditions: [1] }],
  [{ point: "x".repeat(201), conditions: [] }],
  Array.from({ length: 21 }, () => ({ point: "a", conditions: [] })),
  [{ point: "a", conditions: Array(51).fill("a") }],
  "raise",
  "fire",
  "life-safety",
  "good",
  "toString",
  "__proto__",
  "constructor",
];
const FIELDS =
  "point kind category condition at priority code text value quality alsoClears dedupeKey silent foundActive raw unknown constructor toString".split(
    " ",
  );

describe("the check of reported events", () => {
  const bodies: unknown[] = [
    ...FIELDS.flatMap((field) => VALUES.map((value) => withField(field, value))),
    ...Object.keys(GOOD).map(without),
    ...EVENT_KINDS.map((kind) => withField("kind", kind)),
    ...CATEGORIES.map((category) => withField("category", category)),
    ...PRIORITIES.map((priority) => withField("priority", priority)),
    ...QUALITIES.map((quality) => withField("quality", quality)),
    null,
    7,
    "text",
    [],
    {},
    { source: "web" },
    { events: [GOOD] },
    { source: "", events: [GOOD] },
    { source: "web", events: [] },
    { source: "web", events: {} },
    { source: "web", events: [GOOD], more: 1 },
    { source: "web", events: [null] },
    { source: "web", events: [[]] },
    { source: 7, events: [GOOD] },
    { source: "web", events: Array(1000).fill(GOOD) },
    { source: "web", events: Array(1001).fill(GOOD) },
    JSON.parse(
      '{"source":"web","events":[{"point":"p","kind":"note","category":"other","condition":"","__proto__":1}]}',
    ),
  ];

  it(`judges ${bodies.length} bodies as the schema does`, () => {
    let good = 0;
    for (const body of bodies) {
      const said = JSON.stringify(body)?.slice(0, 200);
      const bySchema = EventsBody.safeParse(structuredClone(body));
      const byHand = checkEvents(body);
      assert.equal(byHand === null, bySchema.success, `${said}: ${byHand?.message}`);
      if (byHand === null) good++;
      else {
        const place = bySchema.error?.issues[0];
        assert.deepEqual(
          byHand.path.slice(0, 2),
          [...(place?.path ?? []), ...(place?.code === "unrecognized_keys" ? place.keys : [])].slice(0, 2),
          said,
        );
      }
    }
    assert.ok(good > 50 && good < bodies.length / 2, `${good}`);
  });

  it("fills in what a report may leave out", () => {
    const body = { source: "web", events: [{ point: "p", kind: "note", category: "other", condition: "" }] };
    assert.equal(checkEvents(body), null);
    assert.deepEqual(body.events[0], { point: "p", kind: "note", category: "other", condition: "", raw: "" });
  });

  it("says where, what was expected and what was found", () => {
    assert.equal(
      checkEvents(withField("kind", "explode"))?.message,
      `events[0].kind: expected one of ${EVENT_KINDS.join(", ")}, found "explode"`,
    );
  });
});
