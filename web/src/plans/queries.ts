import { queryOptions, useQuery } from "@tanstack/react-query";
import { type Answer, ask, get } from "../api/client.ts";
import type { List } from "../api/contract.ts";
import { sourcesQuery } from "../api/queries.ts";
import { live } from "../link/live.ts";
import { useLive, useTrusted } from "../link/use-live.ts";
import { useMay } from "../operators/queries.ts";
import { Board } from "./board.ts";
import type { Plan } from "./editing.ts";
import type { PointName } from "./tree.ts";

/** A plan as it is now, with its version. */
export const planQuery = (id: string) =>
  queryOptions({
    queryKey: ["site", "plan-now", id],
    queryFn: (): Promise<Answer<Plan>> => ask<Plan>("GET", `/api/v1/site/plan/${encodeURIComponent(id)}`),
  });

const pointsAt = (query: string) => get<List<PointName>>(`/api/v1/areas/points?${query}`);

export const planPointsQuery = (plan: string) =>
  queryOptions({
    queryKey: ["site", "plan-points", plan],
    queryFn: () => pointsAt(`plan=${encodeURIComponent(plan)}&limit=5000`),
  });

/** @param pages how many pages of 500 are wanted */
export const areaPointsQuery = (area: string, pages: number) =>
  queryOptions({
    queryKey: ["site", "area-points", area, pages],
    queryFn: () => pointsAt(`area=${encodeURIComponent(area)}&limit=${Math.min(pages * 500, 5000)}`),
  });

export const foundPointsQuery = (text: string) =>
  queryOptions({
    queryKey: ["site", "found-points", text],
    enabled: text !== "",
    queryFn: () => pointsAt(`text=${encodeURIComponent(text)}&limit=500`),
  });

let shared: Board | null = null;

/** One for the whole page: it follows the alarms from its first use on. */
function sharedBoard(): Board {
  if (shared) return shared;
  shared = new Board(() => live.model.rows);
  live.model.watch(shared);
  return shared;
}

/** What the present alarms make of points and areas; whoever uses it is drawn anew when something has changed. */
export function useBoard(): { readonly board: Board; readonly trusted: boolean; readonly unlisted: number } {
  const { unlisted } = useLive();
  const trusted = useTrusted();
  return { board: sharedBoard(), trusted, unlisted: unlisted.open };
}

/** Sources that are not there: of their points nothing is known. Null: which are there isn't known itself. */
export type LostSources = ReadonlyMap<string, string> | null;

const NONE_LOST: LostSources = new Map();

export function useLostSources(): LostSources {
  const maySee = useMay()("site:read");
  const sources = useQuery({ ...sourcesQuery, enabled: maySee });
  if (!maySee) return NONE_LOST;
  if (!sources.data || sources.isError) return null;
  const lost = sources.data.items.filter(({ state }) => state === "down" || state === "disabled");
  return new Map(lost.map(({ id, name }) => [id, name]));
}
