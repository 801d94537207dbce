/** Bits of a signature. With 4,000 bytes two rows fill a page of the database, and none is moved out of line. */
export const SIGNATURE_BITS = 32_000;

/** What stands in an event besides its value and its times. */
export interface Told {
  readonly partition: string;
  readonly source: string;
  readonly point: string;
  readonly kind: string;
  readonly category: string;
  readonly condition: string;
  readonly priority: string | null;
  readonly code: string | null;
  readonly text: string | null;
  readonly raw: string;
}

/** The fields in which words are looked for. */
export const WORDS_IN = ["text", "raw", "source", "point", "code"] as const satisfies readonly (keyof Told)[];
/** The fields that are asked for whole. */
const WHOLE = ["partition", "source", "point", "kind", "category", "condition", "priority", "code"] as const;
export type WholeField = (typeof WHOLE)[number];

const SHORTEST = 3;
const LONGEST = 4;

/**
 * What a block of events holds, as a Bloom filter: a bit for every three and four characters that follow each other in a
 * field, and one for every whole field. What is not in the signature is not in the block; what is may be.
 */
export class Signature {
  readonly bytes = Buffer.alloc(SIGNATURE_BITS / 8);

  add(event: Told): void {
    for (const field of WHOLE) {
      const value = event[field];
      if (value !== null && value !== "") this.#set(bitOf(field, value));
    }
    this.#set(bitOfPoint(event.source, event.point));
    for (const field of WORDS_IN) {
      const value = event[field];
      if (value === null || value === "") continue;
      for (const bit of gramBits(fold(value))) this.#set(bit);
    }
  }

  /** As `get_bit` of PostgreSQL counts. */
  has(bit: number): boolean {
    return ((this.bytes[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
  }

  #set(bit: number): void {
    this.bytes[bit >> 3] = (this.bytes[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
}

/** The bit of a whole field. */
export function bitOf(field: WholeField, value: string): number {
  return hashed(`${field}=${value}`, 0, field.length + 1 + value.length);
}

/** The bit of a point of a source: many blocks have both, and few have them together. */
export function bitOfPoint(source: string, point: string): number {
  return bitOf("point", `${source}\n${point}`);
}

/** The bits that a block must have in which this word stands; none for a word of one or two characters. */
export function bitsOfWord(word: string): number[] {
  return [...new Set(gramBits(fold(word)))];
}

/** As the database compares without case: character by character, whatever stands around it. */
export function fold(text: string): string {
  return text.toLowerCase().replaceAll("ς", "σ").replaceAll("i̇", "i");
}

function* gramBits(text: string): Generator<number> {
  for (let begin = 0; begin + SHORTEST <= text.length; begin++) {
    yield hashed(text, begin, begin + SHORTEST);
    if (begin + LONGEST <= text.length) yield hashed(text, begin, begin + LONGEST);
  }
}

/** FNV-1a over UTF-16, mixed once more so that short texts spread over all bits. */
function hashed(text: string, begin: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = begin; at < end; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) % SIGNATURE_BITS;
}
