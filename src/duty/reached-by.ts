import type { Target } from "#site/policy.ts";
import type { Schedule } from "#site/schedule.ts";
import type { Site } from "#site/site.ts";

/** A policy that can tell a person: in which steps, counted from 1, and as what. */
export interface Reach {
  readonly policy: string;
  readonly name: string;
  readonly steps: readonly number[];
  /** Told when nobody else is left. */
  readonly isFallback: boolean;
  readonly as: readonly (
    | { readonly kind: "person" }
    | { readonly kind: "team" | "schedule"; readonly id: string; readonly name: string }
  )[];
  /** Routes that lead there; none: no alarm does. */
  readonly routes: readonly string[];
}

/** All policies that name somebody: themselves, as a member of a team, or as one who has duty in a schedule. */
export function reachedBy(site: Site, person: string): Reach[] {
  const { policy, route, team, schedule } = site.items;
  const names = (target: Target): boolean => {
    if ("person" in target) return target.person === person;
    if ("team" in target) return team.get(target.team)?.body.members.includes(person) ?? false;
    const body = schedule.get(target.schedule)?.body;
    return body !== undefined && hasDuty(body, person);
  };
  const as = (target: Target): Reach["as"][number] => {
    if ("person" in target) return { kind: "person" };
    if ("team" in target) {
      return { kind: "team", id: target.team, name: team.get(target.team)?.body.name ?? target.team };
    }
    return { kind: "schedule", id: target.schedule, name: schedule.get(target.schedule)?.body.name ?? target.schedule };
  };
  return Array.from(policy.values(), ({ body }) => body).flatMap((body) => {
    const steps = body.steps.flatMap(({ tell }, index) => (tell.some(names) ? [index + 1] : []));
    const found = [...body.steps.flatMap(({ tell }) => tell), ...body.fallback].filter(names).map(as);
    if (found.length === 0) return [];
    return {
      policy: body.id,
      name: body.name,
      steps,
      isFallback: body.fallback.some(names),
      as: found.filter((one, index) => found.findIndex((other) => same(one, other)) === index),
      routes: Array.from(route.values()).flatMap(({ body: one }) => (one.policy === body.id ? [one.id] : [])),
    };
  });
}

function hasDuty({ rotations, overrides, holidays }: Schedule, person: string): boolean {
  return (
    rotations.some(({ members }) => members.includes(person)) ||
    overrides.some((override) => override.person === person) ||
    holidays.some(({ persons }) => persons.includes(person))
  );
}

function same(one: Reach["as"][number], other: Reach["as"][number]): boolean {
  return one.kind === other.kind && ("id" in one ? one.id : "") === ("id" in other ? other.id : "");
}
