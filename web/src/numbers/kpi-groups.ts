import type { KpiId } from "../../../src/numbers/kpis.ts";

/** What belongs together, in the order in which it is read. */
export const GROUPS = {
  load: ["rate-ten-minutes", "rate-hour", "rate-day", "over-ten", "over-thirty", "max-ten-minutes", "day-peak"],
  floods: ["flood-time", "flood-count", "upset"],
  nuisance: ["top-ten", "chattering", "fleeting", "stale", "standing"],
  aside: ["shelved", "shelved-age", "suppressed", "out-of-service", "overdue", "unauthorised"],
  priorities: ["share-low", "share-medium", "share-high", "share-grave"],
  answers: ["first-answer", "first-answer-p95", "delivered"],
} as const satisfies Readonly<Record<string, readonly KpiId[]>>;
export type KpiGroup = keyof typeof GROUPS;
