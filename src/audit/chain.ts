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
  const { room, length } = written(previous, entry);
  return hash("sha256", room.subarray(0, length), "buffer");
}

/** Both hashes of an entry from one writing of its text: its link in the chain, and its leaf in the tree (RFC 6962 §2.1). */
export function hashBoth(previous: Buffer, entry: AuditEntry): { readonly link: Buffer; readonly leaf: Buffer } {
  const { room, length } = written(previous, entry);
  const link = hash("sha256", room.subarray(0, length), "buffer");
  room[HEAD - 1] = 0;
  return { link, leaf: hash("sha256", room.subarray(HEAD - 1, length), "buffer") };
}

/** The entry's leaf in the tree: its canonical text, hashed as RFC 6962 §2.1 hashes a leaf. */
export function leafOf(entry: AuditEntry): Buffer {
  return hashBoth(GENESIS, entry).leaf;
}

/** 0x00, the previous hash, and the text; valid until the next call. */
function written(previous: Buffer, entry: AuditEntry): { readonly room: Buffer; readonly length: number } {
  const text = canonical(entry);
  const needed = HEAD + text.length * 3;
  const room = needed <= SCRATCH.length ? SCRATCH : Buffer.allocUnsafe(needed);
  room[0] = 0;
  previous.copy(room, 1);
  return { room, length: HEAD + room.write(text, HEAD, "utf8") };
}

const HEAD = 33;
/** Used anew by every call; nothing of it outlives one. */
const SCRATCH = Buffer.allocUnsafe(64 * 1024);
