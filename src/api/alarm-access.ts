import type { Alarm } from "#alarms/alarm.ts";
import type { Permission } from "#operators/permissions.ts";
import { judge, sees, type Who } from "#operators/roles.ts";
import type { Core } from "./core.ts";
import { Refusal } from "./problem.ts";

/** The alarm, when it exists and lies in a partition that this person may see. */
export function seen(core: Core, who: Who, id: number): Alarm {
  const alarm = core.alarms.alarm(id);
  if (!alarm || !sees(who, alarm.partition, "alarms:read")) {
    throw new Refusal(404, "Not found", `There is no alarm ${id}, or it is not in your partitions.`);
  }
  return alarm;
}

/** Who sees an alarm may not be the one who acts on it: rights may differ by partition and by priority. */
export function refuseBeyond(
  who: Who,
  needs: Permission,
  { partition, priority }: Pick<Alarm, "partition" | "priority">,
): void {
  const judged = judge(who, needs, { partition, grave: priority === "critical" || priority === "life-safety" });
  if (judged.outcome === "refused") {
    throw new Refusal(403, "Not permitted", `You may not do this with this alarm: ${judged.because}.`);
  }
}
