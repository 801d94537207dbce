import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readable, readContent, readHeader, writeNak, writeReply } from "./message.ts";
import { panelTime, readTimestamp, writeTimestamp } from "./timestamp.ts";
import { PLAIN_VECTORS } from "./vectors.ts";

const bodyOf = (what: string) => PLAIN_VECTORS.find((vector) => vector.what === what)?.wire.slice(9, -1) ?? "";
const header = (body: string) => {
  const found = readHeader(body);
  assert.ok(found, body);
  return found;
};

describe("DC-09 headers", () => {
  const cases: [body: string, parts: Partial<ReturnType<typeof header>>][] = [
    [bodyOf("a text event"), { token: "SIA-DCS", sequence: "0001", receiver: "F3", line: "77", account: "1234" }],
    [bodyOf("a text event"), { address: "RF3L77#1234", encrypted: false }],
    [bodyOf("an automatic test"), { receiver: "", line: "", account: "0123", address: "#0123" }],
    [bodyOf("a NAK with its time"), { token: "NAK", sequence: "0000", receiver: "0", account: "", run: "0A0" }],
    [bodyOf("a header without account"), { receiver: "0001", line: "0001", account: "", run: "0001" }],
    ['"*SIA-DCS"0001L0#12ab[00', { encrypted: true, token: "SIA-DCS", account: "12ab", rest: "00" }],
    ['"SIA-DCS"0001L01234[#1234|Nri1/BA003]', { line: "01234", account: "", run: "01234" }],
    ['"SIA-DCS"0001 1234[]'.replace(" ", ""), { line: "", account: "", run: "1234" }],
    ['"NULL"0000L123456#0123456789ABCDEF[]', { line: "123456", account: "0123456789ABCDEF" }],
  ];
  for (const [body, parts] of cases) {
    it(`reads ${body.slice(0, 40)}`, () => {
      const found: Readonly<Record<string, unknown>> = { ...header(body) };
      for (const [name, value] of Object.entries(parts)) assert.equal(found[name], value, name);
    });
  }

  for (const body of [
    "",
    '"',
    '""0001L0#1234[]',
    '"SIA-DCS',
    '"SIA-DCS"001L0#1234[]',
    '"SIA-DCS"00x1L0#1234[]',
    '"SIA-DCS"0001L0#1234',
    '"SIA-DCS"0001L0#12G4[]',
    '"SIA-DCS"0001L0#01234567890123456[]',
    'SIA-DCS"0001L0#1234[]',
  ]) {
    it(`refuses ${JSON.stringify(body)}`, () => assert.equal(readHeader(body), null));
  }
});

describe("DC-09 content", () => {
  const at = Date.UTC(2026, 0, 15, 12);
  const cases: [what: string, content: NonNullable<ReturnType<typeof readContent>>][] = [
    ["a burglary", { account: "1234", data: "Nri1/BA003", extended: [], timestamp: null, wellFormed: true }],
    ["a link test", { account: "", data: "", extended: [], timestamp: null, wellFormed: true }],
    ["a link test with a timestamp", { account: "", data: "", extended: [], timestamp: at, wellFormed: true }],
    [
      "a fire with extended data",
      {
        account: "1234",
        data: "Nri1/FA012",
        extended: [
          { letter: "M", value: "AABBCCDDEEFF" },
          { letter: "I", value: '"Smoke lobby"' },
        ],
        timestamp: at,
        wellFormed: true,
      },
    ],
    ["a text event", { account: "1234", data: "NRR|Atest", extended: [], timestamp: null, wellFormed: true }],
    [
      "no inner account",
      { account: "", data: "Nri2/JC12", extended: [], timestamp: Date.UTC(2021, 8, 15, 12, 58, 23), wellFormed: true },
    ],
  ];
  for (const [what, content] of cases) {
    it(`reads ${what}`, () => assert.deepEqual(readContent(header(bodyOf(what)).rest), content));
  }

  it("reads longitude and latitude (test data of pysiaalarm)", () => {
    assert.deepEqual(readContent("#1|NBA1][X006E07.7777777][Y49N06.6666666]")?.extended, [
      { letter: "X", value: "006E07.7777777" },
      { letter: "Y", value: "49N06.6666666" },
    ]);
  });

  it("takes data without a bar and without an account as it is", () => {
    assert.equal(readContent("Nri1/BA003]")?.data, "Nri1/BA003");
    assert.deepEqual([readContent("#1234]")?.account, readContent("#1234]")?.data], ["1234", ""]);
  });

  it("says what is not well-formed, and reads it all the same", () => {
    assert.equal(readContent("no bracket"), null);
    for (const rest of ["a]x", "a]_12:00:00", "a][Ix", "a]_25:00:00,01-15-2026", "a] "]) {
      assert.equal(readContent(rest)?.wellFormed, false, rest);
      assert.equal(readContent(rest)?.data, "a", rest);
    }
  });
});

