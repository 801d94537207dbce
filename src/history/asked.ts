import type { EventFilter } from "./filter.ts";
import type { TransitionFilter } from "./transitions.ts";

export type Asked = Partial<Omit<EventFilter, "partitions">> & TransitionFilter;

/** What was asked for, as the end of a sentence: `from 2026-05-01T00:00:00.000Z, of source 'plant', with "pump"`; "" for all. */
export function asked(filter: Asked): string {
  const { from, to, source, point, condition, code, actor, words = [] } = filter;
  const named = (what: string, value: string | undefined) => (value === undefined ? [] : [`of ${what} '${value}'`]);
  const listed = (what: string, values: readonly string[] | undefined) =>
    values === undefined ? [] : [`of ${what} ${values.join(" or ")}`];
  return [
    ...(from === undefined ? [] : [`from ${new Date(from).toISOString()}`]),
    ...(to === undefined ? [] : [`up to ${new Date(to).toISOString()}`]),
    ...named("source", source),
    ...named("point", point),
    ...named("condition", condition),
    ...named("code", code),
    ...listed("kind", filter.kinds ?? filter.inputs),
    ...listed("category", filter.categories),
    ...listed("priority", filter.priorities),
    ...named("actor", actor),
    ...words.map((word) => `with "${word}"`),
  ].join(", ");
}
