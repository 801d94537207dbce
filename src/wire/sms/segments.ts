import { septetsOf } from "./gsm-alphabet.ts";

/** `septets`: one number for each of seven bits; `units`: the octets of UCS-2, most significant first. */
export type Segmented =
  | { readonly coding: "gsm7"; readonly parts: readonly (readonly number[])[] }
  | { readonly coding: "ucs2"; readonly parts: readonly Buffer[] };

/** 3GPP TS 23.040 §9.2.3.24.1: one part by itself; with the header `05 00 03 reference total number` less fits. */
const SEPTETS = { alone: 160, joined: 153 };
const UNITS = { alone: 70, joined: 67 };
const ESCAPE = 0x1b;
/** What word processors write, as the GSM alphabet can: a dash would otherwise halve the length of a message. */
const PLAIN: Readonly<Record<string, string>> = {
  "–": "-",
  "—": "-",
  "‘": "'",
  "’": "'",
  "‚": "'",
  "“": '"',
  "”": '"',
  "„": '"',
  "…": "...",
  "\u00a0": " ",
  "\u202f": " ",
  "\t": " ",
};

/**
 * The parts in which a text goes out: in the GSM alphabet when all of it can be written so, in UCS-2 otherwise.
 *
 * @param coding `ucs2`: in that even so
 */
export function segmentsOf(text: string, coding?: "ucs2"): Segmented {
  const plain = text.replace(/[–—‘’‚“”„…\u00a0\u202f\t]/gu, (letter) => PLAIN[letter] ?? letter);
  const septets = coding === "ucs2" ? null : septetsOf(plain);
  if (septets) {
    // Neither an escape and its letter …
    const mayCut = (at: number) => septets[at - 1] !== ESCAPE;
    return { coding: "gsm7", parts: cut(septets.length, SEPTETS, mayCut).map(([a, b]) => septets.slice(a, b)) };
  }
  // … nor the two halves of a surrogate pair may be parted.
  const mayCut = (at: number) => (text.charCodeAt(at - 1) & 0xfc00) !== 0xd800;
  const parts = cut(text.length, UNITS, mayCut).map(([a, b]) => Buffer.from(text.slice(a, b), "utf16le").swap16());
  return { coding: "ucs2", parts };
}

/** `head` is cut until it and `tail`, which stays whole, fit into so many parts. */
export function fitted(head: string, tail: string, parts: number): string {
  const fits = (text: string) => segmentsOf(text).parts.length <= parts;
  if (fits(head + tail)) return head + tail;
  const letters = Array.from(head);
  const cutAt = (count: number) => `${letters.slice(0, count).join("").trimEnd()}...${tail}`;
  let [good, bad] = [0, letters.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (fits(cutAt(middle))) good = middle;
    else bad = middle;
  }
  return cutAt(good);
}

function cut(
  length: number,
  { alone, joined }: { readonly alone: number; readonly joined: number },
  mayCut: (at: number) => boolean,
): [from: number, to: number][] {
  if (length <= alone) return [[0, length]];
  const parts: [number, number][] = [];
  for (let from = 0; from < length; ) {
    let to = Math.min(from + joined, length);
    if (to < length && !mayCut(to)) to--;
    parts.push([from, to]);
    from = to;
  }
  return parts;
}
