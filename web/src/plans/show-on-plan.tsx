import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { AlarmView } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { useMay } from "../operators/queries.ts";
import { t } from "../texts.ts";
import { symbolFor } from "./placing.ts";
import { type Area, knownAreas } from "./tree.ts";

const NO_AREAS: readonly Area[] = [];

/** The plans on which an alarm's point is, or an area above it; nothing where it is on none. */
export function ShowOnPlan({ alarm }: { alarm: Pick<AlarmView, "id" | "source" | "point" | "area"> }) {
  const may = useMay();
  const plans = useQuery({ ...kindQuery("plan"), enabled: may("site:read"), staleTime: 60_000 });
  const areas = useQuery({ ...kindQuery("area"), enabled: may("site:read"), staleTime: 60_000 });
  const { known } = knownAreas(areas.data ?? NO_AREAS);
  const shown =
    plans.data?.filter((plan) => symbolFor(plan, `${alarm.source}/${alarm.point}`, alarm.area, known)) ?? [];
  return shown.map(({ id, name }) => (
    <Link key={id} to="/plans/$id" params={{ id }} search={{ alarm: alarm.id }} data-testid="show-on-plan">
      {t.plans.showOn(name)}
    </Link>
  ));
}
