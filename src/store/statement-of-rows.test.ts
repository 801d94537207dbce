import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { StatementOfRows, type Written } from "./statement-of-rows.ts";
import {
  ALARMS,
  AUDIT_ENTRIES,
  CALLOUTS,
  EVENTS,
  MEMORIES,
  NOTIFICATIONS,
  SOURCE_STATES,
  SPOOL_PROGRESS,
  type Table,
  TRANSITIONS,
} from "./tables.ts";

/** A table whose columns beside the first hold one value in all rows, or as many as there are rows. */
function tableOf(initial: string, alike: readonly boolean[]): Table<number> {
  return {
    name: `test.${initial}`,
    initial,
    columns: [["id", "int8", (row) => row], ...alike.map(column)],
  };
}

function column(alike: boolean, at: number): Table<number>["columns"][number] {
  return [`c${at}`, "int8", (row) => (alike ? 1 : row)];
}

const rows = (count: number) => Array.from({ length: count }, (_, at) => at);

function statementOf(...tables: [table: Table<number>, rows: number][]): Written {
  const statement = new StatementOfRows(1000, []);
  for (const [table, count] of tables) statement.add(table, rows(count));
  return statement.written();
}

describe("the statement that stores a batch", () => {
  it("has another name when it is another statement: one table's alike columns are no other table", () => {
    // 362, the columns 1, 3, 5, 6 and 8, is written a2.
    const alone = statementOf([tableOf("e", [true, false, true, false, true, true, false, true]), 200]);
    const together = statementOf([tableOf("e", [false]), 50], [tableOf("a", [true, false]), 200]);
    assert.notEqual(alone.text, together.text);
    assert.notEqual(alone.name, together.name);
  });

  it("has a name that PostgreSQL keeps whole, of 63 characters, with every table and every column alike", () => {
    let longest = "journal ".length;
    for (const { columns } of [
      EVENTS,
      ALARMS,
      TRANSITIONS,
      CALLOUTS,
      NOTIFICATIONS,
      MEMORIES,
      SOURCE_STATES,
      SPOOL_PROGRESS,
      AUDIT_ENTRIES,
    ]) {
      longest += 2 + (2 ** columns.length - 2).toString(36).length;
    }
    assert.ok(longest <= 63, `${longest}`);
  });
});
