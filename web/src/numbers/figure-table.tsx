import { type ReactNode, useState } from "react";
import type { TableId } from "../../../src/numbers/table-ids.ts";
import { t } from "../page-texts.ts";
import { CsvLink } from "./csv-link.tsx";
import type { Asked } from "./queries.ts";
import { type Order, ordered, turned } from "./sorting.ts";

/** What a cell shows, and what it is ordered by: columns of numbers stand to the right, moments are ISO 8601. */
export interface Cell {
  readonly shown: ReactNode;
  readonly by: number | string | null;
}

/** Heads of files are small, those of the page begin as all its tables do. */
function headOf(column: string): string {
  return column.charAt(0).toLocaleUpperCase(t.locale) + column.slice(1);
}

interface FigureTableProps {
  readonly id: TableId;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly asked: Asked;
  readonly hint?: string | undefined;
}

/** A list of figures that can be ordered by each of its columns and had as a file. */
export function FigureTable({ id, title, columns, rows, asked, hint }: FigureTableProps) {
  const [order, setOrder] = useState<Order | null>(null);
  const isFigure = columns.map((_, place) => rows.every((row) => typeof row[place]?.by !== "string"));
  return (
    <section className="numbers-table">
      <div className="head">
        <h3>{title}</h3>
        {rows.length > 0 && <CsvLink table={id} title={title} asked={asked} />}
      </div>
      {hint !== undefined && <p className="muted">{hint}</p>}
      {rows.length === 0 ? (
        <p className="muted">{t.numbers.nothing}</p>
      ) : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={title}>
          <table className="table" data-testid={`table-${id}`}>
            <thead>
              <tr>
                {columns.map((column, place) => (
                  <th
                    key={column}
                    scope="col"
                    className={isFigure[place] ? "figure" : undefined}
                    aria-sort={order?.column === place ? order.way : undefined}
                  >
                    {rows.length > 1 ? (
                      <button type="button" className="text-button" onClick={() => setOrder(turned(order, place))}>
                        {headOf(column)}
                        <span aria-hidden="true">
                          {order?.column === place && (order.way === "ascending" ? " ▲" : " ▼")}
                        </span>
                      </button>
                    ) : (
                      headOf(column)
                    )}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {ordered(rows, order).map((cells, row) => (
                // oxlint-disable-next-line react/no-array-index-key -- rows have no name of their own
                <tr key={row}>
                  {cells.map(({ shown }, column) => (
                    // oxlint-disable-next-line react/no-array-index-key
                    <td key={column} className={isFigure[column] ? "figure" : undefined}>
                      {shown}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
