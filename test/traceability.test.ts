import assert from "node:assert/strict";
import { test } from "node:test";
import { readCsv } from "#kernel/csv.ts";
import {
  checkoutEvidence,
  type Evidence,
  faultsOf,
  holdsTitle,
  readTables,
  strangers,
  titlesWithIds,
  totals,
} from "../scripts/traceability.ts";

const evidence: Evidence = {
  exists: (file) => file === "a.test.ts" || file === "0001.md",
  hasTest: (file, title) => file === "a.test.ts" && title === "W-001 holds",
  passed: new Set(["a.test.ts#W-001 holds"]),
};

for (const [status, proof, fault] of [
  ["open", "", null],
  ["proven", "test:a.test.ts#W-001 holds", null],
  ["deviates", "decision:0001.md", null],
  ["partial", "test:a.test.ts#W-001 holds;decision:0001.md", null],
  ["done", "", /'done' is no status/],
  ["open", "decision:0001.md", /is open and has a proof/],
  ["proven", "", /is proven without a proof/],
  ["proven", "test:b.test.ts#W-001 holds", /b\.test\.ts is not there/],
  ["proven", "test:a.test.ts", /without the title/],
  ["proven", "test:a.test.ts#W-001 falls", /has no test 'W-001 falls'/],
  ["proven", "because I say so", /is no form of proof/],
] as const) {
  test(`a row that is ${status} by '${proof}' ${fault ? "is a fault" : "is honest"}`, () => {
    const faults = faultsOf(["W-001"], [{ id: "W-001", status, proof, note: "" }], evidence);
    if (fault === null) assert.deepEqual(faults, []);
    else assert.match(faults.join(), fault);
  });
}

test("a test that did not pass proves nothing", () => {
  const row = { id: "W-001", status: "proven", proof: "test:a.test.ts#W-001 holds", note: "" };
  assert.match(faultsOf(["W-001"], [row], { ...evidence, passed: new Set() }).join(), /did not pass/);
});

test("rows that are missing, strange or double are found", () => {
  const row = (id: string) => ({ id, status: "open", proof: "", note: "" });
  const faults = faultsOf(["W-001", "N-002"], [row("W-001"), row("W-001"), row("P-999")], evidence);
  assert.deepEqual(faults, ["W-001 stands twice", "P-999 is no requirement", "N-002 is missing"]);
});

test("titles that begin with an unknown id are found, whichever of several it is", () => {
  assert.deepEqual(strangers(["W-001"], ["W-001 a", "W-001, W-002 b", "P-256 is a curve", "c"]), [
    "W-001, W-002 b",
    "P-256 is a curve",
  ]);
});

test("cells with commas, quotes and nothing in them are read", () => {
  assert.deepEqual(readCsv('id,note\nW-001,"a, ""b"""\nW-002,\n'), [
    { id: "W-001", note: 'a, "b"' },
    { id: "W-002", note: "" },
  ]);
});

test("a row whose comma is not quoted is not read", () => {
  assert.throws(() => readCsv("id,note\nW-001,a, b\n"), /W-001 has 3 cells instead of 2/);
});

test("the rows are counted by guide and status", () => {
  const counted = totals([
    { id: "W-001", status: "proven" },
    { id: "W-002", status: "open" },
    { id: "N-001", status: "proven" },
  ]);
  assert.equal(counted[0], "WIN-911: 2 requirements, 1 open, 0 partial, 1 proven, 0 superseded, 0 deviates");
  assert.deepEqual(
    [counted.length, counted.at(-1)?.startsWith("All: 3 requirements, 1 open, 0 partial, 2 proven")],
    [4, true],
  );
});

test("a title is found as it stands, and where a template makes it", () => {
  const text = "it(`W-019 drops a peer with ${what}, and says so`, …); it('W-019 speaks (no) TLS 1.2', …)";
  for (const [title, holds] of [
    ["W-019 speaks (no) TLS 1.2", true],
    ["W-019 drops a peer with no certificate, and says so", true],
    ["W-019 drops a peer with no certificate", false],
    ["W-019 speaks", true],
    ["W-020 drops a peer with x, and says so", false],
  ] as const) {
    assert.equal(holdsTitle(text, title), holds, title);
  }
});

test("the table of this checkout is honest", () => {
  const { requirements, rows } = readTables();
  assert.equal(requirements.length, 332);
  assert.deepEqual(faultsOf(requirements, rows, checkoutEvidence(null)), []);
  assert.deepEqual(strangers(requirements, titlesWithIds()), []);
});
