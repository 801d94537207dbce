import { TextInput } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useDeferredValue, useId, useRef, useState } from "react";
import { kindQuery } from "../api/queries.ts";
import { t } from "../page-texts.ts";
import { Empty, Loading } from "../shell/problem.tsx";
import type { Board, Look } from "./board.ts";
import { CALM } from "./board.ts";
import { areaPointsQuery, foundPointsQuery, type LostSources } from "./queries.ts";
import { type Sight, SightSymbol, sightText, WaitingCount } from "./symbol.tsx";
import { type Area, found, knownAreas, NOWHERE, type Points, rowsOf, type TreeRow } from "./tree.ts";

export const DRAGGED = "application/x-tocsin-shown";
const ROW_PX = 34;
const NO_AREAS: readonly Area[] = [];

/** Null: nothing is chosen. */
export type Chosen = {
  readonly kind: "area" | "point";
  readonly id: string;
  readonly name: string;
  /** In which a point lies; null: in none, or it is one itself. */
  readonly area: string | null;
} | null;

interface TreeProps {
  readonly board: Board;
  readonly trusted: boolean;
  readonly lost: LostSources;
  readonly chosen: Chosen;
  /** By a click, or by Enter. */
  readonly onChoose: (chosen: Chosen) => void;
  /** Rows can be dragged away. */
  readonly draggable?: boolean;
  /** Keys of rows that are on the plan already. */
  readonly placed?: ReadonlySet<string>;
}

/** Areas and points with what is the matter in them: WAI-ARIA's tree, which holds only the rows that are seen. */
export function AreaTree({ board, trusted, lost, chosen, onChoose, draggable = false, placed }: TreeProps) {
  const areas = useQuery(kindQuery("area"));
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text.trim().slice(0, 100));
  const hits = useQuery(foundPointsQuery(wanted));
  const [open, setOpen] = useState<ReadonlyMap<string, number>>(new Map());
  const points = usePoints(open);
  const all = areas.data ?? NO_AREAS;
  const { lineage } = knownAreas(all);
  const tree =
    wanted === "" ? { areas: all, open: new Set(open.keys()), points } : found(all, wanted, hits.data?.items ?? []);
  const hasNowhere = wanted === "" || (tree.points.get(NOWHERE)?.items.length ?? 0) > 0;
  const rows = rowsOf({ ...tree, nowhere: hasNowhere ? t.areas.nowhere : null });
  const looks = board.areas(lineage);

  function sightOf(row: TreeRow): Sight {
    if (!trusted) return { is: "unknown", because: t.plans.noServer };
    if (row.kind === "point") return sightOfPoint(row.point.source, board.look(row.id), lost);
    return { is: "seen", look: looks.get(row.id) ?? CALM };
  }
  /** Opens an area, or asks for more of it. */
  function unfold(id: string): void {
    setOpen((now) => new Map(now).set(id, (now.get(id) ?? 0) + 1));
  }
  function fold(id: string): void {
    setOpen((now) => new Map([...now].filter(([key]) => key !== id)));
  }

  return (
    <div className="tree-box stack">
      <TextInput
        label={t.areas.search}
        type="search"
        value={text}
        maxLength={100}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Loading of={areas} what={t.nav.areas} />
      {wanted !== "" && <Loading of={hits} what={t.areas.points} />}
      {areas.data && rows.length > 0 && (
        <Rows {...{ rows, sightOf, chosen, onChoose, draggable, placed }} fold={fold} unfold={unfold} />
      )}
      {areas.data && hits.fetchStatus === "idle" && rows.length === 0 && (
        <Empty title={t.areas.nothingFound(wanted)} hint={t.areas.nothingFoundHint} />
      )}
      {hits.data?.next && <p className="muted">{t.areas.moreFound(500)}</p>}
    </div>
  );
}

/** Of points only a connection can tell that all is well. */
export function sightOfPoint(source: string, look: Look, lost: LostSources): Sight {
  if (lost === null && look.open === 0) return { is: "unknown", because: t.plans.sourcesUnknown };
  const name = lost?.get(source);
  if (name !== undefined && look.open === 0) return { is: "unknown", because: t.plans.noSource(name) };
  return { is: "seen", look };
}

/** The points of the areas that are open. */
function usePoints(open: ReadonlyMap<string, number>): ReadonlyMap<string, Points> {
  const ids = [...open];
  const answers = useQueries({ queries: ids.map(([id, pages]) => areaPointsQuery(id, pages)) });
  return new Map(
    ids.map(([id], at): [string, Points] => {
      const { data, isError } = answers[at] ?? {};
      const state = data ? (data.next === null ? "whole" : "more") : isError ? "failed" : "loading";
      return [id, { items: data?.items ?? [], state }];
    }),
  );
}

interface RowsProps {
  readonly rows: readonly TreeRow[];
  readonly sightOf: (row: TreeRow) => Sight;
  readonly chosen: Chosen;
  readonly onChoose: (chosen: Chosen) => void;
  readonly draggable: boolean;
  readonly placed: ReadonlySet<string> | undefined;
  readonly fold: (id: string) => void;
  readonly unfold: (id: string) => void;
}

