import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { conditionOf, demandsOf, type EventFilter, wordsOf } from "./filter.ts";
import { Signature, type Told } from "./signature.ts";

const EVENT: Told = {
  partition: "east",
  source: "panels",
  point: "1234/01/003",
  kind: "raise",
  category: "intrusion",
  condition: "burglary",
  priority: "high",
  code: "BA",
  text: "Türkontakt Ωμέγας İstanbul 🚪 offen",
  raw: '0046"SIA-DCS"0007L0#1234[#1234|Nri1/BA003]',
};

function mayHold(filter: Partial<EventFilter>): boolean {
  const signature = new Signature();
  signature.add(EVENT);
  return demandsOf({ partitions: null, ...filter }).every((group) => group.some((bit) => signature.has(bit)));
}

describe("the signature of a block", () => {
  const HELD: readonly Partial<EventFilter>[] = [
    {},
    { words: ["türkontakt"] },
    { words: ["KONTAKT"] },
    { words: ["ΩΜΈΓΑΣ"] },
    { words: ["istanbul"] },
    { words: ["🚪"] },
    { words: ["no"] },
    { words: ["#1234|nri"] },
    { words: ["1234/01"] },
    { words: ["panel", "offen"] },
    { source: "panels", point: "1234/01/003" },
    { partitions: ["west", "east"] },
    { kinds: ["clear", "raise"], priorities: ["high"], code: "BA", condition: "burglary", categories: ["intrusion"] },
  ];
  for (const filter of HELD) it(`holds ${JSON.stringify(filter)}`, () => assert.equal(mayHold(filter), true));

  const NOT_HELD: readonly Partial<EventFilter>[] = [
    { words: ["lagerschaden"] },
    { words: ["türkontakt", "geschlossen"] },
    { words: ["xyz"] },
    { source: "panels", point: "1234/01/004" },
    { source: "panel" },
    { partitions: ["west"] },
    { partitions: [] },
    { kinds: ["clear"] },
  ];
  for (const filter of NOT_HELD) {
    it(`doesn't hold ${JSON.stringify(filter)}`, () => assert.equal(mayHold(filter), false));
  }
});

describe("a filter", () => {
  const WORDS: readonly (readonly [text: string, words: readonly string[]])[] = [
    ["  two\twords ", ["two", "words"]],
    ['"two words" third', ["two words", "third"]],
    ['broken "quote', ["broken", '"quote']],
    ["line\nfeed", ["line", "feed"]],
    ['"a\nb"', ["a b"]],
    ["", []],
    ["1 2 3 4 5 6 7 8 9 10", ["1", "2", "3", "4", "5", "6", "7", "8"]],
  ];
  for (const [text, words] of WORDS)
    it(`takes ${JSON.stringify(text)} apart`, () => assert.deepEqual(wordsOf(text), words));

  it("gives what people type as parameters, with the signs of patterns made plain", () => {
    const { text, values } = conditionOf({ partitions: ["a", "b"], words: ["50%_\\'; drop table"], from: 0 }, 3);
    assert.match(text, /^partition = any \(\$4::text\[\]\) and received_at >= \$5 and concat_ws\(.*\) ilike \$6$/u);
    assert.deepEqual(values, [["a", "b"], new Date(0), "%50\\%\\_\\\\'; drop table%"]);
  });

  it("that asks nothing lets everything pass", () => {
    assert.deepEqual(conditionOf({ partitions: null }, 0), { text: "true", values: [] });
  });
});
