import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fieldOf } from "../schema-form/fields.ts";
import { harmless, readTable, writeTable } from "./csv.ts";
import { filled, hasPlaceholder, instances } from "./placeholders.ts";
import { columnsOf, exampleTable, mappingOf, pointsIn, tableOf, wrongTable } from "./rows.ts";

const tableIn = (text: string) => {
  const reading = readTable(text);
  assert.ok(reading.kind === "table", JSON.stringify(reading));
  return reading;
};

describe("a table in a file", () => {
  const table: [says: string, text: string, header: string[], rows: string[][]][] = [
    ["commas, CRLF", "a,b\r\n1,2\r\n", ["a", "b"], [["1", "2"]]],
    ["semicolons, as German spreadsheets write", "a;b\n1,5;2\n", ["a", "b"], [["1,5", "2"]]],
    ["tabs, no end of line", "a\tb\n1\t2", ["a", "b"], [["1", "2"]]],
    [
      "a byte order mark and a line that names the separator",
      "\uFEFFsep=|\r\na|b\r\n1|2\r\n",
      ["a", "b"],
      [["1", "2"]],
    ],
    ["quotes with separators, quotes and line ends", 'a,b\n"x, ""y""\nz",2\n', ["a", "b"], [['x, "y"\nz', "2"]]],
    ["a separator in a quoted heading doesn't count", '"a;b;c",d\n1,2\n', ["a;b;c", "d"], [["1", "2"]]],
    ["empty lines are none", "a,b\n\n1,2\n,\n", ["a", "b"], [["1", "2"]]],
    ["what was made harmless is taken back", "a\n'=1+1\n", ["a"], [["=1+1"]]],
  ];
  for (const [says, text, header, rows] of table) {
    it(says, () => {
      const read = tableIn(text);
      assert.deepEqual([read.header, read.rows.map(({ cells }) => cells)], [header, rows]);
    });
  }

  it("says in which line it is damaged", () => {
    assert.deepEqual(readTable('a,b\n1,"x'), { kind: "damaged", line: 2, why: "open-quote" });
    assert.deepEqual(readTable('a,b\n"x"y,1'), { kind: "damaged", line: 2, why: "text-after-quote" });
    assert.deepEqual(readTable(" \n"), { kind: "damaged", line: 1, why: "empty" });
  });

  it("knows the line of each row, also behind cells of several lines", () => {
    assert.deepEqual(
      tableIn('a\n"x\ny"\nz\n').rows.map(({ line }) => line),
      [2, 4],
    );
  });

  it("no name is a formula to a spreadsheet, and each comes back as it was", () => {
    for (const name of [
      "=cmd|' /C calc'!A0",
      "+1+1",
      "-2+3",
      "@SUM(A1)",
      "\tx",
      "\rx",
      "'=x",
      "''=x",
      "plain",
      "-5",
      "it's",
      '"q"',
    ]) {
      assert.doesNotMatch(harmless(name).replace(/^-?\d+$/, ""), /^[=+\-@\t\r]/);
      for (const separator of [",", ";"]) {
        const [row] = tableIn(writeTable(["name", "x"], [[name, "1"]], separator)).rows;
        assert.equal(row?.cells[0], name);
      }
    }
  });

  it("any text survives writing and reading", () => {
    let seed = 7;
    const next = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const letters = ['"', ",", ";", "\n", "\r\n", "a", "=", "'", " ", "ü", "😀", "\t"];
    for (let round = 0; round < 500; round++) {
      const rows = [["x", Array.from({ length: next(8) }, () => letters[next(letters.length)]).join("")]];
      assert.deepEqual(
        tableIn(writeTable(["a", "b"], rows, ",")).rows.map(({ cells }) => cells),
        rows,
      );
    }
  });
});

const point = fieldOf({
  type: "object",
  required: ["id", "source", "address", "name"],
  properties: {
    id: { type: "string" },
    source: { type: "string" },
    address: { type: "string" },
    name: { type: "string" },
    tags: { type: "array", items: { type: "string" } },
    priority: { type: "string", enum: ["high", "low"] },
    latched: { type: "boolean" },
    reAlarmSec: { type: "number" },
    conditions: { type: "array", items: { type: "object", properties: {} } },
  },
});
const columns = columnsOf(point);
const reading = (text: string, existing: Record<string, object> = {}, source = "") => {
  const { header, rows } = tableIn(text);
  return pointsIn(rows, mappingOf(header, columns), columns, {
    sources: null,
    source,
    existing: new Map(Object.entries(existing)) as never,
  });
};

