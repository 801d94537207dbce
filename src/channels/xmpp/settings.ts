import { z } from "zod";

/** RFC 7622 in the plain: a bare address. */
const bare = z
  .string()
  .regex(
    /^[^\s@/<>&'":\p{C}]{1,200}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,252}[\p{L}\p{N}])?$/u,
    "expected an address such as anna@chat.plant.example, without a resource",
  );

export const Settings = z.strictObject({
  address: bare.describe("Our own account"),
  password: z.string().min(1).max(1000).meta({ secret: true }),
  host: z
    .string()
    .regex(/^[A-Za-z0-9_.:-]{1,253}$/u, "expected the name or address of a server")
    .optional()
    .describe("Absent: the address's domain"),
  port: z.int().min(1).max(65_535).optional().describe("Absent: 5222, with tls 5223"),
  security: z
    .enum(["starttls", "tls"])
    .default("starttls")
    .describe("Both refuse a server whose certificate isn't good for the address's domain"),
  ca: z
    .string()
    .optional()
    .describe("Certificates (PEM) of the authority that signed the server's; absent: the public ones"),
  timeoutMs: z
    .int()
    .min(500)
    .max(60_000)
    .default(10_000)
    .describe("For one message until the server has it, and for one sign-in")
    .meta({ seldom: true }),
});
export type Settings = z.output<typeof Settings>;

export const Address = bare;

export function placeOf({ address, host, port, security }: Settings): { host: string; port: number; domain: string } {
  const domain = address.slice(address.indexOf("@") + 1);
  return { host: host ?? domain, port: port ?? { starttls: 5222, tls: 5223 }[security], domain };
}
