import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import type { Instant } from "#kernel/clock.ts";

/**
 * `t=<seconds since 1970>,v1=<hex>`: HMAC-SHA256 with the shared secret over `<t>.<body>`. The time is signed with the
 * body, so that a receiver can refuse what somebody recorded and sends again later.
 */
export function sign(secret: string | KeyObject, body: string, at: Instant): string {
  const t = Math.floor(at / 1000);
  return `t=${t},v1=${createHmac("sha256", secret).update(`${t}.${body}`).digest("hex")}`;
}

/** What a receiver does with the header; ours in tests, and the text of docs/channels/webhook.md. */
export function isSigned(header: string, secret: string, body: string, now: Instant, toleranceSec = 300): boolean {
  const [, t = "", v1 = ""] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/u.exec(header) ?? [];
  if (t === "" || Math.abs(now / 1000 - Number(t)) > toleranceSec) return false;
  return timingSafeEqual(createHmac("sha256", secret).update(`${t}.${body}`).digest(), Buffer.from(v1, "hex"));
}
