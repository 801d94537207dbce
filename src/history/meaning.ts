import { OWN_SOURCE } from "#events/event.ts";
import { bitOf, bitOfPoint, bitsOfWord } from "./signature.ts";

/**
 * What else a word of a search means, besides its letters: what is stored in English and read in another language, and
 * whatever is called so.
 */
export interface Meaning {
  readonly word: string;
  /** Texts that read so, as patterns of `ilike`. */
  readonly texts: readonly string[];
  /** The same of what Tocsin says of itself, and of the reasons that it gives. */
  readonly own: readonly string[];
  readonly sources: readonly string[];
  readonly points: readonly (readonly [source: string, point: string])[];
  readonly actors: readonly string[];
}

/** More ways in which a word can stand in an event than these say nothing about where it stands. */
const MOST_WAYS = 16;
const MOST_BITS = 8;

/** The bits that a block must have in which a word is meant: of each group at least one. */
export function bitsMeant({ word, texts, own, sources, points }: Meaning): number[][] {
  const ways = [
    bitsOfWord(word),
    ...texts.map((pattern) => bitsOfWord(longestOf(pattern))),
    ...(own.length > 0 ? [[bitOf("source", OWN_SOURCE)]] : []),
    ...sources.map((source) => [bitOf("source", source)]),
    ...points.map(([source, point]) => [bitOfPoint(source, point)]),
  ];
  if (ways.length > MOST_WAYS || ways.some((bits) => bits.length === 0)) return [];
  // Whichever way it stands there, all bits of that way are there, and each group has one of them.
  const groups = Math.min(MOST_BITS, Math.max(...ways.map((bits) => bits.length)));
  return Array.from({ length: groups }, (_, at) => [...new Set(ways.flatMap((bits) => bits[at % bits.length] ?? []))]);
}

/** Columns that are compared, with their table where several have them. */
export interface Columns {
  readonly searched: string;
  readonly text: string;
  readonly source: string;
  readonly point: string;
  readonly because?: string;
  readonly actor?: string;
}

/** That a word is meant, as SQL. @param given puts a value among the parameters, and says its place */
export function meantIn(columns: Columns, meaning: Meaning, given: (value: unknown) => string): string {
  const { word, texts, own, sources, points, actors } = meaning;
  const like = (column: string, patterns: readonly string[]) => `${column} ilike any (${given([...patterns])}::text[])`;
  const ways = [`${columns.searched} ilike ${given(`%${plain(word)}%`)}`];
  if (texts.length > 0) ways.push(like(columns.text, texts));
  if (own.length > 0) ways.push(`${columns.source} = '${OWN_SOURCE}' and ${like(columns.text, own)}`);
  if (own.length > 0 && columns.because) ways.push(like(columns.because, own));
  if (sources.length > 0) ways.push(`${columns.source} = any (${given([...sources])}::text[])`);
  if (points.length > 0) {
    const [those, addresses] = [given(points.map(([source]) => source)), given(points.map(([, point]) => point))];
    ways.push(
      `(${columns.source}, ${columns.point}) in (select * from unnest(${those}::text[], ${addresses}::text[]))`,
    );
  }
  if (actors.length > 0 && columns.actor) ways.push(`${columns.actor} = any (${given([...actors])}::text[])`);
  return ways.length === 1 ? (ways[0] ?? "true") : `(${ways.join(" or ")})`;
}

/** The longest stretch that stands in a pattern as it is. */
function longestOf(pattern: string): string {
  const parts = pattern.split(/(?<!\\)%/u).map((part) => part.replaceAll(/\\([\\%_])/gu, "$1"));
  return parts.reduce((one, other) => (other.length > one.length ? other : one));
}

/** With the signs of patterns made plain. */
export function plain(text: string): string {
  return text.replaceAll(/[\\%_]/gu, "\\$&");
}
