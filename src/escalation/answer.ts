import type { Instant } from "#kernel/clock.ts";
import type { Policy } from "#site/policy.ts";
import type { Callout } from "./callout.ts";
import { dueAt } from "./decide.ts";

export interface Answered {
  /** Whether the alarm is acknowledged by it; otherwise more persons must answer. */
  readonly done: boolean;
  readonly callout: Callout;
  readonly because: string;
}

/**
 * Notes an acknowledgement. Who was not told (an operator at a screen) stands for any one of those that were.
 * @param who id of a person, or any name that tells two operators apart
 */
export function acknowledge(callout: Callout, who: string, now: Instant, policy: Policy, name = who): Answered {
  const before = callout.position.acknowledged;
  const acknowledged = before.some(({ person }) => person === who) ? before : [...before, { person: who, at: now }];
  const needed = needs(callout, policy);
  const missing = needed - acknowledged.length;
  if (callout.state === "running" && missing > 0) {
    const waiting = callout.position.waiting.filter(({ person }) => person !== who);
    const because = `${name} acknowledged; ${missing} more of ${needed} must answer`;
    const position = { ...callout.position, waiting, acknowledged };
    return { done: false, because, callout: { ...callout, position, dueAt: dueAt(position), because } };
  }
  const expires = policy.acknowledgementExpiresSec;
  const acknowledgementEndsAt = expires === undefined ? null : now + expires * 1000;
  const because = `${name} acknowledged`;
  const position = { ...callout.position, acknowledged, waiting: [], endsAt: undefined, acknowledgementEndsAt };
  return {
    done: true,
    because,
    callout: { ...callout, state: "acknowledged", position, dueAt: acknowledgementEndsAt, because },
  };
}

/** How many must acknowledge; with `all` it grows as more are told. */
function needs({ position }: Callout, { needs: wanted }: Policy): number {
  if (wanted === "any") return 1;
  return wanted === "all" ? Math.max(1, position.told.length) : wanted.quorum;
}
