import { type ReactNode, useRef, useState } from "react";
import { t } from "../page-texts.ts";

interface OrderedProps<T> {
  readonly items: readonly T[];
  /** What an entry is called, for those who hear the page. */
  readonly nameOf: (item: T, place: number) => string;
  readonly onOrder: (items: T[]) => void;
  readonly onRemove: ((place: number) => void) | null;
  readonly children: (item: T, place: number) => ReactNode;
}

/** A list whose order counts: moved with buttons, with the arrow keys while one of these has the focus, or by dragging. */
export function Ordered<T>({ items, nameOf, onOrder, onRemove, children }: OrderedProps<T>) {
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const [said, setSaid] = useState("");
  const list = useRef<HTMLOListElement>(null);

  function move(from: number, to: number, direction?: "up" | "down"): void {
    const item = items[from];
    if (item === undefined || to < 0 || to >= items.length || from === to) return;
    onOrder(items.toSpliced(from, 1).toSpliced(to, 0, item));
    setSaid(t.ordered.moved(nameOf(item, from), to + 1));
    // The button goes with its entry, and so does the focus.
    if (direction) {
      requestAnimationFrame(() => {
        const buttons = list.current?.children[to]?.querySelectorAll<HTMLButtonElement>("[data-move]");
        const [up, down] = [buttons?.[0], buttons?.[1]];
        const wanted = direction === "up" ? up : down;
        (wanted?.disabled ? (direction === "up" ? down : up) : wanted)?.focus();
      });
    }
  }

  return (
    <>
      <ol className="plain ordered" ref={list}>
        {items.map((item, place) => (
          <li
            // biome-ignore lint: an entry is what stands at its place
            key={place}
            className="ordered-item"
            data-over={over === place && dragged !== null && dragged !== place}
            draggable={dragged === place}
            onDragStart={(event) => event.dataTransfer.setData("text/plain", nameOf(item, place))}
            onKeyDown={(event) => {
              const up = event.key === "ArrowUp";
              if (!(up || event.key === "ArrowDown") || !(event.target as HTMLElement).matches("[data-move]")) return;
              event.preventDefault();
              if (up) move(place, place - 1, "up");
              else move(place, place + 1, "down");
            }}
            onDragEnd={() => {
              setDragged(null);
              setOver(null);
            }}
            onDragOver={(event) => {
              if (dragged === null) return;
              event.preventDefault();
              setOver(place);
            }}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged !== null) move(dragged, place);
              setDragged(null);
              setOver(null);
            }}
          >
            <span
              className="ordered-handle"
              aria-hidden="true"
              onPointerDown={() => setDragged(place)}
              onPointerUp={() => setDragged(null)}
            >
              ⠿
            </span>
            <div className="grow">{children(item, place)}</div>
            <div className="ordered-buttons">
              <button
                type="button"
                className="icon-button"
                data-move
                aria-keyshortcuts="ArrowUp ArrowDown"
                disabled={place === 0}
                aria-label={t.ordered.up(nameOf(item, place))}
                onClick={() => move(place, place - 1, "up")}
              >
                ↑
              </button>
              <button
                type="button"
                className="icon-button"
                data-move
                aria-keyshortcuts="ArrowUp ArrowDown"
                disabled={place === items.length - 1}
                aria-label={t.ordered.down(nameOf(item, place))}
                onClick={() => move(place, place + 1, "down")}
              >
                ↓
              </button>
              {onRemove && (
                <button
                  type="button"
                  className="icon-button"
                  aria-label={t.ordered.remove(nameOf(item, place))}
                  onClick={() => onRemove(place)}
                >
                  ×
                </button>
              )}
            </div>
          </li>
        ))}
      </ol>
      <p className="hidden" role="status">
        {said}
      </p>
    </>
  );
}