function Rows({ rows, sightOf, chosen, onChoose, draggable, placed, fold, unfold }: RowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const [active, setActive] = useState<string | null>(null);
  const at = Math.max(
    0,
    rows.findIndex(({ key }) => key === active),
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
    getItemKey: (index) => rows[index]?.key ?? index,
  });
  const idOf = (row: TreeRow) => `${prefix}${row.key}`;

  function go(to: number): void {
    const row = rows[Math.min(rows.length - 1, Math.max(0, to))];
    if (!row) return;
    setActive(row.key);
    virtual.scrollToIndex(rows.indexOf(row));
  }
  function choose(row: TreeRow): void {
    setActive(row.key);
    if (row.kind === "rest") unfold(row.id);
    else if (row.kind === "point") onChoose({ kind: "point", id: row.id, name: row.name, area: row.point.area });
    else if (row.id !== NOWHERE) onChoose({ kind: "area", id: row.id, name: row.name, area: null });
    else if (row.isOpen) fold(row.id);
    else unfold(row.id);
  }
  function press(event: KeyboardEvent): void {
    const row = rows[at];
    if (!row || event.ctrlKey || event.altKey || event.metaKey) return;
    const isArea = row.kind === "area";
    const keys: Record<string, () => void> = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at - 1),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      ArrowRight: () => (isArea && !row.isOpen ? unfold(row.id) : isArea && go(at + 1)),
      ArrowLeft: () => (isArea && row.isOpen ? fold(row.id) : go(parentOf(rows, at))),
      Enter: () => choose(row),
      " ": () => choose(row),
    };
    const act = keys[event.key];
    if (!act && !/^[\p{L}\p{N}]$/u.test(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (act) act();
    else go(beginningWith(rows, at, event.key));
  }

  const current = rows[at];
  return (
    <div
      ref={box}
      className="tree"
      role="tree"
      tabIndex={0}
      aria-label={t.nav.areas}
      aria-activedescendant={current ? idOf(current) : undefined}
      onKeyDown={press}
      onFocus={() => active === null && current && setActive(current.key)}
    >
      <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <Row
              key={key}
              id={idOf(row)}
              row={row}
              top={start}
              sight={sightOf(row)}
              isActive={row === current}
              isChosen={chosen?.kind === row.kind && chosen.id === row.id}
              isPlaced={placed?.has(row.key) ?? false}
              draggable={draggable && row.kind !== "rest" && row.id !== NOWHERE}
              onClick={() => choose(row)}
              onToggle={() => (row.kind === "area" && row.isOpen ? fold(row.id) : unfold(row.id))}
            />
          );
        })}
      </div>
    </div>
  );
}

interface RowProps {
  readonly id: string;
  readonly row: TreeRow;
  readonly top: number;
  readonly sight: Sight;
  readonly isActive: boolean;
  readonly isChosen: boolean;
  readonly isPlaced: boolean;
  readonly draggable: boolean;
  readonly onClick: () => void;
  readonly onToggle: () => void;
}

function Row({ id, row, top, sight, isActive, isChosen, isPlaced, draggable, onClick, onToggle }: RowProps) {
  const { level, position, siblings } = row;
  return (
    // biome-ignore lint: the tree itself has the keyboard
    <div
      id={id}
      className="tree-row"
      role="treeitem"
      tabIndex={-1}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-selected={isChosen}
      {...(row.kind === "area" ? { "aria-expanded": row.isOpen } : {})}
      data-active={isActive}
      data-kind={row.kind}
      style={{ transform: `translateY(${top}px)`, paddingInlineStart: `${(level - 1) * 0.9}rem` }}
      draggable={draggable}
      onDragStart={(event) => {
        event.dataTransfer.setData(DRAGGED, JSON.stringify({ kind: row.kind, id: row.id, name: row.name }));
        event.dataTransfer.effectAllowed = "copy";
      }}
      onClick={onClick}
    >
      {row.kind === "area" ? (
        <span
          className="tree-fold"
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation();
            onToggle();
          }}
        >
          {row.isOpen ? "▾" : "▸"}
        </span>
      ) : (
        <span className="tree-fold" />
      )}
      {row.kind === "rest" ? (
        <span className="muted">{t.areas.rest[row.state]}</span>
      ) : (
        <>
          <SightSymbol sight={sight} size={18} />
          <span className="tree-name" title={row.kind === "point" ? row.id : undefined}>
            <bdi>{row.name}</bdi>
            <span className="hidden"> {sightText(sight)}</span>
          </span>
          {isPlaced && (
            <span className="tree-placed" title={t.plans.isPlaced}>
              ✓<span className="hidden"> {t.plans.isPlaced}</span>
            </span>
          )}
          <WaitingCount sight={sight} />
        </>
      )}
    </div>
  );
}

function parentOf(rows: readonly TreeRow[], at: number): number {
  const level = rows[at]?.level ?? 1;
  for (let above = at - 1; above >= 0; above--) if ((rows[above]?.level ?? 0) < level) return above;
  return at;
}

function beginningWith(rows: readonly TreeRow[], at: number, letter: string): number {
  const begins = ({ name }: TreeRow) => name.toLocaleLowerCase().startsWith(letter.toLocaleLowerCase());
  const after = rows.findIndex((row, index) => index > at && begins(row));
  const first = rows.findIndex(begins);
  return after !== -1 ? after : first !== -1 ? first : at;
}

/** Areas by their names with those above them, for a choice. */
export function areaChoices(areas: readonly Area[]): { value: string; label: string }[] {
  const { known, lineage } = knownAreas(areas);
  return areas
    .map(({ id }) => ({
      value: id,
      label: lineage(id)
        .map((one) => known.get(one)?.name ?? one)
        .reverse()
        .join(" › "),
    }))
    .sort((a, b) => a.label.localeCompare(b.label));
}
