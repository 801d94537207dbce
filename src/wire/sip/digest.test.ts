import assert from "node:assert/strict";
import { test } from "node:test";
import { Secret } from "#kernel/secret.ts";
import { answerChallenge, readChallenge, strongest } from "./digest.ts";

const responseIn = (value: string) => /response="([0-9a-f]+)"/u.exec(value)?.[1];
const challengeOf = (value: string) => readChallenge(value) ?? assert.fail(`no challenge: ${value}`);

test("the example of RFC 7616 §3.9.1", () => {
  const rest =
    'realm="http-auth@example.org", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", qop="auth, auth-int", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
  const credentials = { user: "Mufasa", password: new Secret("Circle of Life") };
  const use = {
    method: "GET",
    uri: "/dir/index.html",
    count: 1,
    cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
  };
  const table = [
    ["MD5", "8ca523f5e9506fed4657c9700eebdbec"],
    ["SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"],
  ] as const;
  for (const [algorithm, response] of table) {
    const value = answerChallenge(challengeOf(`Digest ${rest}, algorithm=${algorithm}`), credentials, use);
    assert.equal(responseIn(value), response);
    assert.match(value, /opaque="FQhe/);
  }
});

/** Not published ones: calculated outside of this code from the formula of RFC 7616 §3.4. */
test("REGISTER with and without qop", () => {
  const credentials = { user: "tocsin", password: new Secret("s3cret") };
  const use = { method: "REGISTER", uri: "sip:tocsin.test", count: 1, cnonce: "0a4f113b" };
  const table = [
    ["MD5", "", "e12a0b0c57cae72045fbb4185606d811"],
    ["MD5", ', qop="auth"', "9ee533c5c33a0cbb4654a021617a3adf"],
    ["SHA-256", "", "68bf7b61bf40dd6caf13b14c683f206f62366a148a8ddcbd21383d550e59525e"],
    ["SHA-256", ', qop="auth"', "d24ca3824d58e7834d0377d1b837309f60e6fcbdd9721e904c1f1e7ca85a1297"],
  ] as const;
  for (const [algorithm, qop, response] of table) {
    const challenge = challengeOf(`Digest realm="tocsin.test", nonce="abcdef0123456789", algorithm=${algorithm}${qop}`);
    assert.equal(responseIn(answerChallenge(challenge, credentials, use)), response, algorithm + qop);
  }
});

test("the strongest challenge is answered, and one that we can't answer is none", () => {
  const md5 = challengeOf('Digest realm="a", nonce="1"');
  const sha = challengeOf('Digest realm="a", nonce="2", algorithm=SHA-256, stale=TRUE');
  assert.equal(strongest([md5, sha]), sha);
  assert.equal(sha.stale, true);
  for (const other of [
    'Basic realm="a"',
    'Digest realm="a"',
    'Digest realm="a", nonce="1", algorithm=SHA-512-256',
    'Digest realm="a", nonce="1", qop="auth-int"',
  ]) {
    assert.equal(readChallenge(other), null, other);
  }
});
