/** What stands on paper only. */
export const paper = {
  paper: {
    site: "Site",
    covers: "Holds",
    printed: "Printed",
    alarms: (tab: string, shown: number, all: number) =>
      shown === all
        ? `${tab}: ${all === 1 ? "1 alarm" : `all ${all} alarms`}.`
        : `${tab}: ${shown} of ${all} alarms, as the list is filtered and folded.`,
    firstOnly: (most: number) => `Only the first ${most} are printed.`,
    alarmColumns: ["Priority", "State", "Alarm", "Point, source, area", "Raised", "Callout"] as readonly string[],
    journal: (count: number, from: string, to: string) =>
      `${count === 1 ? "1 entry" : `${count} entries`}, ${from} to ${to}.`,
    printedBy: (who: string, at: string, zone: string) => `by ${who}, ${at} ${zone}`,
    entries: (first: number, last: number, from: string, to: string) =>
      `Entries ${first} to ${last}, ${from} to ${to}.`,
    noEntries: "No entries.",
    span: (from: string, to: string) =>
      from && to ? `Asked for: ${from} to ${to}.` : from ? `Asked for: from ${from} on.` : `Asked for: up to ${to}.`,
    only: (words: string) => `Only what fits ${words}.`,
    older: "There are older entries that are not on this paper: show more of them before you print, or export them.",
    review: (at: string) => `All rights as they were on ${at}.`,
  },
};
