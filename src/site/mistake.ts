import type { z } from "zod";

/** Something wrong in what a person or a program gave us: where, what was expected, what was found. */
export interface Mistake {
  readonly path: readonly (string | number)[];
  /** A sentence. */
  readonly message: string;
  readonly expected: string;
  readonly found: string;
}

type Issue = z.core.$ZodIssue;

/** What a schema had to say against `input`, one entry per wrong place. */
export function mistakesOf(error: { readonly issues: readonly Issue[] }, input: unknown): Mistake[] {
  return error.issues.flatMap((issue) => mistakesOfIssue(issue, input, []));
}

function mistakesOfIssue(issue: Issue, input: unknown, under: readonly PropertyKey[]): Mistake[] {
  const path = [...under, ...issue.path].filter((part) => typeof part !== "symbol");
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    return nearestBranch(issue.errors).flatMap((inner) => mistakesOfIssue(inner, input, path));
  }
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => mistake([...path, key], "no such key", `'${key}'`));
  }
  return [mistake(path, expectedBy(issue), shown(valueAt(input, path)))];
}

export function mistake(path: readonly (string | number)[], expected: string, found: string): Mistake {
  return { path, expected, found, message: `${written(path)}: expected ${expected}, found ${found}` };
}

/** The alternative that fits best: the one whose first complaint lies deepest, then the one with fewest complaints. */
function nearestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const depth = (branch: readonly Issue[]) => Math.max(...branch.map((issue) => issue.path.length));
  return [...branches].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
}

function expectedBy(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.expected === "int"
        ? "a whole number"
        : `${/^[aeiou]/.test(issue.expected) ? "an" : "a"} ${issue.expected}`;
    case "invalid_value":
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.map(String).join(", ")}`;
    case "too_small":
      return `${amount(issue.origin)} of at least ${issue.minimum}`;
    case "too_big":
      return `${amount(issue.origin)} of at most ${issue.maximum}`;
    case "invalid_union":
      return issue.discriminator ? `a known '${issue.discriminator}'` : "another form";
    case "invalid_format":
    case "invalid_key":
    case "invalid_element":
    case "not_multiple_of":
    case "unrecognized_keys":
    case "custom":
      return issue.message.replace(/^expected /, "").replace(/^Invalid (input: )?(expected )?/, "a valid ");
  }
}

function amount(origin: string): string {
  if (origin === "string") return "a length";
  if (origin === "array" || origin === "set") return "a number of entries";
  return "a number";
}

/** `alarms[2].limit`, or `the whole`. */
export function written(path: readonly (string | number)[]): string {
  if (path.length === 0) return "the whole";
  return path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : text === "" ? part : `${text}.${part}`),
    "",
  );
}

export function valueAt(input: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, part)
        ? (value as Record<string | number, unknown>)[part]
        : undefined,
    input,
  );
}

/** A value as it may stand in a sentence. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
