/** As stored sentences and answers name who did something: `operator:anna.keller`, `person:anna`. */
export const ACTOR = /\b(?:operator|person|token|display|directory):[^\s"'\\,;:()]*[^\s"'\\,;:().]/gu;

/** `anna.keller` from `operator:anna.keller`. */
export function idOf(actor: string): string {
  return actor.slice(actor.indexOf(":") + 1);
}

/** Who did something, by name; who is no longer known, by id. */
export function nameOr(actor: string, called: (actor: string) => string | null | undefined): string {
  return called(actor) ?? idOf(actor);
}
