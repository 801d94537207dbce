import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { getSystemErrorMap } from "node:util";
import { z } from "zod";
import { CHANNELS } from "#channels/catalog.ts";
import { DIRECTORIES } from "#directory/catalog.ts";
import { DRIVERS } from "#drivers/catalog.ts";
import { CONTACT_ID_EVENTS, contactIdMeaning } from "#drivers/sia-dc09/contact-id-table.ts";
import { siaMeaning } from "#drivers/sia-dc09/sia-table.ts";
import { CAUSES } from "#kernel/causes.ts";
import { saying } from "#kernel/fault.ts";
import { Interpreter, type Sentences } from "#kernel/said-in.ts";
import { rulesInWords } from "#operators/password-policy.ts";
import type { PasswordPolicy as SitePolicy } from "#site/logins.ts";
import { SITE_KINDS } from "#site/site.ts";
import { type Field, fieldOf, type JsonSchema } from "../web/src/schema-form/fields.ts";
import { choices as englishChoices } from "../web/src/texts/english/choices.ts";
import { choices } from "../web/src/texts/german/choices.ts";
import { fields } from "../web/src/texts/german/fields.ts";
import { serverWords } from "../web/src/texts/german/server/index.ts";
import { sentencesIn } from "./peers/sentences.ts";
import { BUT_ALARMS, textsSaid } from "./peers/texts-said.ts";

/** Values that are called so in every language, and by everybody who meets them. */
const ALIKE = "POST PUT PATCH 0 1 2 3 4 5 6 7 8 9 RS256 ES256 PS256 EdDSA".split(" ");

/** What only programs and the command line meet. */
const FOR_PROGRAMS =
  /src\/(api\/(events|metrics|calendars|audit-proof|listen|report-validator)|trust\/(change|shares)|mesh\/(audit-witness|call-desk|calls|core-link|driver-host|lane-intake|module|notifier-host)|failover\/(kept|witness)|audit\/verify-file)\.ts|src\/(site\/yaml|drivers\/(?!keeper|supervisor|modbus-tcp\/session)|store\/(?!journal|reading))/;

/** What is said to people in their own language, to far sides, or in the log and the audit trail alone. */
const NOT_FOR_PAGES =
  /src\/(channels\/(message-words|template|template-preview|template-choice|spoken-text|letters|pager-text|story|drill-rows|rows|waiting|announcer\/announcement|smtp\/mail|snpp\/page|voice\/(script|call-in|reception|extras)|web-push\/(vapid|encryption))|replies\/(texts.*|page|code|said|duty|mail-message|call-desk|answer-desk|order-desk)|speech\/(prompts|menu-words|words|pronounce)|escalation\/(digest|coverage|own-alarms|touched|last-resort)|wire\/(sip\/(judge|read|message|digest|refer|established-call|incoming-call)|rtp\/sdp|sms\/tpdu))\.ts$/;

/** Whose texts are reasons that the pages of trust, modules, audit and health show. */
const THAT_GIVE_REASONS = [
  "api/setup-progress",
  "core/standing",
  "store/{journal,reading}",
  "failover/{drill,judge,vote,witness-voice,standby,link,pair-trust}",
  "audit/{verify,tree-check,tree-store,checkpoint,witness,kept-trail,lines,file-sink,syslog-sink,retention,archive-folder,witnesses,witness-nodes,archive,notary}",
  "mesh/{desk,protocol,spool-lane,sent-record,notifier-hosts,audit-witnesses,driver-hosts}",
  "trust/{change-over,peer-check,chain-check,certificates,acme,acme-session,root-keys,key-file,seal,identity-file,web-certificate,web-keeper,identity-keeper,outside-certificate,certificate-orders}",
  "trust/ceremony/{code,desk,joiner,join-desk,issued,window,peer,authority-run,kept-tokens,listener}",
];

/** Of those, what only stands in the log, in a file, or in the text of an alarm. */
const AT_THE_TERMINAL: ReadonlySet<string> = new Set([
  "database {}",
  "CN={} issuing",
  "renewals with this key: {}\n",
  "A new window was opened after it.",
  "The clock of {} agrees within a second",
  "The clock of {} is {} {}",
]);

