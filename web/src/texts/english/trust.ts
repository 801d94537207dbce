/** Changes of the issuing authority, and drills of the hand-over between two cores. */
export const trust = {
  issuing: {
    replace: "Replace the issuing authority",
    title: "Replace the issuing authority",
    hint: "The root stays, so nobody has to be told anything. Every process is asked for a new certificate now; no connection ends, and what the former one signed is good until its own end.",
    stolen: "Its key was stolen, or may have been",
    stolenHint:
      "What it signs is then refused by every process within seconds, but for the certificates that are on record here.",
    how: "What is known of it",
    browsers:
      "Browsers and programs read no deny list: replace the root too, and tell them to trust the new one alone.",
    former: (names: string, count: number) =>
      count === 1
        ? `${names} still has a certificate of the issuing authority before, and is asked for a new one.`
        : `${names} still have a certificate of the issuing authority before, and are asked for a new one.`,
    refused: (at: string, because: string) =>
      `What a former issuing authority signs has been refused since ${at}: ${because}`,
  },
  pairDrill: {
    never: "The hand-over was never tried.",
    last: { passed: "Last drill passed", failed: "Last drill failed", running: "A drill is under way" },
    begun: (at: string, by: string) => `begun ${at} by ${by}`,
    took: (there: string, back: string | null) =>
      back === null
        ? `the other core had taken over after ${there}`
        : `the other core had taken over after ${there}, this one after ${back}`,
    reports: (count: number) =>
      count === 1 ? "1 report was taken meanwhile" : `${count} reports were taken meanwhile`,
    seconds: (text: string) => `${text} s`,
    overdue: (days: number) => `A drill is overdue: there has been none that passed for ${days} days.`,
    due: (at: string) => `The next drill is due ${at}.`,
    notDue: "This site is not reminded of drills.",
    drill: "Drill",
    title: "Drill the hand-over",
    hint: "The other core takes over, and as soon as this one has everything as the standby, the site comes back. It takes a minute or two; alarms are taken all the while, but for some seconds at each change. This page goes along.",
    stay: "The site stays with the other core",
    notDone: "There is no drill",
  },
};
