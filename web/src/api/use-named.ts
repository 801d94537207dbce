import { useQuery } from "@tanstack/react-query";
import { rolesQuery, useMay } from "../operators/queries.ts";
import { t } from "../texts.ts";
import type { SiteKind } from "./contract.ts";
import { kindQuery } from "./queries.ts";

/** The partition in which everything is that was put into no other; it needs no document. */
export const WHOLE_SITE = { id: "site", name: t.wholeSite } as const;

/** What documents of a kind are called; their ids as long as that isn't known, and where it isn't for whoever asks. */
export function useNamed(kind: SiteKind, ids: readonly string[]): string[] {
  const called = useCalled(kind);
  return ids.map(called);
}

/** The same for one id after the other. */
export function useCalled(kind: SiteKind): (id: string) => string {
  const may = useMay();
  const { data } = useQuery({ ...kindQuery(kind), enabled: may("site:read"), staleTime: 300_000 });
  const all = data as readonly { readonly id: string; readonly name?: string }[] | undefined;
  return (id) => {
    const name = all?.find((one) => one.id === id)?.name;
    return name ?? (kind === "partition" && id === WHOLE_SITE.id ? WHOLE_SITE.name : id);
  };
}

/** What roles are called: the shipped ones in the page's language, the site's own by name. */
export function useRoleCalled(): (id: string) => string {
  const { data } = useQuery({ ...rolesQuery, staleTime: 300_000 });
  return (id) => t.role[id] ?? data?.roles.find((role) => role.id === id)?.name ?? id;
}
