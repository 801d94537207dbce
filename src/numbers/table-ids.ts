/** Every table of figures that can be had as a file. */
export const TABLE_IDS = [
  "kpis",
  "positions",
  "series",
  "distribution",
  "days",
  "floods",
  "top-ten",
  "bad-actors",
  "chattering",
  "fleeting",
  "stale",
  "standing",
  "priorities",
  "acknowledged",
  "channels",
  "steps",
  "outside-hours",
  "unanswered",
  "unauthorised",
  "opc-ua",
] as const;
export type TableId = (typeof TABLE_IDS)[number];
