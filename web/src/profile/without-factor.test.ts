import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Profile } from "../api/contract.ts";
import { type Gone, withoutFactor } from "./without-factor.ts";

const key = (id: string) => ({ id, name: id, createdAt: 0, usedAt: null });
const APP = { createdAt: 0, usedAt: null };

function left(demand: Profile["demand"], has: { app?: true; keys?: readonly string[]; codes?: number }, gone: Gone) {
  const profile: Profile = {
    demand,
    needsCode: false,
    factors: [],
    stepUpFactors: [],
    app: has.app ? APP : null,
    passkeys: (has.keys ?? []).map(key),
    whyNoPasskeys: null,
    recoveryCodes: has.codes === undefined ? null : { createdAt: 0, left: has.codes },
  };
  return withoutFactor(profile, gone);
}
const app = { is: "app" } as const;
const blue = { is: "passkey", id: "blue" } as const;

describe("what signing in asks for once a factor is gone", () => {
  it("the password alone after the last one, and recovery codes end with it", () => {
    assert.deepEqual(left("nothing", { app: true }, app), { is: "password-alone", hasCodes: false });
    assert.deepEqual(left("nothing", { keys: ["blue"], codes: 3 }, blue), { is: "password-alone", hasCodes: true });
    assert.deepEqual(left("nothing", { keys: ["blue"], codes: 0 }, blue), { is: "password-alone", hasCodes: false });
  });

  it("what is left otherwise, passkeys before the app", () => {
    assert.deepEqual(left("nothing", { app: true, keys: ["blue"] }, app), { is: "passkeys-left", count: 1 });
    assert.deepEqual(left("nothing", { app: true, keys: ["blue"] }, blue), { is: "app-left" });
    assert.deepEqual(left("second factor", { app: true, keys: ["blue", "red"] }, blue), {
      is: "passkeys-left",
      count: 1,
    });
  });

  it("the last one stays where the site demands it", () => {
    assert.deepEqual(left("second factor", { keys: ["blue"] }, blue), { is: "barred", demand: "second factor" });
    assert.deepEqual(left("second factor", { app: true }, app), { is: "barred", demand: "second factor" });
    assert.deepEqual(left("passkey", { app: true, keys: ["blue"] }, blue), { is: "barred", demand: "passkey" });
    assert.deepEqual(left("passkey", { app: true, keys: ["blue"] }, app), { is: "passkeys-left", count: 1 });
  });
});
