import { globSync, readFileSync } from "node:fs";
import { parseSync } from "oxc-parser";
import type { Sentence } from "./sentences.ts";

/** What is given to these is none where texts of alarms are looked for. */
export const BUT_ALARMS = /(?:^|\.)(?:debug|info|warn|error|also|query|submit|audit)$/u;
/** What is given to these is no sentence for a page: the log, the database, patterns, what a far side is told, texts of alarms. */
const UNSAID_CALLS =
  /(?:^|\.)(?:debug|info|warn|error|fatal|also|query|describe|meta|regex|refine|superRefine|url|startsWith|includes|RegExp|Buffer\.from|hkdfSync|hmac|update|write|respond|refuse|ask|option|ownReport|report|httpPorts|ignored)$/u;
/** Nor what these hold. */
const UNSAID_PROPERTIES: ReadonlySet<string> = new Set(
  "sentence object title purpose setting reason uri url name Authorization headers fields".split(" "),
);
const UNSAID_VARIABLES: ReadonlySet<string> = new Set(["sentence", "COLUMNS", "STYLE", "WORDS"]);

interface Node {
  readonly type: string;
  readonly [part: string]: unknown;
}

/**
 * Every text of these files that reads like words and may reach a page: what is thrown, answered and kept as a reason.
 * Types, the log, the audit trail and what is said to far sides are left out.
 */
export function textsSaid(pattern: string, except: RegExp, unsaid = UNSAID_CALLS): Sentence[] {
  const files = globSync(pattern).filter((file) => !file.endsWith(".test.ts") && !except.test(file));
  return files.toSorted().flatMap((file) => {
    const { program, errors } = parseSync(file, readFileSync(file, "utf8"));
    if (errors.length > 0) throw new Error(`${file} can't be read: ${errors[0]?.message}`);
    return Array.from(textsIn(program, unsaid), (text) => ({ file, text })).filter(({ text }) => isWords(text));
  });
}

/** At least two words one after the other, or a word and what is put in; no markup, and nothing for the database. */
function isWords(text: string): boolean {
  if (/^<|\$\d|charset=/u.test(text)) return false;
  return /[a-z]{2}[,;:]? (?:[a-z(]|\{\})|\{\}[,;:]? [a-z]{2}/u.test(text);
}

function* textsIn(value: unknown, unsaid: RegExp): Generator<string> {
  if (Array.isArray(value)) for (const one of value) yield* textsIn(one, unsaid);
  if (!isNode(value) || isUnsaid(value, unsaid)) return;
  if (value.type === "Literal" && typeof value["value"] === "string") yield value["value"];
  if (value.type === "TemplateLiteral") yield textOf(value);
  for (const part of Object.values(value)) yield* textsIn(part, unsaid);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function isUnsaid(node: Node, unsaid: RegExp): boolean {
  switch (node.type) {
    case "ImportDeclaration":
      return true;
    case "CallExpression":
    case "NewExpression":
      return unsaid.test(nameOf(node["callee"]));
    case "Property":
      return UNSAID_PROPERTIES.has(nameOf(node["key"]));
    case "VariableDeclarator":
      return UNSAID_VARIABLES.has(nameOf(node["id"]));
    case "ObjectExpression":
      return isNothingChanged(node);
    default:
      return node.type.startsWith("TS") && !/^TS(?:As|Satisfies|NonNull)Expression$/u.test(node.type);
  }
}

/** `{ kind: "ignored", because }`: nobody is told of what had no consequence. */
function isNothingChanged({ properties }: Node): boolean {
  return (properties as readonly Node[]).some(
    ({ key, value }) => nameOf(key) === "kind" && isNode(value) && value["value"] === "ignored",
  );
}

/** `a.b.c` of what is called or assigned. */
function nameOf(node: unknown): string {
  if (!isNode(node)) return "";
  if (node.type === "MemberExpression") return `${nameOf(node["object"])}.${nameOf(node["property"])}`;
  const name = node["name"] ?? node["value"];
  return typeof name === "string" ? name : "";
}

function textOf(template: Node): string {
  const quasis = template["quasis"] as readonly { readonly value: { readonly cooked: string } }[];
  return quasis.map(({ value }) => value.cooked).join("{}");
}
