import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accountState, whyRefused } from "./account-state.ts";

const NOW = Date.UTC(2026, 0, 15, 12);
const filetime = (at: number) => String((BigInt(at) + 11_644_473_600_000n) * 10_000n);
const attributes = (facts: Record<string, string>) =>
  new Map(Object.entries(facts).map(([name, value]) => [name.toLowerCase(), [value]]));

describe("an account of a directory", () => {
  for (const [facts, state] of [
    [{}, "good"],
    [{ userAccountControl: "512" }, "good"],
    [{ userAccountControl: "514" }, "disabled"],
    [{ userAccountControl: "66050" }, "disabled"],
    [{ userAccountControl: "nonsense" }, "disabled"],
    [{ userAccountControl: "512", accountExpires: "0" }, "good"],
    [{ userAccountControl: "512", accountExpires: "9223372036854775807" }, "good"],
    [{ accountExpires: filetime(NOW) }, "expired"],
    [{ accountExpires: filetime(NOW + 1000) }, "good"],
    [{ accountExpires: "tomorrow" }, "expired"],
    [{ "msDS-User-Account-Control-Computed": "16" }, "locked"],
    [{ "msDS-User-Account-Control-Computed": "0" }, "good"],
    [{ pwdAccountLockedTime: "000001010000Z" }, "disabled"],
    // A lock for a time is the server's to judge when it is asked to bind.
    [{ pwdAccountLockedTime: "20260115115900Z" }, "good"],
    [{ pwdEndTime: "20260115120000Z" }, "expired"],
    [{ pwdEndTime: "20260115120001Z" }, "good"],
    [{ pwdEndTime: "later" }, "expired"],
    [{ nsAccountLock: "TRUE" }, "disabled"],
    [{ nsAccountLock: "false" }, "good"],
    [{ loginDisabled: "TRUE" }, "disabled"],
    [{ "ds-pwp-account-disabled": "true" }, "disabled"],
    [{ shadowExpire: "-1" }, "good"],
    [{ shadowExpire: "1" }, "expired"],
    [{ shadowExpire: "30000" }, "good"],
  ] as const) {
    it(`with ${JSON.stringify(facts)} is ${state}`, () => {
      assert.equal(accountState(attributes(facts), NOW).state, state);
    });
  }
});

describe("a refused bind", () => {
  for (const [said, because] of [
    ["80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 533, v1db1", /is disabled/],
    ["AcceptSecurityContext error, data 52e, v1db1", /password is wrong/],
    ["data 775,", /locked/],
    ["data 701,", /has expired/],
    ["data 999,", /code 999/],
    ["Invalid credentials", /password is wrong/],
  ] as const) {
    it(`${said} means: ${because.source}`, () => assert.match(whyRefused(said, new Map()), because));
  }

  it("of an account with pwdAccountLockedTime means that it is locked", () => {
    assert.match(whyRefused("Invalid credentials", attributes({ pwdAccountLockedTime: "20260115115900Z" })), /locked/);
  });
});
