/** What a field may name that is no document. */
export const AMONG = [
  "role",
  "operator",
  "driver-host",
  "notifier-host",
  "audit-witness",
  "channel-kind",
  "method",
  "level",
  "step",
  "address",
  "points",
] as const;
export type Among = (typeof AMONG)[number];
