import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readTagTable, type TagTable, writeTagTable } from "./tag-table.ts";

const TABLE = `\ufeffName;Unit;FC;Address;Type;Order;Bit;Mask;Scale;Offset;Kind;Active_Value;Priority;Text;Deadband
# boiler house
Kessel Vorlauf °C;1;3;100;u16;;;;0,1;-50;measure;;;;0.5

Zone 3 alarm;1;4;12;bit;;7;;;;alarm;true;critical;"Zone 3; ""attic""";
Flow;2;3;20;f32;cdab;;;;;;;;;
Door;2;1;0
`;

function tagsOf(table: TagTable) {
  assert.equal(table.kind, "table");
  return table.tags;
}

describe("a tag table", () => {
  it("is read from CSV with semicolons, quotes, comments, decimal commas and short lines", () => {
    const tags = tagsOf(readTagTable(TABLE));
    assert.deepEqual(
      tags.map(({ key, unit, fc, address, type, order, scale, offset, kind }) => [
        key,
        unit,
        fc,
        address,
        type,
        order,
        scale,
        offset,
        kind,
      ]),
      [
        ["kessel-vorlauf-c", 1, 3, 100, "u16", "ABCD", 0.1, -50, "measure"],
        ["zone-3-alarm", 1, 4, 12, "bit", "ABCD", 1, 0, "alarm"],
        ["flow", 2, 3, 20, "f32", "CDAB", 1, 0, "measure"],
        ["door", 2, 1, 0, "bit", "ABCD", 1, 0, "measure"],
      ],
    );
    assert.deepEqual(
      [tags[1]?.text, tags[1]?.bit, tags[1]?.activeValue, tags[1]?.priority],
      ['Zone 3; "attic"', 7, true, "critical"],
    );
  });

  it("is read with commas as well", () => {
    const [tag] = tagsOf(readTagTable('name,unit,fc,address,mask\r\n"Level, tank 1",1,3,5,0x0FF0\r\n'));
    assert.deepEqual([tag?.name, tag?.key, tag?.mask], ["Level, tank 1", "level-tank-1", 0x0ff0]);
  });

  it("comes back the same after it was written", () => {
    const tags = tagsOf(readTagTable(TABLE));
    assert.deepEqual(tagsOf(readTagTable(writeTagTable(tags))), tags);
  });

  for (const { what, text, errors } of [
    { what: "nothing", text: "", errors: [[1, "", /a header/, /nothing/]] },
    { what: "a header alone", text: "name;unit;fc;address", errors: [[2, "", /at least one tag/, /none/]] },
    {
      what: "an unknown column",
      text: "name;unit;fc;address;colour\nx;1;3;0;red",
      errors: [[1, "colour", /one of name, key/, /colour/]],
    },
    { what: "a missing column", text: "name;unit;fc\nx;1;3", errors: [[1, "address", /a column address/, /none/]] },
    {
      what: "a column twice",
      text: "name;unit;fc;address;unit\nx;1;3;0;1",
      errors: [[1, "", /every column once/, /unit/]],
    },
    {
      what: "wrong values, each with its place",
      text: "name;unit;fc;address;type;bit;tier\na;300;3;0;;;\nb;1;7;0;;;\nc;1;3;zero;;;\nd;1;3;0;u17;;\ne;1;3;0;bit;;\nf;1;1;0;u16;;\n;1;3;0;;;",
      errors: [
        [2, "unit", /255/, /^300$/],
        [3, "fc", /1\|2\|3\|4|Invalid|1/, /^7$/],
        [4, "address", /number/, /^zero$/],
        [5, "type", /u16/, /^u17$/],
        [6, "bit", /0 to 15/, /nothing/],
        [7, "type", /bit with function 1/, /^u16$/],
        [8, "name", /./, /nothing/],
      ],
    },
    { what: "too many fields", text: "name;unit;fc;address\nx;1;3;0;9", errors: [[2, "", /4 fields/, /5 fields/]] },
    {
      what: "a quote that is not closed",
      text: 'name;unit;fc;address\n"x;1;3;0',
      errors: [[2, "", /4 fields/, /not closed/]],
    },
    {
      what: "text behind a quote",
      text: 'name;unit;fc;address\n"x"y;1;3;0',
      errors: [[2, "", /4 fields/, /behind a closing quote/]],
    },
  ] satisfies { what: string; text: string; errors: [number, string, RegExp, RegExp][] }[]) {
    it(`is refused as a whole with ${what}`, () => {
      const table = readTagTable(text);
      assert.equal(table.kind, "refused");
      assert.deepEqual(
        table.errors.map(({ line, column }) => [line, column]),
        errors.map(([line, column]) => [line, column]),
      );
      errors.forEach(([, , expected, found], at) => {
        assert.match(table.errors[at]?.expected ?? "", expected);
        assert.match(table.errors[at]?.found ?? "", found);
      });
    });
  }
});
