import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readContactId } from "./contact-id.ts";
import { CONTACT_ID_EVENTS, contactIdMeaning, numberIsUser } from "./contact-id-table.ts";
import type { Meaning } from "./meaning.ts";

describe("Contact ID", () => {
  const cases: [data: string, read: ReturnType<typeof readContactId>][] = [
    ["1130 01 003", { qualifier: "1", event: "130", partition: 1, number: 3 }],
    ["3130 01 003", { qualifier: "3", event: "130", partition: 1, number: 3 }],
    ["6350 00 000", { qualifier: "6", event: "350", partition: 0, number: 0 }],
    ["113001003", { qualifier: "1", event: "130", partition: 1, number: 3 }],
    ["1130  01   003", { qualifier: "1", event: "130", partition: 1, number: 3 }],
    ["1 130 01 003 ", { qualifier: "1", event: "130", partition: 1, number: 3 }],
    ["E131 99 999", { qualifier: "1", event: "131", partition: 99, number: 999 }],
    ["R131 01 015", { qualifier: "3", event: "131", partition: 1, number: 15 }],
    ["1602", { qualifier: "1", event: "602", partition: 0, number: 0 }],
    ["1130 01", { qualifier: "1", event: "130", partition: 1, number: 0 }],
    ["1130 01 003 8", { qualifier: "1", event: "130", partition: 1, number: 3 }],
    ["", null],
    ["2130 01 003", null],
    ["113", null],
    ["11300", null],
    ["1130 01 03", null],
    ["1130 0x 003", null],
    ["E", null],
    ["1E30 01 003", null],
  ];
  for (const [data, read] of cases) {
    it(`${read ? "reads" : "refuses"} ${JSON.stringify(data)}`, () => assert.deepEqual(readContactId(data), read));
  }

  it("has all events of the table", () => assert.ok(CONTACT_ID_EVENTS.length >= 190, `${CONTACT_ID_EVENTS.length}`));

  for (const event of CONTACT_ID_EVENTS) {
    it(`${event} has a meaning that holds together`, () => {
      const { both, known } = contactIdMeaning(event);
      assert.equal(known, true);
      for (const meaning of [both.opened, both.restored] as Meaning[]) {
        const concerns = meaning.kind === "raise" || meaning.kind === "clear";
        assert.equal(meaning.condition !== "", concerns);
      }
      const { opened, restored } = both;
      if (opened.kind === "raise") {
        assert.equal(restored.kind, "clear");
        assert.ok([restored.condition, ...(restored.also ?? [])].includes(opened.condition));
        assert.equal(opened.numbered, restored.numbered);
      }
      if (opened.kind === "inhibit") assert.equal(restored.kind, "uninhibit");
    });
  }

  const grave: [event: string, category: string, condition: string, priority: string][] = [
    ["110", "fire", "fire", "life-safety"],
    ["100", "medical", "medical", "life-safety"],
    ["120", "panic", "panic", "life-safety"],
    ["121", "hold-up", "hold-up", "life-safety"],
    ["130", "intrusion", "burglary", "critical"],
    ["137", "tamper", "tamper", "high"],
    ["151", "gas", "gas", "life-safety"],
    ["162", "gas", "gas", "life-safety"],
    ["200", "trouble", "fire.supervisory", "high"],
    ["301", "power", "power", "medium"],
    ["302", "power", "battery", "medium"],
    ["373", "trouble", "fire.trouble", "high"],
    ["393", "maintenance", "sensor", "low"],
  ];
  for (const [event, ...expected] of grave) {
    it(`${event} is ${expected.join(" ")}`, () => {
      const { opened } = contactIdMeaning(event).both;
      assert.deepEqual([opened.category, opened.condition, opened.priority], expected);
    });
  }

  it("reverses the sense of openings and closings: 1 disarms, 3 arms, and nothing is restored", () => {
    for (const event of ["400", "401", "402", "403", "407", "408", "409", "441", "442", "456"]) {
      const { opened, restored } = contactIdMeaning(event).both;
      assert.match(opened.says, /isarmed/);
      assert.match(restored.says, /rmed/);
      assert.doesNotMatch(restored.says, /isarmed|restore/i);
      assert.deepEqual([opened.kind, restored.kind], ["note", "note"]);
    }
  });

  it("classifies what no table names by its hundreds digit", () => {
    const kinds = ["199", "299", "399", "499", "599", "699", "799"].map((event) => {
      const { both, known } = contactIdMeaning(event);
      assert.equal(known, false);
      return [both.opened.kind, both.opened.category, both.restored.kind];
    });
    assert.deepEqual(kinds, [
      ["raise", "other", "clear"],
      ["raise", "trouble", "clear"],
      ["raise", "trouble", "clear"],
      ["note", "arming", "note"],
      ["inhibit", "other", "uninhibit"],
      ["note", "test", "note"],
      ["note", "other", "note"],
    ]);
  });

  it("knows where the number is a user", () => {
    for (const event of ["121", "401", "406", "441", "459", "604", "625"])
      assert.equal(numberIsUser(event), true, event);
    for (const event of ["130", "301", "410", "426", "461", "570"]) assert.equal(numberIsUser(event), false, event);
  });

  it("is silent where nothing may sound", () => {
    const silent = CONTACT_ID_EVENTS.filter((event) => contactIdMeaning(event).both.opened.silent);
    assert.deepEqual(silent, ["120", "121", "122", "124", "125", "146"]);
  });
});