/** Of the others, what is no reason: texts of alarms, parts of the audit trail, and what had no consequence. */
const NO_REASONS: ReadonlySet<string> = new Set([
  "sent {} the test message of the drill {} by {}",
  "could not send the test message of the drill {} by {}: {}",
  "did not prove",
  "The drill reached its person again",
  "Channel {} works",
  "Channel {} is failing at {}: {}",
  "({} bytes)",
  "command {}",
  "{} answered: {}",
  "{}, sequence {}, {} bytes{}",
  "The mail to {} came back: {}.",
  "{} asked: {}.",
  "A reply by {} about alarm {}",
  "An order by {}",
  "{} confirmed {} of {} by its code.",
  "{} escalated {}",
  ", first step at {}",
  "the callout is {}: nobody needs to be told any more",
  "{} is told by {} earlier than planned, because {} failed",
  "{} is told by {}, because {} failed",
  "{} was told by {} as well",
  "{} was told by {} instead",
  "{} did not get digest {}: {}",
  "Callout for {}",
  "Callout for {}: {}",
  'alarm {}, "{}"',
  "modem {}:{}",
  "nobody has answered",
  "no shelf was given",
  "it is suppressed by {} already",
  "it isn't suppressed by {}",
  "nobody is named who takes it out of service",
  "it is out of service already",
  "the value can't be trusted",
  "the value can't be trusted ({}): the condition stays as it was",
  "nothing has changed",
  "its delay hasn't run out yet",
]);

/** Where Tocsin reports about itself. */
const OWN_ALARMS = [
  "self/{judge*,detections,detection-watch,trail-look,clock-offset,certificate-watch}",
  "failover/own-alarms",
  "escalation/{own-alarms,coverage}",
  "procedures/late",
  "operators/manning",
  "directory/health",
  "trust/status",
  "hardening/{findings,matrix}",
];
/** Of those files, what is no text of an alarm: what a time service says, and names. */
const NO_ALARMS: ReadonlySet<string> = new Set(["Not synchronised", "the {} {}", "name server"]);

const settings = [...DRIVERS, ...CHANNELS, ...DIRECTORIES];
const jsonOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
const schemas = [...Object.values(SITE_KINDS), ...settings.map((one) => one.settings)].map(jsonOf);

/** Every field with the names above it. */
function* all(field: Field, above: readonly string[] = []): Generator<{ field: Field; above: readonly string[] }> {
  yield { field, above };
  const below = field.name === "" ? above : [...above, field.name];
  if (field.is === "object") for (const one of field.fields) yield* all(one, below);
  if (field.is === "list" || field.is === "map") yield* all(field.of, below);
  if (field.is === "union") for (const branch of field.branches) yield* all(branch, above);
}
const drawn = schemas.flatMap((schema) => [...all(fieldOf(schema))]);

/** What is missing and what nobody needs: both are a slip. */
function compared(needed: Iterable<string>, given: Iterable<string>): { missing: string[]; unneeded: string[] } {
  const wants = new Set(needed);
  const has = new Set(given);
  return {
    missing: [...wants].filter((one) => !has.has(one)),
    unneeded: [...has].filter((one) => !wants.has(one)),
  };
}
const NOTHING = { missing: [], unneeded: [] };

describe("every word of the forms has a German one, and no German word is left over", () => {
  it("what fields are called", () => {
    const names = drawn.flatMap(({ field, above }) => {
      if (field.name === "" || field.is === "fixed") return [];
      const within = `${above.at(-1) ?? "settings"}.${field.name}`;
      return Object.hasOwn(fields, within) ? [within, field.name] : [field.name];
    });
    assert.deepEqual(compared(names, Object.keys(fields)), NOTHING);
  });

  it("the help of fields", () => {
    const helps = drawn.map(({ field }) => field.help).filter((help) => help !== "");
    assert.deepEqual(compared(helps, Object.keys(serverWords.help)), NOTHING);
  });

  it("what can be chosen", () => {
    const titles = [
      ...DRIVERS.map(({ name }) => `driver.${name}`),
      ...[...CHANNELS, ...DIRECTORIES].map(({ name }) => `kind.${name}`),
    ];
    assert.deepEqual(
      compared([...chosen(choices).filter((word) => !ALIKE.includes(word)), ...titles], Object.keys(choices)),
      NOTHING,
    );
    assert.deepEqual(compared(ALIKE, chosen(choices)).missing, []);
  });
});

describe("what can be chosen is said in words, not by what stands in documents", () => {
  it("in English too", () => {
    const words = chosen(englishChoices).filter((word) => !ALIKE.includes(word));
    assert.ok(words.length > 150);
    assert.deepEqual(compared(words, Object.keys(englishChoices)), NOTHING);
  });
});

