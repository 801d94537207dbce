import { ECDH } from "node:crypto";
import { z } from "zod";
import type { Receiver } from "./encryption.ts";

const base64url = z.string().regex(/^[A-Za-z0-9_-]+={0,2}$/u, "expected base64url");

/** A browser's subscription, as `PushSubscription.toJSON()` gives it (Push API §8.1) and UnifiedPush names its parts. */
export const Subscription = z.object({
  endpoint: z
    .url({ protocol: /^https?$/u, error: "expected the address that the push service gave" })
    .max(2000)
    .refine((text) => URL.canParse(text) && new URL(text).username === "", "expected no user name in the address"),
  keys: z.object({
    p256dh: base64url.refine(isPoint, "expected a public key of the curve P-256, uncompressed, as base64url"),
    auth: base64url.refine((text) => octets(text).length === 16, "expected 16 octets as base64url"),
  }),
});
export type Subscription = z.output<typeof Subscription>;

/** A subscription written as one word: the address with the keys behind `#`. */
const WRITTEN = /^(?<endpoint>[^#\s]+)#p256dh=(?<p256dh>[A-Za-z0-9_=-]+)&auth=(?<auth>[A-Za-z0-9_=-]+)$/u;

export function writtenSubscription({ endpoint, keys: { p256dh, auth } }: Subscription): string {
  return `${endpoint}#p256dh=${p256dh}&auth=${auth}`;
}

/** Null when it is none. */
export function readSubscription(text: string): Subscription | null {
  const { endpoint, p256dh, auth } = WRITTEN.exec(text)?.groups ?? {};
  const read = Subscription.safeParse({ endpoint, keys: { p256dh, auth } });
  return read.success ? read.data : null;
}

export function receiverOf({ keys }: Subscription): Receiver {
  return { publicKey: octets(keys.p256dh), auth: octets(keys.auth) };
}

function isPoint(text: string): boolean {
  const point = octets(text);
  if (point.length !== 65 || point[0] !== 4) return false;
  try {
    ECDH.convertKey(point, "prime256v1");
    return true;
  } catch {
    return false;
  }
}

function octets(text: string): Buffer {
  return Buffer.from(text, "base64url");
}
