import { queryOptions } from "@tanstack/react-query";
import type { BadActor as Actor } from "../../../src/numbers/bad-actors.ts";
import type { Numbers as Counted } from "../../../src/numbers/figures.ts";
import type { ReportRun } from "../../../src/numbers/report-rows.ts";
import type { NumberWords } from "../../../src/numbers/words.ts";
import { ask, get } from "../api/client.ts";
import type { List, SiteDocument } from "../api/contract.ts";
import { alarmSaid, wordsLoaded } from "../said.ts";
import { language } from "../texts/language.ts";

/** An alarm with its place as people find it; absent: of a server that doesn't say. */
type Placed = Counted["names"][number] & { readonly where?: string };
export type Numbers = Omit<Counted, "names"> & { readonly names: readonly Placed[] };
export type BadActor = Omit<Actor, "alarm"> & { readonly alarm: Placed };

export function placeOf({ where, source, point }: Placed): string {
  return where ?? `${source}/${point}`;
}

export type Definitions = Pick<
  NumberWords,
  "counted" | "kpis" | "bands" | "tables" | "hints" | "unauthorised" | "setAside" | "ways" | "short"
> & { readonly unobserved: string };

export interface Asked {
  readonly from: number;
  readonly to: number;
  /** Empty: the whole site. */
  readonly partition: string;
}

export function queryOf({ from, to, partition }: Asked): string {
  return new URLSearchParams({
    from: String(from),
    to: String(to),
    ...(partition === "" ? {} : { partition }),
  }).toString();
}

/** A long period takes its time, which the page shows; who leaves or cancels lets the server stop counting. */
const counted = async <T>(path: string, signal: AbortSignal): Promise<T> =>
  (await Promise.all([ask<T>("GET", path, { patienceMs: 600_000, signal }), wordsLoaded]))[0].body;

export const numbersQuery = (asked: Asked) =>
  queryOptions({
    queryKey: ["numbers", asked],
    queryFn: async ({ signal }) => {
      const numbers = await counted<Numbers>(`/api/v1/numbers?${queryOf(asked)}`, signal);
      return { ...numbers, names: numbers.names.map(alarmSaid) };
    },
    staleTime: 30_000,
  });

export const badActorsQuery = (asked: Asked) =>
  queryOptions({
    queryKey: ["numbers", "bad-actors", asked],
    queryFn: async ({ signal }) => {
      type Actors = { readonly items: readonly BadActor[] };
      const { items } = await counted<Actors>(`/api/v1/numbers/bad-actors?${queryOf(asked)}`, signal);
      return { items: items.map((actor) => ({ ...actor, alarm: alarmSaid(actor.alarm) })) };
    },
    staleTime: 30_000,
  });

export const progressQuery = (asked: Asked) =>
  queryOptions({
    queryKey: ["numbers", "progress", asked],
    queryFn: () => get<{ readonly share: number | null }>(`/api/v1/numbers/progress?${queryOf(asked)}`),
    refetchInterval: 1000,
    gcTime: 0,
  });

export const definitionsQuery = queryOptions({
  queryKey: ["numbers", "definitions"],
  queryFn: () => get<Definitions>(`/api/v1/numbers/definitions?lang=${language}`),
  staleTime: Number.POSITIVE_INFINITY,
});

export type ReportLine = SiteDocument<"report"> & { readonly nextAt: number | null };

export const reportsQuery = queryOptions({
  queryKey: ["site", "report", "state"],
  queryFn: () => get<List<ReportLine> & { readonly runs: readonly ReportRun[] }>("/api/v1/reports"),
  refetchInterval: 10_000,
});
