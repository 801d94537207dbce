import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readSiaBlock } from "./sia-code.ts";
import { MAKES, SIA_CODES, siaMeaning } from "./sia-table.ts";

const event = (code: string, number = "", modifiers: Record<string, string> = {}) => ({ code, number, modifiers });

describe("DC-03 blocks", () => {
  const cases: [data: string, events: ReturnType<typeof event>[], text?: string][] = [
    ["Nri1/BA003", [event("BA", "003", { ri: "1" })]],
    ["Nri1/BA01/BA02", [event("BA", "01", { ri: "1" }), event("BA", "02", { ri: "1" })]],
    ["Nti20:50:26RP99", [event("RP", "99", { ti: "20:50:26" })]],
    [
      "Nti20:50:26/da07-01-26/id001/ri2/OP1",
      [event("OP", "1", { ti: "20:50:26", da: "07-01-26", id: "001", ri: "2" })],
    ],
    ["Nri1BA003", [event("BA", "003", { ri: "1" })]],
    ["NidAB12/CL", [event("CL", "", { id: "AB12" })]],
    ["NRR|Atest", [event("RR")], "test"],
    ['NBA3*"Zone 3*"NM', [event("BA", "3")], "Zone 3"],
    ["Nri04/OP001NM", [event("OP", "001", { ri: "04" })]],
    ["Nri1/BA003^Back door^", [event("BA", "003", { ri: "1" })], "Back door"],
    ["Nri1/BA003^Back door", [event("BA", "003", { ri: "1" })], "Back door"],
    ["Nri1/BA003|ABack door", [event("BA", "003", { ri: "1" })], "Back door"],
    ["Ori1/BA003", [event("BA", "003", { ri: "1" })]],
    ["BA003", [event("BA", "003")]],
    ["OP001", [event("OP", "001")]],
    ["NL01", [event("NL", "01")]],
    ["Nri1/BA01/ri2/BA02", [event("BA", "01", { ri: "1" }), event("BA", "02", { ri: "2" })]],
    ["Nri2/JC12", [event("JC", "12", { ri: "2" })]],
    ["NBA123456", [event("BA", "12345")], "6"],
    ["NZZ1", [event("ZZ", "1")]],
  ];
  for (const [data, events, text = ""] of cases) {
    it(`reads ${data}`, () => assert.deepEqual(readSiaBlock(data), { old: data.startsWith("Ori"), events, text }));
  }

  for (const data of ["", "N", "hello", "Nri1", "Nri1/", "N12", "|A", "ntest", "B", "\x00\xff"]) {
    it(`finds no event in ${JSON.stringify(data)}`, () => assert.equal(readSiaBlock(data), null));
  }
});

