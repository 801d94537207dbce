import type { Alarm } from "#alarms/alarm.ts";
import type { Priority } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Policy } from "#site/policy.ts";
import type { Actor, Batch } from "#store/batch.ts";
import type { Callout, Notification, Position } from "./callout.ts";
import { beginning, type Decision, decide } from "./decide.ts";
import type { Directory } from "./directory.ts";

/** Up to so many steps alike have a sentence each. */
const SINGLY = 20;

interface Step {
  readonly callout: Callout;
  readonly alarm: Pick<Alarm, "id" | "text">;
}

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
  readonly #steps: Step[] = [];
  readonly #reasons = new Map<string, string>();
  /** Collects what the change of an alarm sets off, for the audit entry of that change. */
  #consequences: string[] | null = null;

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
    if (this.#consequences) this.#consequences.push(sentence);
    else this.batch.audit({ actor, action, object: `alarm:${alarm}`, partition, sentence });
  }

  /** What happens in `act` has no audit entries of its own: what they would say belongs to the one of its cause. */
  consequencesOf(act: () => void): readonly string[] {
    const consequences: string[] = [];
    this.#consequences = consequences;
    try {
      act();
    } finally {
      this.#consequences = null;
    }
    return consequences;
  }

  /** How a sentence about a callout names it: within its alarm's own entry the alarm need not be named again. */
  callout(alarm: Pick<Alarm, "id" | "text">): string {
    return this.#consequences ? "Callout" : `Callout for ${title(alarm)}`;
  }

  /** The same step of many callouts is told in one sentence, by `auditSteps`; of grave alarms each has its own. */
  auditStep(callout: Callout, alarm: Pick<Alarm, "id" | "text">): void {
    this.#steps.push({ callout, alarm });
  }

  auditSteps(actor: Actor): void {
    const groups = new Map<string, Step[]>();
    for (const one of this.#steps.splice(0)) {
      const { priority, policy, partition, because } = one.callout;
      const grave = priority === "life-safety" || priority === "critical";
      const key = grave ? `${one.alarm.id}` : `${policy}\n${partition}\n${because}`;
      const group = groups.get(key);
      if (group) group.push(one);
      else groups.set(key, [one]);
    }
    for (const group of groups.values()) this.#auditAlike(actor, group);
  }

  #auditAlike(actor: Actor, group: readonly Step[]): void {
    const [first] = group;
    if (first && group.length > SINGLY) {
      const { policy, partition, because } = first.callout;
      this.batch.audit({
        actor,
        action: "callout.step",
        object: `policy:${policy}`,
        partition,
        sentence: `Callouts for ${group.length} alarms: ${because}`,
        details: { alarms: group.map(({ alarm }) => alarm.id) },
      });
    } else {
      for (const { callout, alarm } of group) {
        this.audit(actor, "callout.step", callout, `Callout for ${title(alarm)}: ${callout.because}`);
      }
    }
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
