import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accessReview, reviewCsv, rightUsed } from "./access-review.ts";
import type { Operator } from "./operators.ts";
import { effectiveRights } from "./permissions.ts";
import { SHIPPED } from "./shipped-roles.ts";

const DAY = 86_400_000;
const NOW = 1000 * DAY;
const roleRights = (role: string) => SHIPPED[role as keyof typeof SHIPPED];

const ANNA: Operator = {
  id: "anna.keller",
  name: "=Anna, Keller",
  person: null,
  roles: [
    { role: "operator", partitions: ["north"], since: 100 * DAY, by: "operator:ben.frank" },
    { role: "engineer", partitions: ["south"], since: 990 * DAY, by: "operator:ben.frank" },
  ],
  disabledAt: null,
  createdAt: 100 * DAY,
  enabledAt: null,
  signedInAt: 999 * DAY,
};

const lines = accessReview({
  operators: [ANNA],
  tokens: [],
  rightsOf: ({ roles }) => effectiveRights(roles, roleRights),
  tokenRights: () => new Map(),
  uses: [
    { actor: "operator:anna.keller", action: "alarm.acknowledge", object: "alarm", at: 950 * DAY },
    { actor: "operator:anna.keller", action: "alarm.acknowledged", object: "alarm", at: 940 * DAY },
    { actor: "operator:anna.keller", action: "alarm.comment", object: "alarm", at: 800 * DAY },
    { actor: "operator:ben.frank", action: "alarm.reset", object: "alarm", at: 999 * DAY },
  ],
  unusedBefore: NOW - 90 * DAY,
});
const of = (right: string) => lines.find((line) => line.right === right);

describe("the access review", () => {
  it("N-076 marks rights that nobody has used for the days, and not those that are younger", () => {
    assert.deepEqual(
      ["alarms:acknowledge", "alarms:comment", "alarms:reset", "site:write", "alarms:read"].map((right) => [
        right,
        of(right)?.lastUsed,
        of(right)?.unused,
      ]),
      [
        ["alarms:acknowledge", 950 * DAY, false],
        ["alarms:comment", 800 * DAY, true],
        ["alarms:reset", null, false], // since the engineer's role, ten days ago
        ["site:write", null, false],
        ["alarms:read", undefined, false],
      ],
    );
  });

  it("says where each right holds and under which condition", () => {
    assert.deepEqual(of("alarms:acknowledge")?.partitions, ["north", "south"]);
    assert.deepEqual(of("site:write")?.partitions, ["south"]);
    assert.equal(of("alarms:shelve")?.only, null);
  });

  for (const [action, object, right] of [
    ["site.changed", "person", "persons:write"],
    ["site.changed", "source", "site:write"],
    ["operator.roles-changed", "operator", "operators:write"],
    ["operator.signed-in", "operator", null],
    ["token.created", "token", "tokens:write"],
    ["alarm.raised", "alarm", null],
  ] as const) {
    it(`takes ${action} of a ${object} for ${right ?? "no right"}`, () => {
      assert.equal(rightUsed({ action, object }), right);
    });
  }

  it("writes CSV in which no cell is a formula", () => {
    const [header, first] = reviewCsv(lines).split("\r\n");
    assert.equal(header, "who,name,state,roles,since,lastSignIn,right,verb,object,partitions,only,lastUsed,unused");
    assert.ok(first?.startsWith(`operator:anna.keller,"'=Anna, Keller",may sign in,operator engineer,`), first);
    assert.ok(first?.includes(",alarms:read,see,alarm,north south,,not recorded,false"), first);
  });
});
