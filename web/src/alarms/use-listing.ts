import { useQuery } from "@tanstack/react-query";
import { useLayoutEffect, useMemo } from "react";
import { kindQuery } from "../api/queries.ts";
import { WHOLE_SITE } from "../api/use-named.ts";
import { live } from "../link/live.ts";
import type { Names } from "./group-head.tsx";
import { type Asked, Listing } from "./listing.ts";
import { Searcher } from "./search.ts";

/** What people call areas, partitions and rules; their ids as long as that isn't known. */
export function useNames(): Names {
  const areas = useQuery({ ...kindQuery("area"), staleTime: 300_000 });
  const partitions = useQuery({ ...kindQuery("partition"), staleTime: 300_000 });
  const rules = useQuery({ ...kindQuery("suppression"), staleTime: 300_000 });
  return useMemo(
    () => ({
      area: nameIn(areas.data),
      partition: nameIn([WHOLE_SITE, ...(partitions.data ?? [])]),
      rule: nameIn(rules.data),
    }),
    [areas.data, partitions.data, rules.data],
  );
}

function nameIn(items: readonly { readonly id: string; readonly name: string }[] = []): (id: string) => string {
  const names = new Map(items.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}

/** The lines that are asked for. They follow the alarms by themselves: whoever draws them looks after each change. */
export function useListing({ tab, filter, arrangement, sort, folded }: Asked, names: Names): Listing {
  const searcher = useMemo(() => new Searcher(names.area), [names]);
  // What is folded later is told to the lines themselves, which need not be made anew for that.
  const listing = useMemo(() => {
    const asked = { tab, filter, arrangement, sort, folded };
    return new Listing(live.model, asked, searcher, (key, view) => {
      if (key.startsWith("area ")) return names.area(key.slice("area ".length));
      if (key.startsWith("partition ")) return names.partition(key.slice("partition ".length));
      return key.startsWith("source ") ? (view?.sourceName ?? key) : key;
    });
    // biome-ignore lint: see above
  }, [tab, filter, arrangement, sort, searcher, names]);
  useLayoutEffect(() => listing.follow(), [listing]);
  return listing;
}
