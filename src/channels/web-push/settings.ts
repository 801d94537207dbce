import { z } from "zod";
import { HTTP_SETTINGS } from "../http-settings.ts";
import { OWN_DEVICES } from "../own-devices.ts";
import { readSubscription } from "./subscription.ts";
import { isVapidKey } from "./vapid.ts";

/** Messages on their way at once. */
export const PARALLEL = 32;

/** The push services of Chrome, Firefox, Safari and Edge. */
const SERVICES = [
  "fcm.googleapis.com",
  "updates.push.services.mozilla.com",
  "*.push.apple.com",
  "*.notify.windows.com",
];

export const Settings = z.strictObject({
  subject: z
    .string()
    .max(300)
    .regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/u, "expected mailto: with an address, or an https: address")
    .describe("How whoever runs a push service reaches whoever runs this server (RFC 8292 §2.1)"),
  vapidKey: z
    .string()
    .refine(isVapidKey, "expected a private key of the curve P-256: 32 octets as base64url")
    .meta({ secret: true })
    .optional()
    .describe(
      "Signs for this server; absent: the one that this server makes and keeps sealed. Another one ends every subscription",
    ),
  hosts: z
    .array(
      z
        .string()
        .regex(
          /^(\*\.)?[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?(:\d{1,5})?$/u,
          "expected a host such as push.example, *.push.example or push.example:8443",
        ),
    )
    .min(1)
    .max(50)
    .default(SERVICES)
    .describe("The only push services that are sent to; the addresses themselves come from browsers"),
  privateAddresses: z
    .boolean()
    .default(false)
    .describe("Also send to these hosts within the house: for a UnifiedPush server of your own")
    .meta({ seldom: true }),
  ttlSec: z
    .int()
    .min(0)
    .max(2_419_200)
    .default(14_400)
    .describe("How long the push service keeps a message for a device that is off")
    .meta({ seldom: true }),
  ...HTTP_SETTINGS,
});
export type Settings = z.output<typeof Settings>;

export const Address = z
  .string()
  .max(500)
  .refine(
    (text) => text === OWN_DEVICES || readSubscription(text) !== null,
    `expected the word ${OWN_DEVICES}, or a UnifiedPush subscription: https://…#p256dh=…&auth=…`,
  );
