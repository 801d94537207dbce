import type { HistoryKind } from "../../keeping/queries.ts";

const number = (count: number) => count.toLocaleString("en");

export const keeping = {
  keeping: {
    hint: (leastDays: number) =>
      `The history is removed by night once it is older than the site says, and never within ${leastDays} days. What belongs to an alarm that has not ended stays, and so does what a legal hold covers.`,
    change: "Change how long",
    daysOf: (what: string) => `${what}, days`,
    emptyIsEver: "An empty field keeps for ever.",
    at: "Looked after at",
    atHint: "Every night, in the site's time zone; a quiet hour is best.",
    columns: ["What", "Kept for", "Rows", "Size", "Oldest", "What goes next"] as readonly string[],
    kinds: {
      events: { name: "Events", hint: "Every message of a source, and the values of points" },
      alarms: { name: "History of alarms", hint: "Changes of alarms, callouts, procedures, notes and files" },
      messages: { name: "Messages", hint: "Messages to people and every attempt to deliver them" },
      drills: { name: "Drills", hint: "Results of drills; the last one of each stays" },
      duty: { name: "Duty", hint: "Hand-overs of the watch, swaps, and the list of reports" },
    } as Readonly<Record<HistoryKind, { readonly name: string; readonly hint: string }>>,
    days: (days: number | null) => (days === null ? "ever" : `${number(days)} days`),
    rows: (rows: number, exact: boolean) => (exact ? number(rows) : `about ${number(rows)}`),
    megabytes: (bytes: number) => `${(bytes / 1e6).toLocaleString("en", { maximumFractionDigits: 1 })} MB`,
    perDay: (size: string) => `${size} a day`,
    nothing: "Nothing yet",
    month: (at: number) => new Date(at).toLocaleDateString("en", { month: "long", year: "numeric", timeZone: "UTC" }),
    goes: (month: string, size: string) => `${month} with the next look (${size})`,
    goesAfter: (at: string) => `The next month after ${at}`,
    byAge: "Each entry once it is old enough",
    never: "Nothing",
    looked: (at: string) => `Last looked after: ${at}.`,
    neverLooked: "It has not been looked after yet.",
    nextSoon: "That begins ten minutes after the server's start.",
    nextLook: (at: string) => `Next: ${at}.`,
    keptBack: "Kept back",
    nothingKept: "Nothing is kept longer than the site says.",
    openStories: (count: number) =>
      count === 1
        ? "One alarm began long ago and has not ended. What belongs to it stays:"
        : `${number(count)} alarms began long ago and have not ended. What belongs to them stays. The oldest:`,
    alarm: (id: number, since: string) => `alarm ${id}, since ${since}`,
    hold: (id: string, reason: string) => `The legal hold ${id} keeps what it covers: ${reason}`,
    stays: (what: string, month: string, because: string) => `${what}, ${month}: ${because}`,
    removed: "Removed lately",
    nothingRemoved: "Nothing has been removed yet.",
    removal: (what: string, rows: number, from: string, to: string) =>
      `${what}: ${number(rows)} rows from ${from} to ${to}.`,
    putBack: (count: number) => `${number(count)} of these times stay, for their alarms have not ended.`,
    removedNote: (upTo: string, at: string) =>
      `What was before ${upTo} was removed on ${at} by the site's retention. What belongs to alarms that have not ended stays.`,
  },
};
