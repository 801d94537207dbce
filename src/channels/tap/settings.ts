import { z } from "zod";

export const Settings = z.strictObject({
  host: z
    .string()
    .regex(/^[A-Za-z0-9_.:-]{1,253}$/, "expected the name or address of a terminal server")
    .describe("The terminal server or network port of the paging terminal"),
  port: z.int().min(1).max(65_535).describe("Its TCP port"),
  password: z
    .string()
    .regex(/^[!-~]{0,6}$/, "expected at most 6 printable characters without blanks")
    .default("")
    .meta({ secret: true })
    .describe("What the terminal wants with PG1; empty: nothing"),
  longestText: z.int().min(20).max(240).default(80).describe("Characters that a pager shows").meta({ seldom: true }),
  parts: z
    .int()
    .min(1)
    .max(9)
    .default(3)
    .describe("Longer texts are sent as up to so many pages, numbered; what is longer still is cut"),
  answerMs: z
    .int()
    .min(200)
    .max(60_000)
    .default(10_000)
    .describe("How long the terminal may take for one answer")
    .meta({ seldom: true }),
  timeoutMs: z
    .int()
    .min(1000)
    .max(300_000)
    .default(60_000)
    .describe("For one message, with connecting and signing in")
    .meta({ seldom: true }),
});
export type Settings = z.output<typeof Settings>;

/** A pager's number: what goes into field 1. */
export const Address = z.string().regex(/^[A-Za-z0-9*#-]{1,30}$/, "expected a pager's number");
