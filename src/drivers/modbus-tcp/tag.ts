import { z } from "zod";
import { CATEGORIES, PRIORITIES } from "#events/event.ts";
import { ORDERS, TYPES } from "./value.ts";

const TAG_KINDS = ["alarm", "fault", "disable", "state", "measure"] as const;

/** One row of the tag table. */
export const TagSchema = z.strictObject({
  key: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._/-]{0,99}$/, "expected lower-case letters, digits, '.', '_', '/' or '-', at most 100")
    .describe("The point's address is unit-<unit>/<key>; an alarm, a fault and a disable tag may share one key"),
  name: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .describe("As people read it; the text of its alarms unless its text says more"),
  unit: z.int().min(0).max(255).describe("Unit id behind the gateway; 255 or 1 for a device with its own address"),
  fc: z
    .union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])
    .describe("1 coil, 2 discrete input, 3 holding register, 4 input register"),
  address: z.int().min(0).max(65_536).describe("Counted from 0 or from 1, as the addressing says"),
  type: z.enum(TYPES).optional().describe("Absent: a bit with functions 1 and 2, otherwise u16"),
  order: z.enum(ORDERS).default("ABCD").describe("Order of bytes and words; A is the most significant byte"),
  bit: z.int().min(0).max(15).optional().describe("With type bit in a register: 0 is the least significant"),
  mask: z.int().min(1).max(0xffff).optional().describe("With u16: which bits count, shifted down to the lowest"),
  scale: z.number().default(1).describe("Value = raw × scale + offset"),
  offset: z.number().default(0),
  kind: z.enum(TAG_KINDS).default("measure"),
  activeValue: z
    .union([z.boolean(), z.number()])
    .default(true)
    .describe("Of alarm, fault and disable: the value that means active; true also means any number but 0"),
  category: z
    .enum(CATEGORIES)
    .optional()
    .describe("Absent: trouble for fault, maintenance for disable, else technical"),
  priority: z.enum(PRIORITIES).optional(),
  text: z.string().trim().max(200).optional(),
  deadband: z.number().min(0).default(0).describe("Of measure: smaller changes are not reported; in the value's unit"),
  reportEverySec: z.number().min(1).max(86_400).optional().describe("Report this often even when nothing changed"),
  tier: z.string().optional().describe("Absent: fast for alarm, fault and disable, normal for the rest"),
  changesWithinSec: z
    .number()
    .min(1)
    .max(86_400)
    .optional()
    .describe("Heartbeat: when it stands still for longer, the unit counts as down"),
});

type GivenTag = z.output<typeof TagSchema>;

export interface TagRow extends GivenTag {
  readonly type: (typeof TYPES)[number];
}

/** Coils and discrete inputs are bits; what isn't said otherwise is a number of one register. */
export function withType(tag: GivenTag): TagRow {
  return { ...tag, type: tag.type ?? (tag.fc <= 2 ? "bit" : "u16") };
}

/** What in a row does not go together, as field and message. */
export function wrongsOf(tag: TagRow): [field: string, message: string][] {
  const wrong: [string, string][] = [];
  if (tag.fc <= 2 && tag.type !== "bit") wrong.push(["type", `expected bit with function ${tag.fc}`]);
  if (tag.fc <= 2 && tag.bit !== undefined) wrong.push(["bit", `expected none with function ${tag.fc}: it reads bits`]);
  if (tag.fc > 2 && tag.type === "bit" && tag.bit === undefined) {
    wrong.push(["bit", "expected 0 to 15: which bit of the register"]);
  }
  if (tag.type !== "bit" && tag.bit !== undefined) wrong.push(["bit", `expected none with type ${tag.type}`]);
  if (tag.type !== "u16" && tag.mask !== undefined) wrong.push(["mask", `expected none with type ${tag.type}`]);
  if (tag.type === "bit" && typeof tag.activeValue === "number" && tag.activeValue !== 0 && tag.activeValue !== 1) {
    wrong.push(["activeValue", `expected true, false, 0 or 1 with type bit, found ${tag.activeValue}`]);
  }
  return wrong;
}

export function tierOf(tag: TagRow): string {
  return tag.tier ?? (tag.kind === "state" || tag.kind === "measure" ? "normal" : "fast");
}
