import type { Alarm } from "#alarms/alarm.ts";
import type { AlarmChange } from "#alarms/orders.ts";
import { PRIORITIES } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Callout, Position } from "./callout.ts";
import { begin, dueAt, reAnnunciate } from "./decide.ts";
import type { Way } from "./router.ts";

/** Where an alarm leads whose route names a policy. */
type To = NonNullable<Way["to"]>;

/** Policy of a callout that tells nobody. */
const NOBODY = "";

/** Whether it only says why nobody is told. */
export function tellsNobody({ policy }: Callout): boolean {
  return policy === NOBODY;
}

/** Why a callout is not the one that the alarm needs now; null: it is. */
export function whyAnother(callout: Callout, alarm: Alarm, way: Way): string | null {
  if (callout.occurrence !== alarm.occurrence) return "another occurrence began";
  return callout.policy === (way.policy ?? NOBODY) ? null : way.because;
}

/** The callout of an alarm that had none. @param position of all that begin in this policy now */
export function begun(
  id: number,
  alarm: Alarm,
  { policy, version }: To,
  position: Position,
  because: string,
  now: Instant,
): Callout {
  const { id: of, occurrence, sequence, partition, priority } = alarm;
  return begin(policy, version, { id, alarm: of, occurrence, sequence, partition, priority }, now, because, position);
}

/** Annunciated while its callout is open: from the first step on, and told again to those who know it as a lesser alarm. */
export function begunAgain(
  callout: Callout,
  { alarm, before }: AlarmChange,
  { policy, version }: To,
  because: string,
  now: Instant,
): Callout {
  const { sequence, priority } = alarm;
  const again = { ...callout, sequence, priority, policyVersion: version };
  if (!before?.active) return { ...begin(policy, version, again, now, because), startedAt: callout.startedAt };
  return reAnnunciate(again, sequence, now, isWorse(alarm, before) ? callout.position.told : []);
}

/** Stored like a callout, so that everybody can see that nobody was told, and why. */
export function toNobody(before: Pick<Callout, "id" | "startedAt">, alarm: Alarm, because: string): Callout {
  const { occurrence, sequence, partition, priority } = alarm;
  return {
    id: before.id,
    alarm: alarm.id,
    occurrence,
    sequence,
    partition,
    priority,
    policy: NOBODY,
    policyVersion: 0,
    state: "ended",
    position: NO_POSITION,
    dueAt: null,
    startedAt: before.startedAt,
    endedAt: null,
    because,
  };
}

/** Annunciated again without a beginning: it goes on where it is; one that had stopped with the condition, where it stopped. */
export function goneOn(callout: Callout, { sequence, priority, active }: Alarm): Callout {
  if (callout.state !== "ended" || tellsNobody(callout) || !active) return { ...callout, sequence, priority };
  const because = "the condition came back: the callout goes on";
  return { ...callout, sequence, priority, state: "running", dueAt: dueAt(callout.position), because };
}

const NO_POSITION: Position = {
  step: -1,
  round: 0,
  stepAt: 0,
  waiting: [],
  told: [],
  acknowledged: [],
  acknowledgementEndsAt: null,
};

function isWorse(alarm: Alarm, before: Alarm): boolean {
  if (before.occurrence !== alarm.occurrence) return false;
  return alarm.severity > before.severity || PRIORITIES.indexOf(alarm.priority) < PRIORITIES.indexOf(before.priority);
}
