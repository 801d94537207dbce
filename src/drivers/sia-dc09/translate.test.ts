import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Report } from "#events/event.ts";
import { Account } from "./account.ts";
import { CONTACT_ID_EVENTS } from "./contact-id-table.ts";
import { readContent } from "./message.ts";
import { AccountSettings } from "./settings.ts";
import { SIA_CODES } from "./sia-table.ts";
import { translate } from "./translate.ts";

const NOW = Date.UTC(2026, 0, 15, 12);

function reports(token: string, rest: string, settings: Partial<AccountSettings> = {}): readonly Report[] {
  const content = readContent(rest);
  assert.ok(content);
  const account = new Account(AccountSettings.parse({ account: "1234", areas: 2, ...settings }));
  const found = translate({ token, content, raw: "raw", key: "key" }, account, NOW);
  assert.ok(found, `nothing in ${rest}`);
  return found;
}

const sia = (data: string, settings?: Partial<AccountSettings>) => reports("SIA-DCS", `#1234|${data}]`, settings);
const cid = (data: string, settings?: Partial<AccountSettings>) => reports("ADM-CID", `#1234|${data}]`, settings);
const short = ({ point, kind, condition }: Report) => [point, kind, condition].join(" ").trim();

describe("what DC-03 events report", () => {
  const cases: [data: string, report: string, text?: string][] = [
    ["Nri1/BA003", "1234/1/003 raise burglary", "Burglary alarm, area 1, zone 3"],
    ["NBA3", "1234/0/003 raise burglary", "Burglary alarm, zone 3"],
    ["Nri04/BA12345", "1234/4/12345 raise burglary"],
    ["NBA", "1234/0/system raise burglary", "Burglary alarm"],
    ["Nri1/BA", "1234/1/area raise burglary"],
    ['NBA3*"Zone 3*"NM', "1234/0/003 raise burglary", "Burglary alarm, zone 3: Zone 3"],
    ["Nri1/id15/OP", "1234/1/user/015 note"],
    ["Nri04/OP001NM", "1234/4/user/001 note", "Disarmed, area 4, user 1"],
    ["Nri1/BB003", "1234/1/003 inhibit"],
    ["Nri1/BU003", "1234/1/003 uninhibit"],
    ["Nri1/BC015", "1234/1 cancel", "Burglary alarm cancelled, area 1, user 15"],
    ["NOC", "1234 cancel"],
    ["NTS", "1234 test-begin"],
    ["Nri2/TE", "1234/2 test-end"],
    ["NFI2", "1234/2 test-begin", "Fire test begins, area 2"],
    ["NRP", "1234/0/system note", "Automatic test"],
    ["Nri1/DF7", "1234/1/door/007 raise door.forced", "Door forced, area 1, door 7"],
    ["NAT", "1234/0/system raise power", "Mains power lost"],
    ["NLT2", "1234/0/line/002 raise line"],
    ["NBV2", "1234/2/area raise burglary.confirmed"],
    ["NJA2", "1234/2/area raise wrong-codes"],
    ["NCI2", "1234/2/area raise schedule"],
    ["Nri1/ZZ4", "1234/1/004 note", "Event, code ZZ is unknown, area 1, zone 4"],
    ["Ori1/BA003", "1234/1/003 raise burglary", "Burglary alarm, from the panel's log, area 1, zone 3"],
  ];
  for (const [data, expected, text] of cases) {
    it(`${data}: ${expected}`, () => {
      const [report] = sia(data);
      assert.ok(report);
      assert.equal(short(report), expected);
      if (text) assert.equal(report.text, text);
    });
  }

  it("each event of a message reports for itself, under its own key", () => {
    const both = sia("Nri1/BA01/BA02");
    assert.deepEqual(both.map(short), ["1234/1/001 raise burglary", "1234/1/002 raise burglary"]);
    assert.deepEqual(
      both.map(({ dedupeKey }) => dedupeKey),
      ["key|0", "key|1"],
    );
  });

  it("a restore ends alarm and trouble of its zone", () => {
    const [report] = sia("Nri1/BR003");
    assert.ok(report);
    assert.equal(short(report), "1234/1/003 clear burglary");
    assert.deepEqual(
      report.alsoClears?.map(({ point }) => point),
      ["1234/1/003"],
    );
    const conditions = report.alsoClears?.[0]?.conditions ?? [];
    assert.ok(conditions.includes("burglary.trouble") && conditions.includes("burglary.confirmed"));
  });

  it("a restore without an area ends those of the zone in every area", () => {
    const [report] = sia("NTJ3");
    assert.deepEqual(report?.alsoClears, [
      { point: "1234/0/003", conditions: ["tamper.trouble"] },
      { point: "1234/1/003", conditions: ["tamper.trouble"] },
      { point: "1234/2/003", conditions: ["tamper.trouble"] },
    ]);
  });

  it("a restore that needs nothing more says nothing more", () => {
    const [report] = sia("Nri1/TJ3");
    assert.equal(report?.alsoClears, undefined);
  });

  it("arming ends what stood about the schedule", () => {
    const [arming, over] = sia("Nri1/CL015");
    assert.ok(arming && over);
    assert.equal(short(arming), "1234/1/user/015 note");
    assert.equal(short(over), "1234/1/area clear schedule");
    assert.deepEqual(over.alsoClears, [{ point: "1234/1/area", conditions: ["schedule", "burglary.confirmed"] }]);
    assert.equal(sia("NOP1")[1]?.alsoClears?.length, 3);
  });

  it("what nothing ever ends is over at once", () => {
    assert.deepEqual(sia("NAA").map(short), ["1234/0/system raise substitution", "1234/0/system clear substitution"]);
  });

  it("codes of a panel's own are like standard ones", () => {
    const codes = { NB: { like: "PA", text: "Panic scenario" }, "999": { like: "130" }, EK: { like: "110" } };
    const [scenario] = sia("Nri1/NB3", { codes });
    assert.deepEqual([scenario?.condition, scenario?.text], ["panic", "Panic scenario, area 1, zone 3"]);
    assert.equal(cid("1999 01 003", { codes })[0]?.condition, "burglary");
    assert.equal(sia("Nri1/EK3", { codes })[0]?.condition, "fire");
  });

  it("every code of the table reports something that the house can take", () => {
    for (const code of SIA_CODES) for (const report of sia(`Nri1/id2/${code}003`)) whole(report);
  });
});

