import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readPortTable } from "#hardening/table-lint.ts";
import { readCsv } from "#kernel/csv.ts";
import { withEverything } from "./peers/port-site.ts";

const guides = readPortTable(readFileSync("docs/requirements/ports.csv", "utf8"));
const ours = readCsv(readFileSync("docs/ports.csv", "utf8"));
/** Of an installation that has one of everything. */
const sorts = new Set(withEverything().flows.map(({ sort }) => sort));

test("P-143, W-067 every row of the guides' port tables stands in docs/ports.csv once, as it is", () => {
  assert.deepEqual(
    ours.map((row) => [row["row"], row["source"], row["destination"], row["port"], row["protocol"]]),
    guides.map((row) => [`${row.row}`, row.source, row.destination, row.destinationPort, row.protocol]),
  );
});

test("every equivalent in docs/ports.csv is a flow that the product really has", () => {
  assert.ok(sorts.size > 15);
  for (const row of ours)
    assert.ok(row["equivalent"] === "" || sorts.has(row["equivalent"] ?? ""), JSON.stringify(row));
});

test("every row of docs/ports.csv says why in a whole sentence", () => {
  for (const { row, reason = "" } of ours) assert.match(reason, /^[A-Z].{25,}\.$/, `row ${row}`);
});

test("W-054, N-044, P-128, P-142 no flow of ours is on a port that the guides open in the clear", () => {
  const listening = withEverything().flows.filter(({ direction }) => direction === "in");
  for (const port of [80, 8080, 4242, 8000, 135, 445]) {
    assert.ok(
      listening.every(({ listener }) => listener.port !== port),
      `${port}`,
    );
  }
});
