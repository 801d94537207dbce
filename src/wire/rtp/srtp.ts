import { createCipheriv, createHmac, timingSafeEqual } from "node:crypto";
import { readPacket } from "./packet.ts";

/** AES_CM_128_HMAC_SHA1_80 (RFC 4568 §6.2): 16 bytes of key and 14 of salt. */
export const SUITE = "AES_CM_128_HMAC_SHA1_80";
export const KEY_BYTES = 30;

const TAG_BYTES = 10;
const HALF = 0x8000;
const TURN = 0x1_0000;
/** Packets that may come late (RFC 3711 §3.3.2). */
const WINDOW = 64;
/** Sources that one far side may speak as; a call has one. */
const MOST_SOURCES = 8;

interface SessionKeys {
  readonly cipher: Buffer;
  readonly salt: Buffer;
  readonly proof: Buffer;
}

/** RFC 3711 §4.3 with a key derivation rate of zero. @param master key and salt, one behind the other */
export function sessionKeys(master: Buffer): SessionKeys {
  const derived = (label: number, bytes: number) => {
    const at = Buffer.alloc(16);
    master.copy(at, 0, 16, KEY_BYTES);
    at[7] = (at[7] ?? 0) ^ label;
    return keystream(master.subarray(0, 16), at, Buffer.alloc(bytes));
  };
  return { cipher: derived(0, 16), proof: derived(1, 20), salt: derived(2, 14) };
}

/** Encrypts what we send with our key, and proves that it is ours. */
export class SrtpSender {
  readonly #keys: SessionKeys;
  #turns = 0;
  #last: number | null = null;

  constructor(master: Buffer) {
    this.#keys = sessionKeys(master);
  }

  /** @param packet of one source, in order */
  protect(packet: Buffer): Buffer {
    const sequence = packet.readUInt16BE(2);
    if (this.#last !== null && sequence < this.#last) this.#turns++;
    this.#last = sequence;
    const written = transformed(this.#keys, packet, this.#turns);
    return Buffer.concat([written, proofOf(this.#keys, written, this.#turns)]);
  }
}

/** Opens what the far side sends with its key; what isn't proven or comes again is nothing. */
export class SrtpReceiver {
  readonly #keys: SessionKeys;
  readonly #sources = new Map<number, { newest: number; seen: bigint }>();

  constructor(master: Buffer) {
    this.#keys = sessionKeys(master);
  }

  /** The packet in clear; null: it is forged, damaged, or a repeat. */
  open(datagram: Buffer): Buffer | null {
    if (datagram.length < 12 + TAG_BYTES) return null;
    const packet = datagram.subarray(0, datagram.length - TAG_BYTES);
    const [sequence, source] = [packet.readUInt16BE(2), packet.readUInt32BE(8)];
    const known = this.#sources.get(source);
    const index = known ? nearest(known.newest, sequence) : sequence;
    const turns = Math.floor(index / TURN);
    const behind = known ? known.newest - index : 0;
    const isRepeat =
      known !== undefined && behind >= 0 && (behind >= WINDOW || ((known.seen >> BigInt(behind)) & 1n) === 1n);
    if (index < 0 || isRepeat) return null;
    if (!timingSafeEqual(proofOf(this.#keys, packet, turns), datagram.subarray(packet.length))) return null;
    const clear = transformed(this.#keys, packet, turns);
    if (!known) {
      if (this.#sources.size >= MOST_SOURCES) this.#sources.clear();
      this.#sources.set(source, { newest: index, seen: 1n });
    } else if (behind < 0) {
      known.seen = BigInt.asUintN(WINDOW, (known.seen << BigInt(-behind)) | 1n);
      known.newest = index;
    } else known.seen |= 1n << BigInt(behind);
    return clear;
  }
}

/** §3.3.1: of the three turns in question the one in which the number is nearest to the newest. */
function nearest(newest: number, sequence: number): number {
  const turn = newest - (newest % TURN);
  const same = turn + sequence;
  if (same - newest > HALF) return same - TURN;
  return newest - same > HALF ? same + TURN : same;
}

/** Encrypting and decrypting are the same (§4.1.1). */
function transformed({ cipher, salt }: SessionKeys, packet: Buffer, turns: number): Buffer {
  const at = Buffer.alloc(16);
  salt.copy(at);
  const mixed = (from: number, bytes: Buffer) => {
    for (const [place, byte] of bytes.entries()) at[from + place] = (at[from + place] ?? 0) ^ byte;
  };
  mixed(4, packet.subarray(8, 12));
  const index = Buffer.alloc(6);
  index.writeUInt32BE(turns);
  packet.copy(index, 4, 2, 4);
  mixed(8, index);
  const payload = readPacket(packet)?.payload.byteOffset;
  const head = payload === undefined ? packet.length : payload - packet.byteOffset;
  return Buffer.concat([packet.subarray(0, head), keystream(cipher, at, packet.subarray(head))]);
}

function proofOf({ proof }: SessionKeys, packet: Buffer, turns: number): Buffer {
  const behind = Buffer.alloc(4);
  behind.writeUInt32BE(turns);
  return createHmac("sha1", proof).update(packet).update(behind).digest().subarray(0, TAG_BYTES);
}

function keystream(key: Buffer, at: Buffer, over: Buffer): Buffer {
  return createCipheriv("aes-128-ctr", key, at).update(over);
}
