import { z } from "zod";
import { PRIORITIES } from "#events/event.ts";

const serviceLevel = z.int().min(0).max(11);

export const Settings = z.strictObject({
  host: z
    .string()
    .regex(/^[A-Za-z0-9_.:-]{1,253}$/, "expected the name or address of a paging server")
    .describe("The paging server"),
  port: z.int().min(1).max(65_535).default(444).describe("Its TCP port"),
  security: z
    .enum(["plain", "tls"])
    .default("plain")
    .describe(
      "tls: from the first byte on. RFC 1861 knows no encryption; plain lets everybody on the way read the pages",
    ),
  ca: z
    .string()
    .optional()
    .describe("Certificates (PEM) of the authority that signed the server's; absent: the public ones"),
  login: z
    .strictObject({
      user: z.string().regex(/^[!-~]{1,100}$/, "expected printable characters without blanks"),
      password: z
        .string()
        .regex(/^[!-~]{0,100}$/, "expected printable characters without blanks")
        .default("")
        .meta({ secret: true }),
    })
    .optional()
    .describe("Absent: the server takes pages without"),
  callerId: z
    .string()
    .regex(/^[!-~]{1,60}$/, "expected printable characters without blanks")
    .optional()
    .describe("Who calls, for servers of level 2 that want to know"),
  serviceLevels: z
    .partialRecord(z.enum(PRIORITIES), serviceLevel)
    .default({})
    .describe("Service level from 0 (highest) to 11 by priority, for servers of level 2; absent: the server's own"),
  longestText: z
    .int()
    .min(20)
    .max(2000)
    .default(240)
    .describe("Characters that a pager shows; longer texts are cut")
    .meta({ seldom: true }),
  answers: z
    .boolean()
    .default(true)
    .describe("Ask two-way pagers for an answer when the server can (level 3): acknowledge or escalate"),
  answerEverySec: z
    .int()
    .min(1)
    .max(600)
    .default(10)
    .describe("How often the server is asked for an answer")
    .meta({ seldom: true }),
  answerMinutes: z.int().min(1).max(1440).default(60).describe("How long it is asked").meta({ seldom: true }),
  timeoutMs: z
    .int()
    .min(500)
    .max(300_000)
    .default(30_000)
    .describe("For one page, with connecting and signing in")
    .meta({ seldom: true }),
});
export type Settings = z.output<typeof Settings>;

/** A pager's number or alias: one word, so that nothing in it becomes another argument or command. */
export const Address = z
  .string()
  .regex(/^[A-Za-z0-9+*#@._-]{1,60}$/, "expected a pager's number or alias, without blanks");
