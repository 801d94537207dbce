import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Column, Entry } from "./rows.tsx";

const STEPS: Readonly<Record<string, number>> = {
  j: 1,
  ArrowDown: 1,
  k: -1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};
/** So many rows before the end the next page is fetched. */
const AHEAD = 40;

interface ListProps {
  readonly label: string;
  readonly columns: readonly Column[];
  readonly entries: readonly Entry[];
  readonly onOpen: (entry: Entry) => void;
  /** null: there is no more, or it is on its way. */
  readonly onMore: (() => void) | null;
}

/** Rows of which only what is in view is drawn; arrow keys go through them, Enter opens one. */
export function EntryList({ label, columns, entries, onOpen, onMore }: ListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState(0);
  const wanted = useRef(false);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (window.innerWidth < 800 ? 92 : 38),
    getItemKey: (index) => entries[index]?.id ?? index,
    overscan: 12,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (onMore && last >= entries.length - AHEAD) onMore();
  }, [last, entries.length, onMore]);
  useEffect(() => {
    if (!wanted.current) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${focused}"]`);
    if (!row) return;
    row.focus({ preventScroll: true });
    wanted.current = false;
  });

  function pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") {
      const entry = entries[focused];
      if (entry) onOpen(entry);
      return;
    }
    const step = STEPS[event.key];
    if (step === undefined || entries.length === 0) return;
    event.preventDefault();
    const to = Math.max(0, Math.min(entries.length - 1, focused + step));
    setFocused(to);
    wanted.current = true;
    virtual.scrollToIndex(to);
  }

  return (
    <div
      ref={scroller}
      className="journal-list"
      role="grid"
      aria-label={label}
      aria-rowcount={onMore ? -1 : entries.length + 1}
      data-testid="journal"
      onKeyDown={pressed}
    >
      <div role="rowgroup" className="journal-head">
        <div role="row" className="journal-row" aria-rowindex={1}>
          {columns.map(({ name, label: head }) => (
            <span key={name} role="columnheader" data-column={name}>
              {head}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="journal-body" style={{ height: virtual.getTotalSize() }}>
        {shown.map((item) => {
          const entry = entries[item.index];
          return (
            entry && (
              <div
                key={item.key}
                ref={virtual.measureElement}
                role="row"
                className="journal-row"
                data-index={item.index}
                data-testid="entry"
                aria-rowindex={item.index + 2}
                tabIndex={item.index === focused ? 0 : -1}
                style={{ transform: `translateY(${item.start}px)` }}
                onFocus={() => setFocused(item.index)}
                onClick={() => onOpen(entry)}
              >
                {columns.map(({ name, cell }) => (
                  <span key={name} role="gridcell" data-column={name}>
                    {cell(entry)}
                  </span>
                ))}
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}
