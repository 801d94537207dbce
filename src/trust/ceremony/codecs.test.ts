import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { certificateRequest } from "../request.ts";
import { cutFrames, framed, LONGEST_FRAME } from "./frames.ts";
import { authorityHash, spkiOf } from "./issued.ts";
import { readMessage, written } from "./messages.ts";
import { spkiIn } from "./request-key.ts";
import { isSigned, keptOf, newToken, publicOf, readToken, signedWith, tokenText } from "./token.ts";
import { clockWords, knock, MOST_ATTEMPTS, NO_KNOCKS, whySkewed } from "./window.ts";

describe("frames", () => {
  const messages = ["", "a", "x".repeat(LONGEST_FRAME)].map((text) => Buffer.from(text));
  const wire = Buffer.concat(messages.map(framed));

  test("a length in four bytes, big-endian, stands before each message", () => {
    assert.equal(framed(Buffer.from("abc")).toString("hex"), "00000003616263");
  });

  test("are cut whole, all at once and byte by byte", () => {
    assert.deepEqual(cutFrames(wire), { frames: messages, rest: Buffer.alloc(0), tooLong: false });
    const found: Buffer[] = [];
    let rest: Buffer = Buffer.alloc(0);
    for (const byte of wire) {
      const cut = cutFrames(Buffer.concat([rest, Buffer.of(byte)]));
      found.push(...cut.frames);
      rest = cut.rest;
    }
    assert.deepEqual(found, messages);
  });

  test("one that says it is too long is told at its fourth byte", () => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(LONGEST_FRAME + 1);
    assert.equal(cutFrames(length.subarray(0, 3)).tooLong, false);
    assert.equal(cutFrames(Buffer.concat([framed(Buffer.from("a")), length])).tooLong, true);
  });
});

test("messages: whatever else is there, is too long or is of another type makes it none", () => {
  const reveal = { kind: "reveal", nonce: "ab".repeat(32) } as const;
  assert.deepEqual(readMessage(written(reveal)), reveal);
  const wrong = [
    { ...reveal, more: 1 },
    { ...reveal, nonce: "AB".repeat(32) },
    { ...reveal, nonce: "ab".repeat(31) },
    { kind: "hello", role: "king", node: "b2", instance: "main", request: "", commitment: reveal.nonce, token: null },
    { kind: "offer", roots: "x".repeat(8001), nonce: reveal.nonce },
    { kind: "end", end: "mismatch", because: "x".repeat(401), transcript: null },
    null,
    [],
  ];
  for (const one of wrong) assert.equal(readMessage(Buffer.from(JSON.stringify(one))), null, JSON.stringify(one));
  assert.equal(readMessage(Buffer.from([0xff, 0xfe])), null);
});

test("the key of a request is found in it, and in nothing else", async () => {
  const site = "0b9d3c52-1f6e-4b2a-9c77-6a0f6c1d2e3f";
  const { request, key } = await certificateRequest({ site, role: "driver-host", node: "b2", instance: "main" });
  assert.deepEqual(spkiIn(request), spkiOf(key));
  assert.equal(spkiIn(Buffer.concat([request, Buffer.of(0)])), null);
  for (let length = 0; length < request.length; length++) assert.equal(spkiIn(request.subarray(0, length)), null);
  assert.equal(spkiIn(Buffer.from("30803080", "hex")), null);
});

describe("tokens", () => {
  const token = newToken("ab".repeat(32));
  const text = tokenText(token).open();

  test("are 128 random bits and the authority's hash, and read back from their text alone", () => {
    assert.match(text, /^tocsin-join-[\w-]{64}$/);
    const read = readToken(` ${text}\n`);
    assert(read);
    assert.deepEqual([read.authority, read.secret.open()], [token.authority, token.secret.open()]);
    assert.equal(token.secret.open().length, 16);
    for (const wrong of ["", text.slice(0, -1), `${text}A`, text.replace("join", "joim"), text.replace(/.$/, "+")])
      assert.equal(readToken(wrong), null, wrong);
  });

  test("sign one transcript, and neither another nor for another token", () => {
    const transcript = Buffer.alloc(32, 1);
    const signature = signedWith(token, transcript);
    assert.equal(isSigned(publicOf(token), transcript, signature), true);
    assert.equal(isSigned(publicOf(token), Buffer.alloc(32, 2), signature), false);
    assert.equal(isSigned(publicOf(newToken(token.authority)), transcript, signature), false);
  });

  test("are kept as a hash, in which neither they nor the key that signs are", () => {
    const kept = keptOf(publicOf(token));
    assert.match(kept, /^[0-9a-f]{64}$/);
    assert(!kept.includes(token.secret.open().toString("hex")));
    assert.notEqual(kept, publicOf(token));
    assert.equal(String(tokenText(token)), "***");
  });

  test("an authority without roots has no hash that a token could carry", () => {
    assert.equal(authorityHash(""), "");
  });
});

describe("W-028 knocking", () => {
  test("one a second and address, counted apart, and twenty in all", () => {
    let knocks = NO_KNOCKS;
    const at = (from: string, now: number) => {
      const answer = knock(knocks, from, now);
      knocks = answer.knocks;
      return answer.admitted;
    };
    assert.deepEqual(
      [at("a", 0), at("a", 999), at("b", 999), at("a", 1000), at("b", 1998)],
      [true, false, true, true, false],
    );
    for (let attempt = 3; attempt < MOST_ATTEMPTS; attempt++) assert(at(`c${attempt}`, 2000));
    assert.equal(at("d", 999_999), false);
    assert.deepEqual([knocks.attempts, knocks.turnedAway, knocks.lastFrom.size], [20, 3, 19]);
  });

  test("a flood fills no memory", () => {
    let knocks = NO_KNOCKS;
    for (let number = 0; number < 100_000; number++) knocks = knock(knocks, `10.0.${number}`, 0).knocks;
    assert.deepEqual([knocks.lastFrom.size, knocks.turnedAway], [20, 99_980]);
  });
});

test("clocks in words", () => {
  assert.equal(clockWords(-400, "x"), "The clock of x agrees within a second");
  assert.equal(clockWords(31_000, "x"), "The clock of x is 31 seconds ahead");
  assert.equal(clockWords(-300_000, "x"), "The clock of x is 5 minutes behind");
  assert.equal(whySkewed(30_000, "x"), null);
  assert.match(whySkewed(-30_001, "x") ?? "", /30 seconds behind; more than 30 seconds is too much/);
});
