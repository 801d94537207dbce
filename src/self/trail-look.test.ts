import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type AuditEntry, GENESIS, hashEntry } from "#audit/chain.ts";
import type { StoredEntry } from "#audit/verify.ts";
import { judgeTrail } from "./trail-look.ts";

function chain(length: number): StoredEntry[] {
  const entries: StoredEntry[] = [];
  for (let seq = 1; seq <= length; seq++) {
    const sentence = `Alarm ${seq} was raised.`;
    const text = {
      actor: "tocsin",
      via: "intake",
      action: "alarm.raise",
      object: "alarm:1",
      partition: "",
      details: "{}",
    };
    const entry: AuditEntry = { seq, at: seq * 1000, sentence, ...text };
    entries.push({ ...entry, hash: hashEntry(entries.at(-1)?.hash ?? GENESIS, entry) });
  }
  return entries;
}

const WHOLE = chain(20);
const CASES: readonly (readonly [what: string, entries: readonly StoredEntry[], kind: string, says: RegExp])[] = [
  ["whole", WHOLE, "clear", /whole/],
  ["only the newest", WHOLE.slice(10), "raise", /entry 1 is missing/],
  ["one removed", WHOLE.filter(({ seq }) => seq !== 9), "raise", /entry 9 is missing/],
  ["the end removed", WHOLE.slice(0, 15), "raise", /entry 16 is missing/],
  ["everything removed", [], "raise", /entry 1 is missing/],
  [
    "one changed",
    WHOLE.map((one) => (one.seq === 9 ? { ...one, sentence: "Nothing." } : one)),
    "raise",
    /entry 9 does not/,
  ],
  ["one twice", WHOLE.flatMap((one) => (one.seq === 9 ? [one, one] : [one])), "raise", /entry 9 is there twice/],
];

describe("a look at the end of the audit trail", () => {
  for (const [what, entries, kind, says] of CASES) {
    it(`${what}: ${kind}`, () => {
      const report = judgeTrail(entries, 1, 20);
      assert.deepEqual([report.kind, report.point, report.priority], [kind, "detection/audit-gap", "critical"]);
      assert.match(report.text ?? "", says);
    });
  }

  it("takes the first entry of a later stretch as it stands", () => {
    assert.equal(judgeTrail(WHOLE.slice(10), 11, 20).kind, "clear");
  });
});
