import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { t } from "../page-texts.ts";
import type { Ground } from "./canvas.tsx";
import { clustered } from "./cluster.ts";
import { type Place, shifted } from "./editing.ts";
import { alarmed, type Mark, sightOfMany } from "./mark.ts";
import { namesInTheWay } from "./names.ts";
import { SightSymbol, sightText } from "./symbol.tsx";

/** Symbols closer than this would cover each other. */
const APART_PX = 34;

/** What is on a level: symbols, and where they would overlap one that stands for all of them and shows the worst. */
export function Marks({
  marks,
  ground,
  selected,
  onSelect,
  onCluster,
}: {
  /** The worst first. */
  marks: readonly Mark[];
  ground: Ground;
  selected: string | null;
  onSelect: (id: string) => void;
  /** What can't be told apart by zooming in further. */
  onCluster: (marks: readonly Mark[]) => void;
}) {
  const byId = new Map(marks.map((mark) => [mark.symbol.id, mark]));
  // What is chosen stands by itself.
  const spots = marks
    .filter(({ symbol }) => symbol.id !== selected)
    .map(({ symbol }) => ({ id: symbol.id, ...at(ground, symbol.at) }));
  const groups = clustered(spots, APART_PX);
  const chosen = selected === null ? undefined : byId.get(selected);
  const own = chosen ? [{ id: chosen.symbol.id, ...at(ground, chosen.symbol.at) }] : [];
  const shown = [...own, ...groups.flatMap(({ ids: [id], x, y }) => (id === undefined ? [] : [{ id, x, y }]))];
  const single = new Map(
    [...groups.flatMap(({ ids }) => (ids.length === 1 ? ids : [])), ...(chosen ? [chosen.symbol.id] : [])].map(
      (id) => [id, byId.get(id)?.name ?? ""] as const,
    ),
  );
  const matters = new Set([...(selected === null ? [] : [selected]), ...alarmed(marks).map(({ symbol }) => symbol.id)]);
  const inTheWay = namesInTheWay(shown, single, matters);
  return (
    <>
      {groups.map(({ ids, x, y }) => {
        const members = ids.flatMap((id) => byId.get(id) ?? []);
        const [first] = members;
        if (!first) return null;
        if (members.length === 1) {
          return (
            <SingleMark
              key={first.symbol.id}
              mark={first}
              x={x}
              y={y}
              isNamed={!inTheWay.has(first.symbol.id)}
              onClick={() => onSelect(first.symbol.id)}
            />
          );
        }
        return (
          <ClusterMark
            key={`cluster ${first.symbol.id}`}
            marks={members}
            x={x}
            y={y}
            onClick={() => {
              const places = members.map(({ symbol }) => symbol.at);
              if (ground.isClosest || places.every((place) => isSamePlace(place, places[0]))) onCluster(members);
              else ground.fit(places);
            }}
          />
        );
      })}
      {chosen && (
        <SingleMark
          mark={chosen}
          {...at(ground, chosen.symbol.at)}
          selected
          isNamed={!inTheWay.has(chosen.symbol.id)}
          onClick={() => onSelect(chosen.symbol.id)}
        />
      )}
    </>
  );
}

function SingleMark({
  mark,
  x,
  y,
  selected = false,
  isNamed,
  onClick,
}: {
  mark: Mark;
  x: number;
  y: number;
  selected?: boolean;
  /** Its name lies over no other symbol. */
  isNamed: boolean;
  onClick: () => void;
}) {
  const { symbol, name, sight } = mark;
  return (
    <button
      type="button"
      className="plan-mark"
      data-testid="plan-mark"
      data-symbol={symbol.id}
      data-sight={sight.is}
      data-open={sight.is === "seen" && sight.look.open > 0}
      data-kind={"point" in symbol.shows ? "point" : "area" in symbol.shows ? "area" : "plan"}
      data-named={isNamed}
      aria-pressed={selected}
      style={{ transform: `translate(${x}px, ${y}px) translate(-50%, -50%)` }}
      onClick={onClick}
    >
      <SightSymbol sight={sight} />
      <span className="plan-name">
        <bdi>{name}</bdi>
        <span className="hidden">: {sightText(sight)}</span>
      </span>
    </button>
  );
}

