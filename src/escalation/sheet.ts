import type { Alarm } from "#alarms/alarm.ts";
import type { Priority } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Policy } from "#site/site.ts";
import type { Actor, Batch } from "#store/batch.ts";
import type { Callout, Notification, Position } from "./callout.ts";
import { beginning, type Decision, decide } from "./decide.ts";
import type { Directory } from "./directory.ts";

/** What was decided in one batch, once for all callouts that stand alike, and what it sets off after the commit. */
export class Sheet {
  readonly batch: Batch;
  readonly directory: Directory;
  readonly callouts: Callout[] = [];
  readonly notifications: Notification[] = [];
  /** Run after the commit. */
  readonly reports: (() => void)[] = [];
  readonly #beginnings = new Map<Policy, Map<Priority, Position>>();
  readonly #decisions = new Map<Position, { of: Callout; decision: Decision }>();
  readonly #reasons = new Map<string, string>();

  constructor(batch: Batch, directory: Directory) {
    this.batch = batch;
    this.directory = directory;
  }

  get now(): Instant {
    return this.batch.now;
  }

  store(callout: Callout): void {
    this.batch.callout(callout);
    this.callouts.push(callout);
  }

  /** Stored with the batch, delivered after the commit. */
  send(notification: Notification): void {
    this.batch.notification(notification);
    this.notifications.push(notification);
  }

  audit(actor: Actor, action: string, { alarm, partition }: Callout, sentence: string): void {
    this.batch.audit({ actor, action, object: `alarm:${alarm}`, partition, sentence });
  }

  /** One object for all callouts of a policy and a priority that begin now: their decisions are the same. */
  beginning(policy: Policy, priority: Priority): Position {
    const known = this.#beginnings.get(policy);
    let position = known?.get(priority);
    if (!position) {
      position = beginning(policy, this.now);
      if (known) known.set(priority, position);
      else this.#beginnings.set(policy, new Map([[priority, position]]));
    }
    return position;
  }

  decide(callout: Callout, policy: Policy): Decision {
    const shared = this.#decisions.get(callout.position);
    if (shared && isAlike(shared.of, callout)) return shared.decision;
    const decision = decide(callout, policy, this.directory, this.now);
    this.#decisions.set(callout.position, { of: callout, decision });
    return decision;
  }

  /** Equal reasons are one string. */
  digested(because: string, digests: ReadonlySet<number>): string {
    const fresh = `${because}; in digest ${[...digests].join(", ")}`;
    const known = this.#reasons.get(fresh);
    if (known === undefined) this.#reasons.set(fresh, fresh);
    return known ?? fresh;
  }
}

/** What a decision hangs on, besides the position. */
function isAlike(one: Callout, other: Callout): boolean {
  return (
    one.policy === other.policy &&
    one.policyVersion === other.policyVersion &&
    one.priority === other.priority &&
    one.state === other.state
  );
}

/** `alarm 17, "Boiler too hot"` */
export function title({ id, text }: Pick<Alarm, "id" | "text">): string {
  return `alarm ${id}, "${text}"`;
}
