import { queryOptions } from "@tanstack/react-query";
import { get } from "../api/client.ts";
import { wordsLoaded } from "../said.ts";
import type { Kinds } from "./document-schema.ts";

export const kindsQuery = queryOptions({
  queryKey: ["kinds"],
  queryFn: async () => {
    const [kinds] = await Promise.all([get<Kinds>("/api/v1/kinds"), wordsLoaded]);
    return kinds;
  },
  staleTime: Number.POSITIVE_INFINITY,
});
