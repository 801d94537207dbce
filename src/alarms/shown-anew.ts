import type { SiteKind } from "#site/site.ts";
import type { Alarm } from "./alarm.ts";

/** The alarms that screens show otherwise once these documents have changed: by the names of point and source, or the area. */
export function* shownAnew(
  changed: readonly { readonly kind: SiteKind; readonly id: string }[],
  alarms: Iterable<Alarm>,
): Generator<Alarm> {
  const idsOf = (wanted: SiteKind) => new Set(changed.flatMap(({ kind, id }) => (kind === wanted ? [id] : [])));
  const [points, sources] = [idsOf("point"), idsOf("source")];
  if (points.size === 0 && sources.size === 0) return;
  for (const alarm of alarms) {
    const { source, point, state } = alarm;
    if (state !== "normal" && (sources.has(source) || points.has(`${source}/${point}`))) yield alarm;
  }
}
