import { queryOptions, useQuery } from "@tanstack/react-query";
import { get } from "../api/client.ts";
import type { List, SiteKind } from "../api/contract.ts";
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

/** Kinds of documents that take another right than `site:write` to be changed. */
const CHANGED_BY: Partial<Record<SiteKind, Permission>> = {
  person: "persons:write",
  team: "persons:write",
  schedule: "persons:write",
  drill: "persons:write",
  directory: "security:write",
  witness: "security:write",
};

/** Whether whoever is signed in may change documents of that kind; what they may not is not offered to them. */
export function useMayChange(): (kind: SiteKind) => boolean {
  const may = useMay();
  return (kind) => may(CHANGED_BY[kind] ?? "site:write");
}

/** Whether whoever is signed in has the right somewhere; the server judges every request anew. */
export function useMay(): (right: Permission) => boolean {
  const session = useQuery(sessionQuery);
  const rights = new Set<string>(session.data?.operator.rights ?? []);
  return (right) => rights.has(right);
}

/** Who may have done something, by what the journal and the audit trail call them. */
export function actorsAmong(
  operators: readonly { readonly id: string; readonly name: string }[] = [],
  people: readonly { readonly id: string; readonly name: string }[] = [],
): { value: string; label: string }[] {
  return [
    ...operators.map(({ id, name }) => ({ value: `operator:${id}`, label: name })),
    ...people.map(({ id, name }) => ({ value: `person:${id}`, label: name })),
    { value: "tocsin", label: "tocsin" },
  ];
}
