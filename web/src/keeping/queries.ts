import { queryOptions } from "@tanstack/react-query";
import { get } from "../api/client.ts";
import type { List } from "../api/contract.ts";

export type HistoryKind = "events" | "alarms" | "messages" | "drills" | "duty";

interface Month {
  readonly part: string;
  readonly begins: number;
  readonly ends: number;
  readonly bytes: number;
}

export interface KeptKind {
  readonly kind: HistoryKind;
  /** null: for ever. */
  readonly keepDays: number | null;
  readonly rows: number;
  readonly exact: boolean;
  readonly bytes: number;
  readonly bytesPerDay: number;
  readonly oldest: number | null;
  readonly goes: readonly Month[];
  readonly stays: readonly (Month & { readonly because: string })[];
  readonly nextAt: number | null;
}

export interface Removal {
  readonly id: number;
  readonly kind: HistoryKind;
  /** Rows by table. */
  readonly counts: Readonly<Record<string, number>>;
  readonly kept: number;
  readonly oldest: number;
  readonly newest: number;
  readonly removedAt: number;
}

export interface KeptHistory {
  readonly kinds: readonly KeptKind[];
  readonly holds: readonly { readonly id: string; readonly reason: string }[];
  readonly openStories: {
    readonly count: number;
    readonly oldest: readonly { readonly alarm: number; readonly since: number }[];
  };
  /** Wall-clock time of the nightly look. */
  readonly at: string;
  readonly lookedAt: number | null;
  readonly nextLookAt: number;
  readonly leastDays: number;
  readonly removals: readonly Removal[];
}

export const keptQuery = queryOptions({
  queryKey: ["history", "retention"],
  queryFn: () => get<KeptHistory>("/api/v1/history/retention"),
});

/** Up to when each kind was removed. It changes by night at most. */
export const removalsQuery = queryOptions({
  queryKey: ["history", "removals"],
  queryFn: () =>
    get<List<{ readonly kind: HistoryKind; readonly upTo: number; readonly removedAt: number }>>(
      "/api/v1/history/removals",
    ),
  staleTime: 3_600_000,
});
