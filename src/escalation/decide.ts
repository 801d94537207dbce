import type { Priority } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Policy, Target } from "#site/policy.ts";
import type { Callout, CalloutState, Planned, Position } from "./callout.ts";
import type { Directory } from "./directory.ts";
import { type Nobody, type Plan, plan, sentence, unusable, type Withheld } from "./plan.ts";
import { quietAt } from "./quiet.ts";

/** What comes next in a callout. The reason is what is logged, audited and shown. */
export type Decision =
  | {
      /** `exhausted`: all steps were gone through and nobody acknowledged; the messages are the fallback's. */
      readonly rule: "notify" | "exhausted";
      /** To be sent now. */
      readonly messages: readonly Planned[];
      readonly state: CalloutState;
      readonly position: Position;
      readonly dueAt: Instant | null;
      readonly because: string;
      /** Present when a step found nobody to tell: that must become an alarm of its own. */
      readonly nobody: Nobody | null;
      /** Who was not told because of their quiet hours. */
      readonly withheld: readonly Withheld[];
    }
  | {
      readonly rule: "wait";
      /** null: for an answer, or for nothing any more. */
      readonly until: Instant | null;
      readonly because: string;
    };

/** What of a callout the decision hangs on. */
export type Running = Pick<Callout, "state" | "priority" | "position">;

/** Before the first step. */
export function beginning(policy: Policy, now: Instant): Position {
  return fresh(now, now + policy.startAfterSec * 1000);
}

export function begin(
  policy: Policy,
  policyVersion: number,
  of: Pick<Callout, "id" | "alarm" | "occurrence" | "sequence" | "partition" | "priority">,
  now: Instant,
  because: string,
  position = beginning(policy, now),
): Callout {
  return {
    ...of,
    policy: policy.id,
    policyVersion,
    state: "running",
    position,
    dueAt: dueAt(position),
    startedAt: now,
    endedAt: null,
    because,
  };
}

/** Whatever is overdue happens once, now; what follows is counted from now, so that everybody has the time to answer. */
export function decide(callout: Running, policy: Policy, directory: Directory, now: Instant): Decision {
  const { position, state } = callout;
  switch (state) {
    case "ended":
      return { rule: "wait", until: null, because: "the callout has ended" };
    case "acknowledged": {
      const until = position.acknowledgementEndsAt;
      if (until === null || now < until) return { rule: "wait", until, because: "the alarm is acknowledged" };
      const why = `the alarm is still active ${policy.acknowledgementExpiresSec ?? 0} s after it was acknowledged`;
      return nextStep(fresh(now, now), callout.priority, policy, directory, now, why);
    }
    case "exhausted":
      return later(callout, directory, now, position.waiting[0]?.at ?? null);
    case "running":
      if (now < (position.endsAt ?? now)) return later(callout, directory, now, dueAt(position));
      return nextStep(position, callout.priority, policy, directory, now, "");
  }
}

/** The callout starts anew at the first step, which also tells those of `again` once more: what they know is out of date. */
export function reAnnunciate<C extends Callout>(
  callout: C,
  sequence: number,
  now: Instant,
  again: readonly string[] = callout.position.told,
): C {
  return { ...callout, sequence, state: "running", position: { ...fresh(now, now), told: again }, dueAt: now };
}

/** The next step begins at once; after the last one the first. */
export function escalateNow<C extends Callout>(callout: C, now: Instant): C {
  const position =
    callout.state === "exhausted" ? fresh(now, now) : { ...callout.position, endsAt: now, acknowledgementEndsAt: null };
  return { ...callout, state: "running", position, dueAt: now };
}

/** When `decide` must be asked again about a running callout. */
export function dueAt({ endsAt, waiting }: Position): Instant | null {
  return endsAt === undefined ? (waiting[0]?.at ?? null) : Math.min(endsAt, waiting[0]?.at ?? Infinity);
}

function fresh(now: Instant, endsAt: Instant): Position {
  return {
    step: -1,
    round: 0,
    stepAt: now,
    endsAt,
    waiting: [],
    told: [],
    acknowledged: [],
    acknowledgementEndsAt: null,
  };
}

