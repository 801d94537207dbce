import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { pngOf } from "./png.ts";

/** How far two colours may be from each other, 0 to 1, as pixelmatch counts it; the edges of letters are not counted. */
const NEAR = 0.06;
/** Share of all pixels that may differ: another Chromium draws some letters and lines a little differently. */
const MOST = 0.01;
/** A square of so many pixels of which more than half differ was seen by people too. */
const SQUARE = 24;
const MOST_OF_SQUARE = 0.5;
const COLOURS = 96;

/** @param difference a picture of what differs; null: the two have not the same size */
export type Comparison =
  | { readonly same: true }
  | { readonly same: false; readonly because: string; readonly difference: Buffer | null };

/** Whether somebody who knows the first picture would take the second one for it. @param before, @param now as PNG */
export function compared(before: Buffer, now: Buffer): Comparison {
  const [one, other] = [PNG.sync.read(before), PNG.sync.read(now)];
  const { width, height } = one;
  if (width !== other.width || height !== other.height) {
    const because = `it is ${other.width} × ${other.height} pixels instead of ${width} × ${height}`;
    return { same: false, because, difference: null };
  }
  const mask = new PNG({ width, height });
  const count = pixelmatch(one.data, other.data, mask.data, width, height, { threshold: NEAR, diffMask: true });
  const square = worstSquare(mask);
  const because =
    count > width * height * MOST
      ? `${((count / (width * height)) * 100).toFixed(1)} % of it differs`
      : square.share > MOST_OF_SQUARE
        ? `around ${square.x}, ${square.y} it is another`
        : null;
  if (because === null) return { same: true };
  const difference = new PNG({ width, height });
  pixelmatch(one.data, other.data, difference.data, width, height, { threshold: NEAR });
  return { same: false, because, difference: PNG.sync.write(difference) };
}

function worstSquare({ width, height, data }: PNG): { x: number; y: number; share: number } {
  const across = Math.ceil(width / SQUARE);
  const counts = new Uint32Array(across * Math.ceil(height / SQUARE));
  for (let pixel = 0; pixel < width * height; pixel++) {
    if (data[pixel * 4 + 3] === 0) continue;
    const place = Math.floor(pixel / width / SQUARE) * across + Math.floor((pixel % width) / SQUARE);
    counts[place] = (counts[place] ?? 0) + 1;
  }
  const most = counts.reduce((best, count, place) => (count > (counts[best] ?? 0) ? place : best), 0);
  const [x, y] = [(most % across) * SQUARE, Math.floor(most / across) * SQUARE];
  return { x, y, share: (counts[most] ?? 0) / SQUARE ** 2 };
}

/** The same picture in few colours, which is a quarter of the size: W3C PNG, colour type 3. */
export function smallPng(png: Buffer): Buffer {
  const { width, height, data } = PNG.sync.read(png);
  const pixels = new Uint32Array(width * height).map((_, pixel) => data.readUIntBE(pixel * 4, 3));
  const frequent = new Map<number, number>();
  for (const colour of pixels) frequent.set(colour, (frequent.get(colour) ?? 0) + 1);
  const palette = paletteOf([...frequent].sort((a, b) => b[1] - a[1]).map(([colour]) => colour));
  const indexes = new Map([...frequent.keys()].map((colour) => [colour, nearest(colour, palette)]));
  const rows = Buffer.alloc(height * (width + 1));
  for (const [pixel, colour] of pixels.entries()) {
    rows[Math.floor(pixel / width) * (width + 1) + 1 + (pixel % width)] = indexes.get(colour) ?? 0;
  }
  const colours = Buffer.from(palette.flatMap(channels));
  return pngOf({ width, height, bitDepth: 8, colourType: 3, rows, palette: colours, level: 9 });
}

/** The most frequent ones, and then one of each kind, so that what is small keeps its colour too. */
function paletteOf(colours: readonly number[]): number[] {
  const palette = new Set(colours.slice(0, COLOURS / 2));
  const kinds = new Set<number>();
  for (const colour of colours) {
    const kind = colour & 0xe0e0e0;
    if (palette.size < COLOURS && !kinds.has(kind)) palette.add(colour);
    kinds.add(kind);
  }
  return [...palette];
}

function channels(colour: number): [number, number, number] {
  return [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];
}

function nearest(colour: number, palette: readonly number[]): number {
  const wanted = channels(colour);
  const far = (other: number) => channels(other).reduce((sum, value, at) => sum + (value - (wanted[at] ?? 0)) ** 2, 0);
  return palette.reduce((best, other, index) => (far(other) < far(palette[best] ?? 0) ? index : best), 0);
}
