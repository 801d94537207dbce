import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { beyond, decide, effectiveRights, PERMISSIONS, type RoleRights, reachOf } from "./permissions.ts";
import { ROLES, SCOPE_RIGHTS, SHIPPED } from "./shipped-roles.ts";

const NO_SHELVING: RoleRights = { grants: [], denials: ["alarms:shelve"] };
const roleRights = (role: string) => (role === "no-shelving" ? NO_SHELVING : SHIPPED[role as keyof typeof SHIPPED]);
const rightsOf = (...roles: [role: string, ...partitions: string[]][]) =>
  effectiveRights(
    roles.map(([role, ...partitions]) => ({ role, partitions })),
    roleRights,
  );

describe("what roles permit together", () => {
  it("gives nothing for a role that does not exist", () => {
    assert.equal(rightsOf(["nobody-knows-it"]).size, 0);
  });

  it("gives each right where its role holds, and the sum of several roles", () => {
    const rights = rightsOf(["viewer"], ["operator", "north"], ["operator", "south"]);
    assert.equal(reachOf(rights, "alarms:read"), null);
    assert.deepEqual(reachOf(rights, "alarms:acknowledge"), ["north", "south"]);
    assert.deepEqual(reachOf(rights, "site:write"), []);
    assert.equal(decide(rights, "alarms:acknowledge", { partition: "south" }).outcome, "allowed");
    assert.deepEqual(decide(rights, "alarms:acknowledge", { partition: "east" }), {
      outcome: "refused",
      why: "partition",
      because: "it needs the right 'alarms:acknowledge' for the partition 'east'",
    });
  });

  it("lets a denial win over every grant", () => {
    const rights = rightsOf(["supervisor"], ["engineer"], ["no-shelving"]);
    assert.deepEqual(decide(rights, "alarms:shelve"), {
      outcome: "refused",
      why: "right",
      because: "it needs the right 'alarms:shelve'",
    });
    assert.equal(decide(rights, "alarms:acknowledge").outcome, "allowed");
  });

  it("asks for all partitions where something concerns them all", () => {
    const rights = rightsOf(["engineer", "north"]);
    assert.equal(decide(rights, "messages:purge").outcome, "allowed");
    assert.equal(decide(rights, "messages:purge", { everywhere: true }).outcome, "refused");
  });

  it("lets operators shelve below critical only, and supervisors every alarm", () => {
    const grave = { partition: "north", grave: true };
    const operator = rightsOf(["operator"]);
    assert.equal(decide(operator, "alarms:shelve", { partition: "north", grave: false }).outcome, "allowed");
    const refused = decide(operator, "alarms:shelve", grave);
    assert.ok(refused.outcome === "refused" && refused.why === "condition", JSON.stringify(refused));
    assert.match(refused.because, /below the priority critical/);
    assert.equal(decide(rightsOf(["operator"], ["supervisor", "north"]), "alarms:shelve", grave).outcome, "allowed");
    assert.equal(decide(rightsOf(["operator"], ["supervisor", "south"]), "alarms:shelve", grave).outcome, "refused");
  });

  it("finds what goes beyond one's own rights", () => {
    const own = rightsOf(["operator"], ["engineer", "north"]);
    const wanted = [{ right: "alarms:read" }, { right: "site:write" }, { right: "alarms:shelve" }] as const;
    assert.deepEqual(beyond(own, wanted), [{ right: "site:write" }, { right: "alarms:shelve" }]);
    assert.deepEqual(beyond(own, [{ right: "alarms:shelve", only: "below-critical" }]), []);
  });
});

describe("the shipped roles", () => {
  /** P-016: the whole matrix, so that no right is given or taken by accident. */
  const MATRIX: Readonly<Record<(typeof PERMISSIONS)[number], string>> = {
    //                        viewer operator supervisor engineer security-administrator auditor integration administrator
    "events:write": "......x.",
    "alarms:read": "xxxxxxxx",
    "alarms:acknowledge": ".xxx..xx",
    "alarms:comment": ".xxx..xx",
    "alarms:escalate": ".xxx..xx",
    "alarms:reset": ".xxx..xx",
    "alarms:shelve": ".cxx..xx",
    "alarms:out-of-service": "..xx..xx",
    "site:read": "xxxxxxxx",
    "site:write": "...x..xx",
    "persons:write": "..xx..xx",
    "messages:purge": "...x..xx",
    "security:write": "....x..x",
    "audit:read": ".xxxxxxx",
    "audit:export": ".....x..",
    "metrics:read": "...xx.xx",
    "operators:read": "....xx.x",
    "operators:write": "....x..x",
    "roles:write": "....x..x",
    "tokens:write": "....x..x",
  };

  for (const [column, role] of ROLES.entries()) {
    it(`P-016 gives the ${role} exactly what the matrix says`, () => {
      const rights = rightsOf([role]);
      const held = PERMISSIONS.map((right) => {
        if (decide(rights, right, { grave: true }).outcome === "allowed") return "x";
        return decide(rights, right).outcome === "allowed" ? "c" : ".";
      });
      assert.deepEqual(
        Object.fromEntries(PERMISSIONS.map((right, at) => [right, held[at]])),
        Object.fromEntries(PERMISSIONS.map((right) => [right, MATRIX[right]?.[column]])),
      );
    });
  }

  it("P-017 has none that gives rights and judges the trail of it", () => {
    for (const role of ROLES) {
      const rights = rightsOf([role]);
      assert.ok(!(rights.has("operators:write") && rights.has("audit:export")), role);
    }
  });

  it("keeps what only people may from tokens", () => {
    const scoped = new Set(Object.values(SCOPE_RIGHTS).flat());
    for (const right of [
      "operators:read",
      "operators:write",
      "roles:write",
      "tokens:write",
      "security:write",
    ] as const) {
      assert.ok(!scoped.has(right), right);
    }
  });
});
