import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { isLate, runningQuery } from "./queries.ts";

/** Ids of the alarms about which a step of a procedure takes too long. */
export function useLateAlarms(): ReadonlySet<number> {
  const { data } = useQuery(runningQuery);
  return useMemo(() => new Set(data?.items.filter(isLate).map(({ alarm }) => alarm)), [data]);
}
