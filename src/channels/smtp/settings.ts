import { z } from "zod";

const host = z.string().regex(/^[A-Za-z0-9_.:-]{1,253}$/, "expected the name or address of a mail server");
const port = z.int().min(1).max(65_535);
const ca = z
  .string()
  .optional()
  .describe("Certificates (PEM) of the authority that signed the server's; absent: the public ones");

export const Server = z.strictObject({
  host,
  port: port.optional().describe("Absent: 587, with TLS from the start 465, not encrypted 25"),
  security: z
    .enum(["starttls", "tls", "plain"])
    .default("starttls")
    .describe("STARTTLS and TLS refuse a server whose certificate is not good; plain is for a relay within the house"),
});

/** A mailbox's own sign-in; `oauth` is XOAUTH2 by client credentials (RFC 6749 §4.4), as Microsoft 365 wants it. */
export const Login = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("password"),
    user: z.string().min(1).max(320),
    password: z.string().min(1).max(1000).meta({ secret: true }),
  }),
  z.strictObject({
    type: z.literal("oauth"),
    user: z.string().min(1).max(320),
    tokenUrl: z.url({ protocol: /^https?$/u }).describe("https://login.microsoftonline.com/<tenant>/oauth2/v2.0/token"),
    clientId: z.string().min(1).max(300),
    clientSecret: z.string().min(1).max(1000).meta({ secret: true }),
    scope: z.string().max(500).default("https://outlook.office365.com/.default"),
  }),
]);
export type Login = z.output<typeof Login>;

export const Inbox = z.strictObject({
  protocol: z.enum(["imap", "pop3"]),
  host,
  port: port.optional().describe("Absent: 993 (imap) or 995 (pop3)"),
  security: z.enum(["tls", "starttls"]).default("tls"),
  ca,
  login: Login,
  folder: z.string().min(1).max(200).default("INBOX").describe("imap only"),
  afterwards: z
    .enum(["seen", "delete"])
    .default("seen")
    .describe("What becomes of a mail that was read; pop3 always deletes"),
  pollSec: z.int().min(5).max(3600).default(30).describe("pop3, and imap servers without IDLE"),
  proof: z
    .enum(["code", "code-and-thread"])
    .default("code")
    .describe("Whether a reply must also refer to the very mail that we sent (In-Reply-To or References)"),
  authenticatedBy: z
    .string()
    .max(253)
    .optional()
    .describe(
      "Only mails count whose Authentication-Results header of this server says dmarc=pass, or dkim=pass or spf=pass for the sender's domain",
    ),
});
export type InboxSettings = z.output<typeof Inbox>;

export const Settings = z.strictObject({
  servers: z.array(Server).min(1).max(10).describe("Asked in this order; the next one when one can't be reached"),
  from: z.email().describe("Replies go there"),
  fromName: z.string().max(100).default("Tocsin"),
  login: Login.optional().describe("Absent: the server takes our mails without"),
  ca,
  timeoutMs: z
    .int()
    .min(500)
    .max(300_000)
    .default(30_000)
    .describe("For one mail, with connecting and signing in")
    .meta({ seldom: true }),
  inbox: Inbox.optional().describe("The mailbox of the sender, where replies and bounces arrive"),
});
export type Settings = z.output<typeof Settings>;
export type Server = z.output<typeof Server>;

export const portOf = ({ port: given, security }: Server): number =>
  given ?? { starttls: 587, tls: 465, plain: 25 }[security];

/** RFC 5321 in the plain: one mailbox, nothing that could become a second recipient or header. */
export const Address = z.email({
  pattern: /^[^\s@<>(),;:\\"[\]\p{C}]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,252}[\p{L}\p{N}])?$/u,
});