describe("DC-09 replies", () => {
  it("are the sheet's own", () => {
    assert.equal(writeReply("ACK", "0001", "L0#1234"), bodyOf("an ACK"));
    assert.equal(writeReply("DUH", "0011", "L0#1234"), bodyOf("the DUH to it"));
    assert.equal(writeNak(writeTimestamp(Date.UTC(2025, 8, 24, 16, 20, 1))), bodyOf("a NAK with its time"));
  });

  it("keep what is missing missing", () => {
    assert.equal(writeReply("ACK", "0002", "#0123"), '"ACK"0002#0123[]');
  });
});

describe("timestamps", () => {
  it("are read and written in GMT", () => {
    const at = Date.UTC(2021, 8, 15, 12, 58, 23);
    assert.equal(readTimestamp("_12:58:23,09-15-2021"), at);
    assert.equal(readTimestamp("12:58:23,09-15-2021"), at);
    assert.equal(writeTimestamp(at), "_12:58:23,09-15-2021");
  });

  for (const text of [
    "",
    "_",
    "_1:58:23,09-15-2021",
    "_12:58:23,13-15-2021",
    "_12:58:23,09-32-2021",
    "_24:58:23,09-15-2021",
  ]) {
    it(`are refused: ${JSON.stringify(text)}`, () => assert.equal(readTimestamp(text), null));
  }
  it("are refused when a digit is none", () => {
    for (let at = 1; at < 20; at++) {
      const text = "_12:58:23,09-15-2021";
      assert.equal(readTimestamp(`${text.slice(0, at)}x${text.slice(at + 1)}`), null, `at ${at}`);
    }
  });

  const now = Date.UTC(2026, 0, 15, 0, 10);
  it("of panels are on the nearest day when they name none", () => {
    assert.equal(panelTime("23:58:00", undefined, "UTC", now), Date.UTC(2026, 0, 14, 23, 58));
    assert.equal(panelTime("00:12", undefined, "UTC", now), Date.UTC(2026, 0, 15, 0, 12));
    assert.equal(panelTime("01:05:07", undefined, "Europe/Berlin", now), Date.UTC(2026, 0, 15, 0, 5, 7));
  });
  it("of panels are in the panel's time zone", () => {
    assert.equal(panelTime("14:00:00", "07-01-26", "Europe/Berlin", now), Date.UTC(2026, 6, 1, 12));
    assert.equal(panelTime("14:00:00", "07-01-2026", "America/New_York", now), Date.UTC(2026, 6, 1, 18));
  });
  it("of panels are nothing when they are none", () => {
    for (const [ti, da] of [
      [undefined, "07-01-26"],
      ["25:00", undefined],
      ["abc", undefined],
      ["12", undefined],
      ["12:00", "13-01-26"],
      ["12:00", "x"],
    ]) {
      assert.equal(panelTime(ti, da, "UTC", now), null, `${ti} ${da}`);
    }
  });
});

it("reads texts as Windows-1252", () => {
  assert.equal(readable("K\xfcche \x80"), "Küche €");
  assert.equal(readable("plain"), "plain");
});
