import { queryOptions } from "@tanstack/react-query";
import { get } from "../api/client.ts";

/** Addresses that a new point of a source may have; an empty name: none was said. */
export const addressesQuery = (source: string) =>
  queryOptions({
    queryKey: ["site", "addresses", source],
    queryFn: () =>
      get<{ items: readonly { readonly address: string; readonly name: string }[] }>(
        `/api/v1/sources/${encodeURIComponent(source)}/addresses`,
      ),
  });
