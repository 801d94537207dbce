import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { call } from "../api/client.ts";
import type { Preview, Schedule, Span } from "./contract.ts";

/** What a schedule that isn't saved would be: the server's own word, as it is edited. */
export function usePreview(schedule: Schedule | null, { from, to }: Span) {
  const text = useDeferredValue(JSON.stringify(schedule));
  return useQuery({
    queryKey: ["duty-preview", text, from, to],
    enabled: text !== "null",
    queryFn: () => call<Preview>("POST", "/api/v1/schedules/preview", { schedule: JSON.parse(text), from, to }),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 10_000,
  });
}
