import { z } from "zod";

const station = z.string().regex(/^\d$/, "expected one digit");

export const Settings = z.strictObject({
  host: z
    .string()
    .regex(/^[A-Za-z0-9_.:-]{1,253}$/, "expected the name or address of a serial server")
    .describe("The serial server before the paging system"),
  port: z.int().min(1).max(65_535).describe("Its TCP port"),
  ownAddress: station.default("1").describe("Our address: the calling system and control station"),
  pagingAddress: station.default("2").describe("Address of the paging system"),
  characters: z
    .enum(["ascii", "latin1", "german"])
    .default("ascii")
    .describe("german: Ä Ö Ü ä ö ü ß as [ \\ ] { | } ~ (ISO 646 DE)"),
  longestText: z
    .int()
    .min(20)
    .max(160)
    .default(128)
    .describe("Characters that a pager shows; longer texts are cut")
    .meta({ seldom: true }),
  beep: z
    .strictObject({
      "life-safety": z.int().min(1).max(9).default(7),
      critical: z.int().min(1).max(9).default(5),
      high: z.int().min(1).max(9).default(3),
      medium: z.int().min(1).max(9).default(2),
      low: z.int().min(1).max(9).default(1),
    })
    .prefault({})
    .describe("Beep coding by priority"),
  transmissions: z
    .int()
    .min(1)
    .max(9)
    .default(1)
    .describe("How often the paging system sends each call")
    .meta({ seldom: true }),
  statusEverySec: z
    .int()
    .min(1)
    .max(60)
    .default(2)
    .describe("How often the paging system is polled for what became of a call; it also shows that the link lives")
    .meta({ seldom: true }),
  answerMinutes: z
    .int()
    .min(1)
    .max(1440)
    .default(60)
    .describe("How long an acknowledgement of the called person counts")
    .meta({ seldom: true }),
});
export type Settings = z.output<typeof Settings>;

/** Record 1: a pager or a group. */
export const Address = z.string().regex(/^[A-Za-z0-9]{1,16}$/, "expected the number of a pager, at most 16 characters");
