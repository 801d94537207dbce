import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { kindQuery } from "../api/queries.ts";
import { t } from "../page-texts.ts";
import { CALM } from "./board.ts";
import type { Plan, PlanSymbol, Shown } from "./editing.ts";
import { type Mark, sightOfMany } from "./mark.ts";
import { planPointsQuery, useBoard, useLostSources } from "./queries.ts";
import type { Sight } from "./symbol.tsx";
import { type Area, knownAreas, type PointName } from "./tree.ts";
import { sightOfPoint } from "./tree-view.tsx";

export const NO_NAMES: ReadonlyMap<string, string> = new Map();
const NO_AREAS: readonly Area[] = [];

/**
 * Everything that a plan's symbols need to be seen.
 * @param extra names of points that were placed and are not stored yet; null: names are not needed
 */
export function useMarks(plan: Plan, extra: ReadonlyMap<string, string> | null) {
  const desk = useBoard();
  const lost = useLostSources();
  const areas = useQuery(kindQuery("area"));
  const plans = useQuery(kindQuery("plan"));
  const points = useQuery({ ...planPointsQuery(plan.id), enabled: extra !== null });
  const { known, lineage } = knownAreas(areas.data ?? NO_AREAS);
  const named = useMemo(() => new Map((points.data?.items ?? []).map((point) => [point.id, point])), [points.data]);
  const all = useMemo(() => new Map((plans.data ?? []).map((one) => [one.id, one])), [plans.data]);
  const { board, trusted } = desk;
  const looks = board.areas(lineage);

  function sightOf(shows: Shown): Sight {
    if (!trusted) return { is: "unknown", because: t.plans.noServer };
    if ("point" in shows) return sightOfPoint(sourceOf(shows.point), board.look(shows.point), lost);
    if ("area" in shows) return { is: "seen", look: looks.get(shows.area) ?? CALM };
    return sightOfMany(partsOf(shows.plan));
  }
  /** Of a plan on a plan on a plan only what is on it itself: plans may show each other. */
  function partsOf(plan: string): Mark[] {
    const linked = all.get(plan)?.symbols ?? [];
    return linked.flatMap((symbol) => ("plan" in symbol.shows ? [] : [markOf(symbol)]));
  }
  function within(shows: Shown): readonly string[] {
    if ("area" in shows) return lineage(shows.area).slice(1);
    const area = "point" in shows ? board.alarmsOf(shows.point)[0]?.area : undefined;
    return area ? lineage(area) : [];
  }

  function markOf(symbol: PlanSymbol): Mark {
    return {
      symbol,
      name: nameOf(symbol.shows, named, extra ?? NO_NAMES, known, all),
      sight: sightOf(symbol.shows),
      within: within(symbol.shows),
      ...("plan" in symbol.shows ? { parts: partsOf(symbol.shows.plan) } : {}),
    };
  }

  const marks = plan.symbols.map(markOf);
  return { marks, ...desk, lost, points, areas: known };
}

export function sourceOf(point: string): string {
  return point.slice(0, point.indexOf("/"));
}

function nameOf(
  shows: Shown,
  points: ReadonlyMap<string, PointName>,
  extra: ReadonlyMap<string, string>,
  areas: ReadonlyMap<string, Area>,
  plans: ReadonlyMap<string, Plan>,
): string {
  if ("point" in shows) return points.get(shows.point)?.name ?? extra.get(shows.point) ?? shows.point;
  if ("area" in shows) return areas.get(shows.area)?.name ?? shows.area;
  return plans.get(shows.plan)?.name ?? shows.plan;
}
