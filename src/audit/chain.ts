import { hash } from "node:crypto";
import type { Instant } from "#kernel/clock.ts";

/** One entry of the audit trail, as it is hashed and stored. Numbers run from 1 without a gap. */
export interface AuditEntry {
  readonly seq: number;
  /** Whole milliseconds. */
  readonly at: Instant;
  readonly actor: string;
  readonly via: string;
  readonly action: string;
  readonly object: string;
  /** "" when it concerns none. */
  readonly partition: string;
  readonly sentence: string;
  /** JSON text, kept letter by letter: hashing it again must not depend on how a library writes JSON. */
  readonly details: string;
}

/** What the first entry follows. */
export const GENESIS: Buffer = Buffer.alloc(32);

/**
 * The one text that stands for an entry: a JSON array of its fields in the order of the interface. Quotation makes it
 * unambiguous: no two different entries have the same text.
 */
export function canonical(entry: AuditEntry): string {
  return JSON.stringify([
    entry.seq,
    entry.at,
    entry.actor,
    entry.via,
    entry.action,
    entry.object,
    entry.partition,
    entry.sentence,
    entry.details,
  ]);
}

/**
 * SHA-256 of 0x00, the previous entry's hash and the entry's canonical text in UTF-8. The leading zero keeps an entry from
 * being taken for an inner node of a hash tree (RFC 6962 §2.1).
 */
export function hashEntry(previous: Buffer, entry: AuditEntry): Buffer {
  const text = canonical(entry);
  const needed = HEAD + text.length * 3;
  const room = needed <= SCRATCH.length ? SCRATCH : Buffer.allocUnsafe(needed);
  room[0] = 0;
  previous.copy(room, 1);
  const length = HEAD + room.write(text, HEAD, "utf8");
  return hash("sha256", room.subarray(0, length), "buffer");
}

const HEAD = 33;
/** Used anew by every call; nothing of it outlives one. */
const SCRATCH = Buffer.allocUnsafe(64 * 1024);
