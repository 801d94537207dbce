import { hex } from "./frame.ts";

/** Reading functions (Application Protocol V1.1b3 §6.1 to §6.4): coils, discrete inputs, holding and input registers. */
export type ReadFunction = 1 | 2 | 3 | 4;

/** The most that one request may ask for or set (§6.1, §6.3, §6.11, §6.12). */
export const MOST_BITS = 2000;
export const MOST_REGISTERS = 125;
const MOST_BITS_WRITTEN = 1968;
const MOST_REGISTERS_WRITTEN = 123;

/** A request to the device; addresses count from 0, as on the wire. */
export type Request =
  | { readonly fc: ReadFunction; readonly address: number; readonly count: number }
  | { readonly fc: 5; readonly address: number; readonly on: boolean }
  | { readonly fc: 6; readonly address: number; readonly value: number }
  | { readonly fc: 15; readonly address: number; readonly bits: readonly boolean[] }
  | { readonly fc: 16; readonly address: number; readonly registers: readonly number[] }
  /** Read device identification, the basic objects: vendor, product, revision (§6.21). */
  | { readonly fc: 43 };

export type Answer =
  | { readonly kind: "bits"; readonly bits: readonly boolean[] }
  | { readonly kind: "registers"; readonly bytes: Uint8Array }
  | { readonly kind: "written" }
  | { readonly kind: "identity"; readonly objects: ReadonlyMap<number, string> }
  | { readonly kind: "exception"; readonly code: number }
  | { readonly kind: "damaged"; readonly why: string };

export function writeRequest(request: Request): Uint8Array {
  switch (request.fc) {
    case 1:
    case 2:
    case 3:
    case 4: {
      const most = request.fc <= 2 ? MOST_BITS : MOST_REGISTERS;
      if (request.count < 1 || request.count > most)
        throw new RangeError(`count ${request.count} of function ${request.fc}`);
      return Uint8Array.of(request.fc, ...u16(request.address), ...u16(request.count));
    }
    case 5:
      return Uint8Array.of(5, ...u16(request.address), request.on ? 0xff : 0x00, 0x00);
    case 6:
      return Uint8Array.of(6, ...u16(request.address), ...u16(request.value));
    case 15: {
      if (request.bits.length < 1 || request.bits.length > MOST_BITS_WRITTEN) throw new RangeError("number of bits");
      const bytes = new Uint8Array(Math.ceil(request.bits.length / 8));
      request.bits.forEach((on, at) => {
        if (on) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (1 << (at & 7));
      });
      return Uint8Array.of(15, ...u16(request.address), ...u16(request.bits.length), bytes.length, ...bytes);
    }
    case 16: {
      const { registers } = request;
      if (registers.length < 1 || registers.length > MOST_REGISTERS_WRITTEN)
        throw new RangeError("number of registers");
      const head = [16, ...u16(request.address), ...u16(registers.length), registers.length * 2];
      return Uint8Array.of(...head, ...registers.flatMap(u16));
    }
    case 43:
      return Uint8Array.of(0x2b, 0x0e, 0x01, 0x00);
  }
}

/** Reads what came back for `request`; whatever does not fit that very request is damage, never a value. */
export function readAnswer(request: Request, pdu: Uint8Array): Answer {
  const fc = pdu[0];
  if (fc === (request.fc | 0x80)) {
    const code = pdu[1];
    if (pdu.length !== 2 || code === undefined) return damaged("an exception of the wrong length", pdu);
    return { kind: "exception", code };
  }
  if (fc !== request.fc) return damaged(`an answer to function ${fc} where ${request.fc} was asked`, pdu);
  switch (request.fc) {
    case 1:
    case 2:
    case 3:
    case 4: {
      const expected = request.fc <= 2 ? Math.ceil(request.count / 8) : request.count * 2;
      if (pdu[1] !== expected || pdu.length !== 2 + expected) {
        return damaged(`${pdu.length - 2} bytes, announced as ${pdu[1]}, where ${expected} were asked`, pdu);
      }
      const bytes = pdu.subarray(2);
      if (request.fc > 2) return { kind: "registers", bytes };
      const bits = Array.from({ length: request.count }, (_, at) => (((bytes[at >> 3] ?? 0) >> (at & 7)) & 1) === 1);
      return { kind: "bits", bits };
    }
    case 5:
    case 6:
    case 15:
    case 16: {
      // The answer repeats the request's first five bytes (§6.5, §6.6, §6.11, §6.12).
      const echo = writeRequest(request).subarray(0, 5);
      const same = pdu.length === 5 && echo.every((byte, at) => byte === pdu[at]);
      return same ? { kind: "written" } : damaged("an answer that does not repeat what was written", pdu);
    }
    case 43:
      return readIdentity(pdu);
  }
}

function readIdentity(pdu: Uint8Array): Answer {
  if (pdu[1] !== 0x0e || pdu.length < 7) return damaged("an identification that is cut short", pdu);
  const objects = new Map<number, string>();
  let at = 7;
  for (let left = pdu[6] ?? 0; left > 0; left--) {
    const [id, length] = [pdu[at], pdu[at + 1]];
    if (id === undefined || length === undefined || at + 2 + length > pdu.length) {
      return damaged("an identification that is cut short", pdu);
    }
    objects.set(id, Buffer.from(pdu.subarray(at + 2, at + 2 + length)).toString("latin1"));
    at += 2 + length;
  }
  return { kind: "identity", objects };
}

function damaged(what: string, pdu: Uint8Array): Answer {
  return { kind: "damaged", why: `the device sent ${what} (${hex(pdu.subarray(0, 16))})` };
}

function u16(value: number): [number, number] {
  if (!Number.isInteger(value) || value < 0 || value > 0xffff) throw new RangeError(`${value} does not fit 16 bits`);
  return [value >> 8, value & 0xff];
}

const EXCEPTIONS: Readonly<Record<number, string>> = {
  1: "illegal function: the device does not know this function; choose another one",
  2: "illegal address: the device has nothing there; check address, function and 0- or 1-based addressing",
  3: "illegal value: the device refuses the request, often because it asks for too many at once",
  4: "device failure: the device could not carry it out",
  5: "acknowledged: the device needs longer",
  6: "busy: the device asks to try later",
  8: "memory parity error in the device",
  10: "gateway path unavailable: the gateway has no way to this unit; check its configuration",
  11: "the unit behind the gateway did not answer; check its power, cabling and unit number",
};

/** What an exception code means and what to do (Application Protocol V1.1b3 §7). */
export function sayException(code: number): string {
  const two = code.toString(16).toUpperCase().padStart(2, "0");
  return `exception ${two}, ${EXCEPTIONS[code] ?? "which Modbus does not define"}`;
}
