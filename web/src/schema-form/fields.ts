/** JSON Schema 2020-12, as much of it as the server's schemas use. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  /** Ours: what people call the values of `enum`. */
  readonly titles?: Readonly<Record<string, string>>;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly format?: string;
  /** Ours: never shown, and `***` keeps what is stored. */
  readonly secret?: boolean;
  /** Ours: hardly ever needed. */
  readonly seldom?: boolean;
  /** Ours: the id of a document of that kind. */
  readonly refers?: string;
  /** Ours: what it is one of where that is no document. */
  readonly among?: string;
}

export type Scalar = string | number | boolean | null;

/** What a form draws for one place of a document. */
export type Field = {
  /** Its key; "" for entries of lists and the whole. */
  readonly name: string;
  readonly help: string;
  readonly optional: boolean;
  readonly seldom: boolean;
  /** What holds when it is absent; undefined: nothing in particular. */
  readonly fallback: unknown;
} & Shape;

type Shape =
  | {
      readonly is: "text";
      readonly secret: boolean;
      readonly refers: string | null;
      readonly among: string | null;
      readonly long: boolean;
      readonly most: number | null;
      readonly format: string | null;
    }
  | {
      readonly is: "number";
      readonly whole: boolean;
      readonly least: number | null;
      readonly most: number | null;
      readonly unit: string | null;
    }
  | { readonly is: "switch" }
  | {
      readonly is: "choice";
      readonly options: readonly Scalar[];
      readonly titles?: Readonly<Record<string, string>>;
    }
  | { readonly is: "fixed"; readonly value: unknown }
  | { readonly is: "nothing" }
  | { readonly is: "object"; readonly fields: readonly Field[] }
  | { readonly is: "list"; readonly of: Field; readonly least: number; readonly most: number | null }
  | { readonly is: "map"; readonly of: Field }
  /** One of several shapes; `by`: the key whose fixed value tells them apart. */
  | { readonly is: "union"; readonly by: string | null; readonly branches: readonly Field[] }
  /** Anything: written as text. */
  | { readonly is: "any" };

/** What a form draws for a schema. Throws when the schema says something that no form here can ask for. */
export function fieldOf(schema: JsonSchema, name = "", optional = false, root: JsonSchema = schema): Field {
  const node = resolved(schema, root);
  const about = { name, help: node.description ?? "", optional, seldom: node.seldom === true, fallback: node.default };
  return { ...about, ...shapeOf(node, name, root) };
}

