import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { KIND_NAMES, readDocument, type SiteDocument } from "#site/check.ts";
import type { SiteItem, SiteKind } from "#site/site.ts";
import { WantedSite } from "#site/wanted.ts";
import { reroutedBy, touchedBy, warningsOf } from "./touched.ts";

const EMPTY = { items: Object.fromEntries(KIND_NAMES.map((kind) => [kind, new Map()])) } as never;

function documents(list: readonly (readonly [kind: SiteKind, body: object])[]): WantedSite {
  const read = list.map(([kind, body]): SiteDocument => {
    const reading = readDocument(kind, body);
    assert.ok("document" in reading, JSON.stringify(reading));
    return reading.document;
  });
  return new WantedSite(EMPTY, read, []);
}

const CHAIN: readonly (readonly [SiteKind, object])[] = [
  ["channel", { id: "mail", name: "Mail", kind: "smtp" }],
  ["person", { id: "anna", name: "Anna", methods: [{ id: "mail", channel: "mail", address: "anna@example.org" }] }],
  ["team", { id: "night", name: "Night", members: ["anna"] }],
  ["policy", { id: "standard", name: "Standard", steps: [{ tell: [{ team: "night" }] }] }],
  ["route", { id: "all", order: 1, policy: "standard" }],
  ["source", { id: "boiler", name: "Boiler", driver: "http" }],
];
const route = (rest: Partial<SiteItem<"route">>) =>
  ["route", { id: "all", order: 1, policy: "standard", ...rest }] as const;

describe("what a change reaches", () => {
  it("a channel reaches the policies and routes by which its persons are told", () => {
    const reached = touchedBy([{ kind: "channel", id: "mail" }], documents(CHAIN));
    assert.deepEqual(
      reached.map(({ kind, id, through }) => `${kind} ${id} through ${through.kind} ${through.id}`),
      [
        "person anna through channel mail",
        "team night through person anna",
        "policy standard through team night",
        "route all through policy standard",
      ],
    );
  });

  it("a partition reaches nobody by itself: that is told by where alarms would go", () => {
    assert.deepEqual(
      touchedBy(
        [{ kind: "partition", id: "site" }],
        documents([...CHAIN.slice(0, 4), route({ partitions: ["site"] })]),
      ),
      [],
    );
  });

  it("a route that takes only the grave leaves the others without anybody", () => {
    const before = documents(CHAIN);
    const after = documents([
      ...CHAIN.filter(([kind]) => kind !== "route"),
      route({ priorities: ["life-safety", "critical"] }),
    ]);
    assert.deepEqual(reroutedBy([{ kind: "route", id: "all" }], before, after), [
      { source: "boiler", point: null, priorities: ["high", "medium", "low"], before: ["standard"], after: [] },
    ]);
  });

  it("the same route again changes nothing", () => {
    assert.deepEqual(reroutedBy([{ kind: "route", id: "all" }], documents(CHAIN), documents(CHAIN)), []);
  });
});

describe("what is allowed and seldom meant", () => {
  const point = { id: "boiler/t", source: "boiler", address: "t", name: "Temperature" };
  const high = { type: "high", limit: 80, priority: "high" };
  const table: {
    says: string;
    changed: [SiteKind, string];
    site: readonly (readonly [SiteKind, object])[];
    codes: string[];
  }[] = [
    { says: "a source that a route leads somewhere", changed: ["source", "boiler"], site: CHAIN, codes: [] },
    {
      says: "a source nobody is told about",
      changed: ["source", "boiler"],
      site: CHAIN.filter(([kind]) => kind !== "route"),
      codes: ["nobody-told"],
    },
    {
      says: "a source that is switched off",
      changed: ["source", "boiler"],
      site: [...CHAIN.slice(0, 5), ["source", { id: "boiler", name: "Boiler", driver: "http", enabled: false }]],
      codes: ["switched-off"],
    },
    {
      says: "a point without instructions",
      changed: ["point", "boiler/t"],
      site: [...CHAIN, ["point", point]],
      codes: ["no-instructions"],
    },
    {
      says: "a point with instructions whose priority no route takes",
      changed: ["point", "boiler/t"],
      site: [
        ...CHAIN.filter(([kind]) => kind !== "route"),
        route({ priorities: ["low"] }),
        ["point", { ...point, instructions: "Close the valve", conditions: [high] }],
      ],
      codes: ["nobody-told"],
    },
    {
      says: "a person without a contact method",
      changed: ["person", "bert"],
      site: [["person", { id: "bert", name: "Bert" }]],
      codes: ["nobody-reachable"],
    },
    {
      says: "an empty team",
      changed: ["team", "day"],
      site: [["team", { id: "day", name: "Day", members: [] }]],
      codes: ["nobody-reachable"],
    },
  ];
  for (const { says, changed, site, codes } of table) {
    it(says, () => {
      const [kind, id] = changed;
      assert.deepEqual(
        warningsOf([{ kind, id }], documents(site)).map(({ code }) => code),
        codes,
      );
    });
  }
});
