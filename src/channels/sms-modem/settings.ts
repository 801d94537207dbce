import { z } from "zod";

export const Settings = z.strictObject({
  connection: z.discriminatedUnion("by", [
    z.strictObject({
      by: z.literal("tcp"),
      host: z.string().regex(/^[A-Za-z0-9_.:-]{1,253}$/, "expected the name or address of a modem or a serial server"),
      port: z.int().min(1).max(65_535).describe("Raw TCP, as ser2net and networked modems offer it; never encrypted"),
    }),
    z.strictObject({
      by: z.literal("serial"),
      path: z.string().regex(/^\/dev\/[\w/.-]{1,200}$/, "expected a device such as /dev/ttyUSB0"),
      baud: z.int().min(300).max(4_000_000).default(115_200),
    }),
  ]),
  pin: z
    .string()
    .regex(/^\d{4,8}$/)
    .optional()
    .meta({ secret: true })
    .describe("Of the SIM card. It is tried once; one that is refused is not tried again until it is changed"),
  storage: z.enum(["SM", "ME"]).default("SM").describe("Where the modem keeps what came: SIM card or modem"),
  parts: z.int().min(1).max(10).default(2).describe("A longer text is cut; its code always stays"),
  timeoutMs: z.int().min(500).max(60_000).default(10_000).describe("For an answer of the modem").meta({ seldom: true }),
  sendMs: z
    .int()
    .min(500)
    .max(300_000)
    .default(60_000)
    .describe("For an answer of the network to a message")
    .meta({ seldom: true }),
});
export type Settings = z.output<typeof Settings>;
