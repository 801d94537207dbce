import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { asksForAnything, parametersOf, searchOf } from "./search.ts";

describe("the address of the journal", () => {
  it("is read whoever wrote it", () => {
    assert.deepEqual(
      searchOf({ text: " pump ", hours: 24, code: 1130, view: "alarms", nonsense: 1, source: "", kind: ["raise"] }),
      {
        view: "alarms",
        text: "pump",
        code: "1130",
        hours: "24",
      },
    );
    assert.deepEqual(searchOf({ hours: "many", view: "x" }), {});
  });

  it("asks the API for what its view knows", () => {
    const search = { text: "a b", kind: "raise", input: "acknowledge", hours: "1" };
    assert.equal(String(parametersOf(search, 7_200_000)), "text=a+b&kind=raise&from=3600000");
    assert.equal(
      String(parametersOf({ ...search, view: "alarms" }, 7_200_000)),
      "text=a+b&input=acknowledge&from=3600000",
    );
  });

  it("takes wall-clock times as those of this screen, and leaves out what is none", () => {
    const from = "2026-05-01T10:00";
    assert.equal(parametersOf({ from, to: "soon" }, 0).toString(), `from=${new Date(from).getTime()}`);
  });

  it("knows whether less than everything is asked for", () => {
    assert.deepEqual([asksForAnything({ view: "alarms" }), asksForAnything({ hours: "1" })], [false, true]);
  });
});