describe("what Contact ID events report", () => {
  const cases: [data: string, report: string, text?: string][] = [
    ["1130 01 003", "1234/1/003 raise burglary", "Burglary alarm, area 1, zone 3"],
    ["3130 01 003", "1234/1/003 clear burglary"],
    ["3131 01 003", "1234/1/003 clear burglary"],
    ["6130 01 003", "1234/1/003 present burglary"],
    ["6350 00 000", "1234/0/system present communication"],
    ["1350 00 000", "1234/0/system raise communication", "Communication failed"],
    ["1401 01 015", "1234/1/user/015 note", "Disarmed by user, area 1, user 15"],
    ["3401 01 057", "1234/1/user/057 note", "Armed by user, area 1, user 57"],
    ["1406 01 015", "1234/1 cancel", "Alarm cancelled, area 1, user 15"],
    ["1570 01 003", "1234/1/003 inhibit"],
    ["3570 01 003", "1234/1/003 uninhibit"],
    ["1602 00 000", "1234/0/system note", "Periodic test"],
    ["1607 01 002", "1234/1 test-begin"],
    ["3607 01 002", "1234/1 test-end"],
    ["1121 01 004", "1234/1/user/004 raise hold-up"],
    ["1302 00 000", "1234/0/system raise battery"],
    ["1384 01 003", "1234/1/003 raise battery"],
    ["1454 02 000", "1234/2/area raise schedule"],
    ["1199 01 003", "1234/1/003 raise code-199", "Alarm, code 199 is unknown, area 1, zone 3"],
  ];
  for (const [data, expected, text] of cases) {
    it(`${data}: ${expected}`, () => {
      const [report] = cid(data);
      assert.ok(report);
      assert.equal(short(report), expected);
      if (text) assert.equal(report.text, text);
      assert.equal(report.code, data.slice(0, 4));
    });
  }

  it("a silent alarm is silent", () => {
    for (const data of ["1122 01 003", "1146 01 003"]) assert.equal(cid(data)[0]?.silent, true);
    assert.equal(sia("Nri1/HA3")[0]?.silent, true);
    assert.equal(cid("1123 01 003")[0]?.silent, undefined);
  });

  it("every event of the table reports something that the house can take", () => {
    for (const event of CONTACT_ID_EVENTS) {
      for (const qualifier of ["1", "3", "6"]) for (const report of cid(`${qualifier}${event} 01 003`)) whole(report);
    }
  });
});

describe("when and where it happened", () => {
  it("the panel's own text, then its extended data, stand behind the sentence", () => {
    const [report] = reports(
      "SIA-DCS",
      '#1234|Nri1/FA012^Lobby^][X006E07.7777777][Y49N06.6666666][I"Rauch K\xfcche"][L2nd floor][MAABBCCDDEEFF][Vhttp://cam/1]',
    );
    assert.equal(
      report?.text,
      "Fire alarm, area 1, zone 12: Lobby, Rauch Küche, location 2nd floor, see http://cam/1, latitude 49N06.6666666, longitude 006E07.7777777",
    );
  });

  const at = (rest: string, settings?: Partial<AccountSettings>) => reports("SIA-DCS", rest, settings)[0]?.at;
  it("the time of occurrence comes first, then the panel's, then that of the message, else none", () => {
    const stamp = "_11:59:58,01-15-2026";
    assert.equal(at(`#1234|NBA1][H_11:00:01,01-15-2026]${stamp}`), Date.UTC(2026, 0, 15, 11, 0, 1));
    assert.equal(at(`#1234|Nti11:30:00/BA1]${stamp}`), Date.UTC(2026, 0, 15, 11, 30));
    assert.equal(at(`#1234|Nti11:30:00/BA1]${stamp}`, { timeZone: "Europe/Berlin" }), Date.UTC(2026, 0, 15, 10, 30));
    assert.equal(at(`#1234|NBA1]${stamp}`), Date.UTC(2026, 0, 15, 11, 59, 58));
    assert.equal(at("#1234|NBA1]"), undefined);
  });
});

function whole(report: Report): void {
  assert.match(report.point, /^1234(\/[0-9A-Za-z]+)*$/);
  assert.ok(report.point.length <= 200 && report.condition.length <= 60);
  assert.match(report.text ?? "", /^[A-Z0-9]/);
  assert.equal(report.raw, "raw");
  if (report.kind === "raise") assert.ok(report.priority, report.text);
}
