import type { Alarm } from "#alarms/alarm.ts";
import type { Callout } from "#escalation/callout.ts";
import { calledIn } from "#site/called.ts";
import type { Core } from "./core.ts";

/** An alarm as screens show it: with the names of its source and point, and with who is being told. */
export interface AlarmView extends Alarm {
  readonly sourceName: string;
  readonly pointName: string;
  /** Id of the area of its point. */
  readonly area: string | null;
  readonly callout:
    | (Pick<Callout, "id" | "state" | "dueAt" | "because"> & {
        readonly step: number;
        readonly told: readonly string[];
      })
    | null;
}

export function viewOf(core: Pick<Core, "site" | "callouts">, alarm: Alarm): AlarmView {
  const callout = alarm.occurrence === 0 ? undefined : core.callouts.calloutOf(alarm.id);
  const point = core.site.get("point", `${alarm.source}/${alarm.point}`)?.body;
  return {
    ...alarm,
    sourceName: calledIn(core.site)("source", alarm.source),
    pointName: point?.name ?? alarm.point,
    area: point?.area ?? null,
    callout:
      callout === undefined
        ? null
        : {
            id: callout.id,
            state: callout.state,
            step: callout.position.step,
            told: callout.position.told,
            dueAt: callout.dueAt,
            because: callout.because,
          },
  };
}
