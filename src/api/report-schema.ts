import { z } from "zod";
import { CATEGORIES, EVENT_KINDS, PRIORITIES, QUALITIES } from "#events/event.ts";

/** A report as it comes by HTTP. The hot path checks it by hand (`report-validator.ts`); a test holds the two together. */
export const ReportSchema = z.strictObject({
  point: z.string().min(1).max(200),
  kind: z.enum(EVENT_KINDS),
  category: z.enum(CATEGORIES),
  condition: z.string().max(60).describe('Family of the condition; "" with kinds that concern no single one'),
  at: z.int().min(0).max(8.64e15).optional().describe("When it happened, in milliseconds since 1970; absent: now"),
  priority: z.enum(PRIORITIES).optional(),
  code: z.string().max(60).optional(),
  text: z.string().max(500).optional(),
  value: z.union([z.number(), z.boolean()]).optional(),
  quality: z.enum(QUALITIES).optional(),
  alsoClears: z
    .array(z.strictObject({ point: z.string().max(200), conditions: z.array(z.string().max(60)).max(50) }))
    .max(20)
    .optional(),
  dedupeKey: z.string().max(200).optional().describe("A repeat within two minutes is acknowledged and stored once"),
  silent: z.boolean().optional(),
  foundActive: z.boolean().optional(),
  raw: z.string().max(4096).default("").describe("What the device sent, kept as evidence"),
});

export const REPORTS_AT_ONCE = 1000;

export const EventsBody = z.strictObject({
  source: z.string().min(1).max(63),
  events: z.array(ReportSchema).min(1).max(REPORTS_AT_ONCE),
});
