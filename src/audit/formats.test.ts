import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cefEvent } from "./cef.ts";
import { type AuditEntry, GENESIS, hashEntry } from "./chain.ts";
import { written } from "./formats.ts";
import { fromLine, recordIn } from "./lines.ts";
import { recordsOf } from "./record.ts";
import { syslogFrame, syslogMessage } from "./syslog.ts";

const ENTRY: AuditEntry = {
  seq: 2_147_483_648,
  at: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  actor: "operator:änne",
  via: "screen",
  action: "alarm.acknowledged",
  object: "alarm:17",
  partition: "",
  sentence: 'Änne acknowledged "a|b\\c=d"\nin two lines.',
  details: '{"a":"b=c"}',
};
const STORED = { ...ENTRY, hash: hashEntry(GENESIS, ENTRY) };

describe("an entry for other programs", () => {
  it("as CEF escapes what the format gives a meaning to", () => {
    assert.equal(
      cefEvent(ENTRY, { version: "1|2\\3" }),
      'CEF:0|Tocsin|Tocsin|1\\|2\\\\3|alarm.acknowledged|Änne acknowledged "a\\|b\\\\c=d" in two lines.|3|' +
        "rt=1767323045006 externalId=2147483648 suser=operator:änne act=alarm.acknowledged " +
        'msg=Änne acknowledged "a|b\\\\c\\=d"\\nin two lines. cs1Label=object cs1=alarm:17 ' +
        'cs3Label=via cs3=screen cs4Label=details cs4={"a":"b\\=c"}',
    );
  });

  for (const [action, severity] of [
    ["operator.created", 6],
    ["operator.sign-in-refused", 7],
    ["alarm.raised", 3],
  ] as const) {
    it(`as CEF has the severity ${severity} for ${action}`, () =>
      assert.equal(cefEvent({ ...ENTRY, action, sentence: "x" }, { version: "1" }).split("|")[6], String(severity)));
  }

  it("as RFC 5424 has header, registered structured data and the whole entry as its message", () => {
    const [record] = recordsOf([STORED], []);
    const message = syslogMessage(record ?? assert.fail(), { host: "alarm host", version: '1"]\\' });
    const [head, text] = message.split("\ufeff");
    assert.equal(
      head,
      '<109>1 2026-01-02T03:04:05.006Z alarmhost tocsin - alarm.acknowledged [origin software="Tocsin" swVersion="1\\"\\]\\\\"][meta sequenceId="1"] ',
    );
    assert.deepEqual(fromLine(text ?? ""), STORED);
    assert.equal(syslogFrame("ä"), "2 ä");
  });

  it("as a checkpoint is a message too", () => {
    const checkpoint = { size: 3, at: 0, note: "n\n", root: GENESIS, head: GENESIS, frontier: GENESIS };
    const [record] = recordsOf([], [checkpoint]);
    const message = syslogMessage(record ?? assert.fail(), { host: "h", version: "1" });
    assert.match(
      message,
      /^<109>1 1970-01-01T00:00:00.000Z h tocsin - audit-trail.checkpoint .*\{"checkpoint":"n\\n","size":3/,
    );
  });

  it("comes back from JSON and from RFC 5424, and from what a collector made of it", () => {
    for (const line of [
      written([STORED], "jsonl").trimEnd(),
      written([STORED], "rfc5424").trimEnd(),
      `Jan  2 03:04:05 host tocsin ${written([STORED], "jsonl").trimEnd()}`,
    ]) {
      assert.deepEqual(fromLine(recordIn(line)), STORED);
    }
    assert.equal(written([STORED, STORED], "cef").split("\n").length, 3);
  });
});
