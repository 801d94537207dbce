import assert from "node:assert/strict";
import { test } from "node:test";
import { blotter } from "./blot.ts";

test("a secret is blotted out in every form in which protocols write it", () => {
  const blot = blotter(["open sesame", "x"]);
  for (const form of ["open sesame", "b3BlbiBzZXNhbWU=", "6f70656e20736573616d65", "open%20sesame"]) {
    assert.equal(
      blot(`PASS ${form} x`),
      "PASS *** x",
      "what is shorter than four characters would blot out everything",
    );
  }
});
