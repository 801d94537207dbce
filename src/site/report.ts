import { z } from "zod";
import { id, idOf, name } from "./id.ts";
import { language } from "./language.ts";
import { localTime, weekday } from "./times.ts";

export const REPORT_PARTS = [
  "kpis",
  "positions",
  "floods",
  "top-ten",
  "nuisance",
  "standing",
  "priorities",
  "acknowledged",
  "messages",
] as const;
export const REPORT_PERIODS = ["day", "week", "30-days"] as const;

/** Alarm figures that go out by e-mail at their times. */
export const Report = z.strictObject({
  id,
  name,
  enabled: z.boolean().default(true),
  what: z
    .array(z.enum(REPORT_PARTS))
    .min(1)
    .default([...REPORT_PARTS])
    .describe("Which parts it has"),
  partitions: z
    .array(idOf("partition"))
    .max(100)
    .default([])
    .describe("Operator positions, added up; empty: the whole site"),
  period: z
    .enum(REPORT_PERIODS)
    .default("week")
    .describe("The whole day before, the seven or the thirty whole days before, by the site's clock"),
  days: z.array(weekday).min(1).default(["mon"]).describe("On which days it goes out"),
  at: localTime.default("06:00").describe("In the site's time zone"),
  recipients: z
    .array(
      z.union([
        z.strictObject({ person: idOf("person") }).describe("By the first e-mail method that its owner has confirmed"),
        z.strictObject({ address: z.email(), channel: idOf("channel").describe("An e-mail channel") }),
      ]),
    )
    .min(1)
    .max(50),
  language: language.optional().describe("Absent: of each person their own, otherwise the site's"),
});
