import { queryOptions } from "@tanstack/react-query";
import type { BadActor } from "../../../src/numbers/bad-actors.ts";
import type { Numbers } from "../../../src/numbers/figures.ts";
import type { ReportRun } from "../../../src/numbers/report-rows.ts";
import type { NumberWords } from "../../../src/numbers/words.ts";
import { get } from "../api/client.ts";
import type { List, SiteDocument } from "../api/contract.ts";
import { language } from "../texts/language.ts";

export type { BadActor, Numbers };
export type Definitions = Pick<NumberWords, "counted" | "kpis" | "bands" | "tables">;

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

export const numbersQuery = (asked: Asked) =>
  queryOptions({
    queryKey: ["numbers", asked],
    queryFn: () => get<Numbers>(`/api/v1/numbers?${queryOf(asked)}`),
    staleTime: 30_000,
  });

export const badActorsQuery = (asked: Asked) =>
  queryOptions({
    queryKey: ["numbers", "bad-actors", asked],
    queryFn: () => get<{ readonly items: readonly BadActor[] }>(`/api/v1/numbers/bad-actors?${queryOf(asked)}`),
    staleTime: 30_000,
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
