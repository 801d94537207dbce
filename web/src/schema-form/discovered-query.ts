import { queryOptions } from "@tanstack/react-query";
import { get } from "../api/client.ts";
import type { Discovered } from "../sources/adopting.ts";

/** What a source spoke of lately and no point names. */
export const discoveredQuery = (source: string) =>
  queryOptions({
    queryKey: ["site", "discovered", source],
    queryFn: () => get<{ items: readonly Discovered[] }>(`/api/v1/sources/${encodeURIComponent(source)}/discovered`),
  });
