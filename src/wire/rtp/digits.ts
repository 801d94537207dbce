import type { RtpPacket } from "./packet.ts";

/** In the order of RFC 4733 §3.2. */
const DIGITS = "0123456789*#ABCD";

/**
 * Digits from telephone events (RFC 4733 §2.3). All packets of one digit bear the same timestamp, so each counts once however
 * many of them are lost, repeated or out of order.
 */
export class EventReader {
  #newest: { readonly source: number; readonly timestamp: number } | null = null;

  /** The digit that begins with this packet; null: it is known already, or none. */
  read({ source, timestamp, payload }: Pick<RtpPacket, "source" | "timestamp" | "payload">): string | null {
    const digit = DIGITS[payload[0] ?? 255];
    if (payload.length < 4 || digit === undefined) return null;
    const isOld = this.#newest?.source === source && ((timestamp - this.#newest.timestamp) | 0) <= 0;
    if (isOld) return null;
    this.#newest = { source, timestamp };
    return digit;
  }
}

/** The digit in the body of an INFO (`application/dtmf-relay`, `application/dtmf`), as many PBXs send it; null: none. */
export function digitOfInfo(type: string, body: string): string | null {
  const kind = type.split(";")[0]?.trim().toLowerCase();
  const [, signal] =
    kind === "application/dtmf-relay"
      ? (/^\s*Signal\s*=\s*([0-9*#A-D]|1[0-5])\s*$/imu.exec(body) ?? [])
      : kind === "application/dtmf"
        ? (/^\s*([0-9*#A-D]|1[0-5])\s*$/iu.exec(body) ?? [])
        : [];
  if (signal === undefined) return null;
  return signal.length === 2 ? (DIGITS[Number(signal)] ?? null) : signal.toUpperCase();
}
