import { z } from "zod";
import { wallClock } from "#kernel/wall-clock.ts";
import { KEY_FORMS } from "./cipher.ts";
import { MAKES } from "./sia-table.ts";

export const TOKENS = ["SIA-DCS", "ADM-CID", "NULL"] as const;

const timeZone = z.string().refine(isTimeZone, "expected an IANA time zone such as Europe/Berlin");

function isTimeZone(zone: string): boolean {
  try {
    wallClock(0, zone);
    return true;
  } catch {
    return false;
  }
}

const quirk = (accepts: boolean, says: string) => z.boolean().default(accepts).describe(says);

/** One panel, as it is expected to speak. */
export const AccountSettings = z.strictObject({
  account: z
    .string()
    .regex(/^[0-9A-Fa-f]{3,16}$/, "expected 3 to 16 hexadecimal digits")
    .describe("Account number behind the # of its messages"),
  name: z.string().max(120).default("").describe("What people call the panel"),
  key: z
    .string()
    .optional()
    .describe("AES key: 32, 48 or 64 hexadecimal digits, or 16, 24 or 32 characters; absent: plain messages only")
    .meta({ secret: true }),
  keyForm: z.enum(KEY_FORMS).default("auto").describe("How the key is written; auto: what looks hexadecimal is"),
  encryption: z
    .enum(["required", "optional"])
    .default("required")
    .describe("With a key: whether a plain message is refused"),
  addresses: z
    .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))
    .max(100)
    .default([])
    .describe("Addresses and networks it may call from; empty: any"),
  timeWindow: z
    .enum(["encrypted", "always", "off"])
    .default("encrypted")
    .describe("Which messages must carry a timestamp near our time; against replay"),
  windowBeforeSec: z.number().min(0).max(86_400).default(40).describe("How old a timestamp may be"),
  windowAfterSec: z.number().min(0).max(86_400).default(20).describe("How far ahead a timestamp may be"),
  expectEverySec: z
    .number()
    .min(0)
    .max(2_592_000)
    .default(0)
    .describe("It must be heard at least this often; 0: its silence is no alarm"),
  graceSec: z.number().min(0).max(86_400).default(30).describe("On top of that, before it counts as lost"),
  timeZone: timeZone.default("UTC").describe("Of the times that it writes into its events"),
  areas: z
    .int()
    .min(0)
    .max(99)
    .default(8)
    .describe("A restore that names no area ends the alarm of that zone in areas 0 to this"),
  make: z.enum(MAKES).default("generic").describe("Makes that use codes in their own way"),
  codes: z
    .record(
      z.string().regex(/^([A-Z]{2}|\d{3})$/, "expected two capitals (SIA) or three digits (Contact ID)"),
      z.strictObject({
        like: z.string().regex(/^([A-Z]{2}|\d{3})$/, "expected two capitals (SIA) or three digits (Contact ID)"),
        text: z.string().max(120).optional(),
      }),
    )
    .default({})
    .describe("Codes that this panel uses in its own way: like which standard code, and what to call it"),
  tokens: z
    .array(z.enum(TOKENS))
    .default([...TOKENS])
    .describe("Kinds of messages that are taken"),
  otherTokensAsText: quirk(false, "Take other tokens and unreadable data too and record them as text"),
  lenientLength: quirk(false, "Take frames whose length field is wrong while the CRC is right"),
  binaryCrc: quirk(true, "Take the CRC as two bytes, and answer alike (Lupusec)"),
  acceptWithoutInnerAccount: quirk(true, "Take data that does not repeat the account"),
  acceptUnterminatedNullPad: quirk(true, "Take encrypted link tests whose pad does not end in |"),
  acceptMissingHash: quirk(true, "Take messages without # in front of the account"),
});
export type AccountSettings = z.output<typeof AccountSettings>;

const Tls = z.strictObject({
  certificate: z.string().describe("PEM: the certificate, then those of its issuers"),
  key: z.string().describe("PEM: the private key").meta({ secret: true }),
  clientIssuers: z.string().optional().describe("PEM: who must have signed a panel's certificate; absent: none needed"),
});

const Limits = z.strictObject({
  connections: z.int().min(1).max(100_000).default(1000).describe("TCP connections in all"),
  connectionsPerAddress: z.int().min(1).max(100_000).default(64).describe("TCP connections of one address"),
  idleSec: z.number().min(1).max(604_800).default(3600).describe("A silent connection is closed after this"),
  partialFrameSec: z.number().min(1).max(600).default(10).describe("From the first byte of a frame to its last"),
  handshakeSec: z.number().min(1).max(600).default(10).describe("For the TLS handshake"),
  frameBytes: z.int().min(64).max(65_536).default(4096).describe("Longest frame"),
  noiseBytes: z.int().min(64).max(10_000_000).default(65_536).describe("Damaged bytes in a row before the end"),
  datagramsUnderWay: z.int().min(1).max(100_000).default(1000).describe("UDP messages being stored at once"),
  refusalsPerSec: z.number().min(0.1).max(10_000).default(20).describe("Answers to messages that are refused"),
});

const shape = z.strictObject({
  host: z.string().min(1).default("0.0.0.0").describe("Address to listen on"),
  port: z.int().min(0).max(65_535).default(12128).describe("TCP and UDP port; 0: any free one"),
  tcp: z.boolean().default(true).describe("Listen by TCP"),
  udp: z.boolean().default(true).describe("Listen by UDP"),
  tls: Tls.optional().describe("TLS on the TCP port; plain TCP is refused then"),
  accounts: z.array(AccountSettings).max(10_000).default([]).describe("The panels"),
  limits: Limits.prefault({}).describe("What strangers and broken panels may use up").meta({ seldom: true }),
});

export const Settings = shape
  .refine(({ tcp, udp }) => tcp || udp, "listen by TCP, UDP or both: with neither nothing can be heard")
  .refine(
    ({ accounts }) => new Set(accounts.map(({ account }) => account.toUpperCase())).size === accounts.length,
    "every account may stand in the list once",
  );
export type Settings = z.output<typeof Settings>;
