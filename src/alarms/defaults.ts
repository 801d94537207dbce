import type { Category, Priority } from "#events/event.ts";

const BY_CATEGORY: Record<Category, readonly [priority: Priority, text: string]> = {
  fire: ["life-safety", "Fire alarm"],
  gas: ["life-safety", "Gas alarm"],
  medical: ["life-safety", "Medical emergency"],
  panic: ["life-safety", "Panic alarm"],
  "hold-up": ["life-safety", "Hold-up alarm"],
  intrusion: ["critical", "Intrusion alarm"],
  tamper: ["high", "Tampering"],
  access: ["medium", "Access alarm"],
  water: ["high", "Water alarm"],
  technical: ["medium", "Technical alarm"],
  trouble: ["medium", "Trouble"],
  power: ["high", "Power trouble"],
  communication: ["high", "Communication trouble"],
  system: ["high", "System alarm"],
  arming: ["low", "Arming"],
  test: ["low", "Test"],
  maintenance: ["low", "Maintenance due"],
  other: ["medium", "Alarm"],
};

/** When neither the point's configuration nor the device names a priority. Whatever may cost a life is life-safety. */
export function defaultPriority(category: Category): Priority {
  return BY_CATEGORY[category][0];
}

/** One line for people, when the device sends none: `Fire alarm (fire.trouble)`. */
export function defaultText(category: Category, condition: string): string {
  const text = BY_CATEGORY[category][1];
  return condition === "" || condition === category ? text : `${text} (${condition})`;
}
