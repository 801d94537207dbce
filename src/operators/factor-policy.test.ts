import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accepted, demandOf, type FactorDemand, meets, passkeyMistakes } from "./factor-policy.ts";
import type { FactorKind } from "./factors.ts";

describe("what a site demands beyond a password", () => {
  const ADMINISTRATOR = { roles: ["administrator"], administers: true };
  const OPERATOR = { roles: ["operator"], administers: false };
  const CASES: readonly (readonly [
    secondFactor: "optional" | "required for administrators" | "required",
    passkeyRoles: readonly string[],
    whom: typeof ADMINISTRATOR,
    FactorDemand,
  ])[] = [
    ["optional", [], ADMINISTRATOR, "nothing"],
    ["optional", [], OPERATOR, "nothing"],
    ["required for administrators", [], ADMINISTRATOR, "second factor"],
    ["required for administrators", [], OPERATOR, "nothing"],
    ["required", [], OPERATOR, "second factor"],
    ["optional", ["administrator"], ADMINISTRATOR, "passkey"],
    ["optional", ["administrator"], OPERATOR, "nothing"],
    ["required", ["administrator"], OPERATOR, "second factor"],
    ["required", ["administrator"], { roles: ["operator", "administrator"], administers: true }, "passkey"],
  ];
  for (const [secondFactor, passkeyRoles, whom, demand] of CASES) {
    it(`P-019 P-026 is ${demand} of ${whom.roles.join("+")} where it is ${secondFactor}, passkeys for [${passkeyRoles.join()}]`, () => {
      assert.equal(demandOf({ secondFactor, passkeyRoles: [...passkeyRoles] }, whom), demand);
    });
  }

  const HAVE: readonly (readonly [FactorDemand, readonly FactorKind[], enough: boolean, readonly FactorKind[]])[] = [
    ["nothing", [], true, []],
    ["nothing", ["app"], true, ["app"]],
    ["second factor", [], false, []],
    ["second factor", ["app", "recovery-code"], true, ["app", "recovery-code"]],
    ["passkey", [], false, []],
    ["passkey", ["app", "recovery-code"], false, ["app", "recovery-code"]],
    ["passkey", ["app", "passkey", "recovery-code"], true, ["passkey"]],
  ];
  for (const [demand, has, enough, counts] of HAVE) {
    it(`${demand} is ${enough ? "met" : "not met"} by [${has.join()}], of which [${counts.join()}] counts`, () => {
      assert.equal(meets(demand, has), enough);
      assert.deepEqual(accepted(demand, has), counts);
    });
  }

  const ROLES = (role: string) =>
    ["administrator", "integration"].includes(role) ? { grants: [], denials: [] } : undefined;
  const WRONG: readonly (readonly [roles: readonly string[], whyNoPasskeys: string | null, RegExp | null])[] = [
    [["administrator"], null, null],
    [[], "Passkeys need a name", null],
    [["administrator"], "Passkeys need a name", /expected no role: Passkeys need a name/],
    [["integration"], null, /expected a role that people can have/],
    [["administrator", "emperor"], null, /passkeyRoles\[1\]: expected a role that people can have/],
  ];
  for (const [roles, whyNoPasskeys, expected] of WRONG) {
    it(`passkeys for [${roles.join()}] ${expected ? "are refused" : "can be demanded"}${whyNoPasskeys ? " where there can be none" : ""}`, () => {
      const found = passkeyMistakes({ passkeyRoles: [...roles] }, ROLES, whyNoPasskeys);
      if (expected) assert.match(found.map(({ message }) => message).join(), expected);
      else assert.deepEqual(found, []);
    });
  }
});
