import { isIP } from "node:net";
import { z } from "zod";

/** What every channel that speaks HTTP lets its owner decide. */
export const HTTP_SETTINGS = {
  ca: z
    .string()
    .optional()
    .describe("Certificates (PEM) of the authority that signed the receiver's; absent: the public ones"),
  timeoutMs: z
    .int()
    .min(100)
    .max(60_000)
    .default(10_000)
    .describe("For one message, from the first byte to the answer")
    .meta({ seldom: true }),
  allowPlainHttp: z
    .boolean()
    .default(false)
    .describe("Also send without encryption to other machines: everybody on the way can then read and change messages"),
};

/** A URL of HTTP without user name and password: those would stand in every log on the way. */
export function httpUrl(example: string) {
  return z
    .url({ protocol: /^https?$/u, error: `expected an address such as ${example}` })
    .max(2000)
    .refine(
      (text) => !URL.canParse(text) || new URL(text).username === "",
      "expected no user name or password in the address",
    );
}

/** Whether a URL's host can only be this machine. */
export function isLoopback({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[|\]$/gu, "");
  if (isIP(host) === 4) return host.startsWith("127.");
  return host === "::1" || host === "localhost";
}
