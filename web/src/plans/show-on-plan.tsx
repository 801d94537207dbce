import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { AlarmView } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { useMay } from "../operators/queries.ts";
import { t } from "../texts.ts";
import type { Plan } from "./editing.ts";
import { symbolFor } from "./placing.ts";
import { type Area, knownAreas } from "./tree.ts";

const NO_AREAS: readonly Area[] = [];
const NO_PLANS: readonly Plan[] = [];

/** A point, or the area in which it lies; as an address of a plan names it. */
export interface Spot {
  /** `source/address` */
  readonly point?: string;
  readonly area?: string;
}

export function spotOf({ source, point, area }: Pick<AlarmView, "source" | "point" | "area">): Spot {
  return { point: `${source}/${point}`, ...(area === null ? {} : { area }) };
}

/** Which plans show a spot: first those that hold the point itself, then those that show an area above it. */
export function usePlansShowing(): (spot: Spot) => readonly Plan[] {
  const may = useMay();
  const wanted = { enabled: may("site:read"), staleTime: 60_000 };
  const { data: plans = NO_PLANS } = useQuery({ ...kindQuery("plan"), ...wanted });
  const { data: areas = NO_AREAS } = useQuery({ ...kindQuery("area"), ...wanted });
  const { known } = knownAreas(areas);
  return ({ point = "", area = null }) => {
    const shown = plans.flatMap((plan) => {
      const symbol = symbolFor(plan, point, area, known);
      return symbol ? [{ plan, symbol }] : [];
    });
    const holds = ({ symbol }: (typeof shown)[number]) => Number("point" in symbol.shows);
    return shown.toSorted((a, b) => holds(b) - holds(a)).map(({ plan }) => plan);
  };
}

/** Leads to the plans on which an alarm's point is, or an area above it; nothing where it is on none. */
export function ShowOnPlan({ alarm }: { alarm: Pick<AlarmView, "source" | "point" | "area"> }) {
  const spot = spotOf(alarm);
  return usePlansShowing()(spot).map(({ id, name }) => (
    <Link key={id} to="/plans/$id" params={{ id }} search={spot} data-testid="show-on-plan">
      {t.alarms.showOnPlan(name)}
    </Link>
  ));
}
