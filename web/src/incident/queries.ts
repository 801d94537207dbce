import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { get } from "../api/client.ts";
import type { List } from "../api/contract.ts";
import { alarmSaid, wordsLoaded } from "../said.ts";
import { serverNow } from "../time.ts";
import type { AlarmProcedures, NoteOnAlarm, PointValues, Run } from "./contract.ts";

export const proceduresQuery = (alarm: number) =>
  queryOptions({
    // Below the alarm's own key: what the feed says of the alarm renews it.
    queryKey: ["alarm", alarm, "procedures"],
    queryFn: () => get<AlarmProcedures>(`/api/v1/alarms/${alarm}/procedures`),
  });

/** What is gone through now, anywhere. */
export const runningQuery = queryOptions({
  queryKey: ["procedure-runs"],
  queryFn: () => get<List<Run>>("/api/v1/procedure-runs"),
});

export const notesQuery = queryOptions({
  queryKey: ["hand-over-notes"],
  queryFn: async () => {
    const [notes] = await Promise.all([get<List<NoteOnAlarm>>("/api/v1/hand-over-notes"), wordsLoaded]);
    return { ...notes, items: notes.items.map((one) => ({ ...one, alarm: alarmSaid(one.alarm) })) };
  },
  refetchInterval: 10_000,
});

export function isLate({ overdueAt }: Run): boolean {
  return overdueAt !== null;
}

/** @param spanMs how far back, from the server's now */
export const trendQuery = (source: string, point: string, spanMs: number) =>
  queryOptions({
    queryKey: ["trend", source, point, spanMs],
    queryFn: () => {
      const path = `/api/v1/points/${encodeURIComponent(source)}/${encodeURIComponent(point)}/values`;
      return get<PointValues>(`${path}?most=500&from=${Math.round(serverNow() - spanMs)}`);
    },
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
    // A point that nobody has heard a value of is answered as if there were none.
    retry: false,
  });
