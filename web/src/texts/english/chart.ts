export const chart = {
  chart: {
    empty: "No values in this time.",
    key: "Key",
    asTable: (count: number) => `Values as a table (${count})`,
    onlyLast: (count: number) => `The last ${count} values; choose a shorter time to see the others.`,
    name: "Name",
    at: "Time",
    value: "Value",
    noValue: "no value",
    marks: "Marked moments",
    what: "What happened",
    limits: "Limits",
    limit: "Limit",
    sides: { above: "above", below: "below", at: "at" },
    shapes: { up: "Raised", round: "Acknowledged", down: "Cleared" },
    keys: (zooms: boolean) =>
      `Arrow keys go from value to value${zooms ? ", + and − show less and more time; drag to choose a stretch" : ""}.`,
  },
};
