import { textOfSeptets, unpackSeptets } from "./gsm-alphabet.ts";

/** Which part of a longer text one short message is. */
export interface Place {
  readonly reference: number;
  readonly total: number;
  /** From 1. */
  readonly number: number;
}

/** 3GPP TS 23.040 §9.2.3.24.1: concatenation with an 8-bit reference. */
export function headerOf({ reference, total, number }: Place): Buffer {
  return Buffer.from([5, 0, 3, reference & 0xff, total, number]);
}

/** What stands in a user data header; `length` with its own length octet. Nonsense in it is passed over. */
export function readHeader(data: Uint8Array): { readonly length: number; readonly place: Place | null } {
  const length = Math.min((data[0] ?? 0) + 1, data.length);
  let place: Place | null = null;
  for (let at = 1; at + 1 < length; ) {
    const size = data[at + 1] ?? 0;
    const [a = 0, b = 0, c = 0, d = 0] = data.subarray(at + 2, at + 2 + size);
    // §9.2.3.24.1 and, with a 16-bit reference, §9.2.3.24.8
    if (data[at] === 0 && size === 3) place = { reference: a, total: b, number: c };
    if (data[at] === 8 && size === 4) place = { reference: (a << 8) | b, total: c, number: d };
    at += 2 + size;
  }
  const good = place !== null && place.total > 0 && place.number > 0 && place.number <= place.total;
  return { length, place: good ? place : null };
}

/** The alphabet that a data coding scheme names (3GPP TS 23.038 §4). */
export function alphabetOf(scheme: number): "gsm7" | "ucs2" | "octets" {
  const group = scheme & 0xf0;
  if (group === 0xe0) return "ucs2";
  if (group === 0xf0) return (scheme & 0x04) === 0 ? "gsm7" : "octets";
  if ((scheme & 0x80) === 0) return (["gsm7", "octets", "ucs2", "gsm7"] as const)[(scheme >> 2) & 3] ?? "gsm7";
  return "gsm7";
}

/** A short message's text. Packed septets begin on the first boundary of seven bits behind the header. */
export function textOfPacked(data: Uint8Array, septets: number, headerLength: number): string {
  const skipped = Math.ceil((headerLength * 8) / 7);
  return textOfSeptets(unpackSeptets(data.subarray(headerLength), septets - skipped, skipped * 7 - headerLength * 8));
}

export function textOfUnits(units: Uint8Array): string {
  return Buffer.from(units.subarray(0, units.length & ~1))
    .swap16()
    .toString("utf16le");
}