function ClusterMark({ marks, x, y, onClick }: { marks: readonly Mark[]; x: number; y: number; onClick: () => void }) {
  const sight = sightOfMany(marks);
  return (
    <button
      type="button"
      className="plan-mark plan-cluster"
      data-testid="plan-cluster"
      data-sight={sight.is}
      data-open={sight.is === "seen" && sight.look.open > 0}
      style={{ transform: `translate(${x}px, ${y}px) translate(-50%, -50%)` }}
      onClick={onClick}
    >
      <SightSymbol sight={sight} />
      <span className="plan-many" aria-hidden="true">
        {marks.length}
      </span>
      <span className="hidden">
        {t.plans.cluster(marks.length)}: {sightText(sight)}
      </span>
    </button>
  );
}

/** The same while the plan is edited: every symbol by itself, to be dragged, or moved with the arrow keys. */
export function MovableMarks({
  marks,
  ground,
  selected,
  onSelect,
  onMove,
  onRemove,
}: {
  marks: readonly Mark[];
  ground: Ground;
  selected: string | null;
  onSelect: (id: string) => void;
  onMove: (id: string, place: Place) => void;
  onRemove: (id: string) => void;
}) {
  return marks.map((mark) => (
    <MovableMark
      key={mark.symbol.id}
      mark={mark}
      ground={ground}
      isSelected={mark.symbol.id === selected}
      onSelect={() => onSelect(mark.symbol.id)}
      onMove={(place) => onMove(mark.symbol.id, place)}
      onRemove={() => onRemove(mark.symbol.id)}
    />
  ));
}

function MovableMark({
  mark: { symbol, name, sight },
  ground,
  isSelected,
  onSelect,
  onMove,
  onRemove,
}: {
  mark: Mark;
  ground: Ground;
  isSelected: boolean;
  onSelect: () => void;
  onMove: (place: Place) => void;
  onRemove: () => void;
}) {
  const held = useRef<number | null>(null);
  const { x, y } = at(ground, symbol.at);

  function press(event: KeyboardEvent): void {
    const step = event.shiftKey ? 0.001 : 0.01;
    const moves: Record<string, readonly [number, number]> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const move = moves[event.key];
    if (move) {
      const bounds = ground.map.getBounds();
      onMove(shifted(symbol.at, move[0], move[1], bounds.getEast() - bounds.getWest()));
    } else if (event.key === "Delete") onRemove();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  function grab(event: PointerEvent<HTMLButtonElement>): void {
    onSelect();
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    held.current = event.pointerId;
  }

  return (
    <button
      type="button"
      className="plan-mark plan-movable"
      data-testid="plan-mark"
      data-symbol={symbol.id}
      aria-pressed={isSelected}
      style={{ transform: `translate(${x}px, ${y}px) translate(-50%, -50%)` }}
      onClick={onSelect}
      onKeyDown={press}
      onPointerDown={grab}
      onPointerMove={(event) => held.current !== null && onMove(ground.placeAt(event.clientX, event.clientY))}
      onPointerUp={() => (held.current = null)}
      onPointerCancel={() => (held.current = null)}
    >
      <SightSymbol sight={sight} />
      <span className="plan-name">
        <bdi>{name}</bdi>
        <span className="hidden">
          : {sightText(sight)}. {t.plans.movable}
        </span>
      </span>
    </button>
  );
}

function at(ground: Ground, place: Place): { x: number; y: number } {
  const { x, y } = ground.spot(place);
  return { x, y };
}

function isSamePlace(a: Place, b: Place | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
