import type { ReadFunction } from "./pdu.ts";
import type { Tag } from "./settings.ts";

/** What one request reads. */
export interface Block {
  readonly unit: number;
  readonly fc: ReadFunction;
  /** From 0. */
  readonly start: number;
  readonly count: number;
  readonly intervalMs: number;
  /** By address. */
  readonly tags: readonly Tag[];
}

export interface Limits {
  readonly maxGap: number;
  readonly maxRegisters: number;
  readonly maxBits: number;
}

/** Puts tags of the same unit, function and interval into as few requests as the limits allow. A tag is never torn. */
export function planBlocks(tags: readonly Tag[], limits: Limits): Block[] {
  const groups = Map.groupBy(tags, (tag) => `${tag.unit} ${tag.fc} ${tag.intervalMs}`);
  return [...groups.values()].flatMap((group) => {
    const blocks: Block[] = [];
    let run: Tag[] = [];
    let end = 0;
    for (const tag of byAddress(group)) {
      const most = tag.fc <= 2 ? limits.maxBits : limits.maxRegisters;
      const [first] = run;
      const newEnd = Math.max(first ? end : 0, tag.start + tag.width);
      if (first && (tag.start > end + limits.maxGap || newEnd - first.start > most)) {
        blocks.push(blockOf(run));
        run = [];
      }
      run.push(tag);
      end = newEnd;
    }
    if (run.length > 0) blocks.push(blockOf(run));
    return blocks;
  });
}

/**
 * The block in parts, after the device refused it as a whole: first without its gaps, then in halves. Null when nothing
 * is left to divide: the device refuses these very tags.
 */
export function splitBlock(block: Block): readonly Block[] | null {
  const pieces = atGaps(block);
  if (pieces.length > 1) return pieces;
  let end = block.start;
  const cuts = block.tags.flatMap((tag, at) => {
    const free = at > 0 && end <= tag.start;
    end = Math.max(end, tag.start + tag.width);
    return free ? [at] : [];
  });
  const middle = cuts[cuts.length >> 1];
  if (middle === undefined) return null;
  return [blockOf(block.tags.slice(0, middle)), blockOf(block.tags.slice(middle))];
}

function atGaps(block: Block): Block[] {
  const runs: Tag[][] = [];
  let end = -1;
  for (const tag of block.tags) {
    if (tag.start <= end) runs.at(-1)?.push(tag);
    else runs.push([tag]);
    end = Math.max(end, tag.start + tag.width);
  }
  return runs.map(blockOf);
}

function byAddress(tags: readonly Tag[]): Tag[] {
  return tags.toSorted((a, b) => a.start - b.start || a.width - b.width);
}

/** First address behind all of them. */
function endOf(tags: readonly Tag[]): number {
  return tags.reduce((end, tag) => Math.max(end, tag.start + tag.width), 0);
}

function blockOf(tags: readonly Tag[]): Block {
  const [first] = tags;
  if (!first) throw new RangeError("a block without tags");
  const { unit, fc, start, intervalMs } = first;
  return { unit, fc, start, count: endOf(tags) - start, intervalMs, tags };
}
