import type { Category, Priority } from "#events/event.ts";

const BY_CATEGORY: Record<Category, Priority> = {
  fire: "life-safety",
  gas: "life-safety",
  medical: "life-safety",
  panic: "life-safety",
  "hold-up": "life-safety",
  intrusion: "critical",
  tamper: "high",
  access: "medium",
  water: "high",
  technical: "medium",
  trouble: "medium",
  power: "high",
  communication: "high",
  system: "high",
  arming: "low",
  test: "low",
  maintenance: "low",
  other: "medium",
};

/** When neither the point's configuration nor the device names a priority. Whatever may cost a life is life-safety. */
export function defaultPriority(category: Category): Priority {
  return BY_CATEGORY[category];
}