/** Every value of every choice, by the key that it has in `words`. */
function chosen(words: Readonly<Record<string, string>>): string[] {
  return drawn.flatMap(({ field }) => {
    const name = field.is === "union" ? field.by : field.name;
    return valuesOf(field).map(
      (value) => [`${name}.${value}`, value].find((one) => Object.hasOwn(words, one)) ?? value,
    );
  });
}

/** What is chosen among; of shapes, what tells them apart. */
function valuesOf(field: Field): string[] {
  if (field.is === "choice") return field.options.map(String);
  if (field.is !== "union") return [];
  return field.branches
    .flatMap((branch) => (branch.is === "object" ? branch.fields : []))
    .flatMap((one) => (one.is === "fixed" && one.name === field.by ? [String(one.value)] : []));
}

describe("what the server says has German words, and none of them is left over", () => {
  it("why it refuses", () => {
    const places = { "new Refusal": 2, "new Fault": 1, "new UploadRefusal": 1 };
    const rooms =
      "api operators duty alarms procedures site drivers trust mesh failover core audit store directory history incidents numbers";
    const said = rooms.split(" ").flatMap((room) => sentencesIn(`src/${room}/**/*.ts`, places));
    assert.ok(said.length > 300);
    const needed = said.filter(({ file }) => !FOR_PROGRAMS.test(file)).map(({ text }) => text);
    assert.deepEqual(unsaid(needed, serverWords.problems), []);
    const sources = globSync("src/**/*.ts")
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
    const left = Object.keys(serverWords.problems).filter((english) => !standsIn(sources, english));
    assert.deepEqual(left, []);
  });

  it("why somebody is told, what became of it, how channels fare, and why an alarm changed", () => {
    const rooms = ["channels/**/*", "replies/*", "speech/*", "escalation/*", "wire/**/*", "numbers/report-desk"];
    const alarms = ["life-cycle-table", "overlay", "condition", "judge"].map((name) => `alarms/${name}`);
    const said = [...rooms, ...alarms].flatMap((room) => textsSaid(`src/${room}.ts`, NOT_FOR_PAGES));
    assert.ok(said.length > 400);
    const known = Object.keys(serverWords.problems).map((english) => english.replace(/\{\w+\}/gu, "{}"));
    const isPart = (text: string) => known.some((english) => english.includes(text.replace(/^[;,]? /u, "")));
    const needed = said.map(({ text }) => text).filter((text) => !NO_REASONS.has(text) && !isPart(text));
    assert.deepEqual(unsaid(needed, serverWords.problems), []);
    const all = new Set(said.map(({ text }) => text));
    assert.deepEqual(
      [...NO_REASONS].filter((text) => !all.has(text)),
      [],
    );
  });

  it("whom the site trusts, how modules, the other core, witnesses and the database fare, what a verification found", () => {
    const said = THAT_GIVE_REASONS.flatMap((files) => textsSaid(`src/${files}.ts`, /generated/u));
    assert.ok(said.length > 250);
    const known = Object.keys(serverWords.problems).map((english) => english.replace(/\{\w+\}/gu, "{}"));
    const isPart = (text: string) => known.some((english) => english.includes(text.trim()));
    const needed = said.map(({ text }) => text).filter((text) => !AT_THE_TERMINAL.has(text) && !isPart(text));
    assert.deepEqual(unsaid(needed, serverWords.problems), []);
  });

  it("what Tocsin's own alarms say, and the page of ports", () => {
    const said = OWN_ALARMS.flatMap((files) => textsSaid(`src/${files}.ts`, /placeholder/u, BUT_ALARMS));
    assert.ok(said.length > 80, `only ${said.length}`);
    const known = Object.keys(serverWords.problems).map((english) => english.replace(/\{\w+\}/gu, "{}"));
    const isPart = (text: string) => known.some((english) => english.includes(text.trim()));
    const needed = said.map(({ text }) => text).filter((text) => !NO_ALARMS.has(text) && !isPart(text));
    assert.deepEqual(unsaid(needed, serverWords.problems), []);
  });

  it("how the connection of a source fares", () => {
    const elsewhere = /vectors|-table|settings|index|catalog|tag|blocks|schedule|dialogue|security-watch|translate/u;
    const said = textsSaid("src/drivers/**/*.ts", elsewhere);
    assert.ok(said.length > 50, `only ${said.length}`);
    const known = Object.keys(serverWords.problems).map((english) => english.replace(/\{\w+\}/gu, "{}"));
    const needed = said.map(({ text }) => text).filter((text) => !known.some((one) => one.includes(text.trim())));
    // Of programs that call it wrongly.
    const inside = ["count {} of function {}", "number of bits", "number of registers", "{} does not fit 16 bits"];
    assert.deepEqual(unsaid(needed, serverWords.problems), inside);
  });

  it("what alarm panels report by codes", () => {
    const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at));
    const sia = letters.flatMap((one) => letters.map((other) => `${one}${other}`));
    const meanings = [
      ...(["generic", "ajax", "galaxy"] as const).flatMap((make) => sia.map((code) => siaMeaning(code, make).meaning)),
      ...[...CONTACT_ID_EVENTS, ..."1 2 3 4 5 6 7 8 9".split(" ").map((digit) => `${digit}99`)].flatMap((event) =>
        Object.values(contactIdMeaning(event).both),
      ),
    ];
    const german = new Interpreter(serverWords.alarmTexts, {}, "de-DE");
    const says = new Set(meanings.map((meaning) => meaning.says));
    assert.ok(says.size > 400);
    assert.deepEqual(
      [...says].filter((one) => one !== "Alarm" && german.sayBehindName(one) === one),
      [],
    );
    const texts = {
      "Burglary alarm, area 1, zone 3": "Einbruchalarm, Bereich 1, Zone 3",
      "Loading bay: Burglary alarm, area 1, zone 3": "Loading bay: Einbruchalarm, Bereich 1, Zone 3",
      "Gate: Access denied: unknown code, door 2: Anna": "Gate: Zutritt verweigert: unbekannter Code, Tür 2: Anna",
      "Hall: Duress: restored, area 2": "Hall: Bedrohung: wieder normal, Bereich 2",
      "Smoke in hall 2, area 51": "Smoke in hall 2, area 51",
      "Boiler too hot: call Bob, now": "Boiler too hot: call Bob, now",
      Tripped: "Tripped",
    };
    for (const [english, expected] of Object.entries(texts)) assert.equal(german.sayBehindName(english), expected);
  });

  it("what a password must be", () => {
    const german = new Interpreter(serverWords.problems, {});
    const policy = { minimumLength: 12, history: 5, maxAgeDays: 90, refusedWords: [] };
    const rules: readonly SitePolicy[] = [
      { ...policy, profile: "no-expiry" },
      { ...policy, history: 1, profile: "legacy-expiry" },
    ];
    const said = rules.flatMap((rule) => rulesInWords(rule));
    assert.ok(said.length > 8);
    assert.deepEqual(
      said.filter((rule) => german.say(rule) === rule),
      [],
    );
  });

  it("what each port is for", () => {
    const sources = globSync("src/{channels,drivers,hardening,directory}/**/*.ts").filter(
      (file) => !/test/u.test(file),
    );
    const purposes = sources.flatMap((file) =>
      Array.from(readFileSync(file, "utf8").matchAll(/\bpurpose(?::| =) (["`])(.+?)\1/gu), ([, , purpose = ""]) =>
        purpose.replace(/\$\{.*?\}/gu, "{}"),
      ),
    );
    assert.ok(purposes.length > 30, `only ${purposes.length}`);
    assert.deepEqual(unsaid(purposes, serverWords.problems), [
      // Sockets of this machine, which "tocsin ports" alone names.
      "the tocsin command, on this machine only",
      "the embedded database",
      "the database on this machine",
    ]);
  });

  it("why the system, the network, TLS or the database failed, also within other sentences", () => {
    const german = new Interpreter({ ...serverWords.problems, ...serverWords.causes }, {});
    const words = Object.values(CAUSES);
    assert.deepEqual(
      words.filter((english) => german.say(`${english} (as it was said)`) === `${english} (as it was said)`),
      [],
    );
    const known = Object.keys(serverWords.causes);
    const ofSystem = Array.from(getSystemErrorMap().values(), ([code, words]) => `${code}: ${words}`);
    const others = known.filter((english) => /^E[A-Z]+:/u.test(english) && !english.endsWith("{raw}"));
    assert.deepEqual(compared(others, ofSystem).missing, []);
    assert.deepEqual(
      known.filter((english) => english.endsWith(" ({raw})") && !words.includes(english.slice(0, -8))),
      [],
    );
    const refused = saying(Object.assign(new Error("connect ECONNREFUSED ::1:514"), { code: "ECONNREFUSED" }));
    const late = saying(Object.assign(new Error("connect ETIMEDOUT 10.0.0.9:514"), { code: "ETIMEDOUT" }));
    const together = {
      [`the syslog collector a:514 did not take the audit trail: ${refused}; ${late}.`]:
        "der Syslog-Empfänger a:514 hat das Prüfprotokoll nicht angenommen: dort nimmt niemand Verbindungen an (connect ECONNREFUSED ::1:514); keine Antwort in der erlaubten Zeit (connect ETIMEDOUT 10.0.0.9:514).",
      "/trail.jsonl can't be opened: ENOENT: no such file or directory, open '/trail.jsonl'. Make its folder, or let the server write there.":
        "/trail.jsonl lässt sich nicht öffnen: die Datei oder den Ordner gibt es nicht (ENOENT, open '/trail.jsonl'). Legen Sie den Ordner an, oder lassen Sie den Server dort schreiben.",
      "The former root is still needed: driver-host b2/main (it has not been heard since this core started), core a/main (it does not trust the new root yet).":
        "Die bisherige Wurzel wird noch gebraucht: driver-host b2/main (er wurde nicht gehört, seit dieser Kern anlief), core a/main (er vertraut der neuen Wurzel noch nicht).",
    };
    for (const [english, expected] of Object.entries(together)) assert.equal(german.say(english), expected);
  });

  it("also where several come together", () => {
    const german = new Interpreter(
      serverWords.problems,
      {},
      "de-DE",
      new Interpreter(serverWords.alarmTexts, {}, "de-DE"),
    );
    const together = {
      "Anna Berg was told by mail and sms: on duty in Nights (step 1; call is withheld: Anna Berg has quiet hours until 07:00 for high and milder). Dr. Wolf was told by sms: named in the step (step 1)":
        "Anna Berg wurde über mail und sms verständigt: im Dienst in Nights (Stufe 1; call wird zurückgehalten: Anna Berg hat bis 07:00 Ruhezeiten für hoch und milder). Dr. Wolf wurde über sms verständigt: in der Stufe genannt (Stufe 1)",
      "gave up after 3 attempts: Phone: push.example answered 410: this device has ended its subscription; switch push on again there; Tablet: push.example did not answer within 5000 ms":
        "nach 3 Versuchen aufgegeben: Phone: push.example antwortete 410: Dieses Gerät hat seine Anmeldung beendet; schalten Sie Push dort neu ein; Tablet: push.example hat innerhalb von 5000 ms nicht geantwortet",
      "modem gsm:2000: nobody has this number (AT+CMGS=30 was answered with +CMS ERROR: 1)":
        "Modem gsm:2000: diese Nummer hat niemand (auf AT+CMGS=30 kam die Antwort +CMS ERROR: 1)",
      "gave up after 10 minutes; mail.example:25: 550 5.1.1 No such user; ask your administrator. Bye":
        "nach 10 Minuten aufgegeben; mail.example:25: 550 5.1.1 No such user; ask your administrator. Bye",
      'Nobody answers "Feed pump: the value changes by more than 6 per minute, it is 7.5": nobody acknowledged in 2 steps, gone through 1 time. Call somebody.':
        "Auf „Feed pump: der Wert ändert sich um mehr als 6 je Minute, er ist 7,5“ antwortet niemand: niemand hat quittiert: 2 Stufen, einmal durchlaufen. Rufen Sie jemanden an.",
      "its source is lost or disowns the value: the state is kept and not certain: no answer from b2":
        "seine Quelle ist verloren oder steht nicht zu ihrem Wert: der Stand bleibt und ist nicht gewiss: no answer from b2",
      "operator:anna, from the workstation gate (10.0.0.9), lowered the site's protection: days that the audit trail is kept: 90 instead of 400; days that events are kept: 30 instead of no limit; second factor: optional instead of required for administrators. If nobody expected that, set it back, and find out who it was.":
        "operator:anna, von Arbeitsplatz gate (10.0.0.9) aus, hat den Schutz der Anlage gesenkt: Tage, die das Prüfprotokoll aufbewahrt wird: 90 statt 400; Tage, die Ereignisse aufbewahrt werden: 30 statt unbegrenzt; zweiter Faktor: freiwillig statt Pflicht für Administratoren. Hat das niemand erwartet, so setzen Sie es zurück, und finden Sie heraus, wer es war.",
      "Nobody is on duty in Nights from Mon 2026-11-30 08:00 to the end of what is planned (Europe/Berlin). Add somebody to the schedule.":
        "In Nights hat von Mo., 30.11.2026, 08:00 bis zum Ende des Geplanten niemand Dienst (Europe/Berlin). Tragen Sie jemanden in den Dienstplan ein.",
      "The certificate of the page expired at 2026-11-30 08:00 UTC. See that it runs and reaches this server; if it is gone for good, evict it.":
        "Das Zertifikat der Bedienseite ist am 30.11.2026, 08:00 UTC abgelaufen. Sorgen Sie dafür, dass es läuft und diesen Server erreicht; ist es für immer weg, so schließen Sie es aus.",
      "the condition became true: the value went above 90 for 10 s, it is 93.5":
        "der Zustand trat ein: der Wert lag 10 s lang über 90, er ist 93,5",
    };
    for (const [english, expected] of Object.entries(together)) assert.equal(german.say(english), expected);
  });

  it("each sentence once, whatever its places are called", () => {
    const bare = Object.keys(serverWords.problems).map((english) => english.replace(/\{\w+\}/gu, "{}"));
    assert.deepEqual(
      bare.filter((english, index) => bare.indexOf(english) !== index),
      [],
    );
  });

  it("what is wrong with a field", () => {
    const made = ["site", "operators"].flatMap((room) => sentencesIn(`src/${room}/**/*.ts`, { mistake: 1 }));
    const needed = made.filter(({ file }) => !FOR_PROGRAMS.test(file)).map(({ text }) => text);
    const forms = [
      ...Object.values(SITE_KINDS),
      ...settings.map((one) => one.settings),
      ...CHANNELS.map((one) => one.address),
    ];
    const ofSchemas = forms.flatMap((schema) => [...messagesOf(schema)]).map((text) => text.replace(/^expected /u, ""));
    assert.ok(ofSchemas.length > 50);
    assert.deepEqual(unsaid([...needed, ...ofSchemas], serverWords.mistakes), []);
  });
});

/** What is put together of several, as it comes out. */
const MADE_OF_SEVERAL: Readonly<Record<string, string>> = {
  "The server's clock is {} s {} {}.": "The server's clock is 1.2 s ahead of the clock of the database.",
  "The server's clock jumped {} by {} s. Times in the trail may be off: find out who or what set it, and check its time service.":
    "The server's clock jumped back by 3.5 s. Times in the trail may be off: find out who or what set it, and check its time service.",
  "{} or more sign-ins failed within {} s{}. Somebody may be guessing passwords: find out who is at that address.":
    "10 or more sign-ins failed within 60 s, the last ones from 10.0.0.9. Somebody may be guessing passwords: find out who is at that address.",
  "No checkpoint of the audit trail was signed for {}: what was written since can be rewritten unnoticed. The log says why.":
    "No checkpoint of the audit trail was signed for 12 minutes: what was written since can be rewritten unnoticed. The log says why.",
  "The witness {} is {} entries of the audit trail behind, the oldest for {}. See whether it is too slow.":
    "The witness w1 is 7 entries of the audit trail behind, the oldest for 12 minutes. See whether it is too slow.",
  "Policy {} had nobody to tell: {}. {}. Mend the schedule or the policy.":
    "Policy Nights had nobody to tell: nobody is on duty in Nights. Nobody was told at all. Mend the schedule or the policy.",
  '{}{}; there is to be one every {} days. Run "tocsin failover drill", or drill on the page Modules.':
    'No drill of the hand-over has passed yet; there is to be one every 90 days. Run "tocsin failover drill", or drill on the page Modules.',
  "{}; the witness is being asked": "the standby is gone; the witness is being asked",
  "{}; the witness does not let this core go on alone: {}":
    "the standby is gone; the witness does not let this core go on alone: the other core was heard 1.2 s ago",
  'the other core can\'t be reached and may have taken over{}. Start that one, or say "tocsin failover take-over --yes" here when it is off':
    'the other core can\'t be reached and may have taken over. Start that one, or say "tocsin failover take-over --yes" here when it is off',
  "{} not what was signed ({}): the trail was written anew from there on. The entries before are as they were signed.":
    "Entry 7 is not what was signed (the database): the trail was written anew from there on. The entries before are as they were signed.",
  "{} missing, though a checkpoint covers them: the end was cut off.":
    "Entries 7 to 9 are missing, though a checkpoint covers them: the end was cut off.",
  'Of the {} only {} are stored: the trail is damaged. Run "tocsin audit-trail verify".':
    'Of the entries 7 to 9 only 2 are stored: the trail is damaged. Run "tocsin audit-trail verify".',
  "Entry {} does not fit its hash: it was changed{}.": "Entry 7 does not fit its hash: it was changed.",
  "{} No entry tells that they were archived: somebody else took them out.":
    "Entries 1 to 9 are missing. No entry tells that they were archived: somebody else took them out.",
  "{} The end of the trail was cut off.": "Entry 7 is missing. The end of the trail was cut off.",
  "the module speaks versions {} to {} of the mesh protocol and the core {} to {}; bring {} up to date":
    "the module speaks versions 1 to 1 of the mesh protocol and the core 2 to 3; bring the module up to date",
  "It was {} on {}: {}": "It was banned on 2026-01-01T00:00:00.000Z: stolen",
  'This {} is for a machine with the {} "{}", and "{}" was asked for.':
    'This window is for a machine with the node "b2", and "b3" was asked for.',
  "{}; more than {} seconds is too much for certificates. Set both clocks (chrony, w32time) and try again.":
    "The clock of the other side is 5 minutes behind; more than 60 seconds is too much for certificates. Set both clocks (chrony, w32time) and try again.",
  "The mesh can't listen on {}:{}{}": "The mesh can't listen on 0.0.0.0:4017: it is taken.",
  "{}: {}; install it: apt-get install espeak-ng": "espeak-ng: it said too much; install it: apt-get install espeak-ng",
  "gave up {}: {}": "gave up after 3 attempts: busy",
  "is withheld: {} has quiet hours{} for {} and milder":
    "sms is withheld: Anna has quiet hours until 07:00 for high and milder",
  "the value is back within its limits{}, it is {}": "the value is back within its limits for 5 s, it is 20",
  "This core is {}.{}": "This core is starting. Try again in a few seconds.",
  "Nothing was changed: the {} '{}'{} was changed by somebody else since you read it. Look at it and change it again.":
    "Nothing was changed: the point 'a/b' was changed by somebody else since you read it. Look at it and change it again.",
  "the id of {} {} that exists": "the id of a person that exists",
  "the id of a step, or '{}'": "the id of a step, or 'end'",
};

/** Sentences for which there are no words, whatever is put in. What consists of nothing else has none of its own. */
function unsaid(sentences: readonly string[], words: Sentences): string[] {
  const german = new Interpreter(words, {});
  return sentences.filter((sentence) => {
    const said = MADE_OF_SEVERAL[sentence] ?? sentence.replaceAll("{}", "x");
    const end = sentence.replace(/\{\}$/u, "").replaceAll("{}", "x");
    return /[a-z]{3}/u.test(sentence) && german.say(said) === said && german.say(end) === end;
  });
}

/** Whether a part of a sentence stands in the sources as it is. */
function standsIn(sources: string, english: string): boolean {
  const parts = english.split(/\{\w+\}|["'`]/u).map((part) => part.replace(/^\W+|\W+$/gu, ""));
  const telling = parts.filter((part) => part.length > 5 || part === english);
  return telling.length === 0 || telling.some((part) => sources.includes(part));
}

/** The messages that a schema and what is in it carry for those who give something wrong. */
function* messagesOf(schema: unknown, seen = new Set<unknown>()): Generator<string> {
  if (typeof schema !== "object" || schema === null || seen.has(schema)) return;
  seen.add(schema);
  const def = (schema as { _zod?: { def?: Record<string, unknown> } })._zod?.def;
  if (!def) return;
  const { error } = def;
  if (typeof error === "function") {
    const message: unknown = error({ input: undefined, issues: [] });
    const text = typeof message === "object" && message !== null && "message" in message ? message.message : message;
    if (typeof text === "string") yield text;
  }
  for (const value of Object.values(def)) {
    const inner = typeof value === "object" && value !== null && !("_zod" in value) ? Object.values(value) : [value];
    for (const one of inner) yield* messagesOf(one, seen);
  }
}
