import { useQuery } from "@tanstack/react-query";
import { NavBadge } from "../shell/nav-badge.tsx";
import { t } from "../texts.ts";
import { swapsQuery } from "./queries.ts";

/** How many swaps wait for an answer of whoever looks. */
export function SwapsBadge() {
  const swaps = useQuery(swapsQuery);
  const waiting = swaps.data?.items.filter(({ awaitsYou }) => awaitsYou).length ?? 0;
  return <NavBadge count={waiting} what={t.places.swapsWaiting} testId="swaps-waiting" />;
}
