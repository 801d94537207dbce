import { createHmac, timingSafeEqual } from "node:crypto";
import type { Instant } from "#kernel/clock.ts";

const STEP_MS = 30_000;
const DIGITS = 6;
/** RFC 6238 §5.2: one step of drift on each side, for a clock that is off and a person who types slowly. */
const DRIFT = 1;
/** RFC 4226 §4, R6: a secret as long as the hash. */
export const SECRET_BYTES = 20;

/** RFC 4648 §6, the alphabet in which authenticator apps take a secret. */
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** HOTP of RFC 4226 §5.3 with HMAC-SHA-1: dynamic truncation to `digits` decimal digits. */
export function codeOf(secret: Buffer, step: number, digits = DIGITS): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", secret).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  const number = (mac.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** digits;
  return String(number).padStart(digits, "0");
}

/** RFC 6238 §4.2, with the Unix epoch as start. */
export function stepAt(now: Instant): number {
  return Math.floor(now / STEP_MS);
}

/**
 * The step whose code this is, or null: wrong, too old, too early, or of a step that is not after `lastStep`. A code counts
 * once (RFC 6238 §5.2), and so do the codes before it.
 */
export function stepOf(secret: Buffer, code: string, now: Instant, lastStep: number): number | null {
  const typed = Buffer.from(code.replace(/\s/g, ""));
  if (typed.length !== DIGITS) return null;
  const present = stepAt(now);
  let found: number | null = null;
  for (let step = present - DRIFT; step <= present + DRIFT; step++) {
    const fits = timingSafeEqual(Buffer.from(codeOf(secret, step)), typed);
    if (fits && step > lastStep) found ??= step;
  }
  return found;
}

export function base32(bytes: Buffer): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[Number.parseInt(five.padEnd(5, "0"), 2)]).join("");
}

/** What an authenticator app reads from the QR code: the key URI format that all of them take. */
export function keyUri(secret: Buffer, operator: string, site: string): string {
  const issuer = encodeURIComponent(`Tocsin ${site}`.replaceAll(":", " "));
  const parameters = `secret=${base32(secret)}&issuer=${issuer}&algorithm=SHA1&digits=${DIGITS}&period=${STEP_MS / 1000}`;
  return `otpauth://totp/${issuer}:${encodeURIComponent(operator)}?${parameters}`;
}
