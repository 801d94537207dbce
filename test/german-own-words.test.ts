import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Interpreter } from "#kernel/said-in.ts";
import { criticalAccount, criticalChanges } from "#operators/critical-actions.ts";
import type { Change } from "#site/plan.ts";
import { SITE_KINDS, type SiteKind } from "#site/site.ts";
import { general } from "../web/src/texts/german/general.ts";
import { serverWords } from "../web/src/texts/german/server/index.ts";
import { sentencesIn } from "./peers/sentences.ts";
import { BUT_ALARMS, textsSaid } from "./peers/texts-said.ts";

const german = new Interpreter(
  { ...serverWords.problems, ...serverWords.causes },
  general.kind,
  "de-DE",
  new Interpreter(serverWords.alarmTexts, {}, "de-DE"),
);

/** Parts of the house that report about Tocsin among much else that they do. */
const REPORTING = [
  "operators/break-glass",
  "alarms/{engine,source-links}",
  "channels/{open-channel,drill-desk}",
  "mesh/navigation",
];
/** What there is of the audit trail, and what is put together of several: how it comes out stands in SAID. */
const ELSEWHERE = new Set([
  "keep their state as uncertain: the source is lost",
  "are certain again: the source is back",
  "Source {}{}",
  "{} is {}: {}",
  "The drill {} did not reach {}: {}",
  "{} on {} is {}: {}",
  "{} on {} reports: {}",
  "sent {} the test message of the drill {} by {}",
  "could not send the test message of the drill {} by {}: {}",
  "did not prove",
]);
const SAID = [
  "Source Boiler PLC, unit-1, is lost: connected",
  "Source Boiler PLC is back: connected",
  "The drill Noon did not reach Anna Berg by sms (+491711234567): nobody answered",
  "Driver host on b2 is lost: it has been silent for 30 s",
  "Notifier host on b2 reports: in order again",
  "Audit witness on b2 is back: connected",
];

