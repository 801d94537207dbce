export const screen = {
  pageGroup: {
    watch: "Watch",
    respond: "Respond",
    site: "Site",
    people: "People and rights",
    security: "Security",
    server: "Server",
  },
  siteClock: {
    site: (time: string, zone: string) => `Site ${time} ${zone}`,
    siteHint: (zone: string) => `The time on the walls of the site (${zone})`,
    wrong: (span: string) =>
      `The clock of this machine is wrong by ${span}. Times on this page follow the server; have the machine's clock set right.`,
  },
  linkHealth: {
    title: "Server and links",
    count: (count: number) => (count === 1 ? "1 fault" : `${count} faults`),
    countBefore: (count: number) => (count === 1 ? "1 fault before" : `${count} faults before`),
    link: { live: "The server answers, and changes show here at once.", connecting: "Connecting to the server…" },
    parts: "sources, channels and modules",
    allWork: "All sources, channels and modules that are switched on work.",
    unseen: "How sources and channels fare is not shown to you.",
    kind: { source: "Source", channel: "Channel", module: "Module" },
    since: (at: string) => `since ${at}`,
  },
};
