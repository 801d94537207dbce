import { WAYS } from "#site/ways.ts";
import type { NumberWords } from "./words.ts";

const flood = (startsAt: number, endsBelow: number) =>
  `The share of the observed time. A flood begins when ${startsAt} alarms have come within 10 minutes, by a window that slides, and ends when fewer than ${endsBelow} have.`;

export const english: NumberWords = {
  locale: "en-GB",
  flood,
  counted:
    "Counted are annunciated alarms: entries to unacknowledged, each re-annunciation for itself. A partition is an operator position; the whole site is the sum of its partitions. Shelved, suppressed and out-of-service activations are counted apart, and what comes from points in test mode is in no figure. An interval counts as observed while the server and at least one of the position's sources were up.",
  kpis: {
    "rate-ten-minutes": {
      name: "Alarms per 10 minutes",
      definition:
        "Annunciated alarms divided by the observed intervals of 10 minutes, aligned to UTC. A mean hides floods: look at the distribution too.",
      target: "about 1 acceptable, about 2 the most that can be managed (ISA-18.2)",
    },
    "rate-hour": {
      name: "Alarms per hour",
      definition: "The mean of the observed intervals of 10 minutes, times 6.",
      target: "about 6 acceptable, about 12 at most (ISA-18.2)",
    },
    "rate-day": {
      name: "Alarms per day",
      definition: "The mean of the observed intervals of 10 minutes, times 144.",
      target:
        "about 150 acceptable (ISA-18.2:2009, its edition of 2016 gives none; IEC 62682 says 144), about 300 at most",
    },
    "over-ten": {
      name: "Intervals of 10 minutes with more than 10 alarms",
      definition: "Their share of the observed intervals of 10 minutes, aligned to UTC.",
      target: "below 1 %; 1 to 5 % is beyond it, more than 5 % far beyond (ISA-18.2)",
    },
    "over-thirty": {
      name: "Hours with more than 30 alarms",
      definition: "Their share of the observed clock hours.",
      target: "below 1 %",
    },
    "max-ten-minutes": {
      name: "Most alarms in an interval of 10 minutes",
      definition: "The greatest count of an interval of 10 minutes, aligned to UTC.",
      target: "10 or fewer (ISA-18.2)",
    },
    "flood-time": {
      name: "Time in flood",
      definition: flood(10, 5),
      target: "below 1 % (ISA-18.2)",
    },
    "flood-count": {
      name: "Floods",
      definition: "How many floods there were, by the window that slides.",
      target: "",
    },
    upset: {
      name: "Alarms in the first 10 minutes of a flood",
      definition: "Of the worst flood: alarms within 10 minutes from the first one of it (EEMUA 191, upset).",
      target: "below 10 manageable, 20 to 100 hard, more than 100 excessive (EEMUA 191)",
    },
    "day-peak": {
      name: "Mean of the days' peaks",
      definition:
        "Each day's greatest count of an interval of 10 minutes, averaged over the days of which at least half was observed (EEMUA 191, third edition).",
      target: "",
    },
    "top-ten": {
      name: "Share of the ten most frequent",
      definition: "Annunciations of the ten alarms that rang most often, of all annunciations.",
      target: "5 % or less; up to 15 % is beyond it, more than 15 % far beyond (ISA-18.2)",
    },
    chattering: {
      name: "Chattering alarms",
      definition:
        "Alarms that were activated three times or more within 60 s, both ends included. What was hidden does not count.",
      target: "none (ISA-18.2)",
    },
    fleeting: {
      name: "Fleeting alarms",
      definition: "Alarms that in the period were active for less than 10 s and did not come back within 60 s.",
      target: "none (ISA-18.2)",
    },
    stale: {
      name: "Stale alarms on the worst day",
      definition: "Alarms continuously active for more than 24 h and not set aside, counted on each day (UTC).",
      target: "fewer than 5 on any day, each with a plan (ISA-18.2)",
    },
    standing: {
      name: "Standing alarms",
      definition: "Alarms active at the end of the time, without those that are shelved, suppressed or out of service.",
      target: "fewer than 10 per operator position",
    },
    shelved: {
      name: "Shelved alarms now",
      definition: "Alarms on the shelf when these figures were made, and not at the end of the period.",
      target: "fewer than 30",
    },
    "shelved-age": {
      name: "Mean time on the shelf",
      definition:
        "Of the alarms on the shelf now: since they were put there without a break, however often their end was put off.",
      target: "",
    },
    suppressed: {
      name: "Suppressed alarms now",
      definition: "Alarms that a rule of the site or their device suppresses now, active or not.",
      target: "",
    },
    "out-of-service": {
      name: "Alarms out of service now",
      definition: "Alarms that somebody took out of service and nobody put back yet.",
      target: "",
    },
    overdue: {
      name: "Set aside longer than allowed",
      definition:
        "Alarms that have been shelved without a break for longer than the site allows for their priority, or are out of service beyond the end that was planned. Now, and not at the end of the period.",
      target: "none",
    },
    unauthorised: {
      name: "Suppressed or changed past the rules",
      definition:
        "Alarms suppressed at their device; and of the whole site also what hides alarms in bulk and was done by one person alone, and points changed on the machine itself, where no right is asked. What people with the right shelve or take out of service, and what rules of the site suppress, is not among them.",
      target: "none (ISA-18.2)",
    },
    "share-low": {
      name: "Share of low priority",
      definition: "Of all annunciated alarms, by the priority that an alarm has now.",
      target: "about 80 % (ISA-18.2)",
    },
    "share-medium": {
      name: "Share of medium priority",
      definition: "Of all annunciated alarms, by the priority that an alarm has now.",
      target: "about 15 % (ISA-18.2)",
    },
    "share-high": {
      name: "Share of high priority",
      definition: "Of all annunciated alarms, by the priority that an alarm has now.",
      target: "about 5 % (ISA-18.2)",
    },
    "share-grave": {
      name: "Share of critical and life safety",
      definition: "Of all annunciated alarms, by the priority that an alarm has now.",
      target: "below 1 % (ISA-18.2, a fourth priority)",
    },
    "first-answer": {
      name: "Time to the first answer, median",
      definition: "From the beginning of a callout to the first acknowledgement by a person.",
      target: "",
    },
    "first-answer-p95": {
      name: "Time to the first answer, 95 %",
      definition: "In 95 of 100 answered callouts the first acknowledgement by a person came within this time.",
      target: "",
    },
    delivered: {
      name: "Messages that arrived or were taken",
      definition:
        "Delivered and accepted messages about alarms, of those that came to an end. What an answer made needless and what went into a digest is not among them.",
      target: "",
    },
  },
  bands: {
    within: "within the target",
    beyond: "beyond the target",
    "far-beyond": "far beyond the target",
    unjudged: "can't be judged: too little was observed",
  },
  priorities: { "life-safety": "life safety", critical: "critical", high: "high", medium: "medium", low: "low" },
  tables: {
    kpis: {
      title: "Figures",
      columns: ["figure", "value", "unit", "coverage", "compared with the target", "target", "definition"],
    },
    positions: {
      title: "Operator positions",
      columns: [
        "partition",
        "alarms",
        "per 10 min",
        "most in 10 min",
        "intervals over 10",
        "floods",
        "time in flood",
        "coverage",
      ],
    },
    series: { title: "Alarms over time", columns: ["from (UTC)", "seconds", "alarms"] },
    distribution: {
      title: "Distribution of intervals of 10 minutes",
      columns: ["alarms in the interval", "intervals"],
    },
    days: { title: "Days", columns: ["day (UTC)", "mean per 10 min", "most in 10 min"] },
    floods: {
      title: "Floods",
      columns: [
        "start (UTC)",
        "end (UTC)",
        "lasted (s)",
        "alarms",
        "most in 10 min",
        "most in a minute",
        "first alarm",
        "most frequent",
      ],
    },
    "top-ten": {
      title: "The ten most frequent",
      columns: ["alarm", "point", "condition", "partition", "annunciations", "share"],
    },
    "bad-actors": {
      title: "What could be done about them",
      columns: [
        "alarm",
        "point",
        "condition",
        "annunciations",
        "setting",
        "is",
        "suggested",
        "raises before",
        "raises after",
        "longest raise later by (s)",
        "replayed",
      ],
    },
    chattering: {
      title: "Chattering alarms",
      columns: ["alarm", "point", "condition", "times it began to chatter", "activations"],
    },
    fleeting: {
      title: "Fleeting alarms",
      columns: ["alarm", "point", "condition", "fleeting activations", "activations"],
    },
    stale: { title: "Stale alarms by day", columns: ["day (UTC)", "stale alarms"] },
    standing: { title: "Longest standing alarms", columns: ["alarm", "point", "condition", "active since (UTC)"] },
    "set-aside": {
      title: "Set aside now, and in the period",
      columns: [
        "how",
        "alarms now",
        "mean time (s)",
        "longest since (UTC)",
        "longer than allowed",
        "activations hidden in the period",
      ],
    },
    "set-aside-now": {
      title: "Alarms that are set aside now",
      columns: [
        "alarm",
        "point",
        "condition",
        "how",
        "since (UTC)",
        "by",
        "reason",
        "planned until (UTC)",
        "longer than allowed",
      ],
    },
    priorities: { title: "Priorities", columns: ["priority", "alarms", "share"] },
    acknowledged: {
      title: "Time to acknowledge",
      columns: ["by", "group", "acknowledgements", "median (s)", "95 % within (s)"],
    },
    channels: {
      title: "Delivery by channel",
      columns: ["channel", "ended", "delivered", "accepted", "not delivered", "success", "attempts per message"],
    },
    steps: { title: "Escalation", columns: ["step", "callouts that reached it"] },
    "outside-hours": {
      title: "Callouts outside working hours",
      columns: ["person", "callouts"],
    },
    unanswered: { title: "Calls that nobody took", columns: ["person", "not taken", "of"] },
    unauthorised: { title: "Suppressed or changed past the rules", columns: ["how", "times"] },
    "opc-ua": { title: "Alarm metrics by OPC UA (OPC 10000-9 §9.2)", columns: ["variable", "value", "unit"] },
  },
  hints: {
    floods: "By the window that slides. The latest 200; what began earlier and went on is listed with its beginning.",
    chattering: "The ten worst: how often each began to chatter, of how many activations.",
    fleeting: "The ten worst: how many of an alarm's activations were fleeting.",
    standing: "The 50 that have been active longest, without what is set aside.",
    acknowledged:
      "From an alarm's latest annunciation to its first acknowledgement, whoever gave it and however. What nobody acknowledged is not among them.",
    channels:
      "Messages about alarms that came to an end. Delivered: the far side confirmed that it arrived; accepted: it took the message and says no more. Success is both of them, of all that ended.",
    steps: "How many callouts told somebody in a step.",
    unanswered: "Calls by telephone that ended and that nobody took, of all calls to that person that ended.",
  },
  wholeSite: "The whole site",
  coverage: (share) => `Coverage ${share}: for so much of the time the server and the sources could be heard.`,
  noTargets: "Targets hold for one operator position. This is the sum of several: choose one to compare.",
  short: "Targets are meant for 30 days and more (ISA-18.2 §16.4): a short time passes or fails them by chance.",
  unobserved: (share) =>
    `Less than ${share} of this time was observed, so nothing in it is called good. What is beyond its target already and could only rise is still called so.`,
  now: "now",
  nothing: "nothing",
  settings: { deadband: "deadband", offDelayMs: "off-delay", onDelayMs: "on-delay" },
  effect: (before, after, laterMs) =>
    `would have been ${after} instead of ${before}${laterMs > 0 ? `, and the longest raise would have come ${laterMs / 1000} s later` : ", and the longest raise would have come no later"}`,
  noSuggestion: "No deadband or delay would have helped enough.",
  atDevice: "to be set at the device",
  basis: { signal: "recorded values", times: "times of the alarm" },
  hours: (hours, zone) => `Working hours: ${hours === "" ? "none" : hours} (${zone})`,
  unauthorised: {
    atDevice: "suppressed at the device",
    alone: "what hides alarms, done by one person alone",
    onMachine: "points changed on the machine itself",
  },
  setAside: {
    shelved: "shelved",
    suppressed: "suppressed",
    "out-of-service": "out of service",
    overdue: "yes",
    device: "its device",
    rule: (name) => `rule ${name}`,
  },
  charts: {
    title: "Charts",
    series: "Alarms over time",
    tenMinutes: (zone) => `alarms in 10 minutes (${zone})`,
    hour: (zone) => `alarms in each hour (${zone})`,
    day: () => "alarms on each day (UTC)",
    distribution: "How many intervals of 10 minutes had how many alarms",
  },
  by: { priority: "priority", via: "way" },
  ways: WAYS.en,
  report: {
    periods: { day: "Daily", week: "Weekly", "30-days": "30 days" },
    subject: (name, site) => `${name}: ${site}`,
    about: (from, to, zone) => `From ${from} to ${to} (${zone})`,
    late: (due) =>
      `This report was due on ${due}. The server did not run then, so it comes late; the time that it covers is the one it was due for.`,
    askedFor: "Somebody asked for this report besides its times.",
    look: "Open the page with these figures",
    attached: "The report is attached as PDF, and each table as a CSV file.",
    definitions: "How each figure is counted",
    ofPage: "Alarm figures",
    of: (partitions) => `Operator positions: ${partitions}`,
  },
};