describe("what Tocsin says of itself has German words", () => {
  it("wherever it reports, and not only in the files that judge", () => {
    const said = REPORTING.flatMap((files) => textsSaid(`src/${files}.ts`, /placeholder/u, BUT_ALARMS));
    assert.ok(said.length > 25, `only ${said.length}`);
    const unsaid = said.map(({ text }) => text).filter((text) => !ELSEWHERE.has(text) && isEnglish(text));
    assert.deepEqual(unsaid, []);
    assert.deepEqual(
      SAID.filter((text) => german.say(text) === text),
      [],
    );
  });

  it("what is asked of a second person, of every kind of document", () => {
    const changes = (Object.keys(SITE_KINDS) as SiteKind[]).flatMap((kind) =>
      (["create", "change", "delete"] as const).flatMap((action) =>
        WATCHED.map(({ path, from, to }): Change => ({ action, kind, id: "x", fields: [{ path, from, to }] })),
      ),
    );
    const account = { id: "x", name: "Vera", credential: true, approvers: 2 };
    const critical = [
      ...criticalChanges(changes, () => "Boiler PLC"),
      ...criticalAccount({ ...account, approvesNow: false, approvesThen: true }),
      ...criticalAccount({ ...account, approvesNow: true, approvesThen: true }),
      ...criticalAccount({ ...account, approvesNow: true, approvesThen: false }),
    ].map(({ because }) => because);
    const ofTrust = sentencesIn("src/api/trust.ts", { wishOf: 0 })
      .map(({ text }) => text.replaceAll("{}", "b2/main"))
      .filter((text) => text.includes(" "));
    const all = new Set([...critical, ...ofTrust, "opens the window for another machine to join"]);
    assert.ok(all.size > 40, `only ${all.size}`);
    assert.deepEqual(
      [...all].filter((because) => german.say(because) === because),
      [],
    );
  });

  it("several wishes in one sentence, and roles by their names", () => {
    const said = {
      "Anna Keller asks for a change that removes the source 'Boiler PLC'; switches the channel 'Mail, big' off; 3 more.":
        "Anna Keller beantragt eine Änderung: Quelle „Boiler PLC“ wird entfernt; der Kanal „Mail, big“ wird ausgeschaltet; 3 weitere.",
      "Anna Keller asks for the role security-administrator for 60 minutes.":
        "Anna Keller beantragt die Rolle Sicherheitsadministrator für 60 Minuten.",
      "Anna Keller asks for the role Key holder in Hall 2 for 60 minutes.":
        "Anna Keller beantragt die Rolle Key holder in Hall 2 für 60 Minuten.",
      "A second person must approve this, for it switches the source 'Boiler PLC' off. Say why it is needed, in the header approval-reason, and another person will be asked.":
        "Hier muss eine zweite Person zustimmen: die Quelle „Boiler PLC“ wird ausgeschaltet. Sagen Sie, warum es nötig ist; dann wird sie gefragt.",
      "The break-glass account emergency-1 was used from 10.0.0.9; somebody else must look at what was done with it.":
        "Das Notfallkonto emergency-1 wurde von 10.0.0.9 benutzt; jemand anders muss nachprüfen, was damit getan wurde.",
      "The break-glass credential of emergency-1 is new": "Das Kennwort des Notfallkontos emergency-1 ist neu",
      "'Bert Maier' is a new administrator, by Anna Keller, from the workstation Gate (10.0.0.9). If nobody expected that, disable 'Bert Maier' and find out how it came.":
        "„Bert Maier“ ist neu Administrator, durch Anna Keller, von Arbeitsplatz Gate (10.0.0.9) aus. Hat das niemand erwartet, so sperren Sie „Bert Maier“, und finden Sie heraus, wie es dazu kam.",
      "Carl Wolf (named in a policy) can't be told: mail is not used: channel The office is off or does not exist, sms is not used: its owner has not confirmed it; have one confirmed.":
        "Carl Wolf (in einem Alarmierungsplan genannt) lässt sich nicht verständigen: mail wird nicht benutzt: der Kanal The office ist aus, oder es gibt ihn nicht, sms wird nicht benutzt: er ist nicht bestätigt; lassen Sie einen bestätigen.",
      "Nobody is on duty in Nights from Mon 30 Nov 2026, 08:00 to Tue 1 Dec 2026, 06:00 (Europe/Berlin). Add somebody to the schedule.":
        "In Nights hat von Mo., 30.11.2026, 08:00 bis Di., 01.12.2026, 06:00 niemand Dienst (Europe/Berlin). Tragen Sie jemanden in den Dienstplan ein.",
      "The certificate of the page expired at 30 Nov 2026, 08:00 UTC. See that it runs and reaches this server; if it is gone for good, evict it.":
        "Das Zertifikat der Bedienseite ist am 30.11.2026, 08:00 UTC abgelaufen. Sorgen Sie dafür, dass es läuft und diesen Server erreicht; ist es für immer weg, so schließen Sie es aus.",
      "Carl Wolf (standing in for Anna Berg in Nights) can't be told: there is no contact method; add one and have it confirmed.":
        "Carl Wolf (vertritt Anna Berg in Nights) lässt sich nicht verständigen: es gibt keinen Kontaktweg; legen Sie einen an, und lassen Sie ihn bestätigen.",
      'Alarm 7 "Pump: the value went above 95, it is 96.5" is still out of service: works (Anna Keller).':
        "Alarm 7 „Pump: der Wert stieg über 95, er ist 96,5“ ist immer noch außer Betrieb: works (Anna Keller).",
    };
    for (const [english, expected] of Object.entries(said)) assert.equal(german.say(english), expected);
  });
});

/** Fields whose change may need a second person, each weakened. */
const WATCHED: Change["fields"] = [
  { path: "enabled", from: true, to: false },
  { path: "policy", from: "all", to: null },
  { path: "mustBeManned", from: true, to: false },
  { path: "logins.sessionHours", from: 8, to: 12 },
  { path: "approvals.fourEyes", from: "on", to: "off" },
];

function isEnglish(text: string): boolean {
  const said = text.replaceAll("{}", "x");
  const end = text.replace(/\{\}$/u, "").replaceAll("{}", "x");
  const known = Object.keys(serverWords.problems).map((english) => english.replace(/\{\w+\}/gu, "{}"));
  return german.say(said) === said && german.say(end) === end && !known.some((one) => one.includes(text.trim()));
}
