import type { Alarm } from "#alarms/alarm.ts";
import { lineage } from "#site/areas.ts";
import type { Procedure } from "#site/procedure.ts";
import type { Site } from "#site/site.ts";
import { isAboutProcedure } from "./late.ts";

/** Whether a procedure is for this alarm: everything that it names must fit, and what it does not name fits every alarm. */
export function fits(procedure: Procedure, alarm: Alarm, site: Pick<Site, "items">): boolean {
  const { enabled, partitions, sources, points, conditions, tags, categories, priorities, areas } = procedure;
  return (
    enabled &&
    (partitions?.includes(alarm.partition) ?? true) &&
    (sources?.includes(alarm.source) ?? true) &&
    (points?.some((pattern) => covers(pattern, `${alarm.source}/${alarm.point}`)) ?? true) &&
    (conditions?.includes(alarm.condition) ?? true) &&
    (tags?.some((tag) => alarm.tags.includes(tag)) ?? true) &&
    (categories?.includes(alarm.category) ?? true) &&
    (priorities?.includes(alarm.priority) ?? true) &&
    (areas === undefined || liesIn(areas, alarm, site))
  );
}

/** Whether the alarm's point lies in one of these areas, however deep. */
function liesIn(areas: readonly string[], { source, point }: Alarm, { items }: Pick<Site, "items">): boolean {
  const own = items.point.get(`${source}/${point}`)?.body.area;
  return lineage(items.area, own).some(({ id }) => areas.includes(id));
}

/** Whether it begins by itself for the alarm as it stands: raised, and not hidden from screens. */
export function beginsByItself(procedure: Procedure, alarm: Alarm, site: Pick<Site, "items">): boolean {
  // Else a procedure for every alarm would be late about being late, without an end.
  if (isAboutProcedure(alarm)) return false;
  const isShown = alarm.shelf === null && alarm.outOfService === null && alarm.suppressedBy.length === 0;
  const isRaised = alarm.occurrence !== 0 && alarm.active;
  return procedure.begins === "when-raised" && isRaised && isShown && fits(procedure, alarm, site);
}

function covers(pattern: string, point: string): boolean {
  return pattern.endsWith("*") ? point.startsWith(pattern.slice(0, -1)) : point === pattern;
}
