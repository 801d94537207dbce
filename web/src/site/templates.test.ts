import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SiteKind } from "../api/contract.ts";
import { idOf, withFollowingId } from "./id-of.ts";
import { fitting, TEMPLATES } from "./templates.ts";

const site = (ids: Partial<Record<SiteKind, readonly string[]>>) => (kind: SiteKind) => ids[kind] ?? [];
const begun = (kind: SiteKind, ids: Partial<Record<SiteKind, readonly string[]>>) =>
  fitting(kind, TEMPLATES[kind] ?? {}, site(ids), "2026-11-23") as Readonly<Record<string, unknown>>;

describe("what a new document begins with", () => {
  it("names what there is", () => {
    assert.equal(begun("route", { policy: ["night", "standard"] })["policy"], "standard");
    assert.equal(begun("route", { policy: ["night"] })["policy"], "night");
    assert.equal(begun("point", { source: ["plc"] })["source"], "plc");
    assert.deepEqual(fitting("point", { source: "b", address: "7" }, site({ source: ["a", "b"] }), ""), {
      source: "b",
      address: "7",
    });
  });

  it("tells whoever is on duty, else somebody, else nobody yet", () => {
    const tell = (ids: Parameters<typeof begun>[1]) =>
      (begun("policy", ids)["steps"] as readonly { readonly tell: unknown }[])[0]?.tell;
    assert.deepEqual(tell({ schedule: ["plant"], person: ["anna"] }), [{ schedule: "plant" }]);
    assert.deepEqual(tell({ person: ["anna"] }), [{ person: "anna" }]);
    assert.deepEqual(tell({}), [{ person: "" }], "nobody yet, who can be made from there");
  });

  it("is a schedule that begins on the day that it is, unless it says when", () => {
    const starts = (body: object) =>
      (fitting("schedule", body, site({}), "2026-11-23") as { rotations: { startsOn: string }[] }).rotations.map(
        ({ startsOn }) => startsOn,
      );
    assert.deepEqual(starts(TEMPLATES.schedule ?? {}), ["2026-11-23"]);
    assert.deepEqual(starts({ rotations: [{ startsOn: "2020-02-29" }, {}] }), ["2020-02-29", "2026-11-23"]);
  });

  it("leaves to be chosen what there is none of", () => {
    assert.deepEqual([begun("route", {})["policy"], begun("point", {})["source"]], ["", ""]);
  });
});

describe("the id of a new document", () => {
  for (const [name, id] of [
    ["Pump PLC", "pump-plc"],
    ["Änne Müller-Groß", "aenne-mueller-gross"],
    ["  Haus 3 / Étage 2 ", "haus-3-etage-2"],
    ["v2.1_x", "v2.1_x"],
    ["ポンプ", ""],
    ["x".repeat(80), "x".repeat(63)],
  ] as const) {
    it(`is ${JSON.stringify(id)} of ${JSON.stringify(name.slice(0, 20))}`, () => assert.equal(idOf(name), id));
  }

  it("follows the name until somebody types it, and again when it was emptied", () => {
    const typed = (before: object, part: object) => withFollowingId(before, { ...before, ...part }) as { id?: string };
    assert.equal(typed({ name: "" }, { name: "Pump" }).id, "pump");
    assert.equal(typed({ name: "Pump", id: "pump" }, { name: "Pump 2" }).id, "pump-2");
    assert.equal(typed({ name: "Pump", id: "p7" }, { name: "Pump 2" }).id, "p7");
    assert.equal(typed({ name: "Pump", id: "" }, { name: "Pump 2" }).id, "pump-2");
    assert.equal(typed({ name: "Pump", id: "pump" }, { id: "p7" }).id, "p7");
  });
});
