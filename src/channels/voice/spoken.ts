import type { Message } from "../channel.ts";

/** What is said at most: about three minutes. */
const LONGEST = 2000;

const UNITS: Readonly<Record<string, string>> = {
  "°C": "degrees Celsius",
  "°F": "degrees Fahrenheit",
  K: "kelvin",
  bar: "bar",
  mbar: "millibar",
  kPa: "kilopascal",
  Pa: "pascal",
  "%": "percent",
  ppm: "parts per million",
  "l/min": "litres per minute",
  "m³/h": "cubic metres per hour",
  "m3/h": "cubic metres per hour",
  "m/s": "metres per second",
  mm: "millimetres",
  cm: "centimetres",
  kV: "kilovolt",
  V: "volt",
  mA: "milliampere",
  A: "ampere",
  kW: "kilowatt",
  kWh: "kilowatt hours",
  Hz: "hertz",
  rpm: "revolutions per minute",
};
const UNIT = new RegExp(
  `(\\d)\\s?(${Object.keys(UNITS)
    .toSorted((one, other) => other.length - one.length)
    .map((unit) => unit.replaceAll("/", String.raw`\/`))
    .join("|")})(?![\\p{L}\\p{N}/])`,
  "gu",
);

/** A message as it is said: without what only a reader can use, and with units and tags in words. */
export function spoken({ text, link }: Pick<Message, "text" | "link">): string {
  const lines = text.split("\n");
  const answers = link === undefined ? -1 : lines.findIndex((line) => line.includes(link));
  return lines
    .slice(0, answers < 0 ? undefined : answers)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("You are told because"))
    .map((line) => inWords(/[.!?:,]$/u.test(line) ? line : `${line}.`))
    .join(" ")
    .slice(0, LONGEST);
}

/** Units in words, tags (`PT-101`) and long numbers letter by letter and digit by digit. */
export function inWords(text: string): string {
  return (
    text
      .replaceAll(/https?:\/\/\S+/gu, "")
      .replaceAll(/(^|[\s(+-])(\d+),(\d)(?=\d*(?:\D|$))/gu, "$1$2.$3")
      .replace(UNIT, (_, digit: string, unit: string) => `${digit} ${UNITS[unit] ?? unit}`)
      .replaceAll(/\b([A-Z]{1,4})-?(\d{2,5})\b/gu, (_, letters: string, digits: string) => apart(letters + digits))
      .replaceAll(/(?<![\d.:-])\d{5,}(?![\d.:-])/gu, (digits) => apart(digits))
      // What the speech program would read as commands of its own.
      .replaceAll(/[[\]<>{}|\\]+/gu, " ")
      .replaceAll(/\s+/gu, " ")
      .trim()
  );
}

function apart(letters: string): string {
  return letters.split("").join(" ");
}
