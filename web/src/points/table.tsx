import { Button, Checkbox } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { PRIORITY_ORDER } from "../api/contract.ts";
import { JournalLink } from "../journal/link.tsx";
import { t } from "../page-texts.ts";
import { choiceSaid } from "../schema-form/about.ts";
import type { PointDocument } from "./queries.ts";

const COLUMNS = ["id", "name", "priority", "conditions", "instructions"] as const;
type ColumnName = (typeof COLUMNS)[number];

export interface Sorting {
  readonly by: ColumnName;
  readonly down: boolean;
}

const order = new Intl.Collator(t.locale, { numeric: true });

export function sorted(points: readonly PointDocument[], { by, down }: Sorting): PointDocument[] {
  const sign = down ? -1 : 1;
  const of = (point: PointDocument): number | string => {
    if (by === "conditions") return point.conditions.length;
    if (by === "priority") return point.priority ? PRIORITY_ORDER[point.priority] : 9;
    if (by === "instructions") return point.instructions ? 0 : 1;
    return point[by];
  };
  return points.toSorted((a, b) => {
    const [x, y] = [of(a), of(b)];
    const compared = typeof x === "number" && typeof y === "number" ? x - y : order.compare(String(x), String(y));
    return sign * compared || order.compare(a.id, b.id);
  });
}

interface TableProps {
  readonly points: readonly PointDocument[];
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (selected: ReadonlySet<string>) => void;
  /** null: nothing may be changed here. */
  readonly onEdit: ((id: string) => void) | null;
}

/** Points as a table of which only what is in view is drawn. */
export function PointTable({ points, sorting, onSort, selected, onSelect, onEdit }: TableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: points.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (window.innerWidth < 800 ? 104 : 44),
    getItemKey: (index) => points[index]?.id ?? index,
    overscan: 10,
  });
  const allChosen = points.length > 0 && points.every(({ id }) => selected.has(id));
  const choose = (id: string, chosen: boolean) => {
    const next = new Set(selected);
    if (chosen) next.add(id);
    else next.delete(id);
    onSelect(next);
  };
  return (
    <div
      ref={scroller}
      className="points"
      role="table"
      aria-label={t.nav.points}
      aria-rowcount={points.length + 1}
      data-testid="points"
      tabIndex={0}
    >
      <div role="rowgroup" className="points-head">
        <div role="row" className="point-row" aria-rowindex={1}>
          <span role="columnheader">
            <Checkbox
              aria-label={t.setup.points.selectAll}
              checked={allChosen}
              indeterminate={!allChosen && selected.size > 0}
              onChange={() => onSelect(allChosen ? new Set() : new Set(points.map(({ id }) => id)))}
            />
          </span>
          {COLUMNS.map((column) => (
            <span
              key={column}
              role="columnheader"
              aria-sort={sorting.by === column ? (sorting.down ? "descending" : "ascending") : "none"}
            >
              <button
                type="button"
                className="text-button"
                onClick={() => onSort({ by: column, down: sorting.by === column && !sorting.down })}
              >
                {t.setup.points.columns[column]}
                {sorting.by === column && (sorting.down ? " ▼" : " ▲")}
              </button>
            </span>
          ))}
          <span role="columnheader">
            <span className="hidden">{t.common.edit}</span>
          </span>
        </div>
      </div>
      <div role="rowgroup" className="points-body" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const point = points[item.index];
          if (!point) return null;
          return (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              data-testid="point"
              role="row"
              aria-rowindex={item.index + 2}
              className="point-row"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <span role="cell">
                <Checkbox
                  aria-label={t.setup.points.select(point.id)}
                  checked={selected.has(point.id)}
                  onChange={(event) => choose(point.id, event.currentTarget.checked)}
                />
              </span>
              <span role="cell" className="code">
                {point.id}
              </span>
              <strong role="cell">{point.name}</strong>
              <span role="cell">{point.priority ? t.priority[point.priority] : "–"}</span>
              <span role="cell" className="muted">
                {point.conditions.map(conditionOf).join(", ")} {point.unit}
              </span>
              <span role="cell" className={point.instructions ? "good" : "muted"}>
                {point.instructions ? t.setup.points.hasInstructions : t.setup.points.noInstructions}
              </span>
              <span role="cell" className="point-links">
                <JournalLink search={{ source: point.source, point: point.address }}>
                  {t.nav.journal}
                  <span className="hidden"> {point.name}</span>
                </JournalLink>
                {onEdit && (
                  <Button size="compact-sm" variant="default" onClick={() => onEdit(point.id)}>
                    {t.common.edit}
                    <span className="hidden"> {point.name}</span>
                  </Button>
                )}
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function conditionOf(condition: PointDocument["conditions"][number]): string {
  const name = choiceSaid("type", condition.type);
  return "limit" in condition ? `${name} ${condition.limit}` : name;
}
