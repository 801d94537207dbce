import { queryOptions, useQuery } from "@tanstack/react-query";
import { get } from "../api/client.ts";
import type { List } from "../api/contract.ts";
import { sessionQuery } from "../api/queries.ts";
import type { BreakGlassAccount, Operator, Permission, Review, Roles } from "./contract.ts";

export const operatorsQuery = queryOptions({
  queryKey: ["operators"],
  queryFn: () => get<List<Operator>>("/api/v1/operators"),
});

export const rolesQuery = queryOptions({ queryKey: ["roles"], queryFn: () => get<Roles>("/api/v1/roles") });

export const breakGlassQuery = queryOptions({
  queryKey: ["break-glass"],
  queryFn: () => get<List<BreakGlassAccount>>("/api/v1/break-glass"),
});

export const reviewQuery = queryOptions({
  queryKey: ["access-review"],
  queryFn: () => get<Review>("/api/v1/access-review"),
});

/** Whether whoever is signed in has the right somewhere; the server judges every request anew. */
export function useMay(): (right: Permission) => boolean {
  const session = useQuery(sessionQuery);
  const rights = new Set<string>(session.data?.operator.rights ?? []);
  return (right) => rights.has(right);
}
