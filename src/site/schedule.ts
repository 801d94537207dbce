import { z } from "zod";
import { id, idOf, name } from "./id.ts";
import { localDate, localDateTime, localTime, timeZone, Window } from "./times.ts";

const Rotation = z.strictObject({
  id,
  members: z
    .array(idOf("person"))
    .min(1)
    .describe("Persons in order of duty; the first is on duty from the first day on"),
  startsOn: localDate.describe("First day of the first member's shift"),
  handoverAt: localTime.default("08:00"),
  every: z.strictObject({ unit: z.enum(["hour", "day", "week", "month"]), count: z.int().min(1).max(366) }),
  windows: z.array(Window).default([]).describe("Only within these hours; empty: round the clock"),
});

export const Schedule = z.strictObject({
  id,
  name,
  timeZone,
  rotations: z.array(Rotation).max(50).default([]).describe("All that are on duty at a moment are on duty together"),
  overrides: z
    .array(
      z.strictObject({
        from: localDateTime,
        to: localDateTime,
        person: idOf("person").optional().describe("Absent: nobody takes over, the replaced one is simply off"),
        replaces: idOf("person").optional().describe("Absent: replaces everybody"),
        joins: z.boolean().optional().describe("The person is on duty besides the others and replaces nobody"),
        note: z.string().max(200).optional(),
      }),
    )
    .max(1000)
    .default([]),
  holidays: z
    .array(
      z.strictObject({
        date: localDate,
        name,
        persons: z.array(idOf("person")).describe("On duty that day instead of the rotations"),
      }),
    )
    .max(400)
    .default([]),
});
export type Schedule = z.output<typeof Schedule>;
