import { contactIdTexts } from "./contact-id-texts.ts";
import { siaTexts } from "./sia-texts.ts";

/** What the first letter of a regular SIA code stands for: its alarm, and how it is called with what else befell it. */
const FAMILIES: Readonly<Record<string, readonly [alarm: string, name: string]>> = {
  Burglary: ["Einbruchalarm", "Einbruch"],
  Fire: ["Feueralarm", "Feuer"],
  Gas: ["Gasalarm", "Gas"],
  "Hold-up": ["Überfallalarm", "Überfall"],
  Heat: ["Hitzealarm", "Hitze"],
  Medical: ["Medizinischer Notfall", "Medizinischer Notfall"],
  Panic: ["Panikalarm", "Panik"],
  Emergency: ["Notruf", "Notruf"],
  Sprinkler: ["Sprinkleralarm", "Sprinkler"],
  "Untyped zone": ["Alarm einer Zone ohne Art", "Zone ohne Art"],
  Water: ["Wasseralarm", "Wasser"],
  Freeze: ["Frostalarm", "Frost"],
  Tamper: ["Sabotagealarm", "Sabotage"],
};

const regular = Object.entries(FAMILIES).flatMap(([says, [alarm, name]]) => [
  [`${says} alarm`, alarm],
  [`${says} alarm restored`, `${alarm} vorbei`],
  [`${says} bypass`, `${name}: gesperrt`],
  [`${says} bypass removed`, `${name}: Sperre aufgehoben`],
  [`${says} restored`, `${name}: wieder normal`],
  [`${says} supervisory`, `${name}: Überwachung meldet`],
  [`${says} trouble`, `${name}: Störung`],
  [`${says} trouble restored`, `${name}: Störung behoben`],
  [`${says} test`, `${name}: Test`],
]);

/** What the number in a message is of. */
const NUMBERED = {
  zone: "Zone",
  user: "Benutzer",
  door: "Tür",
  output: "Ausgang",
  expander: "Erweiterung",
  line: "Leitung",
  network: "Netz",
  receiver: "Empfänger",
  relay: "Relais",
  printer: "Drucker",
};
const numbered = Object.entries(NUMBERED).flatMap(([english, german]) =>
  ["", ", area {number}"].flatMap((area) => {
    const bereich = area.replace("area", "Bereich");
    const one = [`{says}${area}, ${english} {count}`, `{says}${bereich}, ${german} {count}`] as const;
    return [one, [`${one[0]}: {words}`, `${one[1]}: {words}`]];
  }),
);

/** What alarm panels report by codes, SIA DC-03 and DC-05, with the place behind it and what the panel says in words. */
export const panelTexts: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...regular, ...numbered]),
  ...siaTexts,
  ...contactIdTexts,
  "{says}, area {number}": "{says}, Bereich {number}",
  "{says}, area {number}: {words}": "{says}, Bereich {number}: {words}",
  "{says}, code {number} is unknown": "{says}, Code {number} ist unbekannt",
  "Area {number}: nothing late any more": "Bereich {number}: nichts mehr verspätet",
  "{says}: restored": "{says}: wieder normal",
  "{says}: over": "{says}: vorbei",
  "{says}: removed": "{says}: aufgehoben",
  "{point}: {says}": "{point}: {says}",
};
