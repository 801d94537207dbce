import bidiModule from "bidi-js";

// Its types describe another way of packing than Node finds: what is imported is the function itself.
const bidi = (bidiModule as unknown as typeof bidiModule.default)();

/** A stretch of a line that reads in one direction: what is drawn from left to right, in the order in which it is written. */
export interface Stretch {
  readonly text: string;
  readonly isRightToLeft: boolean;
}

/**
 * A line as it stands on paper: its stretches from left to right (Unicode Standard Annex #9), and whether it begins at the
 * right. What a font draws within a stretch is its own matter.
 */
export function drawn(line: string): { readonly stretches: readonly Stretch[]; readonly beginsRight: boolean } {
  if (!/[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc]/.test(line)) {
    return { stretches: [{ text: line, isRightToLeft: false }], beginsRight: false };
  }
  const embedding = bidi.getEmbeddingLevels(line);
  const { levels, paragraphs } = embedding;
  const mirrored = bidi.getMirroredCharactersMap(line, levels);
  const stretches: { indices: number[]; isRightToLeft: boolean }[] = [];
  for (const index of bidi.getReorderedIndices(line, embedding)) {
    const isRightToLeft = ((levels[index] ?? 0) & 1) === 1;
    const last = stretches.at(-1);
    if (last?.isRightToLeft === isRightToLeft) last.indices.push(index);
    else stretches.push({ indices: [index], isRightToLeft });
  }
  return {
    beginsRight: ((paragraphs[0]?.level ?? 0) & 1) === 1,
    stretches: stretches.map(({ indices, isRightToLeft }) => ({
      isRightToLeft,
      text: indices
        .toSorted((a, b) => a - b)
        .map((index) => mirrored.get(index) ?? line[index] ?? "")
        .join(""),
    })),
  };
}

/** Text that a font can show: what it has no letter for stands there by its number, as `[U+1F525]`, so that nothing is lost. */
export function printable(text: string, has: (codePoint: number) => boolean): string {
  let shown = "";
  for (const letter of text.normalize("NFC")) {
    const code = letter.codePointAt(0) ?? 0;
    // Joiners, choosers of a variant and marks of direction show nothing by themselves.
    if (letter === "\n" || /\p{Default_Ignorable_Code_Point}/u.test(letter)) shown += letter === "\n" ? letter : "";
    else if (letter === "\t") shown += " ";
    else if (/\p{Cc}/u.test(letter)) shown += " ";
    else shown += has(code) ? letter : `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
  }
  return shown;
}

/**
 * Text as lines that are no wider than there is room: broken at spaces, and within a word that is wider than a line.
 * @param widthOf of one word, or of a space
 */
export function wrapped(text: string, room: number, widthOf: (word: string) => number): string[] {
  const lines: string[] = [];
  const space = widthOf(" ");
  for (const paragraph of text.split("\n")) {
    let line = "";
    let width = 0;
    for (const word of paragraph.split(" ")) {
      const own = widthOf(word);
      if (line !== "" && width + space + own <= room) {
        line += ` ${word}`;
        width += space + own;
        continue;
      }
      if (line !== "") lines.push(line);
      line = own <= room ? word : rest(word, room, widthOf, lines);
      width = widthOf(line);
    }
    lines.push(line);
  }
  return lines;
}

/** Puts as much of a long word into lines of its own as fills them, and answers what is left. */
function rest(word: string, room: number, widthOf: (word: string) => number, lines: string[]): string {
  let left = word;
  while (left.length > 1 && widthOf(left) > room) {
    const fitting = longestFitting(left, room, widthOf);
    if (fitting >= left.length) break;
    lines.push(left.slice(0, fitting));
    left = left.slice(fitting);
  }
  return left;
}

/** How much of a word fits, at least one letter of it and never half of one. */
function longestFitting(word: string, room: number, widthOf: (word: string) => number): number {
  let low = 1;
  let high = word.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (widthOf(word.slice(0, middle)) <= room) low = middle;
    else high = middle - 1;
  }
  const isHalf = /[\ud800-\udbff]/.test(word[low - 1] ?? "");
  if (!isHalf) return low;
  return low === 1 ? 2 : low - 1;
}
