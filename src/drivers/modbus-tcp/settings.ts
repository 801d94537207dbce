import { z } from "zod";
import { CATEGORIES, PRIORITIES } from "#events/event.ts";
import { MOST_BITS, MOST_REGISTERS, type ReadFunction } from "./pdu.ts";
import { ORDERS, TYPE_REGISTERS, TYPES } from "./value.ts";

export const TAG_KINDS = ["alarm", "fault", "disable", "state", "measure"] as const;

const boundedMs = (least: number, most: number) => z.int().min(least).max(most);

/** One row of the tag table. */
export const TagSchema = z.strictObject({
  key: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._/-]{0,99}$/, "expected lower-case letters, digits, '.', '_', '/' or '-', at most 100")
    .describe("The point's address is unit-<unit>/<key>; an alarm, a fault and a disable tag may share one key"),
  name: z.string().trim().min(1).max(120).describe("As people read it; the text of its alarms unless `text` says more"),
  unit: z.int().min(0).max(255).describe("Unit id behind the gateway; 255 or 1 for a device with its own address"),
  fc: z
    .union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])
    .describe("1 coil, 2 discrete input, 3 holding register, 4 input register"),
  address: z.int().min(0).max(65_536).describe("Counted from 0 or from 1, as `addressing` says"),
  type: z.enum(TYPES).default("u16"),
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

/** What an operator configures for one device or gateway. */
export const settings = z
  .strictObject({
    host: z.string().trim().min(1).max(253).describe("Name or address of the device or gateway"),
    port: z.int().min(1).max(65_535).default(502).describe("TCP port"),
    timeoutMs: boundedMs(50, 30_000)
      .default(500)
      .describe("How long one answer may take; at least one and a half times what the slowest unit needs"),
    missedPolls: z.int().min(1).max(20).default(3).describe("After so many failed polls a unit is down, a tag is bad"),
    addressing: z
      .enum(["zero-based", "one-based"])
      .default("zero-based")
      .describe("Whether the first register of the table has address 0 (as on the wire) or 1 (as in many manuals)"),
    maxGap: z
      .int()
      .min(0)
      .max(MOST_REGISTERS)
      .default(0)
      .describe("How many unused addresses a block may read along to save a request; some devices refuse any"),
    maxRegisters: z.int().min(4).max(MOST_REGISTERS).default(MOST_REGISTERS).describe("Most registers per request"),
    maxBits: z.int().min(1).max(MOST_BITS).default(MOST_BITS).describe("Most coils or inputs per request"),
    pauseMs: z.int().min(0).max(10_000).default(0).describe("Rest between two requests, for slow gateways"),
    readIdentity: z
      .boolean()
      .default(false)
      .describe("Ask once who the device is (43/14); a few devices hang up on it"),
    tiers: z
      .record(z.string(), boundedMs(10, 86_400_000))
      .default({ fast: 500, normal: 2000, slow: 60_000 })
      .describe("Polling intervals in milliseconds by name; alarms want fast, 100 to 500"),
    tags: z.array(TagSchema).min(1).max(10_000).describe("The tag table"),
  })
  .superRefine((all, context) => {
    const seen = new Map<string, number>();
    all.tags.forEach((tag, at) => {
      const wrong = (field: string, message: string) =>
        context.addIssue({ code: "custom", path: ["tags", at, field], message });
      for (const [field, message] of wrongsOf(tag)) wrong(field, message);
      const [first, last] = all.addressing === "one-based" ? [1, 65_536] : [0, 65_535];
      const end = tag.address + (tag.fc <= 2 ? 1 : TYPE_REGISTERS[tag.type]) - 1;
      if (tag.address < first || end > last)
        wrong("address", `expected ${first} to ${last} with ${all.addressing} addressing`);
      const tier = tierOf(tag);
      if (!Object.hasOwn(all.tiers, tier))
        wrong("tier", `expected one of ${Object.keys(all.tiers).join(", ")}, found ${tier}`);
      const id = `${tag.unit}/${tag.key}/${tag.kind === "state" ? "measure" : tag.kind}`;
      const other = seen.get(id);
      if (other !== undefined)
        wrong("key", `is taken by tag ${other + 1} of the same unit and kind; choose another key`);
      seen.set(id, at);
    });
  });

export type Settings = z.output<typeof settings>;

/** What in a row does not go together, as field and message. */
export function wrongsOf(tag: z.output<typeof TagSchema>): [field: string, message: string][] {
  const wrong: [string, string][] = [];
  if (tag.fc <= 2 && tag.type !== "bit")
    wrong.push(["type", `expected bit with function ${tag.fc}, found ${tag.type}`]);
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

export function tierOf(tag: z.output<typeof TagSchema>): string {
  return tag.tier ?? (tag.kind === "state" || tag.kind === "measure" ? "normal" : "fast");
}

/** A row as the driver works with it. */
export interface Tag extends z.output<typeof TagSchema> {
  readonly fc: ReadFunction;
  /** The address as on the wire, from 0. */
  readonly start: number;
  /** How many bits or registers it takes. */
  readonly width: number;
  readonly intervalMs: number;
  /** `unit-3/boiler.temperature`: the unit is always there, so that a lost unit freezes its own points only. */
  readonly point: string;
}

export function tagsOf(all: Settings): Tag[] {
  return all.tags.map((tag) => ({
    ...tag,
    start: all.addressing === "one-based" ? tag.address - 1 : tag.address,
    width: tag.fc <= 2 ? 1 : TYPE_REGISTERS[tag.type],
    intervalMs: all.tiers[tierOf(tag)] ?? 1000,
    point: `${partOf(tag.unit)}${tag.key}`,
  }));
}

/** The part of the source that a unit is; the stroke at its end keeps unit 1 apart from unit 10. */
export function partOf(unit: number): string {
  return `unit-${unit}/`;
}
