import type { Instant } from "#kernel/clock.ts";
import type { Policy, Route } from "#site/policy.ts";
import type { AlarmFacts } from "./callout.ts";
import { begin, decide } from "./decide.ts";
import type { Directory } from "./directory.ts";
import { route } from "./route.ts";

export interface Simulation {
  readonly policy: { readonly id: string; readonly name: string } | null;
  readonly because: string;
  readonly steps: readonly {
    readonly at: Instant;
    readonly person: string;
    readonly personName: string;
    readonly method: string;
    readonly channel: string;
    readonly address: string;
    readonly because: string;
  }[];
  /** Who would not be told because of their quiet hours. */
  readonly withheld: readonly {
    readonly at: Instant;
    readonly person: string;
    readonly personName: string;
    readonly because: string;
  }[];
  /** When a step would find nobody to tell, for another reason than quiet hours: that becomes an alarm of its own. */
  readonly nobody: readonly { readonly at: Instant; readonly because: string }[];
  readonly end: { readonly at: Instant; readonly because: string };
}

export interface SimulationOptions {
  readonly facts: AlarmFacts;
  readonly at: Instant;
  /** As if a route led to this policy; absent: as the routes say. */
  readonly through?: Policy | undefined;
  /** Longest list of messages. */
  readonly most?: number;
  /** How far ahead. */
  readonly forMs?: number;
}

const MOST = 1_000;
const FOR_MS = 7 * 86_400_000;

/** Who would be told, when and why, if nobody acknowledged: what the dispatcher does, under a clock that jumps. */
export function simulate(
  site: { readonly routes: Iterable<Route>; policy(id: string): Policy | undefined },
  directory: Directory,
  { facts, at, through, most = MOST, forMs = FOR_MS }: SimulationOptions,
): Simulation {
  const routed = through
    ? { policy: through.id, because: `as if a route led to policy ${through.name}` }
    : route(site.routes, facts, at, (kind, id) =>
        // A draft may call it otherwise than the site does.
        kind === "policy" ? (site.policy(id)?.name ?? id) : directory.called(kind, id),
      );
  const policy = through ?? (routed.policy === null ? undefined : site.policy(routed.policy));
  if (!policy) {
    const because = routed.policy === null ? routed.because : `${routed.because}, which does not exist`;
    return { policy: null, because, steps: [], withheld: [], nobody: [], end: { at, because } };
  }
  const steps: Simulation["steps"][number][] = [];
  const withheld: Simulation["withheld"][number][] = [];
  const nobody: Simulation["nobody"][number][] = [];
  const done = (now: Instant, because: string): Simulation => ({
    policy: { id: policy.id, name: policy.name },
    because: routed.because,
    steps,
    withheld,
    nobody,
    end: { at: now, because },
  });

  const about = { id: 0, alarm: 0, occurrence: 0, sequence: 1, partition: facts.partition, priority: facts.priority };
  let callout = begin(policy, 0, about, at, routed.because);
  let end: { at: Instant; because: string } | null = null;
  for (let now = callout.dueAt; now !== null; now = callout.dueAt) {
    if (now > at + forMs) return done(at + forMs, end?.because ?? "the simulation looks no further ahead");
    const decision = decide(callout, policy, directory, now);
    if (decision.rule === "wait") {
      callout = { ...callout, dueAt: decision.until };
      continue;
    }
    for (const { person, method, channel, address, because } of decision.messages) {
      const personName = directory.person(person)?.name ?? person;
      steps.push({ at: now, person, personName, method, channel, address, because });
    }
    for (const { person, because } of decision.withheld) {
      withheld.push({ at: now, person, personName: directory.person(person)?.name ?? person, because });
    }
    if (decision.nobody) nobody.push({ at: now, because: decision.nobody.because });
    if (decision.rule === "exhausted") end = { at: now, because: decision.because };
    if (steps.length >= most) return done(now, `the simulation shows no more than ${most} messages`);
    const { state, position, dueAt } = decision;
    callout = { ...callout, state, position, dueAt };
  }
  return done(end?.at ?? at, end?.because ?? "nothing is left to do");
}
