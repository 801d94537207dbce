import assert from "node:assert/strict";
import { test } from "node:test";
import { newSecret, scramVerifier } from "./scram.ts";

test("the verifier is the one of RFC 7677's example", () => {
  // RFC 7677 §3: user "user", password "pencil", salt and iterations as there; StoredKey and ServerKey follow from its
  // proof and signature: H(ClientKey) and HMAC(SaltedPassword, "Server Key").
  const verifier = scramVerifier("pencil", Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64"));
  assert.equal(
    verifier,
    "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
  );
});

test("secrets hold 256 bits and need no SASLprep", () => {
  const secrets = new Set(Array.from({ length: 100 }, newSecret));
  assert.equal(secrets.size, 100);
  for (const secret of secrets) assert.match(secret, /^[\w-]{43}$/);
});
