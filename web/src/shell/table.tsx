import type { ReactNode } from "react";

interface TableProps {
  /** What the table is of, for those who hear the page. */
  readonly label: string;
  readonly columns: readonly string[];
  readonly testId: string;
  /** Its rows. */
  readonly children: ReactNode;
}

/** A table with heads, in a region of its own that scrolls sideways where the screen is narrow. */
export function Table({ label, columns, testId, children }: TableProps) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={label}>
      <table className="table" data-testid={testId}>
        <thead>
          <tr>
            {columns.map((column, place) => (
              <th key={`${place} ${column}`} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
