import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { comparableDn } from "./escape.ts";
import { type GroupEntry, grantedBy } from "./granted.ts";
import { groupsOf } from "./groups.ts";

const ANNA = { dn: "uid=anna,dc=corp", name: "anna" };
const NESTED = { membership: "member-of", nested: true } as const;

/** A directory that is a map from an entry to the groups it is in. */
function directory(memberOf: Record<string, string[]>) {
  const asked: string[] = [];
  return {
    asked,
    find: (filter: string) => {
      asked.push(filter);
      return Promise.resolve([]);
    },
    memberOf: (dn: string) => {
      asked.push(dn);
      return Promise.resolve(memberOf[dn] ?? []);
    },
  };
}

describe("the groups of an account", () => {
  it("include groups of groups, and end where these are in each other", async () => {
    const search = directory({
      "uid=anna,dc=corp": ["cn=a,dc=corp"],
      "cn=a,dc=corp": ["cn=b,dc=corp"],
      "cn=b,dc=corp": ["cn=a,dc=corp", "cn=c,dc=corp"],
      "cn=c,dc=corp": ["CN=B,DC=corp"],
    });
    const found = await groupsOf(ANNA, NESTED, search);
    assert.deepEqual(found, { groups: ["cn=a,dc=corp", "cn=b,dc=corp", "cn=c,dc=corp"], incomplete: null });
    assert.equal(search.asked.length, 4, "each is asked about once");
  });

  it("are only the direct ones when asked so", async () => {
    const search = directory({ "uid=anna,dc=corp": ["cn=a,dc=corp"], "cn=a,dc=corp": ["cn=b,dc=corp"] });
    const found = await groupsOf(ANNA, { ...NESTED, nested: false }, search);
    assert.deepEqual(found.groups, ["cn=a,dc=corp"]);
  });

  it("are incomplete beyond 20 levels and beyond 1000 groups", async () => {
    const chain = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`cn=${i},dc=corp`, [`cn=${i + 1},dc=corp`]]),
    );
    const deep = await groupsOf(ANNA, NESTED, directory({ "uid=anna,dc=corp": ["cn=0,dc=corp"], ...chain }));
    assert.match(deep.incomplete ?? "", /more than 20 deep/);
    const many = Array.from({ length: 1001 }, (_, i) => `cn=${i},dc=corp`);
    const wide = await groupsOf(ANNA, NESTED, directory({ "uid=anna,dc=corp": many }));
    assert.match(wide.incomplete ?? "", /more than 1000 groups/);
  });

  it("are asked for with escaped names", async () => {
    const search = directory({});
    const hostile = { dn: "cn=x\\2a)(objectClass=*,dc=corp", name: "x*)(uid=*" };
    await groupsOf(hostile, { membership: "search", nested: true }, search);
    await groupsOf(hostile, { membership: "matching-rule", nested: true }, search);
    for (const filter of search.asked) {
      assert.doesNotMatch(filter, /\)\(objectClass=\*|\)\(uid=/, filter);
      assert.equal(filter.match(/\(/g)?.length, filter.match(/\)/g)?.length, filter);
    }
    assert.match(search.asked[1] ?? "", /member:1\.2\.840\.113556\.1\.4\.1941:=/);
  });
});

describe("what groups give", () => {
  const entry = (group: string, role: string, only: string[] = []): GroupEntry => ({
    group,
    role,
    partitions: [],
    only,
  });
  const entries = [
    entry("CN=Chiefs,DC=corp", "security-administrator", ["anna.keller"]),
    entry("CN=Room,DC=corp", "operator"),
    entry("CN=All,DC=corp", "viewer"),
  ];
  for (const [groups, name, role] of [
    [["cn=room,dc=corp"], "ben.roth", "operator"],
    [["cn=all,dc=corp", "cn=room,dc=corp"], "ben.roth", "operator"],
    [["cn=chiefs,dc=corp"], "anna.keller", "security-administrator"],
    [["cn=chiefs,dc=corp"], "ben.roth", null],
    [["cn=chiefs,dc=corp", "cn=all,dc=corp"], "ben.roth", "viewer"],
    [["cn=elsewhere,dc=corp"], "ben.roth", null],
    [[], "ben.roth", null],
    [["not a dn"], "ben.roth", null],
  ] as const) {
    it(`${name} in ${groups.join(" and ") || "no group"} is ${role ?? "nobody"}`, () => {
      const granted = grantedBy(entries, groups, name, comparableDn);
      assert.equal(granted.granted ? granted.entry.role : null, role);
      assert.notEqual(granted.because, "");
    });
  }
});
