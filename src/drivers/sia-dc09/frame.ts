import { crc16 } from "#wire/crc16.ts";

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
/** Ends a line of a receiver. */
const DC4 = 0x14;
/** A heartbeat of a receiver begins so, in front of or without an LF. */
const HEARTBEAT = Buffer.from("SR");
const HEARTBEAT_LONGEST = 80;
const RAW_KEPT = 512;

/** How the CRC is written: four hexadecimal characters, or two bytes (Lupusec panels, who want the reply alike). */
export type CrcForm = "hex" | "binary";

export type Frame =
  | {
      readonly kind: "whole";
      /** From the first quote up to the CR, one character per byte. */
      readonly body: string;
      readonly crc: number;
      readonly crcForm: CrcForm;
      /** The length field, which need not be true: `body.length` is. */
      readonly declaredLength: number;
    }
  /** `SR0001L0001    006969XX    [ID00000000]`: what a receiver sends to the automation behind it. */
  | { readonly kind: "heartbeat"; readonly line: string }
  | {
      readonly kind: "damaged";
      readonly why: "bad-crc" | "bad-header" | "too-long" | "cut-short" | "noise";
      readonly bytes: number;
      /** The beginning of it, one character per byte. */
      readonly raw: string;
    };

interface Header {
  readonly crc: number;
  readonly crcForm: CrcForm;
  readonly declaredLength: number;
  /** Where the quote stands. */
  readonly body: number;
}

/**
 * Cuts a stream of bytes into DC-09 frames, however the bytes arrive (DC-09 §5.5.1: LF, CRC, `0LLL`, body, CR). Never
 * throws, and holds at most `longest` bytes of a frame that is not finished.
 */
export class FrameCutter {
  readonly #longest: number;
  #held: Buffer | null = null;

  /** @param longest from LF to CR, in bytes */
  constructor(longest = 4096) {
    this.#longest = longest;
  }

  /** Whether a frame has begun and not ended. A lone line feed is no beginning. */
  get partial(): boolean {
    return this.#held !== null && this.#held.length > 3;
  }

  get held(): number {
    return this.#held?.length ?? 0;
  }

  cut(chunk: Buffer): Frame[] {
    const bytes = this.#held ? Buffer.concat([this.#held, chunk]) : chunk;
    this.#held = null;
    const frames: Frame[] = [];
    let at = 0;
    while (at < bytes.length) {
      const start = beginning(bytes, at);
      if (start > at) addNoise(frames, bytes, at, start);
      if (start >= bytes.length) break;
      const next = bytes[start] === LF ? this.#frame(frames, bytes, start) : this.#heartbeat(frames, bytes, start);
      if (next === null) {
        this.#hold(frames, bytes, start);
        break;
      }
      at = next;
    }
    return frames;
  }

  /** What is left when nothing more will come: the end of a datagram. */
  end(): Frame[] {
    const held = this.#held;
    this.#held = null;
    if (!held || held.length <= 1) return [];
    return [damaged("cut-short", held, 0, held.length)];
  }

  #hold(frames: Frame[], bytes: Buffer, start: number): void {
    // A copy: a few bytes must not keep a whole chunk alive.
    if (bytes.length - start <= this.#longest) this.#held = Buffer.from(bytes.subarray(start));
    else frames.push(damaged("too-long", bytes, start, bytes.length));
  }

  /** Reads what begins with the LF at `start`; answers where to go on, or null when more bytes are needed. */
  #frame(frames: Frame[], bytes: Buffer, start: number): number | null {
    if (bytes[start + 1] === HEARTBEAT[0] && (bytes[start + 2] ?? HEARTBEAT[1]) === HEARTBEAT[1]) {
      return this.#heartbeat(frames, bytes, start + 1);
    }
    const header = readHeader(bytes, start);
    const end = bytes.indexOf(CR, header?.body ?? start + 1);
    if (end < 0) return null;
    if (end - start + 1 > this.#longest) {
      frames.push(damaged("too-long", bytes, start, end + 1));
      return end + 1;
    }
    // Too few bytes to tell whether this CR is one of two bytes of CRC.
    if (!header && end - start <= 2 && bytes.length - start < 8) return null;
    if (!header) return this.#noFrame(frames, bytes, start, end);
    const crc = crc16(bytes, header.body, end);
    if (crc !== header.crc) return this.#noFrame(frames, bytes, start, end, "bad-crc");
    const { crcForm, declaredLength } = header;
    frames.push({ kind: "whole", body: bytes.toString("latin1", header.body, end), crc, crcForm, declaredLength });
    return end + 1;
  }

  /** Goes on behind what turned out to be none: at the last frame that begins before `end`, if any. */
  #noFrame(frames: Frame[], bytes: Buffer, start: number, end: number, why: "bad-crc" | "bad-header" = "bad-header") {
    for (let next = bytes.lastIndexOf(LF, end - 1); next > start; next = bytes.lastIndexOf(LF, next - 1)) {
      if (readHeader(bytes, next) === null) continue;
      if (!isBlank(bytes, start, next)) frames.push(damaged("cut-short", bytes, start, next));
      return next;
    }
    if (!isBlank(bytes, start, end)) frames.push(damaged(why, bytes, start, end + 1));
    return end + 1;
  }

  #heartbeat(frames: Frame[], bytes: Buffer, start: number): number | null {
    const limit = Math.min(bytes.length, start + HEARTBEAT_LONGEST);
    const end = heartbeatEnd(bytes, start, limit);
    if (end > 0) {
      frames.push({ kind: "heartbeat", line: bytes.toString("latin1", start, end) });
      return end;
    }
    if (end === 0 && limit < start + HEARTBEAT_LONGEST) return null;
    addNoise(frames, bytes, start, start + 1);
    return start + 1;
  }
}

