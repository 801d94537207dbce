import { crc32 } from "node:zlib";
import type { Instant } from "#kernel/clock.ts";

/**
 * One report in a file of the spool: mark (4), length of the payload (4), number (6), heard at (6), CRC-32 of all that
 * follows the mark but itself (4), payload. Numbers are big-endian.
 */
export interface SpoolRecord {
  readonly number: number;
  readonly heardAt: Instant;
  readonly payload: Uint8Array;
}

export const RECORD_OVERHEAD = 24;
export const LONGEST_PAYLOAD = 65_536;
const MARK = 0x5453_5231; // "TSR1"

export function recordBytes({ number, heardAt, payload }: SpoolRecord): Buffer {
  const bytes = Buffer.allocUnsafe(RECORD_OVERHEAD + payload.length);
  bytes.writeUInt32BE(MARK, 0);
  bytes.writeUInt32BE(payload.length, 4);
  bytes.writeUIntBE(number, 8, 6);
  bytes.writeUIntBE(Math.max(0, Math.floor(heardAt)), 14, 6);
  bytes.set(payload, RECORD_OVERHEAD);
  bytes.writeUInt32BE(checksumOf(bytes, 0, payload.length), 20);
  return bytes;
}

export type Reading =
  | { readonly kind: "record"; readonly record: SpoolRecord; readonly end: number }
  /** Nothing more. */
  | { readonly kind: "end" }
  /** Something that is no record; `next` is where the next whole one begins, null when none does. */
  | { readonly kind: "damaged"; readonly next: number | null };

/** Reads the record that begins at `offset`. Never throws, whatever the bytes are. */
export function readRecord(bytes: Buffer, offset: number): Reading {
  if (offset >= bytes.length) return { kind: "end" };
  const record = recordAt(bytes, offset);
  if (record) return { kind: "record", record, end: offset + RECORD_OVERHEAD + record.payload.length };
  const mark = Buffer.from([0x54, 0x53, 0x52, 0x31]);
  for (let at = bytes.indexOf(mark, offset + 1); at !== -1; at = bytes.indexOf(mark, at + 1)) {
    if (recordAt(bytes, at)) return { kind: "damaged", next: at };
  }
  return { kind: "damaged", next: null };
}

function recordAt(bytes: Buffer, offset: number): SpoolRecord | null {
  if (bytes.length - offset < RECORD_OVERHEAD || bytes.readUInt32BE(offset) !== MARK) return null;
  const length = bytes.readUInt32BE(offset + 4);
  if (length > LONGEST_PAYLOAD || bytes.length - offset < RECORD_OVERHEAD + length) return null;
  if (bytes.readUInt32BE(offset + 20) !== checksumOf(bytes, offset, length)) return null;
  const begin = offset + RECORD_OVERHEAD;
  return {
    number: bytes.readUIntBE(offset + 8, 6),
    heardAt: bytes.readUIntBE(offset + 14, 6),
    payload: bytes.subarray(begin, begin + length),
  };
}

function checksumOf(bytes: Buffer, offset: number, length: number): number {
  const begin = offset + RECORD_OVERHEAD;
  return crc32(bytes.subarray(begin, begin + length), crc32(bytes.subarray(offset + 4, offset + 20)));
}
