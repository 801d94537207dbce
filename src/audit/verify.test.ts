import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type AuditEntry, GENESIS, hashEntry } from "./chain.ts";
import { fromLine, toLine } from "./lines.ts";
import { type Mark, type StoredEntry, Verification } from "./verify.ts";

const entryOf = (seq: number): AuditEntry => ({
  seq,
  at: 1_767_225_600_000 + seq * 250,
  actor: "tocsin",
  via: "intake",
  action: "alarm.raised",
  object: `alarm:${seq % 7}`,
  partition: "site",
  sentence: `Alarm ${seq % 7} was raised.`,
  details: `{"occurrence":${seq}}`,
});

/** A whole chain of `length` entries. */
function chain(length: number, from: readonly StoredEntry[] = [], alter = entryOf): StoredEntry[] {
  const entries = [...from];
  while (entries.length < length) {
    const entry = alter(entries.length + 1);
    entries.push({ ...entry, hash: hashEntry(entries.at(-1)?.hash ?? GENESIS, entry) });
  }
  return entries;
}

function verdictOf(entries: readonly StoredEntry[], marks: readonly Mark[] = [], head: Mark | null = null) {
  const verification = new Verification({ marks });
  for (const entry of entries) verification.take(entry);
  return verification.finish(head);
}

const WHOLE = chain(60);
const at = (seq: number): StoredEntry => WHOLE[seq - 1] as StoredEntry;
const markAt = (seq: number): Mark => ({ seq, hash: at(seq).hash });
const replaced = (seq: number, entry: StoredEntry) => WHOLE.map((one) => (one.seq === seq ? entry : one));
const without = (...seqs: number[]) => WHOLE.filter((one) => !seqs.includes(one.seq));
/** As the database gives it: sorted by number. */
const sorted = (entries: StoredEntry[]) => entries.sort((a, b) => a.seq - b.seq || a.hash.compare(b.hash));
const forged = (seq: number): AuditEntry => ({ ...entryOf(seq), sentence: "Nothing happened." });

