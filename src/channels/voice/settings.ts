import { z } from "zod";
import { DEFAULT_MENU, MENU_DIGITS, MENU_ENTRIES } from "#speech/menu-words.ts";
import { SipAccountSettings, sipPort } from "../sip-settings.ts";

/** @param key of the entries of a list */
function areApart<Key extends string>(key: Key): (entries: readonly Record<Key, string>[]) => boolean {
  return (entries) => new Set(entries.map((entry) => entry[key])).size === entries.length;
}

export const Trunk = SipAccountSettings.extend({
  name: z.string().min(1).max(60).describe("Stands in logs and in the channel's health"),
  sound: z
    .enum(["srtp", "rtp"])
    .optional()
    .describe("srtp encrypts what is spoken, with keys that tls alone may carry. Absent: srtp with tls, otherwise rtp"),
  lines: z.int().min(1).max(100).default(2).describe("Calls at once"),
  mediaPorts: z
    .strictObject({ from: sipPort, to: sipPort })
    .refine(({ from, to }) => to > from, "expected from to be below to")
    .default({ from: 20_000, to: 20_199 })
    .describe("UDP, for the sound; every call takes one"),
  mediaPeers: z
    .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))
    .max(50)
    .default([])
    .describe("Addresses and networks whose sound the firewall lets in besides the server's: gateways, telephones"),
  transfers: z
    .boolean()
    .default(false)
    .describe("Whether who is called can be connected with somebody on duty (REFER): the PBX must allow it"),
}).refine(({ sound, transport }) => sound !== "srtp" || transport === "tls", {
  path: ["sound"],
  message: "expected rtp, or the transport tls: the keys of srtp would travel in clear",
});
export type Trunk = z.output<typeof Trunk>;

const CallIn = z.strictObject({
  persons: z
    .array(
      z.strictObject({
        person: z.string().min(1).max(60).meta({ refers: "person" }),
        number: z
          .string()
          .regex(/^\d{1,8}$/, "expected 1 to 8 digits")
          .describe("Typed by whoever calls from a telephone that isn't theirs"),
        pin: z
          .string()
          .regex(/^\d{6,10}$/, "expected 6 to 10 digits")
          .meta({ secret: true }),
      }),
    )
    .min(1)
    .max(500)
    .refine(areApart("person"), "expected each person once")
    .refine(areApart("number"), "expected each number once"),
  points: z
    .array(
      z.strictObject({
        key: z.string().regex(/^\d{1,8}$/, "expected 1 to 8 digits"),
        point: z.string().min(3).max(200).describe("source/address").meta({ refers: "point" }),
      }),
    )
    .max(500)
    .refine(areApart("key"), "expected each key once")
    .default([])
    .describe("Whose values callers can ask for, by the digits that they type"),
  menu: z
    .array(z.strictObject({ digit: z.enum(MENU_DIGITS), entry: z.enum(MENU_ENTRIES) }))
    .min(1)
    .refine(areApart("digit"), "expected each digit once")
    .refine(areApart("entry"), "expected each entry once")
    .default([...DEFAULT_MENU])
    .describe("What callers can choose by which digit, in the order in which it is spoken"),
});
export type CallIn = z.output<typeof CallIn>;

export const Settings = z.strictObject({
  trunks: z.array(Trunk).min(1).max(8).describe("Used in this order; the next one when one fails or has no free line"),
  ringSec: z.int().min(5).max(180).default(40).describe("How long it rings before nobody is there"),
  calls: z
    .int()
    .min(1)
    .max(20)
    .default(3)
    .describe(
      "After so many calls that were busy, not answered, or answered without a digit, the person's next way is used",
    ),
  pin: z
    .string()
    .regex(/^\d{4,10}$/, "expected 4 to 10 digits")
    .optional()
    .meta({ secret: true })
    .describe("Must be typed before an alarm is spoken"),
  confirm: z.boolean().default(true).describe("Whether 1 must be pressed a second time to take an alarm over"),
  waitSec: z.int().min(3).max(60).default(8).describe("How long a digit is waited for before the menu is repeated"),
  callIn: CallIn.optional().describe("Who can call the server, and with what; absent: calls that come in are refused"),
  name: z.string().min(1).max(60).default("Tocsin").describe("How a call introduces itself"),
});
export type Settings = z.output<typeof Settings>;

/** Whether what is spoken is encrypted. */
export function isEncrypted({ sound, transport }: Trunk): boolean {
  return (sound ?? (transport === "tls" ? "srtp" : "rtp")) === "srtp";
}
