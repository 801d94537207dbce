import { CATEGORIES, EVENT_KINDS, PRIORITIES, QUALITIES, type Report } from "#events/event.ts";
import { type Mistake, mistake, shown } from "#site/mistake.ts";
import { REPORTS_AT_ONCE } from "./report-schema.ts";

type Check = (value: unknown) => string | null;

/**
 * Checks a body of `POST /api/v1/events` as `EventsBody` does, twenty times faster: null when it is good. The values are
 * left as they are; only a missing `raw` is filled in.
 */
export function checkEvents(body: unknown): Mistake | null {
  if (!isObject(body)) return mistake([], "an object with source and events", shown(body));
  for (const key in body) if (key !== "source" && key !== "events") return unknownKey([], key);
  const { source, events } = body as { source?: unknown; events?: unknown };
  const wrong = text(1, 63)(source);
  if (wrong) return mistake(["source"], wrong, shown(source));
  if (!Array.isArray(events) || events.length < 1 || events.length > REPORTS_AT_ONCE) {
    return mistake(
      ["events"],
      `a list of 1 to ${REPORTS_AT_ONCE} events`,
      Array.isArray(events) ? `${events.length}` : shown(events),
    );
  }
  for (let index = 0; index < events.length; index++) {
    const why = checkReport(events[index], index);
    if (why) return why;
  }
  return null;
}

function checkReport(report: unknown, index: number): Mistake | null {
  if (!isObject(report)) return mistake(["events", index], "an object", shown(report));
  for (const key in report) {
    const check = CHECKS[key];
    if (check === undefined || !Object.hasOwn(CHECKS, key)) return unknownKey(["events", index], key);
    const wrong = check(report[key]);
    if (wrong !== null) return mistake(["events", index, key], wrong, shown(report[key]));
  }
  for (const key of REQUIRED) {
    if (report[key] === undefined)
      return mistake(["events", index, key], CHECKS[key]?.(undefined) ?? "a value", "nothing");
  }
  report["raw"] ??= "";
  return null;
}

const CHECKS: Readonly<Record<string, Check>> = {
  point: text(1, 200),
  kind: oneOf(EVENT_KINDS),
  category: oneOf(CATEGORIES),
  condition: text(0, 60),
  at: (value) =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 8.64e15
      ? null
      : "milliseconds since 1970, a whole number",
  priority: oneOf(PRIORITIES),
  code: text(0, 60),
  text: text(0, 500),
  value: (value) => (typeof value === "number" || typeof value === "boolean" ? null : "a number or a boolean"),
  quality: oneOf(QUALITIES),
  alsoClears: (value) => (isListOfClears(value) ? null : "a list of at most 20 of {point, conditions}"),
  dedupeKey: text(0, 200),
  silent: boolean,
  foundActive: boolean,
  raw: text(0, 4096),
} satisfies Record<keyof Report, Check>;

const REQUIRED = ["point", "kind", "category", "condition"] as const;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(shortest: number, longest: number): Check {
  const wanted =
    shortest === 0 ? `a text of at most ${longest} characters` : `a text of ${shortest} to ${longest} characters`;
  return (value) => (typeof value === "string" && value.length >= shortest && value.length <= longest ? null : wanted);
}

function oneOf(words: readonly string[]): Check {
  const known: ReadonlySet<unknown> = new Set(words);
  const wanted = `one of ${words.join(", ")}`;
  return (value) => (known.has(value) ? null : wanted);
}

function boolean(value: unknown): string | null {
  return typeof value === "boolean" ? null : "a boolean";
}

function isListOfClears(value: unknown): boolean {
  const point = text(0, 200);
  const condition = text(0, 60);
  return (
    Array.isArray(value) &&
    value.length <= 20 &&
    value.every(
      (one: unknown) =>
        isObject(one) &&
        Object.keys(one).every((key) => key === "point" || key === "conditions") &&
        point(one["point"]) === null &&
        Array.isArray(one["conditions"]) &&
        one["conditions"].length <= 50 &&
        one["conditions"].every((name) => condition(name) === null),
    )
  );
}

function unknownKey(path: readonly (string | number)[], key: string): Mistake {
  return mistake([...path, key], "no such key", `'${key}'`);
}
