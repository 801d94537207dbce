import { queryOptions } from "@tanstack/react-query";
import { get } from "../api/client.ts";
import type { List } from "../api/contract.ts";
import type { HandOver, Watch } from "./contract.ts";

/** Both are renewed when the feed tells of a hand-over. */
export const HAND_OVERS = "hand-overs";

export const handOversQuery = queryOptions({
  queryKey: [HAND_OVERS],
  queryFn: () => get<List<HandOver>>("/api/v1/hand-overs"),
  refetchInterval: 60_000,
});

/** Colleagues come and go, of which the feed tells nothing. */
export const watchQuery = queryOptions({
  queryKey: [HAND_OVERS, "watch"],
  queryFn: () => get<Watch>("/api/v1/watch"),
  refetchInterval: 10_000,
});
