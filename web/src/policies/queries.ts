import { queryOptions } from "@tanstack/react-query";
import { get } from "../api/client.ts";
import type { Route } from "../api/contract.ts";

/** All routes, each with the version that whoever changes it has seen. */
export interface Routes {
  readonly items: readonly Route[];
  readonly versions: Readonly<Record<string, number>>;
}

export const routesQuery = queryOptions({
  queryKey: ["site", "route", "versions"],
  queryFn: () => get<Routes>("/api/v1/site/route?versions=yes"),
});
