import { queryOptions } from "@tanstack/react-query";
import { get } from "../api/client.ts";
import type { SiteDocument } from "../api/contract.ts";

export type PointDocument = SiteDocument<"point">;

interface Points {
  readonly items: readonly PointDocument[];
  readonly versions: Readonly<Record<string, number>>;
}

/** All points, each with the version that whoever changes it has seen. */
export const pointsQuery = queryOptions({
  queryKey: ["site", "point", "versions"],
  queryFn: () => get<Points>("/api/v1/site/point?versions=yes"),
});
