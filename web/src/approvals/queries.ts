import { queryOptions } from "@tanstack/react-query";
import { get } from "../api/client.ts";
import type { List } from "../api/contract.ts";
import type { Approval, Elevation } from "./contract.ts";

/** One's own requests and those that one could decide about. */
export const approvalsQuery = (state: "open" | "all") =>
  queryOptions({
    queryKey: ["approvals", state],
    queryFn: () => get<List<Approval>>(`/api/v1/approvals?state=${state}`),
    refetchInterval: 30_000,
  });

export const elevationsQuery = queryOptions({
  queryKey: ["approvals", "elevations"],
  queryFn: () => get<List<Elevation>>("/api/v1/elevations"),
  refetchInterval: 30_000,
});
