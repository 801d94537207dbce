import assert from "node:assert/strict";
import { test } from "node:test";
import { Secret } from "#kernel/secret.ts";
import { mentionsCode, ReplyCodes } from "./code.ts";

const codes = new ReplyCodes(new Secret(Buffer.alloc(32, 7)));
const others = new ReplyCodes(new Secret(Buffer.alloc(32, 8)));

const differences = (one: string, other: string) => {
  const [a, b] = [one.padStart(other.length), other.padStart(one.length)];
  return a.split("").filter((letter, at) => letter !== b[at]).length;
};

test("a code is found again, in any case and with the letters that people mistake", () => {
  for (const id of [0, 1, 31, 32, 4711, 1_000_000, Number.MAX_SAFE_INTEGER]) {
    const code = codes.code(id);
    assert.match(code, /^[0-9a-hjkmnp-tv-z]+-[0-9a-hjkmnp-tv-z]{4}$/);
    assert.deepEqual(codes.find(`Re: ALARM boiler [#${code}]`), [id]);
    assert.deepEqual(codes.find(code.toUpperCase().replaceAll("0", "O").replaceAll("1", "I")), [id]);
  }
});

test("codes of neighbouring notifications differ in at least two characters", () => {
  for (let id = 0; id < 5000; id++) {
    const [one, next] = [codes.code(id), codes.code(id + 1)];
    assert.ok(differences(one, next) >= 2, `${one} and ${next}`);
  }
});

test("a wrong letter, another key's code and half a code are not codes", () => {
  const code = codes.code(4711);
  for (let at = 0; at < code.length; at++) {
    if (code[at] === "-") continue;
    const wrong = code.slice(0, at) + (code[at] === "z" ? "y" : "z") + code.slice(at + 1);
    assert.deepEqual(codes.find(wrong), [], wrong);
  }
  assert.deepEqual(codes.find(others.code(4711)), []);
  assert.deepEqual(codes.find(code.slice(0, -1)), []);
  assert.deepEqual(codes.find(`${code}x`), []);
});

test("two codes in one text are both found, each once", () => {
  assert.deepEqual(codes.find(`${codes.code(5)} ${codes.code(9)} ${codes.code(5)}`), [5, 9]);
});

test("a link token opens its own notification and nothing else", () => {
  for (const id of [1, 4711]) assert.equal(codes.readToken(codes.token(id)), id);
  const token = codes.token(4711);
  const [, signature = ""] = token.split(".");
  const table = ["", ".", "4711", others.token(4711), `5${token}`, token.slice(0, -1), `2.${signature}`, `${token}A`];
  for (const wrong of table) assert.equal(codes.readToken(wrong), null, wrong);
});

test("text that holds something like a code is told from text that doesn't", () => {
  assert.equal(mentionsCode("ACK 42-a7f3"), true);
  assert.equal(mentionsCode("I am on-site"), false);
});
