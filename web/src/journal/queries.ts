import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get } from "../api/client.ts";
import type { List } from "../api/contract.ts";
import { language } from "../texts/language.ts";
import { serverNow } from "../time.ts";
import type { EventCount, EventDetail, EventPage, JournalEvent, PointValues, Transition } from "./contract.ts";
import { type JournalSearch, parametersOf } from "./search.ts";

const PAGE = 200;
/** A page that found little goes on by itself, so often at most; then whoever waits decides. */
const PATIENCE = 6;

function asked(search: JournalSearch, more: Readonly<Record<string, string>>): URLSearchParams {
  const parameters = parametersOf(search, serverNow());
  // What Tocsin says is stored in English, and found as it reads here.
  if (search.text !== undefined) parameters.set("language", language);
  for (const [name, value] of Object.entries(more)) if (value !== "") parameters.set(name, value);
  return parameters;
}

/** Events page by page. What the server had no time to look at is asked for again, as long as nothing was found. */
export const eventsQuery = (search: JournalSearch) =>
  infiniteQueryOptions({
    queryKey: ["journal", "events", search],
    initialPageParam: "",
    queryFn: async ({ pageParam, signal }) => {
      let page = await get<EventPage>(`/api/v1/events?${asked(search, { limit: String(PAGE), cursor: pageParam })}`);
      for (
        let round = 1;
        page.items.length === 0 && page.next !== null && round < PATIENCE && !signal.aborted;
        round++
      ) {
        page = await get<EventPage>(`/api/v1/events?${asked(search, { limit: String(PAGE), cursor: page.next })}`);
      }
      return page;
    },
    getNextPageParam: ({ next }) => next,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const transitionsQuery = (search: JournalSearch) =>
  infiniteQueryOptions({
    queryKey: ["journal", "transitions", search],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      get<List<Transition>>(`/api/v1/transitions?${asked(search, { limit: String(PAGE), cursor: pageParam })}`),
    getNextPageParam: ({ next }) => next,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const eventCountQuery = (search: JournalSearch) =>
  queryOptions({
    queryKey: ["journal", "count", search],
    queryFn: () => get<EventCount>(`/api/v1/events/count?${asked(search, {})}`),
  });

/** Codes that can be looked for. */
export const codesQuery = queryOptions({
  queryKey: ["journal", "codes"],
  queryFn: async () => (await get<{ items: readonly string[] }>("/api/v1/events/codes")).items,
  staleTime: 60_000,
});

export const NEWER_MOST = 99;
/** How many have come since the newest that is shown. */
export const newerQuery = (search: JournalSearch, newest: number, enabled: boolean) =>
  queryOptions({
    queryKey: ["journal", "newer", search, newest],
    queryFn: async () => {
      const rows =
        search.view === "alarms"
          ? (await get<List<Transition>>(`/api/v1/transitions?${asked(search, { limit: String(NEWER_MOST + 1) })}`))
              .items
          : (await get<List<JournalEvent>>(`/api/v1/events?${asked(search, { limit: String(NEWER_MOST + 1) })}`)).items;
      return rows.filter(({ id }) => id > newest).length;
    },
    enabled,
    refetchInterval: 5000,
  });

export const eventQuery = (id: number) =>
  queryOptions({ queryKey: ["journal", "event", id], queryFn: () => get<EventDetail>(`/api/v1/events/${id}`) });

/** How many values a screen can tell apart. */
const MOST = 2000;
export const pointValuesQuery = (
  source: string,
  point: string,
  range: { readonly from: number; readonly to: number } | { readonly hours: number },
) =>
  queryOptions({
    queryKey: ["values", source, point, range],
    queryFn: () => {
      const { from, to } = "hours" in range ? { from: serverNow() - range.hours * 3_600_000, to: serverNow() } : range;
      const parameters = new URLSearchParams({
        from: String(Math.floor(from)),
        to: String(Math.ceil(to)),
        most: String(MOST),
      });
      return get<PointValues>(
        `/api/v1/points/${encodeURIComponent(source)}/${encodeURIComponent(point)}/values?${parameters}`,
      );
    },
    ...("hours" in range ? { refetchInterval: 30_000 } : {}),
  });
