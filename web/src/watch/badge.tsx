import { useQuery } from "@tanstack/react-query";
import { sessionQuery } from "../api/queries.ts";
import { NavBadge } from "../shell/nav-badge.tsx";
import { t } from "../texts.ts";
import { handOversQuery } from "./queries.ts";

/** How many colleagues wait for whoever looks to take over from them. */
export function HandOverBadge() {
  const handOvers = useQuery(handOversQuery);
  const session = useQuery(sessionQuery);
  const waiting = handOvers.data?.items.filter(
    ({ state, to }) => state === "offered" && to.id === session.data?.operator.id,
  );
  return <NavBadge count={waiting?.length ?? 0} what={t.watch.waiting} testId="hand-overs-waiting" />;
}