describe("points in a table", () => {
  it("headings are found however they are written, each column once", () => {
    assert.deepEqual(mappingOf(["Adresse", "Re-Alarm (sec)", "NAME", "name", "colour", "HiHi"], columns), [
      "address",
      "reAlarmSec",
      "name",
      null,
      null,
      "high-high",
    ]);
  });

  it("cells become what the schema wants", () => {
    const { points, wrong } = reading(
      'source,address,name,tags,latched,reAlarmSec,high\nplc,t1,Boiler,a b;c,ja,"1,5",80\n',
    );
    assert.deepEqual(wrong, []);
    assert.deepEqual(points, [
      {
        line: 2,
        body: {
          id: "plc/t1",
          source: "plc",
          address: "t1",
          name: "Boiler",
          tags: ["a", "b", "c"],
          latched: true,
          reAlarmSec: 1.5,
          conditions: [{ type: "high", limit: 80 }],
        },
      },
    ]);
  });

  it("what no column is about stays, and a limit changes in its place", () => {
    const before = {
      id: "plc/t1",
      name: "Old",
      later: 1,
      conditions: [
        { type: "high", limit: 1, priority: "low" },
        { type: "stale", afterMs: 5 },
      ],
    };
    const [first] = reading("address,name,high\nt1,New,90\n", { "plc/t1": before }, "plc").points;
    assert.deepEqual(first?.body["conditions"], [
      { type: "high", limit: 90, priority: "low" },
      { type: "stale", afterMs: 5 },
    ]);
    assert.deepEqual([first?.body["name"], first?.body["later"]], ["New", 1]);
  });

  it("an empty cell takes an optional field away", () => {
    const [first] = reading("address,name,priority\nt1,X,\n", { "plc/t1": { priority: "high" } }, "plc").points;
    assert.ok(first && !("priority" in first.body));
  });

  it("says line by line what is wrong, and reads the others", () => {
    const { points, wrong } = reading(
      "source,address,name,priority,latched\nplc,t1,A,urgent,maybe\nplc,,B,,\nplc,t3,C,high,\nplc,t3,D,,\nplc,t4,,,\n",
    );
    assert.deepEqual(
      points.map(({ line }) => line),
      [4],
    );
    assert.deepEqual(
      wrong.map(({ line, column, expected }) => `${line} ${column}: ${expected}`),
      [
        "2 priority: one of high, low",
        "2 latched: yes or no",
        "3 address: address",
        "5 address: an address of its own",
        "6 name: something",
      ],
    );
  });

  it("knows which sources there are before the server is asked", () => {
    const table = readTable("source,address,name\nplc,t1,A\nplx,t2,B\n");
    assert.ok(table.kind === "table");
    const mapping = mappingOf(table.header, columns);
    const options = { source: "", existing: new Map(), sources: new Set(["plc"]) };
    const { points, wrong } = pointsIn(table.rows, mapping, columns, options);
    assert.equal(points.length, 1);
    assert.deepEqual(wrong, [{ line: 3, column: "source", expected: "the id of a source that exists", found: "plx" }]);
  });

  it("gives wrong rows back as they came, each with what is wrong with it", () => {
    const table = readTable("source;address;name;note\nplc;t1;A;x\nplc;;B;y\nplc;t3\n");
    assert.ok(table.kind === "table");
    const wrong = [
      { line: 3, column: "address", why: "is missing" },
      { line: 4, column: "name", why: "is missing" },
      { line: 4, column: "priority", why: "is no priority" },
    ];
    assert.deepEqual(wrongTable(table, wrong, "What is wrong"), {
      header: ["source", "address", "name", "note", "What is wrong"],
      rows: [
        ["plc", "", "B", "y", "address: is missing"],
        ["plc", "t3", "", "", "name: is missing; priority: is no priority"],
      ],
    });
  });

  it("shows an example that comes in as it is", () => {
    const { header, rows } = exampleTable(columns, "plc");
    const [first] = reading(writeTable(header, rows)).points;
    assert.equal(first?.body.id, "plc/unit-1/boiler.temperature");
    assert.deepEqual(first?.body["conditions"], [{ type: "high", limit: 90 }]);
  });

  it("what was exported is imported as it was", () => {
    const before = {
      id: "plc/t1",
      source: "plc",
      address: "t1",
      name: "=1+1",
      tags: ["a"],
      latched: false,
      conditions: [{ type: "high", limit: -5 }],
    };
    const { header, rows } = tableOf([before], columns);
    const [after] = reading(writeTable(header, rows)).points;
    assert.deepEqual(after?.body, before);
  });

  it("ten thousand rows are read in one go", () => {
    const text = `source,address,name,high\n${Array.from({ length: 10_000 }, (_, n) => `plc,t${n},Point ${n},${n}`).join("\n")}`;
    assert.equal(reading(text).points.length, 10_000);
  });
});

describe("one document as the template of many", () => {
  it("numbers are put in wherever they are asked for", () => {
    assert.deepEqual(
      filled({ id: "plc/p{n:00}", name: "Pump {n}", list: ["{n+10}"], address: "{=2*n+40000}", x: 1 }, 7),
      {
        id: "plc/p07",
        name: "Pump 7",
        list: ["17"],
        address: 40_014,
        x: 1,
      },
    );
  });

  it("nothing else is a placeholder", () => {
    assert.equal(filled("{{code}} {name} {n-}", 3), "{{code}} {name} {n-}");
    assert.deepEqual([hasPlaceholder({ a: "{n}" }), hasPlaceholder({ a: "{x}" })], [true, false]);
  });

  it("counts from where it is told", () => {
    assert.deepEqual(instances({ id: "a{n}" }, 3, 2), [{ id: "a3" }, { id: "a4" }]);
  });
});
