import { CATEGORIES } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import { inWindows, nextBoundary } from "#kernel/wall-clock.ts";
import type { Called } from "#site/called.ts";
import type { Route } from "#site/policy.ts";
import type { AlarmFacts } from "./callout.ts";

export interface Routed {
  /** null: nobody is told. */
  readonly policy: string | null;
  readonly because: string;
  /** Until then the same facts lead to the same answer. Infinity: always. */
  readonly until: Instant;
}

/** The policy by which an alarm with these facts is escalated at `now`: the first route that fits, by order, decides. */
export function route(routes: Iterable<Route>, facts: AlarmFacts, now: Instant, called: Called): Routed {
  let until = Infinity;
  for (const one of inOrder(routes)) {
    if (!fits(one, facts)) continue;
    if (one.when) {
      until = Math.min(until, nextBoundary(one.when.windows, one.when.timeZone, now) ?? Infinity);
      if (!inWindows(one.when.windows, one.when.timeZone, now)) continue;
    }
    const because =
      one.policy === null
        ? `route ${one.id} says that nobody is told`
        : `route ${one.id} leads to policy ${called("policy", one.policy)}`;
    return { policy: one.policy, because, until };
  }
  const { source, partition, priority } = facts;
  const because = `nobody is told: no route fits a ${priority} alarm of ${called("source", source)} in partition ${called("partition", partition)}; add a route that does`;
  return { policy: null, because, until };
}

/**
 * The policies that alarms with these facts can be led to, at one time of the day or another, whatever their category;
 * none: nobody is ever told.
 */
export function policiesFor(
  routes: Iterable<Route>,
  facts: Pick<AlarmFacts, "source" | "partition" | "priority" | "tags">,
): string[] {
  const found: string[] = [];
  for (const one of inOrder(routes)) {
    const { categories = CATEGORIES } = one;
    if (!categories.some((category) => fits(one, { ...facts, category }))) continue;
    if (one.policy !== null) found.push(one.policy);
    if (!one.when && one.categories === undefined) break;
  }
  return found;
}

type Facts = Pick<AlarmFacts, "source" | "partition" | "priority" | "tags" | "category">;

function fits({ partitions, sources, tags, categories, priorities }: Route, facts: Facts): boolean {
  return (
    (partitions?.includes(facts.partition) ?? true) &&
    (sources?.includes(facts.source) ?? true) &&
    (categories?.includes(facts.category) ?? true) &&
    (priorities?.includes(facts.priority) ?? true) &&
    (tags?.some((tag) => facts.tags.includes(tag)) ?? true)
  );
}

function inOrder(routes: Iterable<Route>): Route[] {
  return [...routes].sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
}
