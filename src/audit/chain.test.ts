import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { type AuditEntry, canonical, GENESIS, hashEntry } from "./chain.ts";

const ENTRY: AuditEntry = {
  seq: 1,
  at: 1_767_225_600_123,
  actor: "operator:anna",
  via: "screen",
  action: "alarm.acknowledged",
  object: "alarm:17",
  partition: "site",
  sentence: 'Anna acknowledged "Kessel 1 – Übertemperatur".',
  details: '{"sequence":2}',
};

describe("the hash of an audit entry", () => {
  it("is SHA-256 over 0x00, the previous hash and the canonical text", () => {
    const text =
      '[1,1767225600123,"operator:anna","screen","alarm.acknowledged","alarm:17","site",' +
      '"Anna acknowledged \\"Kessel 1 – Übertemperatur\\".","{\\"sequence\\":2}"]';
    assert.equal(canonical(ENTRY), text);
    const expected = createHash("sha256").update(Buffer.alloc(33)).update(text, "utf8").digest();
    assert.deepEqual(hashEntry(GENESIS, ENTRY), expected);
  });

  for (const key of Object.keys(ENTRY) as (keyof AuditEntry)[]) {
    it(`changes with ${key}`, () => {
      const value = ENTRY[key];
      const other = { ...ENTRY, [key]: typeof value === "number" ? value + 1 : `${value}.` };
      assert.notDeepEqual(hashEntry(GENESIS, other), hashEntry(GENESIS, ENTRY));
    });
  }

  it("changes with what it follows", () => {
    const first = hashEntry(GENESIS, ENTRY);
    assert.notDeepEqual(hashEntry(first, ENTRY), first);
  });

  it("does not take two entries with shifted borders for the same", () => {
    const left = { ...ENTRY, actor: 'a","b', via: "c" };
    const right = { ...ENTRY, actor: "a", via: 'b","c' };
    assert.notDeepEqual(hashEntry(GENESIS, left), hashEntry(GENESIS, right));
  });

  it("takes entries longer than its scratch room", () => {
    const long = { ...ENTRY, details: JSON.stringify({ text: "ü€".repeat(60_000) }) };
    const expected = createHash("sha256").update(Buffer.alloc(33)).update(canonical(long), "utf8").digest();
    assert.deepEqual(hashEntry(GENESIS, long), expected);
  });
});