describe("the verification of an audit trail", () => {
  const CASES: [what: string, entries: StoredEntry[], findings: string[], marks?: Mark[], head?: Mark][] = [
    ["whole", WHOLE, [], [markAt(17)], markAt(60)],
    ["empty", [], []],
    ["a sentence changed", replaced(20, { ...at(20), sentence: "It was not raised." }), ["changed 20"]],
    ["a time changed by a microsecond", replaced(20, { ...at(20), at: at(20).at + 0.001 }), ["changed 20"]],
    ["the first entry changed", replaced(1, { ...at(1), actor: "operator:eve" }), ["changed 1"]],
    ["the last entry changed", replaced(60, { ...at(60), actor: "operator:eve" }), ["changed 60"]],
    [
      "two changed far apart",
      replaced(20, { ...at(20), via: "api" }).map((one) => (one.seq === 40 ? { ...one, via: "api" } : one)),
      ["changed 20", "changed 40"],
    ],
    ["a hash changed", replaced(20, { ...at(20), hash: Buffer.alloc(32, 7) }), ["changed 20-21"]],
    [
      "one changed together with its hash: it shows at the next",
      replaced(20, { ...forged(20), hash: hashEntry(at(19).hash, forged(20)) }),
      ["changed 21"],
    ],
    ["one removed from the middle", without(20), ["removed 20"]],
    ["several removed from the middle", without(20, 21, 22), ["removed 20-22"]],
    ["two gaps", without(20, 40), ["removed 20", "removed 40"]],
    ["the beginning removed", without(1, 2), ["removed 1-2"]],
    [
      "one removed, the rest numbered anew",
      without(20).map((one) => (one.seq > 20 ? { ...one, seq: one.seq - 1 } : one)),
      ["changed 20-59"],
    ],
    ["the end removed, against what the lease remembers", WHOLE.slice(0, 50), ["removed 51-60"], [], markAt(60)],
    ["the end removed, against a witness", WHOLE.slice(0, 50), ["removed 51-55"], [markAt(55)]],
    ["everything removed", [], ["removed 1-60"], [], markAt(60)],
    ["entries after the end that the lease remembers", WHOLE, ["inserted 51-60"], [], markAt(50)],
    [
      "two swapped in the database",
      sorted([...without(20, 30), { ...at(30), seq: 20 }, { ...at(20), seq: 30 }]),
      ["reordered 20", "reordered 30"],
    ],
    [
      "two neighbours swapped in the database",
      sorted([...without(20, 21), { ...at(21), seq: 20 }, { ...at(20), seq: 21 }]),
      ["reordered 20", "reordered 21"],
    ],
    [
      "two lines of a file swapped",
      WHOLE.map((one) => (one.seq === 20 ? at(30) : one.seq === 30 ? at(20) : one)),
      ["reordered 20", "reordered 30"],
    ],
    [
      "one line of a file moved",
      [...WHOLE.slice(0, 19), ...WHOLE.slice(20, 40), at(20), ...WHOLE.slice(40)],
      ["reordered 20"],
    ],
    [
      "one inserted under a number that is taken",
      sorted([...WHOLE, { ...forged(20), hash: Buffer.alloc(32, 1) }]),
      ["inserted 20"],
    ],
    [
      "the same, sorted after the true one",
      sorted([...WHOLE, { ...forged(20), hash: Buffer.alloc(32, 255) }]),
      ["inserted 20"],
    ],
    [
      "a second hand wrote the same number",
      sorted([...WHOLE, { ...forged(20), hash: hashEntry(at(19).hash, forged(20)) }]),
      ["forked 20"],
    ],
    ["the end written anew, unnoticed by itself", chain(60, WHOLE.slice(0, 40), forged), []],
    ["the end written anew, against the lease", chain(60, WHOLE.slice(0, 40), forged), ["changed 60"], [], markAt(60)],
    [
      "the end written anew, against witnesses",
      chain(60, WHOLE.slice(0, 40), forged),
      ["changed 50"],
      [markAt(30), markAt(50)],
    ],
  ];
  for (const [what, entries, findings, marks, head] of CASES) {
    it(what, () => {
      const verdict = verdictOf(entries, marks, head ?? null);
      const said = verdict.findings.map(({ kind, from, to }) => `${kind} ${from === to ? from : `${from}-${to}`}`);
      assert.deepEqual(said, findings);
      assert.equal(verdict.entries, entries.length);
      for (const { because } of verdict.findings) assert.match(because, /\d.*\.$/);
    });
  }

  it("says where the trail ends, for a witness to keep", () => {
    assert.deepEqual(verdictOf(WHOLE).last, markAt(60));
    assert.equal(verdictOf([]).last, null);
  });

  it("lists a hundred findings at most and counts the rest", () => {
    const every = chain(1000).filter((one) => one.seq % 3 !== 0);
    const { findings, more } = verdictOf(every);
    assert.deepEqual([findings.length, findings.length + more], [100, 333]);
  });
});

describe("an entry as a line of JSON", () => {
  it("comes back letter by letter", () => {
    const odd = { ...at(1), sentence: 'Kessel "Süd" — ok\n\u0001', details: '{ "a" : 1.0 }' };
    assert.deepEqual(fromLine(toLine(odd)), odd);
  });

  const CASES: [line: string, because: string][] = [
    ["", "not a line of JSON"],
    ["{", "not a line of JSON"],
    ["null", "not an object"],
    ['{"seq":1}', "at is missing"],
    [toLine(at(1)).replace('"seq":1', '"seq":1.5'), "seq is not a whole number"],
    [toLine(at(1)).replace(/"at":"[^"]+"/, '"at":"yesterday"'), "at is not a time"],
    [toLine(at(1)).replace(/"hash":"../, '"hash":"'), "hash is not 64 hexadecimal digits"],
  ];
  for (const [line, because] of CASES) {
    it(`${because}: ${line.slice(0, 30)}`, () => assert.equal(fromLine(line), because));
  }
});
