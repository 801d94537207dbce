import { isMap, isNode, isPair, LineCounter, type Node, parseDocument } from "yaml";
import { z } from "zod";

/** One thing wrong with a file that a person wrote. */
interface Complaint {
  /** `tocsin.yaml:3: listen.port: expected a number, found "abc"`. */
  readonly text: string;
  readonly line: number;
  readonly path: string;
}

export type YamlReading<T> =
  | { readonly kind: "valid"; readonly value: T }
  | { readonly kind: "invalid"; readonly complaints: readonly Complaint[] };

/** Reads one YAML document of the given shape. What is wrong is said with file, line, what was expected and what was found. */
export function readYaml<T>(schema: z.ZodType<T>, text: string, file: string): YamlReading<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, maxAliasCount: 100 } as object);
  if (document.errors.length > 0) {
    const complaints = document.errors.map((error) => {
      const line = lines.linePos(error.pos[0]).line;
      return { text: `${file}:${line}: ${error.message.split("\n")[0]}`, line, path: "" };
    });
    return { kind: "invalid", complaints };
  }
  const value: unknown = document.toJS({ maxAliasCount: 100 }) ?? {};
  const result = schema.safeParse(value);
  if (result.success) return { kind: "valid", value: result.data };
  const complaints = result.error.issues.flatMap((issue) => {
    const spots = issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    return spots.map((path) => {
      const line = lineAt(document.contents, path, lines);
      const where = path.map(String).join(".");
      return {
        text: `${file}:${line}: ${where === "" ? "" : `${where}: `}${said(issue, schema, value)}`,
        line,
        path: where,
      };
    });
  });
  return { kind: "invalid", complaints };
}

/** The line of the deepest part of `path` that is there. */
function lineAt(root: unknown, path: readonly PropertyKey[], lines: LineCounter): number {
  let node: unknown = root;
  let at = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isPair(item) && String((item.key as Node & { value?: unknown }).value) === String(step),
      );
      if (!pair) break;
      at = (pair.key as Node).range?.[0] ?? at;
      node = pair.value;
    } else {
      node = (node as { items?: unknown[] } | null)?.items?.[Number(step)];
      if (!isNode(node)) break;
      at = node.range?.[0] ?? at;
    }
  }
  return lines.linePos(at).line;
}

function said(issue: z.core.$ZodIssue, schema: z.ZodType, value: unknown): string {
  if (issue.code === "unrecognized_keys") {
    const at = schemaAt(schema, issue.path);
    const known = at instanceof z.ZodObject ? Object.keys(at.shape) : null;
    return `unknown key${known ? `, expected one of ${known.join(", ")}` : ""}`;
  }
  const secret = schemaAt(schema, issue.path)?.meta()?.["secret"] === true;
  const found = secret ? "***" : shown(valueAt(value, issue.path));
  if (issue.code === "invalid_type") return `expected ${issue.expected}, found ${found}`;
  if (issue.code === "invalid_value")
    return `expected ${issue.values.map((one) => JSON.stringify(one)).join(" or ")}, found ${found}`;
  return `${issue.message.replace(/^Invalid input: |^Too (small|big): /, "")}, found ${found}`;
}

/** A value whose schema says `.meta({ secret: true })` is never repeated. */
function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  let at = unwrapped(schema);
  for (const step of path) {
    if (at instanceof z.ZodObject) at = unwrapped(at.shape[String(step)] as z.ZodType | undefined);
    else if (at instanceof z.ZodArray) at = unwrapped(at.element as z.ZodType);
    else return undefined;
  }
  return at;
}

function unwrapped(schema: z.ZodType | undefined): z.ZodType | undefined {
  let at = schema;
  while (
    at instanceof z.ZodDefault ||
    at instanceof z.ZodPrefault ||
    at instanceof z.ZodOptional ||
    at instanceof z.ZodNullable
  ) {
    at = at.def.innerType as z.ZodType;
  }
  return at;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, step) => (at as Record<PropertyKey, unknown> | null | undefined)?.[step], value);
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
