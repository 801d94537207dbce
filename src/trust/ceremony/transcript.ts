import { createHash, createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { TLSSocket } from "node:tls";

/** One who joins, one who lets in. */
export type Side = "joiner" | "authority";

/**
 * To what the joiner binds itself before it knows the authority's nonce, so that nobody between the two can choose theirs
 * after having seen both: without it a six-digit code is forged in seconds. @param spki DER @returns 64 hex digits
 */
export function commitmentOf(nonce: Buffer, spki: Buffer): string {
  return hashOf("tocsin trust commitment 1", [nonce, spki]).toString("hex");
}

/**
 * What both sides have seen: SHA-256 over all messages up to the reveal, each with its length before it, and over the
 * exporter of the TLS connection.
 */
export function transcriptOf(messages: readonly Buffer[], exporter: Buffer): Buffer {
  return hashOf("tocsin trust transcript 1", [...messages, exporter]);
}

/** What only the two ends of this connection can know: 32 bytes (RFC 9266 §2). */
export function exporterOf(socket: TLSSocket): Buffer {
  return socket.exportKeyingMaterial(32, "EXPORTER-Channel-Binding", Buffer.alloc(0));
}

/** Says that the person on that side has typed the other side's half: HMAC-SHA-256 with a key of this connection alone. */
export function confirmationOf(side: Side, transcript: Buffer, exporter: Buffer): string {
  const key = Buffer.from(hkdfSync("sha256", exporter, transcript, `tocsin trust confirmation ${side}`, 32));
  return createHmac("sha256", key).update(transcript).digest("hex");
}

/** In a time that says nothing about where they differ. */
export function sameHex(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one, "hex"), Buffer.from(other, "hex")];
  return a.length === b.length && timingSafeEqual(a, b);
}

function hashOf(domain: string, parts: readonly Buffer[]): Buffer {
  const hash = createHash("sha256");
  for (const part of [Buffer.from(domain, "utf8"), ...parts]) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    hash.update(length).update(part);
  }
  return hash.digest();
}