function resolved(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (schema.$ref === undefined) return schema;
  const found = root.$defs?.[schema.$ref.replace(/^#\/\$defs\//, "")];
  if (!found) throw new Error(`the schema refers to ${schema.$ref}, which it doesn't define`);
  return { ...found, ...schema };
}

function shapeOf(node: JsonSchema, name: string, root: JsonSchema): Shape {
  if (node.const !== undefined) return { is: "fixed", value: node.const };
  if (node.enum) {
    return { is: "choice", options: node.enum as Scalar[], ...(node.titles ? { titles: node.titles } : {}) };
  }
  const alternatives = node.anyOf ?? node.oneOf;
  if (alternatives) return alternativesOf(alternatives, name, root);
  if (Array.isArray(node.type))
    return alternativesOf(
      node.type.map((type: string) => ({ ...node, type })),
      name,
      root,
    );
  switch (node.type) {
    case "string":
      return {
        is: "text",
        secret: node.secret === true,
        refers: node.refers ?? null,
        among: node.among ?? null,
        long: (node.maxLength ?? 0) > 300 || /^PEM|CSV/u.test(node.description ?? ""),
        most: node.maxLength ?? null,
        format: node.format ?? null,
      };
    case "integer":
    case "number":
      return {
        is: "number",
        whole: node.type === "integer",
        least: node.minimum ?? node.exclusiveMinimum ?? null,
        // What JavaScript can count to is no limit that people meet.
        most: within(node.maximum ?? node.exclusiveMaximum),
        unit: unitOf(name),
      };
    case "boolean":
      return { is: "switch" };
    case "null":
      return { is: "nothing" };
    case "array":
      return {
        is: "list",
        of: fieldOf(node.items ?? {}, "", false, root),
        least: node.minItems ?? 0,
        most: node.maxItems ?? null,
      };
    case "object":
      return objectOf(node, root);
    case undefined:
      return { is: "any" };
    default:
      throw new Error(`the schema has a ${JSON.stringify(node.type)}, for which there is no field`);
  }
}

function objectOf(node: JsonSchema, root: JsonSchema): Shape {
  if (node.properties === undefined && typeof node.additionalProperties === "object") {
    const of = fieldOf(node.additionalProperties, "", false, root);
    return of.is === "any" ? { is: "any" } : { is: "map", of };
  }
  const required = new Set(node.required);
  const fields = Object.entries(node.properties ?? {}).map(([key, below]) =>
    fieldOf(below, key, !required.has(key), root),
  );
  return { is: "object", fields };
}

function alternativesOf(alternatives: readonly JsonSchema[], name: string, root: JsonSchema): Shape {
  const branches = alternatives.map((one) => fieldOf(one, name, false, root));
  const scalars = branches.flatMap((one) => {
    if (one.is === "fixed") return [one.value as Scalar];
    return one.is === "choice" ? one.options : [];
  });
  if (branches.every((one) => one.is === "fixed" || one.is === "choice")) return { is: "choice", options: scalars };
  const [first] = branches;
  // Several forms of one text: an address, a network. What it must be is the server's word.
  if (first?.is === "text" && branches.every((one) => one.is === "text")) return first;
  return { is: "union", by: discriminatorOf(branches), branches };
}

/** The key that every branch has with a value of its own. */
function discriminatorOf(branches: readonly Field[]): string | null {
  const [first] = branches;
  if (first?.is !== "object") return null;
  const key = first.fields.find(
    ({ name, is }) =>
      is === "fixed" &&
      branches.every(
        (one) => one.is === "object" && one.fields.some((field) => field.name === name && field.is === "fixed"),
      ),
  );
  return key?.name ?? null;
}

function within(most: number | undefined): number | null {
  return most === undefined || most >= Number.MAX_SAFE_INTEGER ? null : most;
}

const UNITS: readonly (readonly [ending: string, unit: string])[] = [
  ["PerMinute", "/min"],
  ["PerSec", "/s"],
  ["Minutes", "min"],
  ["Hours", "h"],
  ["Days", "d"],
  ["Bytes", "B"],
  ["Percent", "%"],
  ["Sec", "s"],
  ["Ms", "ms"],
  ["Mb", "MB"],
  ["Bits", "bit"],
];

function unitOf(name: string): string | null {
  return UNITS.find(([ending]) => name.endsWith(ending))?.[1] ?? null;
}

/** `waitSec` → `Wait`, `maxPerMinute` → `Max`, `acknowledgeOnClear` → `Acknowledge on clear`. */
export function wordsOf(name: string): string {
  const ending = UNITS.find(([one]) => name.endsWith(one) && name.length > one.length)?.[0] ?? "";
  const words = name
    .slice(0, name.length - ending.length)
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/[-_]/g, " ")
    .toLowerCase()
    .replace(SHORT, (word) => word.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const SHORT = /\b(?:ca|crc|http|https|id|ip|lpc|pin|sip|smtp|tcp|tls|udp|url)\b/gu;

/** The help of a field for whoever fills in a form: what is absent from a document was left empty there, and null is nothing. */
export function asInForms(help: string): string {
  return help
    .replace(/\bAbsent\b/gu, "Left empty")
    .replace(/\babsent\b/gu, "left empty")
    .replace(/^null:/u, "Nothing:")
    .replace(/\bnull:/gu, "nothing:");
}
