import { z } from "zod";

export const Settings = z.strictObject({
  host: z.string().regex(/^[A-Za-z0-9_.:-]{1,253}$/, "expected the name or address of a message centre"),
  port: z.int().min(1).max(65_535).default(2775),
  security: z
    .enum(["tls", "plain"])
    .default("tls")
    .describe(
      "tls refuses a centre whose certificate is not good; plain is for a tunnel or a gateway within the house",
    ),
  ca: z
    .string()
    .optional()
    .describe("Certificates (PEM) of the authority that signed the centre's; absent: the public ones"),
  systemId: z.string().min(1).max(15),
  password: z.string().max(8).meta({ secret: true }).describe("At most 8 letters: SMPP 3.4 allows no more"),
  systemType: z.string().max(12).default("").meta({ seldom: true }),
  from: z
    .string()
    .regex(/^(?:\+?\d{3,15}|[A-Za-z0-9 ._-]{1,11})$/, "expected a number, or a name of up to 11 letters")
    .describe("What people see as the sender; they can answer a number only"),
  defaultAlphabet: z
    .enum(["gsm", "latin1"])
    .default("gsm")
    .describe("How the centre reads data coding 0: GSM 03.38, one septet in each octet, or Latin-1"),
  parts: z.int().min(1).max(10).default(2).describe("A longer text is cut; its code always stays"),
  window: z
    .int()
    .min(1)
    .max(500)
    .default(10)
    .describe("Requests that may wait for the centre's answer at once")
    .meta({ seldom: true }),
  enquireSec: z.int().min(5).max(3600).default(30).meta({ seldom: true }),
  timeoutMs: z
    .int()
    .min(500)
    .max(120_000)
    .default(10_000)
    .describe("For connecting, and for each answer")
    .meta({ seldom: true }),
});
export type Settings = z.output<typeof Settings>;
