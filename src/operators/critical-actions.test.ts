import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Change } from "#site/plan.ts";
import { criticalAccount, criticalChanges, needsSecondPerson } from "./critical-actions.ts";

type Field = readonly [path: string, from: unknown, to: unknown];

function change(kind: string, action: Change["action"], ...fields: Field[]): Change {
  const shown = fields.map(([path, from, to]) => ({ path, from, to }));
  return { action, kind: kind as Change["kind"], id: "x", fields: shown };
}

const called = () => "Boiler PLC";

const CHANGES: readonly (readonly [what: string, change: Change, classes: readonly string[]])[] = [
  ["removing anything", change("person", "delete"), ["site.delete"]],
  ["removing a way to look at the list of alarms", change("view", "delete"), []],
  ["another name", change("source", "change", ["name", "a", "b"]), []],
  ["a source that is switched off", change("source", "change", ["enabled", true, false]), ["alarms.inhibit"]],
  ["a source that is switched on", change("source", "change", ["enabled", false, true]), []],
  ["a new source that is off", change("source", "create", ["enabled", null, false]), []],
  ["a channel that is switched off", change("channel", "change", ["enabled", true, false]), ["alarms.inhibit"]],
  ["a new suppression", change("suppression", "create", ["enabled", null, true]), ["alarms.inhibit"]],
  ["a new suppression that is off", change("suppression", "create", ["enabled", null, false]), []],
  ["a wider suppression", change("suppression", "change", ["hides.tags", [], ["all"]]), ["alarms.inhibit"]],
  ["a suppression that is switched on", change("suppression", "change", ["enabled", false, true]), ["alarms.inhibit"]],
  ["a suppression that is switched off", change("suppression", "change", ["enabled", true, false]), []],
  ["a plant mode that ends", change("suppression", "change", ["cause.mode", true, false]), []],
  ["a plant mode that begins", change("suppression", "change", ["cause.mode", false, true]), ["alarms.inhibit"]],
  ["a route that tells nobody", change("route", "change", ["policy", "all", null]), ["alarms.inhibit"]],
  ["a route with another policy", change("route", "change", ["policy", "all", "nights"]), []],
  ["longer sessions", change("setting", "change", ["logins.sessionHours", 8, 12]), ["sign-in.weaken"]],
  ["shorter sessions", change("setting", "change", ["logins.sessionHours", 12, 8]), []],
  ["other rules for passwords", change("setting", "change", ["logins.password.history", 5, 0]), ["sign-in.weaken"]],
  ["no second person any more", change("setting", "change", ["approvals.fourEyes", "on", "off"]), ["approvals.weaken"]],
  [
    "requests that wait longer",
    change("setting", "change", ["approvals.requestMinutes", 60, 90]),
    ["approvals.weaken"],
  ],
  ["requests that wait less", change("setting", "change", ["approvals.requestMinutes", 60, 30]), []],
  ["the site's name", change("setting", "change", ["name", "A", "B"]), []],
  ["a setting that only begins alike", change("setting", "change", ["loginsPage", "A", "B"]), []],
  ["a new witness", change("witness", "create", ["kind", null, "file"]), ["audit.weaken"]],
  ["a witness elsewhere", change("witness", "change", ["settings.path", "a", "b"]), ["audit.weaken"]],
  ["another directory", change("directory", "create", ["name", null, "AD"]), ["rights.change"]],
  [
    "a partition that need not be manned",
    change("partition", "change", ["mustBeManned", true, false]),
    ["manned.change"],
  ],
  ["another name of a partition", change("partition", "change", ["name", "East", "Far East"]), []],
  ["a client machine", change("workstation", "change", ["mustBeManned", true, false]), ["manned.change"]],
];

describe("the catalogue of critical actions", () => {
  for (const [what, one, classes] of CHANGES) {
    it(`${classes.length > 0 ? "holds" : "leaves out"}: ${what}`, () => {
      const found = criticalChanges([one], called);
      assert.deepEqual(
        found.map((critical) => critical.class),
        classes,
      );
      for (const { because } of found) assert.match(because, /^[a-z]+s .*(Boiler PLC|setting)/);
    });
  }

  it("finds each of many changes", () => {
    const found = criticalChanges(
      [change("person", "delete"), change("route", "change", ["policy", "all", null])],
      called,
    );
    assert.equal(found.length, 2);
  });

  const account = {
    id: "carl",
    name: "Carl",
    approvesNow: false,
    approvesThen: false,
    credential: false,
    approvers: 2,
  };
  const accounts: readonly (readonly [string, Partial<typeof account>, readonly string[]])[] = [
    ["a new viewer", {}, []],
    ["a new approver", { approvesThen: true }, ["operator.approver"]],
    ["a viewer's password", { credential: true }, []],
    ["an approver's password", { approvesNow: true, approvesThen: true, credential: true }, ["operator.credential"]],
    ["one of two approvers goes", { approvesNow: true }, ["operator.too-few"]],
    ["one of three approvers goes", { approvesNow: true, approvers: 3 }, []],
  ];
  for (const [what, facts, classes] of accounts) {
    it(`of accounts ${classes.length > 0 ? "holds" : "leaves out"}: ${what}`, () => {
      assert.deepEqual(
        criticalAccount({ ...account, ...facts }).map((critical) => critical.class),
        classes,
      );
    });
  }

  it("asks for a second person as soon as there are two, unless the site says otherwise", () => {
    assert.deepEqual(
      [0, 1, 2, 3].map((approvers) => needsSecondPerson("automatic", approvers).needed),
      [false, false, true, true],
    );
    assert.equal(needsSecondPerson("on", 1).needed, true);
    assert.equal(needsSecondPerson("off", 5).needed, false);
  });
});