/** Behind the `]` of `SR`, four digits, printable characters; 0 when it hasn't come yet, -1 when this is no heartbeat. */
function heartbeatEnd(bytes: Buffer, start: number, limit: number): number {
  for (let at = start; at < limit; at++) {
    const byte = bytes[at] ?? 0;
    const offset = at - start;
    const fits =
      offset < 2 ? byte === HEARTBEAT[offset] : offset < 6 ? hexDigit(byte) >= 0 : byte >= 0x20 && byte <= 0x7e;
    if (!fits) return -1;
    if (byte === 0x5d) return at + 1;
  }
  return 0;
}

/** Where the next frame or heartbeat may begin, or the end. */
function beginning(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== LF) {
    if (bytes[at] === HEARTBEAT[0] && heartbeatEnd(bytes, at, Math.min(bytes.length, at + 6)) === 0) break;
    at++;
  }
  return at;
}

function isBlank(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== LF && bytes[at] !== CR) return false;
  return true;
}

/** One piece of noise, however many chunks and tries it took; line ends between frames are none. */
function addNoise(frames: Frame[], bytes: Buffer, from: number, to: number): void {
  let start = from;
  while (start < to && (bytes[start] === CR || bytes[start] === DC4)) start++;
  if (start === to) return;
  const last = frames.at(-1);
  if (last?.kind === "damaged" && last.why === "noise") {
    frames[frames.length - 1] = { ...last, bytes: last.bytes + to - start };
  } else frames.push(damaged("noise", bytes, start, to));
}

function damaged(why: (Frame & { kind: "damaged" })["why"], bytes: Buffer, from: number, to: number): Frame {
  return { kind: "damaged", why, bytes: to - from, raw: bytes.toString("latin1", from, Math.min(to, from + RAW_KEPT)) };
}

/** The CRC and the length behind the LF at `start`, in either form; null when it is neither, or not all of it is there. */
function readHeader(bytes: Buffer, start: number): Header | null {
  if (bytes[start + 9] === QUOTE) {
    const crc = hex4(bytes, start + 1);
    const declaredLength = hex4(bytes, start + 5);
    if (crc >= 0 && declaredLength >= 0) return { crc, crcForm: "hex", declaredLength, body: start + 9 };
  }
  if (bytes[start + 7] === QUOTE && bytes[start + 3] === 0x30) {
    const declaredLength = hex4(bytes, start + 3);
    const crc = ((bytes[start + 1] ?? 0) << 8) | (bytes[start + 2] ?? 0);
    if (declaredLength >= 0) return { crc, crcForm: "binary", declaredLength, body: start + 7 };
  }
  return null;
}

/** Four hexadecimal characters of either case as a number, or -1. */
function hex4(bytes: Buffer, at: number): number {
  let value = 0;
  for (let digit = 0; digit < 4; digit++) {
    const found = hexDigit(bytes[at + digit] ?? 0);
    if (found < 0) return -1;
    value = (value << 4) | found;
  }
  return value;
}

export function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const upper = byte & 0xdf;
  return upper >= 0x41 && upper <= 0x46 ? upper - 0x37 : -1;
}

/** @param body from the first quote on, one character per byte */
export function writeFrame(body: string, crcForm: CrcForm = "hex"): string {
  const crc = crc16(Buffer.from(body, "latin1"));
  const written = crcForm === "hex" ? hexOf(crc) : String.fromCharCode(crc >>> 8, crc & 0xff);
  return `\n${written}${hexOf(body.length)}${body}\r`;
}

function hexOf(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, "0");
}
