import { z } from "zod";
import { id, idAmong, name } from "./id.ts";
import { language } from "./language.ts";
import { priorities } from "./priorities.ts";

export const ChannelItem = z.strictObject({
  id,
  name,
  kind: z.string().describe("Name of the channel's kind: smtp, webhook"),
  host: idAmong("notifier-host")
    .optional()
    .describe("Node of the notifier host that sends for it; absent: this server itself")
    .meta({ seldom: true }),
  enabled: z.boolean().default(true),
  settings: z.record(z.string(), z.unknown()).default({}),
  lines: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe("How many messages may be under way at once, where that is fewer than the kind can; absent: what it can")
    .meta({ seldom: true }),
  maxPerMinute: z
    .int()
    .min(1)
    .max(60_000)
    .optional()
    .describe("Messages within any minute; an eighth of them is kept for life-safety. Absent: as fast as it can")
    .meta({ seldom: true }),
  alwaysSingly: z
    .boolean()
    .default(false)
    .describe("Never put messages of this channel together into a digest")
    .meta({ seldom: true }),
});

/** The words of a message to people, where they shall be others than Tocsin's own. */
export const Template = z.strictObject({
  id,
  name,
  enabled: z.boolean().default(true),
  message: z
    .enum(["alarm", "cleared", "digest", "notice", "verification", "test", "confirmation"])
    .describe("Which message it is for"),
  channelKind: z
    .string()
    .meta({ among: "channel-kind" })
    .optional()
    .describe("Kind of channel that carries it: smtp, smpp; absent: every kind"),
  language: language.optional().describe("Of the person; absent: every language"),
  priorities: priorities.optional().describe("Absent: every priority"),
  subject: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^\r\n]*$/u, "expected one line")
    .describe("One line; what pagers and short messages show of an alarm"),
  text: z
    .string()
    .trim()
    .min(1)
    .max(4000)
    .describe("A line whose placeholders all stand for nothing is left out. How to answer is added at the end"),
});
