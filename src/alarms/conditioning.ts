import type { Category, Event } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Condition, Point } from "#site/point.ts";
import { type ConditionMemory, type Judgement, judge, nameOf, restart, standing, tick } from "./condition.ts";
import { type Group, group } from "./grouping.ts";

/** What became of a point's conditions. */
export interface Evaluation {
  /** Of each condition that was looked at. */
  readonly memories: readonly {
    readonly key: string;
    readonly name: string;
    readonly memory: ConditionMemory;
    readonly dueAt: Instant | null;
    /** Whether it says something that must survive a restart: a verdict or a deadline, not just a newer value. */
    readonly store: boolean;
  }[];
  /** The alarms that the point has by its conditions, and whether each holds. */
  readonly verdicts: readonly (Group & { readonly because: string; readonly category: Category })[];
}

const NOTHING: Evaluation = { memories: [], verdicts: [] };

/** What is remembered of points besides their alarms: the memories of conditions, what a device bypassed, what is in test. */
export class Conditioning {
  readonly #memories = new Map<string, ConditionMemory>();
  readonly #inhibited = new Set<string>();
  /** By source: what the points in test begin with. */
  readonly #tests = new Map<string, Set<string>>();

  /** As the database has it. */
  remember(source: string, point: string, condition: string, memory: unknown): void {
    if (condition === "inhibit") this.setInhibited(source, point, true);
    else if (condition === "test") this.setTest(source, point, true);
    else this.#memories.set(keyOf(source, point, condition), memory as ConditionMemory);
  }

  inhibited(source: string, point: string): boolean {
    return this.#inhibited.size > 0 && this.#inhibited.has(`${source}\n${point}`);
  }

  setInhibited(source: string, point: string, on: boolean): void {
    if (on) this.#inhibited.add(`${source}\n${point}`);
    else this.#inhibited.delete(`${source}\n${point}`);
  }

  inTest(source: string, point: string): boolean {
    const tests = this.#tests.get(source);
    if (!tests) return false;
    for (const head of tests) if (point === head || point.startsWith(`${head}/`)) return true;
    return false;
  }

  setTest(source: string, point: string, on: boolean): void {
    const tests = this.#tests.get(source) ?? new Set();
    if (on) tests.add(point);
    else tests.delete(point);
    if (tests.size > 0) this.#tests.set(source, tests);
    else this.#tests.delete(source);
  }

  /** A value came. */
  sample(point: Point, event: Event, now: Instant): Evaluation {
    const { value, quality = "good", at = event.receivedAt } = event;
    if (value === undefined) return NOTHING;
    return this.#evaluate(point, (condition, memory) => judge(condition, memory, { value, quality, at }, now));
  }

  /** A deadline came, or the point is new and waits for its first value. */
  tick(point: Point, now: Instant): Evaluation {
    return this.#evaluate(point, (condition, memory) => tick(condition, memory, now));
  }

  /** The value can't be trusted: no verdict and no deadline until the next good one. */
  freeze(point: Point): Evaluation {
    return this.#evaluate(point, (_, memory) => ({
      verdict: "unchanged",
      dueAt: null,
      because: "",
      memory: { ...(memory ?? NEVER), frozen: true },
    }));
  }

  /** Whether an alarm comes from conditions of the point that have an on-delay; one that a device raised doesn't. */
  isDelayed(point: Point, alarm: string): boolean {
    return conditionsOf(point, alarm).some((condition) => condition !== undefined && condition.onDelayMs > 0);
  }

  /** The conditions of one alarm prove themselves again, delays and all: it comes back from suppression. */
  restart(point: Point, alarm: string, now: Instant): Evaluation {
    const again = conditionsOf(point, alarm);
    return this.#evaluate(point, (condition, memory) => {
      if (memory && again.includes(condition)) return restart(condition, memory, now);
      return tick(condition, memory, now);
    });
  }

  /** Deadlines of one point's conditions, by key; for the start, when the site is known. */
  due(point: Point, now: Instant): readonly { readonly key: string; readonly dueAt: Instant | null }[] {
    return point.conditions.map((condition) => {
      const key = keyOf(point.source, point.address, nameOf(condition));
      const memory = this.#memories.get(key) ?? null;
      // Only what is settled by a timer: asked at a time before every deadline, `tick` decides nothing.
      const { dueAt } = tick(condition, memory, memory ? Math.min(now, memory.since) : now);
      return { key, dueAt };
    });
  }

  #evaluate(point: Point, ask: (condition: Condition, memory: ConditionMemory | null) => Judgement): Evaluation {
    const reasons: string[] = [];
    const memories = point.conditions.map((condition, index) => {
      const name = nameOf(condition);
      const key = keyOf(point.source, point.address, name);
      const before = this.#memories.get(key) ?? null;
      const { memory, dueAt, because, verdict } = ask(condition, before);
      this.#memories.set(key, memory);
      // The worse sister may have ended: then what still holds is the news.
      reasons[index] = verdict === "unchanged" && memory.active ? standing(condition, memory) : because;
      return { key, name, memory, dueAt, store: isWorthKeeping(before, memory) };
    });
    const active = memories.map(({ memory }) => memory.active);
    const verdicts = group(point.grouping, point.conditions, active).map((one) => {
      const stale = point.conditions[one.shown]?.type === "stale";
      return {
        ...one,
        because: reasons[one.shown] ?? "",
        category: stale ? ("communication" as const) : ("technical" as const),
      };
    });
    return { memories, verdicts };
  }
}

function conditionsOf(point: Point, alarm: string): (Condition | undefined)[] {
  const groups = group(point.grouping, point.conditions, []);
  const members = groups.find(({ condition }) => condition === alarm)?.members ?? [];
  return members.map((index) => point.conditions[index]);
}

const NEVER: ConditionMemory = { active: false, beyond: false, since: 0, frozen: true, excursions: [], last: null };

function keyOf(source: string, point: string, condition: string): string {
  return `${source}\n${point}\n${condition}`;
}

function isWorthKeeping(before: ConditionMemory | null, after: ConditionMemory): boolean {
  if (!before) return true;
  return (
    before.active !== after.active ||
    before.beyond !== after.beyond ||
    before.since !== after.since ||
    before.frozen !== after.frozen ||
    before.excursions.length !== after.excursions.length
  );
}
