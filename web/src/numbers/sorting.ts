import { t } from "../texts.ts";

/** By which column a table is ordered; null: as it came. */
export interface Order {
  readonly column: number;
  readonly way: "ascending" | "descending";
}

/** As whoever reads puts words in order, and `Pump 10` behind `Pump 9`. */
const ORDER = new Intl.Collator(t.locale, { numeric: true });

interface Sorted {
  readonly by: number | string | null;
}

/** What a press on the head of a column does: the greatest first, then the smallest, then as it came. */
export function turned(order: Order | null, column: number): Order | null {
  if (order?.column !== column) return { column, way: "descending" };
  return order.way === "descending" ? { column, way: "ascending" } : null;
}

/** Rows of the same worth stay as they came; what has no value stands last, whichever way. */
export function ordered<Row extends readonly Sorted[]>(rows: readonly Row[], order: Order | null): readonly Row[] {
  if (order === null) return rows;
  const { column, way } = order;
  return rows.toSorted((one, other) => {
    const [a, b] = [one[column]?.by ?? null, other[column]?.by ?? null];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    const between = typeof a === "number" && typeof b === "number" ? a - b : ORDER.compare(String(a), String(b));
    return way === "ascending" ? between : -between;
  });
}
