import { z } from "zod";
import { CATEGORIES, PRIORITIES } from "#events/event.ts";

const word = /^[A-Za-z0-9+*#@._-]{1,60}$/;

/** One number that can be paged, and what a page to it means. */
export const Pin = z.strictObject({
  pin: z.string().regex(word, "expected a pager's number or alias, without blanks").describe("What PAGEr names"),
  name: z.string().max(120).default("").describe("What people call it"),
  priority: z.enum(PRIORITIES).optional().describe("Absent: that of the service level, or of the category"),
  category: z.enum(CATEGORIES).default("other").describe("What its pages are about"),
  ends: z
    .enum(["at-once", "by-word"])
    .default("at-once")
    .describe(
      "at-once: a page is over as soon as it came, and waits to be acknowledged; by-word: it lasts until a page begins with one of clearWords",
    ),
  clearWords: z
    .array(z.string().trim().min(1).max(60))
    .max(20)
    .default(["OK", "CLEAR", "RESET", "RESTORED"])
    .describe("With by-word: what the text of a page that ends the alarm begins with; case does not matter"),
});
export type Pin = z.output<typeof Pin>;

const Limits = z.strictObject({
  connections: z.int().min(1).max(10_000).default(100).describe("TCP connections in all"),
  connectionsPerAddress: z.int().min(1).max(10_000).default(8).describe("TCP connections of one address"),
  idleSec: z.number().min(1).max(86_400).default(120).describe("A silent connection is closed after this"),
  handshakeSec: z.number().min(1).max(600).default(10).describe("For the TLS handshake"),
  pagesPerMinute: z.number().min(1).max(100_000).default(60).describe("Pages of one address in the long run"),
  burst: z.int().min(1).max(100_000).default(20).describe("Pages of one address at once"),
  pagersPerPage: z.int().min(1).max(100).default(10).describe("Pagers that one page may name"),
  textCharacters: z.int().min(1).max(4000).default(1000).describe("Longest text"),
  errors: z.int().min(1).max(100).default(5).describe("Wrong commands of one connection before it is ended"),
});

export const Settings = z
  .strictObject({
    host: z.string().min(1).default("0.0.0.0").describe("Address to listen on"),
    port: z.int().min(0).max(65_535).default(444).describe("TCP port; 0: any free one"),
    tls: z
      .strictObject({
        certificate: z.string().describe("PEM: the certificate, then those of its issuers"),
        key: z.string().describe("PEM: the private key").meta({ secret: true }),
        clientIssuers: z
          .string()
          .optional()
          .describe("PEM: who must have signed a client's certificate; absent: none needed"),
      })
      .optional()
      .describe("TLS from the first byte; plain connections are refused then. Absent: in clear, as RFC 1861 has it"),
    addresses: z
      .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))
      .max(100)
      .default([])
      .describe("Addresses and networks that may page; empty: any, and then logins must not be empty"),
    logins: z
      .array(
        z.strictObject({
          user: z.string().regex(/^[!-~]{1,100}$/, "expected printable characters without blanks"),
          password: z
            .string()
            .regex(/^[!-~]{8,100}$/, "expected 8 to 100 printable characters without blanks")
            .meta({ secret: true }),
        }),
      )
      .max(100)
      .default([])
      .describe("Who may page, by LOGIn; empty: whoever calls from addresses"),
    pins: z.array(Pin).max(10_000).default([]).describe("The numbers that can be paged"),
    limits: Limits.prefault({}).describe("What strangers and broken clients may use up").meta({ seldom: true }),
  })
  .refine(
    ({ addresses, logins }) => addresses.length > 0 || logins.length > 0,
    "name the addresses that may page, or logins, or both: with neither anybody could raise alarms",
  )
  .refine(
    ({ pins }) => new Set(pins.map(({ pin }) => pin.toLowerCase())).size === pins.length,
    "every pin may stand in the list once",
  );
export type Settings = z.output<typeof Settings>;