/** Messages of the running step whose time has come. */
function later(
  { position, state, priority }: Running,
  directory: Directory,
  now: Instant,
  until: Instant | null,
): Decision {
  const due = position.waiting.filter((message) => message.at <= now);
  if (due.length === 0) return { rule: "wait", until, because: waitsFor(position, until) };
  const waiting = position.waiting.slice(due.length);
  const { messages, note } = stillUsable(due, priority, directory, now);
  const next = { ...position, waiting, told: together(position.told, messages) };
  return {
    rule: "notify",
    messages,
    state,
    position: next,
    dueAt: state === "exhausted" ? (waiting[0]?.at ?? null) : dueAt(next),
    because: [sentence(messages, directory), ...note].filter(Boolean).join(". "),
    nobody: null,
    withheld: [],
  };
}

function nextStep(
  position: Position,
  priority: Priority,
  policy: Policy,
  directory: Directory,
  now: Instant,
  why: string,
): Decision {
  const except = position.acknowledged.map((answer) => answer.person);
  const telling = { how: "parallel", gapSec: 0, priority, except } as const;
  const fallback = () => plan({ ...telling, tell: fallbackOf(policy, directory), label: "fallback" }, directory, now);
  let place = following(position, policy);
  let first: { place: Place; nobody: Nobody } | null = null;
  let chosen: Plan = { messages: [], endsAt: now, nobody: null, withheld: [] };
  const considered: Plan[] = [];
  const consider = (one: Plan): Plan => {
    considered.push(one);
    return one;
  };

  // A step that reaches nobody is not waited for when a later one, or the fallback, reaches somebody.
  for (let tried = 0; place !== null; tried++) {
    const step = policy.steps[place.step];
    if (!step) break;
    const label = `step ${place.step + 1}${place.round > 0 ? `, round ${place.round + 1}` : ""}`;
    chosen = consider(plan({ ...telling, tell: step.tell, how: step.how, gapSec: step.gapSec, label }, directory, now));
    if (position.step === -1 && position.told.length > 0 && tried === 0) {
      const again = { ...telling, tell: position.told.map((person) => ({ person })), label: "told before" };
      chosen = { ...chosen, messages: merged(plan(again, directory, now).messages, chosen.messages) };
    }
    if (chosen.messages.length > 0) break;
    if (chosen.nobody) {
      first ??= { place, nobody: chosen.nobody };
      // Whoever wants to be left alone is followed by the next persons; the fallback is for what went wrong.
      if (!chosen.nobody.onlyQuiet) chosen = consider(fallback());
      if (chosen.messages.length > 0) break;
    }
    const after = following(place, policy);
    if (after === null || tried === policy.steps.length - 1) {
      if (first?.nobody.onlyQuiet) chosen = consider(fallback());
      place = first ? first.place : after;
      break;
    }
    place = after;
  }

  if (place === null) chosen = consider(fallback());
  const planned = merged(position.waiting, chosen.messages);
  const { messages, waiting, note } = dividing(planned, priority, directory, now);
  const said = sentence(messages, directory);
  const told = together(position.told, messages);
  const nobody = first === null || first.nobody.onlyQuiet ? null : first.nobody;
  const withheld = onePerPerson(considered.flatMap((one) => one.withheld));
  const left = first ? [] : withheld.map(({ because }) => because);
  const quietUntil = earliest(considered.map((one) => one.nobody?.quietUntil ?? null));
  if (chosen.messages.length === 0 && quietUntil !== null) {
    const next: Position = { ...position, endsAt: quietUntil, waiting, told };
    const lost = `nobody is told before ${new Date(quietUntil).toISOString()}: ${(first?.nobody ?? chosen.nobody)?.because ?? ""}`;
    const because = [why, lost, said, ...note].filter(Boolean).join(". ");
    return {
      rule: "notify",
      messages,
      state: "running",
      position: next,
      dueAt: dueAt(next),
      because,
      nobody,
      withheld,
    };
  }
  if (place === null) {
    const all = `nobody acknowledged in ${count(policy.steps.length, "step")}, gone through ${count(policy.repeats + 1, "time")}`;
    const end =
      chosen.messages.length > 0
        ? said
        : `the fallback could not be told: ${chosen.nobody?.because ?? "all of it has answered"}`;
    return {
      rule: "exhausted",
      messages,
      state: "exhausted",
      position: { ...position, endsAt: undefined, waiting, told },
      dueAt: waiting[0]?.at ?? null,
      because: [why, all, end, ...left, ...note].filter(Boolean).join(". "),
      nobody: null,
      withheld,
    };
  }
  const lasts = Math.max(policy.steps[place.step]?.waitSec ?? 0, restSec(place, policy)) * 1000;
  const next: Position = {
    ...position,
    ...place,
    stepAt: now,
    endsAt: Math.max(now + lasts, chosen.endsAt),
    waiting,
    told,
  };
  const lost =
    first &&
    (messages.length > 0
      ? first.nobody.because
      : `nobody could be told: ${first.nobody.because}, and no fallback either`);
  return {
    rule: "notify",
    messages,
    state: "running",
    position: next,
    dueAt: dueAt(next),
    because: [why, lost, said, ...left, ...note].filter(Boolean).join(". "),
    nobody,
    withheld,
  };
}

