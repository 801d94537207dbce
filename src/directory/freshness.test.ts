import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { whyNotFresh } from "./freshness.ts";

describe("a sign-in at a provider", () => {
  const CASES: readonly (readonly [what: string, claims: object, awayMs: number, why: RegExp | null])[] = [
    ["made while the browser was away", { auth_time: 1000, iat: 1004 }, 10_000, null],
    ["in the second in which it left", { auth_time: 1000, iat: 1001 }, 200, null],
    ["of a provider whose clock is an hour ahead", { auth_time: 4600, iat: 4604 }, 10_000, null],
    ["of before", { auth_time: 1000, iat: 1030 }, 10_000, /signed in there 30 s before/],
    ["of a time that it keeps for itself", { iat: 1004 }, 10_000, /does not say when/],
    ["at a time in words", { auth_time: "1000", iat: 1004 }, 10_000, /does not say when/],
    ["without a time of issue", { auth_time: 1000 }, 10_000, /does not say when/],
    ["without anything", {}, 10_000, /does not say when/],
  ];
  for (const [what, claims, awayMs, why] of CASES) {
    it(`${what} is ${why ? "not fresh" : "fresh"}`, () => {
      const found = whyNotFresh(claims as Record<string, unknown>, awayMs);
      if (why) assert.match(found ?? "", why);
      else assert.equal(found, null);
    });
  }
});
