import type { Report } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Account } from "./account.ts";
import { type ContactId, readContactId } from "./contact-id.ts";
import { contactIdMeaning, numberIsUser } from "./contact-id-table.ts";
import type { Meaning, Numbered } from "./meaning.ts";
import { type Content, type ExtendedData, readable } from "./message.ts";
import { readSiaBlock } from "./sia-code.ts";
import { type Make, siaMeaning } from "./sia-table.ts";
import { panelTime, readTimestamp } from "./timestamp.ts";

/** What one message holds, and what goes with everything that it says. */
export interface Message {
  readonly token: string;
  readonly content: Content;
  /** Kept with every event. */
  readonly raw: string;
  /** The same for a repeat of this message, and for nothing else within two minutes. */
  readonly key: string;
}

interface Said {
  readonly meaning: Meaning;
  readonly code: string;
  /** What to say besides the meaning: that the code is unknown, that it is an old event. */
  readonly remarks: readonly string[];
  /** "" or "0" when none was named. */
  readonly area: string;
  readonly numbered: Numbered;
  /** Decimal digits, or "". */
  readonly number: string;
  readonly at: Instant | null;
}

/** What the message reports, in its order; null when its data can't be read as what its token says. */
export function translate(message: Message, account: Account, now: Instant): Report[] | null {
  const said = message.token === "ADM-CID" ? readAsContactId(message, account) : readAsSia(message, account, now);
  if (!said) return null;
  const occurred = occurredAt(message.content);
  const words = wordsOf(message.content.extended, said.text);
  const reports: Report[] = [];
  for (const event of said.events) {
    for (const report of reportsOf(event, account, words)) {
      reports.push({
        ...report,
        at: occurred ?? event.at ?? message.content.timestamp ?? undefined,
        raw: message.raw,
        dedupeKey: `${message.key}|${reports.length}`,
      });
    }
  }
  return reports;
}

/** A message that nobody can read, kept for people. */
export function asText(message: Message, account: Account): Report {
  const words = readable(message.content.data);
  return {
    point: `${account.id}/0/system`,
    kind: "note",
    category: "other",
    condition: "",
    code: message.token,
    text: `${message.token}: ${words}`,
    at: message.content.timestamp ?? undefined,
    raw: message.raw,
    dedupeKey: `${message.key}|0`,
  };
}

interface Block {
  readonly events: readonly Said[];
  readonly text: string;
}

function readAsSia({ content }: Message, account: Account, now: Instant): Block | null {
  const block = readSiaBlock(content.data);
  if (!block) return null;
  const { make, codes, timeZone } = account.settings;
  const events = block.events.map(({ code, number, modifiers }): Said => {
    const alias = codes[code];
    const { meaning, known } = siaOrContactId(alias?.like ?? code, make);
    const remarks = known ? [] : [`code ${code} is unknown`];
    if (block.old) remarks.push("from the panel's log");
    const numbersArea = meaning.numbered === "area" && number !== "";
    return {
      meaning: alias?.text ? { ...meaning, says: alias.text } : meaning,
      code,
      remarks,
      area: numbersArea ? number : (modifiers["ri"] ?? ""),
      numbered: meaning.numbered,
      number: number || (meaning.numbered === "user" ? (modifiers["id"] ?? "") : ""),
      at: panelTime(modifiers["ti"], modifiers["da"], timeZone, now),
    };
  });
  return { events, text: block.text };
}

function readAsContactId({ content }: Message, account: Account): Block | null {
  const event = readContactId(content.data);
  if (!event) return null;
  const alias = account.settings.codes[event.event];
  const like = alias?.like ?? event.event;
  const { meaning, known } = qualified(like, event.qualifier);
  const user = numberIsUser(like) && (meaning.numbered === "zone" || meaning.numbered === "user");
  const said: Said = {
    meaning: alias?.text ? { ...meaning, says: alias.text } : meaning,
    code: event.qualifier + event.event,
    remarks: known ? [] : [`code ${event.event} is unknown`],
    area: String(event.partition),
    numbered: user ? "user" : meaning.numbered,
    number: String(event.number),
    at: null,
  };
  return { events: [said], text: "" };
}

/** A code may be said to be like one of the other table: then it is what that one is when new. */
function siaOrContactId(code: string, make: Make): { readonly meaning: Meaning; readonly known: boolean } {
  if (code.length === 2) return siaMeaning(code, make);
  const { both, known } = contactIdMeaning(code);
  return { meaning: both.opened, known };
}

/** Qualifier 6: what was reported before and is still so (DC-05). */
function qualified(code: string, qualifier: ContactId["qualifier"]) {
  if (code.length === 2) return siaMeaning(code, "generic");
  const { both, known } = contactIdMeaning(code);
  if (qualifier === "3") return { meaning: both.restored, known };
  const still = qualifier === "6" && both.opened.kind === "raise";
  return { meaning: still ? { ...both.opened, kind: "present" as const } : both.opened, known };
}

