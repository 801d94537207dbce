import type { Instant } from "#kernel/clock.ts";
import { bitsMeant, type Meaning, meantIn } from "./meaning.ts";
import { bitOf, bitOfPoint, type WholeField, WORDS_IN } from "./signature.ts";

/** Which events are wanted. What is absent is not asked about; of several words all must stand in the event. */
export interface EventFilter {
  readonly from?: Instant | undefined;
  /** Not included. */
  readonly to?: Instant | undefined;
  readonly source?: string | undefined;
  readonly point?: string | undefined;
  readonly kinds?: readonly string[] | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly condition?: string | undefined;
  readonly priorities?: readonly string[] | undefined;
  readonly code?: string | undefined;
  readonly words?: readonly string[] | undefined;
  /** Of each word, in their order; absent: nothing but its letters. */
  readonly meanings?: readonly Meaning[] | undefined;
  /** null: all. */
  readonly partitions: readonly string[] | null;
}

const LONGEST_SEARCH = 8;

/** A word holds no line feed, so that none reaches from one field into the next. */
const SEARCHED = `concat_ws(e'\\n', ${WORDS_IN.join(", ")})`;

/** The words of a search; what stands between quotation marks is one. */
export function wordsOf(text: string): string[] {
  return [...text.replaceAll(/\s+/gu, " ").matchAll(/"([^"]+)"|(\S+)/gu)]
    .map((found) => (found[1] ?? found[2] ?? "").trim())
    .filter((word) => word !== "")
    .slice(0, LONGEST_SEARCH);
}

function wholes(filter: EventFilter): readonly (readonly [field: WholeField, values: readonly string[]])[] {
  const one = (value: string | undefined) => (value === undefined ? undefined : [value]);
  const fields: readonly (readonly [WholeField, readonly string[] | null | undefined])[] = [
    ["source", one(filter.source)],
    ["point", one(filter.point)],
    ["kind", filter.kinds],
    ["category", filter.categories],
    ["condition", one(filter.condition)],
    ["priority", filter.priorities],
    ["code", one(filter.code)],
    ["partition", filter.partitions],
  ];
  return fields.flatMap(([field, values]) => (values ? [[field, values] as const] : []));
}

/** What the signature of a block must have: of each group at least one bit. */
export function demandsOf(filter: EventFilter): number[][] {
  const whole = wholes(filter).map(([field, values]) => values.map((value) => bitOf(field, value)));
  const words = meaningsOf(filter).flatMap(bitsMeant);
  const { source, point } = filter;
  return [...words, ...(source === undefined || point === undefined ? [] : [[bitOfPoint(source, point)]]), ...whole];
}

/** Its words, each with what it means. */
export function meaningsOf({ words = [], meanings }: Pick<EventFilter, "words" | "meanings">): readonly Meaning[] {
  const nothing = { texts: [], own: [], sources: [], points: [], actors: [] };
  return meanings ?? words.map((word) => ({ word, ...nothing }));
}

/** Whether every event would pass. */
export function asksNothing(filter: EventFilter): boolean {
  return (
    demandsOf(filter).length === 0 &&
    (filter.words ?? []).length === 0 &&
    filter.from === undefined &&
    filter.to === undefined
  );
}

/**
 * The filter as SQL over `core.event`, with its parameters after the `before` ones that stand already.
 */
export function conditionOf(
  filter: EventFilter,
  before: number,
): { readonly text: string; readonly values: unknown[] } {
  const values: unknown[] = [];
  const given = (value: unknown) => {
    values.push(value);
    return `$${before + values.length}`;
  };
  const parts = wholes(filter).map(([field, wanted]) =>
    wanted.length === 1 ? `${field} = ${given(wanted[0])}` : `${field} = any (${given([...wanted])}::text[])`,
  );
  if (filter.from !== undefined) parts.push(`received_at >= ${given(new Date(filter.from))}`);
  if (filter.to !== undefined) parts.push(`received_at < ${given(new Date(filter.to))}`);
  const columns = { searched: SEARCHED, text: "text", source: "source", point: "point" };
  for (const meaning of meaningsOf(filter)) parts.push(meantIn(columns, meaning, given));
  return { text: parts.length === 0 ? "true" : parts.join(" and "), values };
}
