import type { Instant } from "#kernel/clock.ts";
import type { Callout, Planned } from "./callout.ts";
import { dueAt } from "./decide.ts";
import type { Directory } from "./directory.ts";
import { methodsFor, unusable } from "./plan.ts";
import { quietAt } from "./quiet.ts";

export interface Instead {
  /** To be sent now; empty when another message to the person is under way, or when there is no way left. */
  readonly messages: readonly Planned[];
  /** Nothing reached the person and nothing will. */
  readonly unreachable: boolean;
  readonly callout: Callout;
  readonly because: string;
}

/** Methods that were tried for one person in the present step, and whether all attempts of them were rejected. */
export type Tried = ReadonlyMap<string, { readonly rejected: boolean }>;

/**
 * The person's next method, when all attempts of `method` were rejected: one that was to follow later comes now, then the
 * methods that the person's rule does not name.
 */
export function nextMethod(
  callout: Callout,
  { person: id, method }: { person: string; method: string },
  tried: Tried,
  directory: Directory,
  now: Instant,
): Instead {
  const person = directory.person(id);
  const name = person?.name ?? id;
  const none = { messages: [], unreachable: false, callout };
  const { position } = callout;
  if (callout.state !== "running" && callout.state !== "exhausted") {
    return { ...none, because: `the callout is ${callout.state}: nobody needs to be told any more` };
  }
  if (position.acknowledged.some((answer) => answer.person === id)) {
    return { ...none, because: `${name} has acknowledged` };
  }
  if (!person?.active) return { ...none, unreachable: true, because: `${name} is not active` };

  const waits = position.waiting.find((message) => message.person === id && message.method !== method);
  if (waits) {
    const waiting = position.waiting.filter((message) => message !== waits);
    const next = { ...position, waiting };
    const due = callout.state === "running" ? dueAt(next) : (waiting[0]?.at ?? null);
    const because = `${waits.because}; earlier than planned, because ${method} failed`;
    return {
      messages: [{ ...waits, at: now, because }],
      unreachable: false,
      callout: { ...callout, position: next, dueAt: due },
      because: `${name} is told by ${waits.method} earlier than planned, because ${method} failed`,
    };
  }

  const sent = methodsFor(person, callout.priority, directory, position.stepAt).tell;
  const alive = sent.find((one) => one.method !== method && tried.get(one.method)?.rejected !== true);
  if (alive) return { ...none, because: `${name} was told by ${alive.method} as well` };
  const replacement = person.methods.find(({ id: other }) => tried.get(other)?.rejected === false && other !== method);
  if (replacement) return { ...none, because: `${name} was told by ${replacement.id} instead` };

  const next = person.methods.find(
    (one) =>
      one.id !== method &&
      !tried.has(one.id) &&
      !sent.some((other) => other.method === one.id) &&
      unusable(id, one, directory) === null &&
      quietAt(person, one.id, callout.priority, directory.zoneOf(person), now) === null,
  );
  if (!next)
    return { ...none, unreachable: true, because: `${name} can't be reached: ${method} failed and no method is left` };
  const { id: other, channel, address } = next;
  const because = `${method} failed, ${other} is the next method of ${name}`;
  return {
    messages: [{ at: now, person: id, method: other, channel, address, because }],
    unreachable: false,
    callout,
    because: `${name} is told by ${other}, because ${method} failed`,
  };
}
