/** 3GPP TS 23.038 §6.2.1: the default alphabet in the order of its codes; 1B escapes into the extension table. */
const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const ESCAPE = 0x1b;
/** §6.2.1.1 */
const EXTENSION: ReadonlyMap<string, number> = new Map([
  ["\f", 0x0a],
  ["^", 0x14],
  ["{", 0x28],
  ["}", 0x29],
  ["\\", 0x2f],
  ["[", 0x3c],
  ["~", 0x3d],
  ["]", 0x3e],
  ["|", 0x40],
  ["€", 0x65],
]);
const CODES: ReadonlyMap<string, readonly number[]> = new Map([
  ...Array.from(BASIC, (letter, code): [string, number[]] => [letter, [code]]).filter(([, [code]]) => code !== ESCAPE),
  ...Array.from(EXTENSION, ([letter, code]): [string, number[]] => [letter, [ESCAPE, code]]),
]);
const EXTENDED: ReadonlyMap<number, string> = new Map(Array.from(EXTENSION, ([letter, code]) => [code, letter]));

/** The septets of a text, or null when the alphabet lacks one of its letters. */
export function septetsOf(text: string): number[] | null {
  const septets: number[] = [];
  for (const letter of text) {
    const codes = CODES.get(letter);
    if (!codes) return null;
    septets.push(...codes);
  }
  return septets;
}

/** An escape to what the extension table lacks is the letter of the basic table (§6.2.1.1). */
export function textOfSeptets(septets: readonly number[]): string {
  let text = "";
  for (let at = 0; at < septets.length; at++) {
    const code = septets[at] ?? 0;
    if (code !== ESCAPE) {
      text += BASIC.charAt(code & 0x7f);
      continue;
    }
    const next = septets[++at];
    if (next !== undefined) text += next === ESCAPE ? " " : (EXTENDED.get(next) ?? BASIC.charAt(next & 0x7f));
  }
  return text;
}

/** Seven bits each, the lowest first (§6.1.2.1.1). @param fill bits to leave free before the first one */
export function packSeptets(septets: readonly number[], fill = 0): Buffer {
  const packed = Buffer.alloc(Math.ceil((septets.length * 7 + fill) / 8));
  let bit = fill;
  for (const septet of septets) {
    const wide = (septet & 0x7f) << (bit % 8);
    const at = bit >> 3;
    packed[at] = (packed[at] ?? 0) | (wide & 0xff);
    if (wide > 0xff) packed[at + 1] = (packed[at + 1] ?? 0) | (wide >> 8);
    bit += 7;
  }
  return packed;
}

/** As many as there are when the octets end before `count`. */
export function unpackSeptets(packed: Uint8Array, count: number, fill = 0): number[] {
  const there = Math.min(count, Math.max(0, Math.floor((packed.length * 8 - fill) / 7)));
  return Array.from({ length: there }, (_, index) => {
    const bit = fill + index * 7;
    const at = bit >> 3;
    return ((((packed[at + 1] ?? 0) << 8) | (packed[at] ?? 0)) >> (bit % 8)) & 0x7f;
  });
}
