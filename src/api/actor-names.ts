import { ACTOR, nameOr } from "#kernel/actor.ts";
import { calledBy } from "#operators/called.ts";
import type { Core } from "./core.ts";

/** What people wrote freely: whoever names an id there learns nothing about it. */
const FREE: ReadonlySet<string> = new Set(["comment", "note", "raw", "said", "reason", "body"]);

/** What those are called who are named by id in an answer. Whoever isn't known any more has no entry. */
export function actorsIn(core: Pick<Core, "access" | "site">, answer: unknown): Record<string, string> {
  const actors: Record<string, string> = {};
  const written = JSON.stringify(answer, (key, value: unknown) => (FREE.has(key) ? undefined : value));
  for (const [actor] of written.matchAll(ACTOR)) {
    const name = Object.hasOwn(actors, actor) ? null : nameOf(core, actor);
    if (name !== null) actors[actor] = name;
  }
  return actors;
}

/** A sentence with the names of whom it names by id. */
export function withNames(core: Pick<Core, "access" | "site">, sentence: string): string {
  return sentence.replace(ACTOR, (actor) => nameOr(actor, (id) => nameOf(core, id)));
}

export function nameOf({ access, site }: Pick<Core, "access" | "site">, actor: string): string | null {
  return calledBy(access, site, actor);
}
