import { z } from "zod";
import { PRIORITIES } from "#events/event.ts";
import { Guidance } from "./area.ts";
import { id, idAmong, idOf, name, pointId, tags } from "./id.ts";
import { seconds } from "./times.ts";

export const Source = z.strictObject({
  id,
  name,
  driver: z.string(),
  host: idAmong("driver-host")
    .optional()
    .describe("Node of the driver host that speaks with it; absent: this server itself")
    .meta({ seldom: true }),
  enabled: z.boolean().default(true),
  partition: idOf("partition").default("site"),
  tags,
  settings: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("As the driver's schema says; secrets are kept sealed"),
  lossPriority: z
    .enum(PRIORITIES)
    .default("high")
    .describe("Priority of the alarm that stands for the lost source")
    .meta({ seldom: true }),
});

const limit = { limit: z.number() };
const band = { deadband: z.number().min(0).default(0).describe("In the unit of the value") };
const conditionShape = {
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{0,59}$/)
    .optional()
    .describe("Absent: the type's name"),
  priority: z.enum(PRIORITIES).default("medium"),
  text: z.string().max(200).optional(),
  onDelayMs: z.int().min(0).max(86_400_000).default(0),
  offDelayMs: z.int().min(0).max(86_400_000).default(0),
  count: z
    .strictObject({ times: z.int().min(2).max(1000), withinMs: z.int().min(1).max(86_400_000) })
    .optional()
    .describe("Raise also when it became true this often within the window, however short each time"),
};

export const Condition = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("high-high"), ...limit, ...band, ...conditionShape }),
  z.strictObject({ type: z.literal("high"), ...limit, ...band, ...conditionShape }),
  z.strictObject({ type: z.literal("low"), ...limit, ...band, ...conditionShape }),
  z.strictObject({ type: z.literal("low-low"), ...limit, ...band, ...conditionShape }),
  z.strictObject({ type: z.literal("discrete"), equals: z.union([z.boolean(), z.number()]), ...conditionShape }),
  z.strictObject({
    type: z.literal("deviation"),
    from: z.number().describe("Set-point"),
    by: z.number().positive(),
    ...band,
    ...conditionShape,
  }),
  z.strictObject({
    type: z.literal("rate-of-change"),
    per: z.enum(["second", "minute", "hour"]),
    by: z.number().positive(),
    ...conditionShape,
  }),
  z.strictObject({ type: z.literal("stale"), afterMs: z.int().min(1), ...conditionShape }),
]);
export type Condition = z.output<typeof Condition>;

export const Point = z.strictObject({
  id: pointId,
  source: idOf("source"),
  address: z
    .string()
    .min(1)
    .max(200)
    .describe("As the source calls it; what it has reported is offered")
    .meta({ among: "address" }),
  name,
  partition: idOf("partition").optional().describe("Absent: the source's"),
  area: idOf("area").optional().describe("Where it is"),
  tags,
  unit: z.string().max(20).optional(),
  priority: z.enum(PRIORITIES).optional().describe("Beats what the device or the category says"),
  latched: z.boolean().default(false).describe("Stays until somebody resets it"),
  acknowledgementRequired: z.boolean().default(true),
  acknowledgeOnClear: z.boolean().default(false),
  reAlarmSec: seconds
    .min(1)
    .optional()
    .describe("Annunciated again when still active that long after the acknowledgement"),
  grouping: z
    .enum(["one-lifetime", "per-condition"])
    .default("per-condition")
    .describe("one-lifetime: low/high and their worse sisters are one alarm whose severity rises and falls"),
  conditions: z.array(Condition).max(20).default([]),
  ...Guidance,
});
export type Point = z.output<typeof Point>;
