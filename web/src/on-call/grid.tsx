import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { t } from "../page-texts.ts";
import type { Span } from "./contract.ts";
import { type Day, dayOf } from "./days.ts";
import { ClockChange } from "./pieces.tsx";
import { zoned } from "./zoned.ts";

export interface GridRow {
  readonly key: string;
  /** Of a row of a week's calendar; null: the days say themselves which they are. */
  readonly head: ReactNode;
  readonly days: readonly Day[];
}

interface DayGridProps {
  readonly label: string;
  readonly rows: readonly GridRow[];
  readonly zone: string;
  readonly now: number;
  /** Whether the cells name their day; else the head of the column does. */
  readonly datesInCells: boolean;
  readonly cell: (row: GridRow, day: Day) => ReactNode;
  readonly isOutside?: (day: Day) => boolean;
  /** Whole days; null: none. */
  readonly selection: Span | null;
  readonly onSelect: (selection: Span) => void;
  /** Back (-1) or on (1): to the month or week beside. */
  readonly onPage: (by: -1 | 1) => void;
}

const MOVES: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Days as a grid of which one cell has the focus: arrows move, with Shift they select, Page Up and Page Down turn over. */
export function DayGrid({
  label,
  rows,
  zone,
  now,
  datesInCells,
  cell,
  isOutside,
  selection,
  onSelect,
  onPage,
}: DayGridProps) {
  const today = dayOf(now, zone);
  const isToday = (day: Day) => day.from === today.from;
  const [at, setAt] = useState<readonly [row: number, column: number]>(() => placeOf(rows, isToday));
  const anchor = useRef<Day | null>(null);
  const grid = useRef<HTMLTableElement>(null);
  const moved = useRef(false);
  const row = Math.min(at[0], rows.length - 1);
  // biome-ignore lint: the focus goes where the keys went, and nowhere otherwise
  useEffect(() => {
    if (!moved.current) return;
    moved.current = false;
    grid.current?.querySelector<HTMLElement>('td[tabindex="0"]')?.focus();
  }, [at, rows]);

  function go(to: readonly [number, number], extend: boolean): void {
    // Where the rows are weeks, the day after Sunday is Monday of the next one.
    const turned =
      datesInCells && (to[1] < 0 || to[1] > 6) ? ([to[0] + Math.sign(to[1]), (to[1] + 7) % 7] as const) : to;
    const beyond = turned[0] < 0 || turned[0] >= rows.length;
    const place =
      beyond && turned !== to
        ? ([row, at[1]] as const)
        : ([clamp(turned[0], rows.length), clamp(turned[1], 7)] as const);
    moved.current = true;
    setAt(place);
    const day = rows[place[0]]?.days[place[1]];
    if (day) select(day, extend);
  }

  function select(day: Day, extend: boolean): void {
    if (!extend || !anchor.current) anchor.current = day;
    const [first, last] = anchor.current.from <= day.from ? [anchor.current, day] : [day, anchor.current];
    onSelect({ from: first.from, to: last.to });
  }

  function pressed(event: KeyboardEvent): void {
    const move = MOVES[event.key];
    if (move) go([row + move[0], at[1] + move[1]], event.shiftKey);
    else if (event.key === "Home") go([row, 0], event.shiftKey);
    else if (event.key === "End") go([row, 6], event.shiftKey);
    else if (event.key === "PageUp" || event.key === "PageDown") {
      moved.current = true;
      onPage(event.key === "PageUp" ? -1 : 1);
    } else if (event.key === "Enter" || event.key === " ") go([row, at[1]], event.shiftKey);
    else return;
    event.preventDefault();
  }

  const hasHeads = rows.some(({ head }) => head !== null);
  return (
    <table role="grid" aria-label={label} aria-multiselectable className="duty-grid" ref={grid} onKeyDown={pressed}>
      <thead>
        <tr>
          {hasHeads && (
            <th scope="col" className="duty-head">
              <span className="hidden">{t.calendar.layer}</span>
            </th>
          )}
          {rows[0]?.days.map((day) => (
            <th key={day.weekday} scope="col" aria-current={!datesInCells && isToday(day) ? "date" : undefined}>
              {datesInCells ? zoned(day.from, zone, "day").split(/[ ,]/)[0] : zoned(day.from, zone, "day")}
              {!datesInCells && isToday(day) && <div className="duty-today">{t.calendar.today}</div>}
              {!datesInCells && <ClockChange day={day} />}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((one, rowAt) => (
          <tr key={one.key}>
            {hasHeads && (
              <th scope="row" className="duty-head">
                {one.head}
              </th>
            )}
            {one.days.map((day, column) => (
              <td
                key={day.from}
                role="gridcell"
                tabIndex={rowAt === row && column === at[1] ? 0 : -1}
                aria-selected={selection !== null && selection.from <= day.from && day.to <= selection.to}
                aria-current={isToday(day) ? "date" : undefined}
                data-outside={isOutside?.(day) ?? false}
                onClick={(event) => {
                  setAt([rowAt, column]);
                  select(day, event.shiftKey);
                }}
              >
                {datesInCells && (
                  <div className="duty-date">
                    {day.day}
                    <span className="hidden"> {zoned(day.from, zone, "date")}</span>
                    {isToday(day) && <span className="duty-today"> {t.calendar.today}</span>} <ClockChange day={day} />
                  </div>
                )}
                {cell(one, day)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function placeOf(rows: readonly GridRow[], fits: (day: Day) => boolean): readonly [number, number] {
  for (const [row, { days }] of rows.entries()) {
    const column = days.findIndex(fits);
    if (column >= 0) return [row, column];
  }
  return [0, 0];
}

function clamp(at: number, length: number): number {
  return Math.max(0, Math.min(length - 1, at));
}
