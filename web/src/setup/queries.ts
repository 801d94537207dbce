import { queryOptions } from "@tanstack/react-query";
import { get } from "../api/client.ts";

/** `GET /api/v1/setup` */
export interface Progress {
  readonly empty: boolean;
  readonly steps: readonly {
    readonly step: "name" | "channel" | "person" | "verified" | "policy" | "route" | "source" | "point" | "test";
    readonly done: boolean;
    readonly because: string;
  }[];
  readonly test: {
    readonly alarm: number;
    readonly source: string;
    readonly active: boolean;
    readonly raisedAt: number | null;
    readonly told: readonly string[];
    readonly acknowledged: boolean;
  } | null;
}

export const setupQuery = queryOptions({
  queryKey: ["site", "setup"],
  queryFn: () => get<Progress>("/api/v1/setup"),
});