describe("DC-03 codes", () => {
  it("are all there", () => assert.ok(SIA_CODES.length >= 280, `${SIA_CODES.length}`));

  for (const code of SIA_CODES) {
    it(`${code} has a meaning that holds together`, () => {
      const { meaning, known } = siaMeaning(code, "generic");
      assert.equal(known, true);
      const concerns = meaning.kind === "raise" || meaning.kind === "clear";
      assert.equal(meaning.condition !== "", concerns, `${meaning.kind} ${meaning.condition}`);
      assert.equal(meaning.priority !== undefined, meaning.kind === "raise");
      if (meaning.wide) assert.ok(["cancel", "test-begin", "test-end"].includes(meaning.kind));
    });
  }

  it("end everything that they raise, unless it is momentary", () => {
    const ended = new Set(["burglary.confirmed", "schedule"]); // by arming and disarming
    for (const code of SIA_CODES) {
      const { meaning } = siaMeaning(code, "generic");
      if (meaning.kind === "clear") for (const one of [meaning.condition, ...(meaning.also ?? [])]) ended.add(one);
    }
    for (const code of SIA_CODES) {
      const { meaning } = siaMeaning(code, "generic");
      if (meaning.kind !== "raise" || meaning.momentary) continue;
      assert.ok(ended.has(meaning.condition), `nothing ever ends ${meaning.condition}, which ${code} raises`);
    }
  });

  const cases: [code: string, kind: string, category: string, condition: string, priority?: string][] = [
    ["BA", "raise", "intrusion", "burglary", "critical"],
    ["FA", "raise", "fire", "fire", "life-safety"],
    ["GA", "raise", "gas", "gas", "life-safety"],
    ["MA", "raise", "medical", "medical", "life-safety"],
    ["PA", "raise", "panic", "panic", "life-safety"],
    ["HA", "raise", "hold-up", "hold-up", "life-safety"],
    ["TA", "raise", "tamper", "tamper", "high"],
    ["FT", "raise", "trouble", "fire.trouble", "high"],
    ["FS", "raise", "trouble", "fire.supervisory", "high"],
    ["BT", "raise", "trouble", "burglary.trouble", "medium"],
    ["AT", "raise", "power", "power", "medium"],
    ["YX", "raise", "maintenance", "service", "low"],
    ["BR", "clear", "intrusion", "burglary"],
    ["BB", "inhibit", "intrusion", ""],
    ["BU", "uninhibit", "intrusion", ""],
    ["BC", "cancel", "intrusion", ""],
    ["FC", "cancel", "fire", ""],
    ["OC", "cancel", "arming", ""],
    ["OR", "cancel", "arming", ""],
    ["TS", "test-begin", "test", ""],
    ["TE", "test-end", "test", ""],
    ["FI", "test-begin", "test", ""],
    ["FK", "test-end", "test", ""],
    ["RP", "note", "test", ""],
    ["RX", "note", "test", ""],
    ["TX", "note", "test", ""],
    ["CL", "note", "arming", ""],
    ["OP", "note", "arming", ""],
  ];
  for (const [code, kind, category, condition, priority] of cases) {
    it(`${code} is ${kind} ${category} ${condition}`, () => {
      const { meaning } = siaMeaning(code, "generic");
      assert.deepEqual(
        [meaning.kind, meaning.category, meaning.condition, meaning.priority],
        [kind, category, condition, priority],
      );
    });
  }

  it("restore alarm and trouble by xR, the alarm by xH, the trouble by xJ", () => {
    for (const family of ["B", "F", "G", "H", "K", "M", "P", "Q", "S", "U", "W", "Z"]) {
      const over = (suffix: string) => {
        const { meaning } = siaMeaning(family + suffix, "generic");
        return [meaning.condition, ...(meaning.also ?? [])];
      };
      const alarm = siaMeaning(`${family}A`, "generic").meaning.condition;
      const trouble = siaMeaning(`${family}T`, "generic").meaning.condition;
      assert.ok(over("R").includes(alarm) && over("R").includes(trouble), `${family}R`);
      assert.ok(over("H").includes(alarm) && !over("H").includes(trouble), `${family}H`);
      assert.ok(over("J").includes(trouble) && !over("J").includes(alarm), `${family}J`);
    }
    assert.ok(!siaMeaning("FR", "generic").meaning.also?.includes("fire.supervisory"), "FV restores FS");
  });

  it("that no table names are classified by their letters", () => {
    const { meaning, known } = siaMeaning("QX", "generic");
    assert.deepEqual([known, meaning.kind], [false, "note"]);
    for (const [code, category] of [
      ["BN", "intrusion"],
      ["EK", "trouble"],
      ["DU", "system"],
      ["\xc0\xc1", "other"],
    ]) {
      assert.equal(siaMeaning(code ?? "", "generic").meaning.category, category, code);
    }
  });

  it("of makes come first", () => {
    assert.equal(siaMeaning("PO", "ajax").meaning.kind, "raise");
    assert.equal(siaMeaning("PO", "generic").known, false);
    assert.equal(siaMeaning("RC", "galaxy").meaning.says, "Zone closed");
    assert.equal(siaMeaning("RC", "generic").meaning.says, "Relay closed");
    for (const make of MAKES) assert.equal(siaMeaning("BA", make).meaning.condition, "burglary");
  });

  it("are silent where nothing may sound", () => {
    const silent = SIA_CODES.filter((code) => siaMeaning(code, "generic").meaning.silent);
    assert.deepEqual(silent, ["HA", "PA"]);
  });
});
