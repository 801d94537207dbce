import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { administers, type Wish, whyNotAssign, whyNotRole } from "./assigning.ts";
import { effectiveRights, type RoleRights } from "./permissions.ts";
import { SHIPPED } from "./shipped-roles.ts";

const OWN: Readonly<Record<string, RoleRights>> = {
  ...SHIPPED,
  "no-shelving": { grants: [], denials: ["alarms:shelve"] },
  "trail-exporter": { grants: [{ right: "audit:export" }], denials: [] },
};
const roleRights = (role: string) => OWN[role];
const rightsOf = (role: string, ...partitions: string[]) => effectiveRights([{ role, partitions }], roleRights);

const WISH: Wish = {
  operator: "ben.frank",
  roles: [{ role: "operator", partitions: [] }],
  by: "anna.keller",
  own: rightsOf("security-administrator"),
  roleRights,
  otherAdministrators: ["anna.keller"],
  isAdministrator: false,
  mostAdministrators: 2,
  approved: false,
};
const everywhere = (...roles: string[]) => roles.map((role) => ({ role, partitions: [] }));

const REFUSED: readonly (readonly [name: string, change: Partial<Wish>, why: string, because: RegExp])[] = [
  ["no role at all", { roles: [] }, "unknown", /'ben.frank' needs at least one role/],
  ["a role that there is not", { roles: everywhere("wizard") }, "unknown", /There is no role 'wizard'/],
  ["the tokens' role", { roles: everywhere("integration") }, "not-for-people", /is for tokens/],
  [
    "P-017 security administrator and auditor",
    { roles: everywhere("security-administrator", "auditor") },
    "separation",
    /kept apart/,
  ],
  ["P-017 administrator and auditor", { roles: everywhere("administrator", "auditor") }, "separation", /kept apart/],
  [
    "P-017 the same through a role of the site",
    { roles: everywhere("security-administrator", "trail-exporter") },
    "separation",
    /kept apart/,
  ],
  ["one's own roles", { operator: "anna.keller", isAdministrator: true }, "own", /Nobody changes their own roles/],
  [
    "more than the giver administers",
    { own: rightsOf("security-administrator", "north") },
    "beyond",
    /for all partitions: nobody can grant more than they hold/,
  ],
  [
    "a foreign partition",
    { own: rightsOf("security-administrator", "north"), roles: [{ role: "viewer", partitions: ["north", "south"] }] },
    "beyond",
    /the partition 'south'/,
  ],
  ["anything without the right", { own: rightsOf("supervisor") }, "beyond", /nobody can grant more/],
  [
    "a denial for one partition",
    { roles: [{ role: "no-shelving", partitions: ["north"] }] },
    "denial",
    /holds in every partition/,
  ],
  [
    "N-084 a third administrator",
    { roles: everywhere("administrator"), otherAdministrators: ["anna.keller", "carl.moss"] },
    "most-administrators",
    /2 administrators already \(anna.keller, carl.moss\), and the site allows 2; one more needs the approval/,
  ],
  [
    "taking the last administrator's role",
    { operator: "carl.moss", isAdministrator: true, otherAdministrators: [] },
    "last",
    /'carl.moss' is the last administrator/,
  ],
];

describe("giving roles", () => {
  for (const [name, change, why, because] of REFUSED) {
    const [, ids = "", what = name] = /^((?:[NPW]-\d+ )*)(.*)$/.exec(name) ?? [];
    it(`${ids}refuses ${what}`, () => {
      const objection = whyNotAssign({ ...WISH, ...change });
      assert.equal(objection?.why, why);
      assert.match(objection?.because ?? "", because);
    });
  }

  const TAKEN: readonly (readonly [name: string, change: Partial<Wish>])[] = [
    ["several roles at once", { roles: everywhere("operator", "engineer") }],
    [
      "a role within the giver's partitions",
      {
        own: rightsOf("security-administrator", "north"),
        roles: [{ role: "operator", partitions: ["north"] }],
      },
    ],
    ["a second administrator", { roles: everywhere("administrator") }],
    [
      "N-084 a third administrator whom somebody approved",
      {
        roles: everywhere("administrator"),
        otherAdministrators: ["anna.keller", "carl.moss"],
        approved: true,
      },
    ],
    [
      "an administrator who stays one",
      {
        roles: everywhere("security-administrator"),
        isAdministrator: true,
        otherAdministrators: ["anna.keller", "carl.moss"],
      },
    ],
  ];
  for (const [name, change] of TAKEN) {
    const [, ids = "", what = name] = /^((?:[NPW]-\d+ )*)(.*)$/.exec(name) ?? [];
    it(`${ids}takes ${what}`, () => assert.equal(whyNotAssign({ ...WISH, ...change }), null));
  }

  it("counts whoever can change what others may as an administrator", () => {
    const found = Object.keys(OWN).filter((role) => administers(rightsOf(role)));
    assert.deepEqual(found, ["security-administrator", "administrator"]);
  });
});

describe("making a role", () => {
  it("P-016 refuses what goes beyond the maker's own rights, and names it", () => {
    const objection = whyNotRole(
      rightsOf("security-administrator"),
      [{ right: "alarms:read" }, { right: "site:write" }],
      [],
    );
    assert.equal(objection?.why, "beyond");
    assert.match(objection?.because ?? "", /grants site:write: nobody can grant more than they hold/);
  });

  it("P-016 refuses to lift a condition or a limit to partitions", () => {
    assert.equal(whyNotRole(rightsOf("operator"), [{ right: "alarms:shelve" }], [])?.why, "beyond");
    assert.equal(whyNotRole(rightsOf("operator"), [{ right: "alarms:shelve", only: "below-critical" }], []), null);
    assert.equal(whyNotRole(rightsOf("engineer", "north"), [{ right: "site:write" }], [])?.why, "beyond");
  });

  it("refuses rights that are kept apart, also to whoever should hold both", () => {
    const both = new Map([...rightsOf("administrator"), ...rightsOf("auditor")]);
    assert.equal(whyNotRole(both, [{ right: "audit:export" }, { right: "roles:write" }], [])?.why, "separation");
    assert.equal(whyNotRole(both, [{ right: "audit:export" }, { right: "roles:write" }], ["roles:write"]), null);
  });
});
