import { z } from "zod";
import { bracketed } from "#wire/sip/address.ts";
import { TRANSPORTS } from "#wire/sip/hop.ts";

export const sipPort = z.int().min(1).max(65_535);
const host = z.string().regex(/^[A-Za-z0-9_.:-]{1,253}$/, "expected a name or an address");

/** One user at one SIP server. */
export const SipAccountSettings = z.strictObject({
  server: host.describe("The PBX, registrar or provider to which everything goes"),
  port: sipPort.optional().describe("Absent: what DNS SRV says, otherwise 5060, with tls 5061"),
  transport: z
    .enum(TRANSPORTS)
    .default("tls")
    .describe("tls refuses a server whose certificate is not good; udp and tcp are readable on the way"),
  ca: z
    .string()
    .optional()
    .describe("Certificates (PEM) of the authority that signed the server's; absent: the public ones"),
  domain: host.optional().describe("Behind the @ of numbers; absent: the server"),
  user: z
    .string()
    .regex(/^[A-Za-z0-9_.+-]{1,64}$/, "expected a user name or number")
    .describe("Our own extension or number"),
  login: z.string().min(1).max(200).optional().describe("The name for signing in; absent: the user"),
  password: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ secret: true })
    .describe("Absent: the server knows us by our address"),
  displayName: z.string().max(60).default("Tocsin"),
  register: z.boolean().default(true).describe("Off for a provider that knows us by our address"),
  registerSec: z.int().min(60).max(86_400).default(600),
  address: host
    .optional()
    .describe("Our own address towards the server; absent: the one from which the machine speaks to it"),
  localPort: z
    .int()
    .min(0)
    .max(65_535)
    .default(5060)
    .describe("Where the server reaches us (udp, tcp); 0: any")
    .meta({ seldom: true }),
});
export type SipAccountSettings = z.output<typeof SipAccountSettings>;

/** A number as it is dialled, or a SIP address. */
export const SipAddress = z
  .string()
  .regex(
    /^(?:\+?[0-9*#]{2,24}|sips?:[A-Za-z0-9_.!~*'()&=+$,%-]{1,64}@[A-Za-z0-9.:[\]-]{1,253})$/,
    "expected a number (+4930123456, 4711) or a SIP address (sip:anna@pbx.example)",
  );

/** The SIP address of a number or an address as people write it. */
export function uriOf(address: string, { domain, server }: Pick<SipAccountSettings, "domain" | "server">): string {
  return /^sips?:/iu.test(address) ? address : `sip:${address.replaceAll("#", "%23")}@${bracketed(domain ?? server)}`;
}
