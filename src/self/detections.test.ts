import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Detections as DetectionSettings } from "#site/detections.ts";
import { Detections, type Seen } from "./detections.ts";
import { browserOf, networkOf } from "./place.ts";

const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0";

function entry(at: number, action: string, details: object = {}, more: Partial<Seen> = {}): Seen {
  return { at, action, actor: "operator:anna", object: "operator:anna", details: JSON.stringify(details), ...more };
}

function detections(settings: object = {}): Detections {
  const limits = DetectionSettings.parse(settings);
  return new Detections({
    limits: () => limits,
    whereIs: (actor) => `where ${actor} is`,
    called: (actor) => (actor === "operator:anna" ? "Anna Keller" : null),
  });
}

/** What each entry raises: the point, or null. */
function raised(entries: readonly Seen[], by = detections()): (string | null)[] {
  return entries.map((one) => by.take(one)?.report?.point.replace("detection/", "") ?? null);
}

describe("detections", () => {
  it("P-037 ten failed sign-ins within a minute raise an alarm, nine do not", () => {
    const refused = (seconds: number) => entry(seconds * 1000, "operator.refused", { address: "10.0.0.9" });
    const nine = Array.from({ length: 9 }, (_, n) => refused(n));
    assert.deepEqual(raised([...nine, refused(70)]), Array(10).fill(null));
    assert.deepEqual(raised([...nine, refused(59)]), [...Array(9).fill(null), "sign-in/failed"]);
  });

  it("counts refusals that were summed up, and holds no more of them than it needs", () => {
    const by = detections();
    const summed = entry(0, "operator.refused", { address: "10.0.0.9", count: 1_000_000 });
    assert.deepEqual(raised([summed], by), ["sign-in/failed"]);
    assert.match(by.take(summed)?.report?.text ?? "", /10 or more .* from 10\.0\.0\.9/);
  });

  it("tells the first sign-in from a new network or browser, and not somebody's very first", () => {
    const from = (address: string, client = FIREFOX) => entry(0, "operator.signed-in", { address, client });
    const by = detections();
    assert.deepEqual(
      raised(
        [
          from("192.0.2.7"),
          from("192.0.2.200"),
          from("192.0.2.7", FIREFOX.replaceAll("130", "131")),
          from("198.51.100.7"),
          from("198.51.100.8"),
          from("192.0.2.7", "curl/8.5.0"),
          from("2001:db8:1::7"),
          from("2001:db8:1:ffff::7"),
        ],
        by,
      ),
      [null, null, null, "sign-in/new-place/anna", null, "sign-in/new-place/anna", "sign-in/new-place/anna", null],
    );
    const off = detections({ newPlace: false });
    assert.deepEqual(raised([from("192.0.2.7"), from("198.51.100.7")], off), [null, null]);
  });

  it("remembers what was known before a restart", () => {
    const by = detections();
    by.knows("anna", "192.0.2.0/24, Firefox on Windows");
    const from = (address: string) => entry(0, "operator.signed-in", { address, client: FIREFOX });
    assert.equal(by.take(from("192.0.2.9")), null);
    assert.ok(by.take(from("198.51.100.9"))?.report);
  });

  it("tells a new administrator, and neither the first one nor other roles", () => {
    const admin = [{ role: "administrator", partitions: [] }];
    const operator = [{ role: "operator", partitions: [] }];
    assert.deepEqual(
      raised([
        entry(0, "operator.enrolled", { first: true }),
        entry(0, "operator.enrolled"),
        entry(0, "operator.created", { roles: operator }),
        entry(0, "operator.created", { roles: admin }, { object: "operator:eve" }),
        entry(0, "operator.roles-changed", { roles: admin, before: operator }),
        entry(0, "operator.roles-changed", { roles: admin, before: admin }),
        entry(0, "operator.roles-changed", {
          roles: [...operator, { role: "security-administrator" }],
          before: operator,
        }),
      ]),
      [
        null,
        "operators/new-administrator/anna",
        null,
        "operators/new-administrator/eve",
        "operators/new-administrator/anna",
        null,
        "operators/new-administrator/anna",
      ],
    );
  });

  const CHANGES: readonly (readonly [path: string, from: unknown, to: unknown, lowered: boolean])[] = [
    ["logins.password.minimumLength", 20, 15, true],
    ["logins.password.minimumLength", 15, 20, false],
    ["logins.password.history", 5, 0, true],
    ["logins.password.profile", "legacy-expiry", "no-expiry", true],
    ["logins.password.refusedWords", ["harbour"], [], true],
    ["logins.password.refusedWords", [], ["harbour"], false],
    ["logins.lockAfterMin", 15, 0, true],
    ["logins.lockAfterMin", 0, 15, false],
    ["logins.lockAfterMin", 15, 60, true],
    ["logins.secondFactor", "required", "optional", true],
    ["logins.secondFactor", "optional", "required for administrators", false],
    ["logins.sessionHours", 12, 24, true],
    ["history.eventsDays", 730, 365, true],
    ["history.eventsDays", null, 3650, true],
    ["history.alarmsDays", 730, null, false],
    ["history.dutyDays", 365, 730, false],
    ["approvals.fourEyes", "on", "off", true],
    ["detections.failedSignIns.count", 10, 10_000, true],
    ["detections.newPlace", true, false, true],
    ["name", "One", "Two", false],
  ];
  for (const [path, from, to, lowered] of CHANGES) {
    it(`${lowered ? "tells" : "lets pass"} ${path} from ${JSON.stringify(from)} to ${JSON.stringify(to)}`, () => {
      const change = entry(0, "site.changed", { action: "change", fields: [{ path, from, to }] });
      const report = detections().take({ ...change, object: "setting:site" })?.report;
      assert.equal(report?.point, lowered ? "detection/site/policy-lowered" : undefined);
      if (lowered) {
        assert.match(report?.text ?? "", /lowered the site's protection: [-a-z ():0]+: .+ instead of .+\. If nobody/);
        assert.equal(report?.text?.includes(path), false, "people know it by another name");
      }
      assert.equal(detections().take({ ...change, object: "route:all" }), null);
    });
  }

  it("tells who answers very many alarms at once, each person for themselves, and never Tocsin itself", () => {
    const answers = (count: number, actor: string, action = "alarm.acknowledge", everyMs = 100) =>
      Array.from({ length: count }, (_, n) => entry(n * everyMs, action, {}, { actor, object: `alarm:${n}` }));
    const hits = (entries: readonly Seen[]) => raised(entries).filter((point) => point !== null);
    assert.deepEqual(hits(answers(49, "operator:anna")), []);
    assert.deepEqual(hits(answers(50, "operator:anna")), ["alarms/mass/operator:anna"]);
    assert.deepEqual(hits(answers(50, "operator:anna", "alarm.shelve")), ["alarms/mass/operator:anna"]);
    assert.deepEqual(hits(answers(200, "operator:anna", "alarm.acknowledge", 2000)), []);
    assert.deepEqual(hits(answers(500, "tocsin")), []);
    assert.deepEqual(hits([...answers(30, "operator:anna"), ...answers(30, "operator:ben")]), []);
  });

  it("makes nothing of entries whose details were cut or are odd", () => {
    const odd = ["", "{", "null", "[]", '"x"', '{"fields":7,"roles":{},"count":"x","address":5}'];
    for (const details of odd) {
      for (const action of ["operator.signed-in", "operator.created", "site.changed", "operator.roles-changed"]) {
        assert.equal(detections().take({ ...entry(0, action), object: "setting:site", details }), null);
      }
    }
  });
});

describe("a place", () => {
  for (const [address, network] of [
    ["192.0.2.7", "192.0.2.0/24"],
    ["::ffff:192.0.2.7", "192.0.2.0/24"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"],
    ["2001:db8::1", "2001:db8:0::/48"],
    ["fe80::1%eth0", "fe80:0:0::/48"],
    ["::1", "0:0:0::/48"],
    ["the machine", "the machine"],
  ] as const) {
    it(`${address} is in ${network}`, () => assert.equal(networkOf(address), network));
  }
  for (const [client, browser] of [
    [FIREFOX, "Firefox on Windows"],
    [
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36",
      "Chrome on Linux",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1",
      "Safari on iOS",
    ],
    ["curl/8.5.0", "curl"],
    ["", "an unnamed program"],
  ] as const) {
    it(`'${client.slice(0, 30)}' is ${browser}`, () => assert.equal(browserOf(client), browser));
  }
});