type Place = Pick<Position, "step" | "round">;

/** null: there is no further step. */
function following({ step, round }: Place, policy: Policy): Place | null {
  if (step + 1 < policy.steps.length) return { step: step + 1, round };
  return round < policy.repeats ? { step: 0, round: round + 1 } : null;
}

/** A round that waits for nobody would spin. */
function restSec({ step }: Place, policy: Policy): number {
  return step === policy.steps.length - 1 && policy.repeats > 0 ? 1 : 0;
}

function fallbackOf(policy: Policy, directory: Directory): readonly Target[] {
  return policy.fallback.length > 0 ? policy.fallback : directory.siteFallback;
}

/** In order of time; the same method of the same person once, at the earlier time. */
function merged(one: readonly Planned[], other: readonly Planned[]): readonly Planned[] {
  if (one.length === 0) return other;
  const seen = new Set<string>();
  return [...one, ...other]
    .sort((a, b) => a.at - b.at)
    .filter(({ person, method }) => seen.size < seen.add(`${person} ${method}`).size);
}

function dividing(all: readonly Planned[], priority: Priority, directory: Directory, now: Instant) {
  const due = all.filter((message) => message.at <= now);
  return { ...stillUsable(due, priority, directory, now), waiting: all.slice(due.length) };
}

/** Much may have changed since a message was planned. */
function stillUsable(
  due: readonly Planned[],
  priority: Priority,
  directory: Directory,
  now: Instant,
): { messages: readonly Planned[]; note: string[] } {
  const note: string[] = [];
  const messages = due.filter((message) => {
    const person = directory.person(message.person);
    const why = person?.active
      ? (unusable(message.person, message, directory) ??
        quietAt(person, message.method, priority, directory.zoneOf(person), now)?.because ??
        null)
      : "is not used: the person is not active";
    if (why) note.push(`${message.method} of ${person?.name ?? message.person} ${why}`);
    return why === null;
  });
  return { messages, note };
}

function onePerPerson(withheld: readonly Withheld[]): readonly Withheld[] {
  return withheld.filter(({ person }, index) => withheld.findIndex((other) => other.person === person) === index);
}

function earliest(instants: readonly (Instant | null)[]): Instant | null {
  const known = instants.filter((at) => at !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function together(told: readonly string[], messages: readonly Planned[]): readonly string[] {
  const more = messages.filter(({ person }) => !told.includes(person)).map(({ person }) => person);
  return more.length > 0 ? [...told, ...new Set(more)] : told;
}

function waitsFor(position: Position, until: Instant | null): string {
  if (until === null) return "there is nothing left to wait for";
  return position.step < 0 ? "the policy begins later" : `step ${position.step + 1} waits for an answer`;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}
