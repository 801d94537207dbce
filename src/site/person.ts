import { z } from "zod";
import { id, idAmong, idOf, name } from "./id.ts";
import { language } from "./language.ts";
import { priorities } from "./priorities.ts";
import { localTime, seconds, timeZone, WEEKDAYS, Window, weekday } from "./times.ts";

const Method = z.strictObject({
  id,
  channel: idOf("channel"),
  address: z.string().min(1).max(500).describe("As the channel's kind wants it: a mailbox, a URL"),
});

export const Person = z.strictObject({
  id,
  name,
  timeZone: timeZone.optional().describe("Absent: the site's"),
  language: language.optional().describe("Of what the person is told and asked; absent: the site's"),
  active: z.boolean().default(true),
  methods: z.array(Method).max(20).default([]),
  rules: z
    .array(
      z.strictObject({
        priorities,
        when: z
          .strictObject({ windows: z.array(Window).min(1) })
          .optional()
          .describe("In the person's time zone; absent: always"),
        tell: z
          .array(z.strictObject({ method: idAmong("method"), afterSec: seconds.default(0) }))
          .min(1)
          .max(20),
      }),
    )
    .max(20)
    .default([])
    .describe("The first rule that fits decides; without any, all methods are used at once"),
  quietHours: z
    .array(
      z.strictObject({
        windows: z.array(Window).min(1).describe("In the person's time zone"),
        upTo: z
          .enum(["high", "medium", "low"])
          .default("medium")
          .describe("This priority and milder ones are withheld; graver ones always go through"),
        methods: z
          .array(idAmong("method"))
          .min(1)
          .max(20)
          .optional()
          .describe("Only by these methods; absent: by all of them"),
      }),
    )
    .max(20)
    .default([])
    .describe("What is withheld goes to the person's other methods and to the next persons"),
});
export type Person = z.output<typeof Person>;

export const Team = z.strictObject({ id, name, members: z.array(idOf("person")).max(500) });

/** A test message at its time each day, to prove that a person can be reached. */
export const Drill = z.strictObject({
  id,
  name,
  enabled: z.boolean().default(true),
  person: idOf("person"),
  methods: z
    .array(idAmong("method"))
    .min(1)
    .max(20)
    .optional()
    .describe("Which ways are proven; absent: all of the person's"),
  days: z
    .array(weekday)
    .min(1)
    .default([...WEEKDAYS]),
  at: localTime.default("10:00").describe("In the person's time zone"),
  withinSec: seconds.min(10).default(900).describe("What has not been delivered by then is an alarm"),
});
