import { queryOptions } from "@tanstack/react-query";
import { get } from "../api/client.ts";
import type { List } from "../api/contract.ts";
import type { MethodTest, OwnDuty, Roster, Span, Swap } from "./contract.ts";

/** The keys begin with "site", so that a change of a schedule renews them. */
export const rosterQuery = (schedule: string, { from, to }: Span) =>
  queryOptions({
    queryKey: ["site", "roster", schedule, from, to],
    queryFn: () => get<Roster>(`/api/v1/schedules/${encodeURIComponent(schedule)}/shifts?from=${from}&to=${to}`),
    refetchInterval: 60_000,
  });

export const ownDutyQuery = queryOptions({
  queryKey: ["site", "own-duty"],
  queryFn: () => get<OwnDuty>("/api/v1/profile/duty"),
  refetchInterval: 60_000,
});

export const swapsQuery = queryOptions({
  queryKey: ["site", "swaps"],
  queryFn: () => get<List<Swap>>("/api/v1/profile/swaps"),
  refetchInterval: 30_000,
});

export const calendarAddressQuery = queryOptions({
  queryKey: ["calendar-address"],
  queryFn: () => get<{ createdAt: number | null }>("/api/v1/profile/calendar-address"),
});

/** Asks every second until the test has ended. */
export const testQuery = (method: string, test: number) =>
  queryOptions({
    queryKey: ["method-test", method, test],
    queryFn: () => get<MethodTest>(`/api/v1/profile/methods/${encodeURIComponent(method)}/tests/${test}`),
    refetchInterval: ({ state }) => (state.data?.delivery ? false : 1000),
  });
