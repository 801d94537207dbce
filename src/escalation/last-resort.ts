import type { Alarm } from "#alarms/alarm.ts";
import type { Policy, Target } from "#site/policy.ts";
import type { Callout } from "./callout.ts";

/** Stands for a policy whose version is lost: the site's fallback is told, once. */
export function lastResort(id: string, siteFallback: readonly Target[]): Policy {
  return {
    id,
    name: id,
    steps: [{ waitSec: 300, tell: [...siteFallback], how: "parallel", gapSec: 0 }],
    startAfterSec: 0,
    repeats: 0,
    needs: "any",
    tellCleared: false,
    fallback: [],
    digest: null,
  };
}

/** Stands for an alarm that nobody knows any more, so that its callout still tells what it can. */
export function unknownAlarm({ alarm, occurrence, sequence, partition, priority, startedAt }: Callout): Alarm {
  return {
    id: alarm,
    source: "",
    point: "",
    condition: "",
    partition,
    category: "other",
    priority,
    tags: [],
    text: `alarm ${alarm}, whose record is missing`,
    state: "unacknowledged",
    active: true,
    acknowledged: false,
    latched: false,
    shelf: null,
    suppressedBy: [],
    outOfService: null,
    quality: "uncertain",
    severity: 1,
    occurrence,
    sequence,
    chatter: 0,
    raisedAt: startedAt,
    clearedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    dueAt: null,
    foundActive: false,
    silent: false,
    value: null,
    changedAt: startedAt,
  };
}
