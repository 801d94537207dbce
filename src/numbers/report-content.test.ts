import assert from "node:assert/strict";
import { it } from "node:test";
import { shownColumns, shownRow } from "./report-content.ts";
import type { TableId } from "./table-ids.ts";
import { WORDS } from "./words.ts";

const tableOf = (id: TableId) => ({ id, ...WORDS.de.tables[id], rows: [] });
const BERLIN = { words: WORDS.de, timeZone: "Europe/Berlin" };

it("times in a mailed table are those of the site's clock, written as its language writes them", () => {
  const table = tableOf("standing");
  assert.equal(shownColumns(table).at(-1), "aktiv seit");
  const row = ["Pumpe", "plc/pump", "Störung", "2026-07-01T22:30:00.000Z"];
  assert.deepEqual(shownRow(table, row, BERLIN), ["Pumpe", "plc/pump", "Störung", "02.07.2026, 00:30"]);
});

it("days that are counted by UTC stay days of UTC, and say so", () => {
  const table = tableOf("days");
  assert.equal(shownColumns(table)[0], "Tag (UTC)");
  assert.deepEqual(shownRow(table, ["2026-07-01", 1.5, null], BERLIN), ["01.07.2026", "1,5", "–"]);
});
