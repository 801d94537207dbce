import type { Spot } from "./cluster.ts";

/** Half of a symbol, and where below it its name stands, in pixels; as `plans.css` draws them. */
const SYMBOL_PX = 13;
const NAME_PX = { from: 14, to: 34, widestHalf: 76, halfLetter: 3.6, halfPadding: 4 };
/** No box reaches further than one cell to each side. */
const CELL = { width: 2 * NAME_PX.widestHalf + 2 * SYMBOL_PX, height: NAME_PX.to + SYMBOL_PX };

const NONE: ReadonlySet<string> = new Set();

/** What is taken of the screen, in pixels, and by whom. */
interface Box {
  readonly id: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Something is the matter there, or somebody has chosen it. */
  readonly matters: boolean;
}

/**
 * Ids of spots whose name would lie over the symbol or the name of another one: no name may hide an alarm, and two in one place
 * can't be read. The name of what matters may lie over a symbol that doesn't. Pure.
 *
 * @param spots the most important first: their names stay
 * @param names of spots that show one; what has none stands in nobody's way, but can be covered
 * @param matters ids of what matters
 */
export function namesInTheWay(
  spots: readonly Spot[],
  names: ReadonlyMap<string, string>,
  matters: ReadonlySet<string> = NONE,
): ReadonlySet<string> {
  const taken = new Taken();
  for (const { id, x, y } of spots) {
    const sides = { left: x - SYMBOL_PX, right: x + SYMBOL_PX, top: y - SYMBOL_PX, bottom: y + SYMBOL_PX };
    taken.add({ id, ...sides, matters: matters.has(id) }, x, y);
  }
  const inTheWay = new Set<string>();
  for (const { id, x, y } of spots) {
    const name = names.get(id);
    if (name === undefined) continue;
    const half = Math.min(NAME_PX.widestHalf, name.length * NAME_PX.halfLetter + NAME_PX.halfPadding);
    const sides = { left: x - half, right: x + half, top: y + NAME_PX.from, bottom: y + NAME_PX.to };
    const box = { id, ...sides, matters: matters.has(id) };
    if (taken.hasFor(box, x, y)) inTheWay.add(id);
    else taken.add(box, x, y);
  }
  return inTheWay;
}

/** Boxes by the cell in which their spot lies. */
class Taken {
  readonly #cells = new Map<string, Box[]>();

  add(box: Box, x: number, y: number): void {
    const key = `${Math.floor(x / CELL.width)} ${Math.floor(y / CELL.height)}`;
    const cell = this.#cells.get(key);
    if (cell) cell.push(box);
    else this.#cells.set(key, [box]);
  }

  /** Whether somebody else has some of it, to whom it must yield. */
  hasFor(box: Box, x: number, y: number): boolean {
    const [column, row] = [Math.floor(x / CELL.width), Math.floor(y / CELL.height)];
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        if (this.#cells.get(`${column + dx} ${row + dy}`)?.some((other) => yields(box, other))) return true;
      }
    }
    return false;
  }
}

function yields(a: Box, b: Box): boolean {
  if (a.matters && !b.matters) return false;
  return a.id !== b.id && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
