/** How many registers a type takes. */
export const TYPE_REGISTERS = { bit: 1, u16: 1, i16: 1, u32: 2, i32: 2, f32: 2, u64: 4, i64: 4, f64: 4 } as const;
export const TYPES = ["bit", "u16", "i16", "u32", "i32", "f32", "u64", "i64", "f64"] as const;
export type Type = (typeof TYPES)[number];

/**
 * How a device lays a value of two registers into them, A being the most significant byte. `BADC` and `DCBA` also swap
 * the bytes of a single register; of four registers CDAB swaps the words (`GHEFCDAB`), BADC the bytes within each word.
 */
export const ORDERS = ["ABCD", "CDAB", "BADC", "DCBA"] as const;
export type Order = (typeof ORDERS)[number];

export interface Layout {
  readonly type: Type;
  readonly order: Order;
  /** Which bit of the register, 0 is the least significant; with type `bit` only. */
  readonly bit?: number | undefined;
  /** Which bits of a u16 count; the result is shifted down to its lowest set bit. */
  readonly mask?: number | undefined;
  readonly scale: number;
  readonly offset: number;
}

/**
 * What the registers say, or null when they say no number (NaN, infinity).
 * 64-bit integers beyond 2^53 lose their last digits.
 * @param bytes exactly the tag's registers, as they came
 */
export function decode(layout: Layout, bytes: Uint8Array): number | boolean | null {
  const view = new DataView(Uint8Array.from(inOrder(layout.order, bytes)).buffer);
  if (layout.type === "bit") return ((view.getUint16(0) >> (layout.bit ?? 0)) & 1) === 1;
  const raw = read(layout, view);
  if (!Number.isFinite(raw)) return null;
  if (layout.scale === 1 && layout.offset === 0) return raw;
  // 0.1 × 3 is 0.3 to whoever set the scale, not 0.30000000000000004.
  return Number((raw * layout.scale + layout.offset).toPrecision(12));
}

function read(layout: Layout, view: DataView): number {
  switch (layout.type) {
    case "bit":
    case "u16": {
      const word = view.getUint16(0);
      if (layout.mask === undefined || layout.mask === 0) return word;
      return (word & layout.mask) >> (31 - Math.clz32(layout.mask & -layout.mask));
    }
    case "i16":
      return view.getInt16(0);
    case "u32":
      return view.getUint32(0);
    case "i32":
      return view.getInt32(0);
    case "f32":
      return shortest(view.getFloat32(0));
    case "u64":
      return Number(view.getBigUint64(0));
    case "i64":
      return Number(view.getBigInt64(0));
    case "f64":
      return view.getFloat64(0);
  }
}

/** The shortest decimal that a 32-bit float can mean: 21.3, not 21.299999237060547. */
function shortest(float: number): number {
  for (let digits = 6; digits <= 9; digits++) {
    const decimal = Number(float.toPrecision(digits));
    if (Math.fround(decimal) === float) return decimal;
  }
  return float;
}

/** The bytes as ABCD…: most significant first. */
function inOrder(order: Order, bytes: Uint8Array): number[] {
  const words = Array.from({ length: bytes.length / 2 }, (_, at) => [bytes[at * 2] ?? 0, bytes[at * 2 + 1] ?? 0]);
  if (order === "CDAB" || order === "DCBA") words.reverse();
  if (order === "BADC" || order === "DCBA") for (const word of words) word.reverse();
  return words.flat();
}
