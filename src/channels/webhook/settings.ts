import { isIP } from "node:net";
import { z } from "zod";

export const Settings = z.strictObject({
  secret: z
    .string()
    .min(16, "expected at least 16 characters: the receiver proves with it that a message is ours")
    .max(256)
    .meta({ secret: true })
    .describe("Shared with the receiver; signs every message (HMAC-SHA256)"),
  ca: z
    .string()
    .optional()
    .describe("Certificates (PEM) of the authority that signed the receiver's; absent: the public ones"),
  timeoutMs: z
    .int()
    .min(100)
    .max(60_000)
    .default(10_000)
    .describe("For one message, from the first byte to the answer"),
  allowPlainHttp: z
    .boolean()
    .default(false)
    .describe("Also send without encryption to other machines: everybody on the way can then read and change messages"),
});
export type Settings = z.output<typeof Settings>;

export const Address = z
  .url({ protocol: /^https?$/u, error: "expected an address such as https://plant.example/alarms" })
  .refine(
    (text) => !URL.canParse(text) || new URL(text).username === "",
    "expected no user name or password in the address",
  );

/** Whether a URL's host can only be this machine. */
export function isLoopback({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[|\]$/gu, "");
  if (isIP(host) === 4) return host.startsWith("127.");
  return host === "::1" || host === "localhost";
}