type Bare = Omit<Report, "raw" | "dedupeKey" | "at">;

function reportsOf(said: Said, account: Account, words: string): Bare[] {
  const { meaning, code } = said;
  const area = plainNumber(said.area) || "0";
  const point = meaning.wide ? wideArea(account, area) : `${account.id}/${area}/${placeOf(said, area)}`;
  const report: Bare = {
    point,
    kind: meaning.kind,
    category: meaning.category,
    condition: meaning.condition,
    code,
    text: sentence(said, area, words),
    ...(meaning.priority && { priority: meaning.priority }),
    ...(meaning.silent && { silent: true }),
    ...(meaning.kind === "clear" && clearsAlso(said, account, area, point)),
  };
  if (meaning.momentary) return [report, over(report)];
  if (meaning.endsSchedule) return [report, scheduleOver(account, area, code)];
  return [report];
}

/** Nothing will ever end a momentary condition, so this does. */
function over({ point, category, condition, code, text }: Bare): Bare {
  return { point, kind: "clear", category, condition, code, text };
}

/** Whoever arms or disarms ends what stood about the schedule, and the confirmation of a burglary in the area. */
function scheduleOver(account: Account, area: string, code: string): Bare {
  const point = `${account.id}/${area}/area`;
  const conditions = ["schedule", "burglary.confirmed"];
  const areas = area === "0" ? otherAreas(account) : [];
  return {
    point,
    kind: "clear",
    category: "arming",
    condition: "schedule",
    code,
    text: `Area ${area}: nothing late any more`,
    alsoClears: [area, ...areas].map((one) => ({ point: `${account.id}/${one}/area`, conditions })),
  };
}

/** A restore ends further conditions of its point, and, naming no area, those of the zone in every area (DC-03). */
function clearsAlso(said: Said, account: Account, area: string, point: string): Pick<Bare, "alsoClears"> {
  const { meaning } = said;
  const also = meaning.also ?? [];
  const elsewhere = area === "0" && said.numbered === "zone" && said.number !== "" ? otherAreas(account) : [];
  if (also.length === 0 && elsewhere.length === 0) return {};
  const conditions = [meaning.condition, ...also];
  const place = placeOf(said, area);
  const points = [point, ...elsewhere.map((one) => `${account.id}/${one}/${place}`)];
  return { alsoClears: points.map((one) => ({ point: one, conditions })) };
}

function otherAreas(account: Account): string[] {
  return Array.from({ length: account.settings.areas }, (_, index) => String(index + 1));
}

/** What is below it is concerned; without an area, everything of the account. */
function wideArea(account: Account, area: string): string {
  return area === "0" ? account.id : `${account.id}/${area}`;
}

/** `003` for a zone, `user/015` for others, `area` and `system` where no number is needed. */
function placeOf({ meaning, numbered, number }: Said, area: string): string {
  if (meaning.condition === "schedule" || numbered === "area") return "area";
  const digits = plainNumber(number);
  if (numbered === "zone") {
    if (digits !== "") return digits.padStart(3, "0");
    return area === "0" ? "system" : "area";
  }
  return numbered === "system" || digits === "" ? "system" : `${numbered}/${digits.padStart(3, "0")}`;
}

/** Without leading zeros; "" for none and for 0. Letters are kept, other characters are not. */
function plainNumber(text: string): string {
  let from = 0;
  while (text[from] === "0") from++;
  return text
    .slice(from)
    .replaceAll(/[^0-9A-Za-z]/g, "")
    .slice(0, 16);
}

/** `Burglary alarm, area 1, zone 3: Back door` */
function sentence({ meaning, numbered, number, remarks }: Said, area: string, words: string): string {
  const parts = [meaning.says, ...remarks];
  if (area !== "0") parts.push(`area ${area}`);
  const digits = plainNumber(number);
  if (digits !== "" && numbered !== "area" && numbered !== "system") parts.push(`${numbered} ${digits}`);
  const told = parts.join(", ");
  return words === "" ? told : `${told}: ${words}`;
}

/** In the order in which a person would read them. */
const WORDS: Readonly<Record<string, string>> = {
  I: "",
  S: "site ",
  O: "building ",
  L: "location ",
  R: "room ",
  V: "see ",
  Y: "latitude ",
  X: "longitude ",
};

function wordsOf(extended: readonly ExtendedData[], own: string): string {
  if (extended.length === 0) return readable(own);
  const words = own === "" ? [] : [own];
  for (const [letter, name] of Object.entries(WORDS)) {
    for (const block of extended) {
      if (block.letter === letter && block.value !== "") words.push(name + unquoted(block.value));
    }
  }
  return readable(words.join(", "));
}

function unquoted(text: string): string {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

/** `[H…]`, the time of occurrence, in the form of a timestamp (DC-09 §5.5.1.8). */
function occurredAt({ extended }: Content): Instant | null {
  for (const { letter, value } of extended) if (letter === "H") return readTimestamp(value);
  return null;
}
