// Writes docs/site.md from the schemas that validate the site; test/site-document.test.ts holds them together.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { CHANNELS } from "#channels/catalog.ts";
import { DIRECTORIES } from "#directory/catalog.ts";
import { DRIVERS } from "#drivers/catalog.ts";
import { packageFolder } from "#kernel/version.ts";
import { KIND_NAMES } from "#site/check.ts";
import { SITE_KINDS, type SiteKind } from "#site/site.ts";
import { PLURALS } from "#site/yaml.ts";

const ABOUT: Readonly<Record<SiteKind, string>> = {
  setting: "What holds for the whole site. One map, not a list.",
  partition: "A slice of the site with operators of its own. What names none is in `site`, which needs no document.",
  workstation: "A client machine at which people watch. Its browser is bound to it with a code.",
  channel: "One configured way to reach people.",
  template:
    "The words of one kind of message, for some channels, languages or priorities. The best fitting one is used.",
  person: "Somebody, or something, that can be told. A contact method is used only once its owner has confirmed it.",
  report: "Alarm figures that go out by e-mail at their times, once each: late where the server did not run then.",
  drill: "A test message at its time each day that proves that a person can be reached. Not being proven is an alarm.",
  team: "Persons that are told together.",
  schedule: "Who is on duty when, in the wall-clock time of a zone.",
  policy: "Whom to tell after how long, until somebody acknowledges.",
  route: "Which alarms go to which policy. What a route does not say fits every alarm.",
  source: "One connection that a driver holds: this panel, that PLC.",
  area: "A building, a floor, a plant. What it says to operators holds for all points in it and in the areas below it.",
  point:
    "What is known of one address of a source: its name, its conditions, what to do. Points without a document work too.",
  plan: "A floor plan or map on which points, areas and other plans are placed. Pictures are uploaded before; their id is their SHA-256.",
  suppression: "Hides alarms by design while a cause holds.",
  procedure:
    "What to do about an alarm, step by step. Whoever goes through it leaves who did what and when; a run keeps the version with which it began.",
  view: "A way to look at the list of alarms, for some roles or for everybody. Operators keep views of their own beside these.",
  directory:
    "People who have no password here: their names and passwords are asked of an LDAP server, or an OpenID provider vouches for them.",
  witness:
    "A place that keeps a copy of the audit trail, entries and signed checkpoints, in order. Best where other people administer.",
};

/** Of kinds that the example site has none of, or none that shows as much. */
const EXAMPLES: Partial<Record<SiteKind, readonly object[]>> = {
  plan: [
    {
      id: "boiler-house",
      name: "Boiler house",
      kind: "floor",
      area: "boiler-house",
      levels: [{ id: "ground", name: "Ground floor", file: "0".repeat(64), metresAcross: 42 }],
      symbols: [{ id: "1", level: "ground", shows: { point: "plant-a/40001" }, at: { x: 0.25, y: 0.6 } }],
    },
  ],
  area: [
    { id: "works", name: "Works" },
    {
      id: "boiler-house",
      name: "Boiler house",
      parent: "works",
      instructions: "Take the gas detector with you.",
      links: [{ name: "Safety sheet", url: "https://intranet.example/boiler" }],
    },
  ],
  procedure: [
    {
      id: "boiler-hot",
      name: "Boiler too hot",
      sources: ["boiler"],
      priorities: ["critical"],
      begins: "when-raised",
      steps: [
        { id: "look", type: "check", text: "The pump runs", withinSec: 120 },
        {
          id: "runs",
          type: "decision",
          text: "Does the temperature fall?",
          choices: [{ text: "Yes", next: "note" }, { text: "No" }],
        },
        { id: "call", type: "call", text: "Call the boiler man", whom: { name: "Boiler man", number: "+49 30 1234" } },
        { id: "wait", type: "timer", text: "Wait until the burner is out", seconds: 300 },
        { id: "note", type: "comment", text: "What was the cause?", mayBeSkipped: true },
      ],
    },
  ],
  report: [
    {
      id: "weekly",
      name: "Alarms of the week",
      period: "week",
      days: ["mon"],
      at: "06:00",
      recipients: [{ person: "anna" }, { address: "shift-leaders@plant.example", channel: "mail" }],
    },
  ],
  drill: [{ id: "anna-pager", name: "Anna's pager", person: "anna", methods: ["pager"], at: "09:30" }],
  template: [
    {
      id: "short-alarm-german",
      name: "Alarm als SMS",
      message: "alarm",
      channelKind: "smpp",
      language: "de",
      subject: "{{priority}} {{partition}}: {{text}}",
      text: "{{priority}} {{partition}}: {{text}}\n{{where}}\nWert: {{value}}",
    },
  ],
  witness: [
    { id: "log-host", name: "Log host", to: { kind: "syslog", host: "logs.example.org", port: 6514 } },
    { id: "worm", name: "Write-once share", to: { kind: "file", path: "/mnt/worm/tocsin-trail.jsonl" } },
  ],
  directory: [
    {
      id: "company",
      name: "Company account",
      kind: "ldap",
      settings: {
        urls: ["ldaps://dc1.corp.example", "ldaps://dc2.corp.example"],
        flavour: "active-directory",
        baseDn: "DC=corp,DC=example",
        bindDn: "CN=tocsin,OU=Services,DC=corp,DC=example",
        bindPassword: "***",
      },
      groups: [{ group: "CN=Control Room,OU=Groups,DC=corp,DC=example", role: "operator", partitions: ["site"] }],
    },
  ],
};

const NEEDED = "**needed**";

interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly secret?: boolean;
}

/** The text of docs/site.md. */
export function siteDocument(): string {
  const example = parse(readFileSync(join(packageFolder, "examples", "demo-site.yaml"), "utf8")) as Record<
    string,
    unknown
  >;
  const parts = [
    "# The site file",
    "",
    "<!-- Written by scripts/describe-site.ts from the schemas. Change those, and run: node scripts/describe-site.ts -->",
    "",
    "What `tocsin export` prints, `tocsin plan FILE` compares and `tocsin apply FILE` does, all or nothing. The keys are those below, in any",
    "order; unknown keys and bad values are refused with file, line, column, what was expected and what was found. Ids are lower-case",
    "letters, digits, `.`, `_` and `-`. A secret is exported as `***`, and `***` applied again keeps it. `apply --prune` also removes what the",
    "file does not name. `examples/demo-site.yaml` is a whole site; the examples here are from it. Times are wall-clock times of the zone that",
    "their document names, such as `2026-12-24T18:00`. *either, or*: which of these are needed hangs on what the others say.",
  ];
  for (const kind of KIND_NAMES) {
    const key = PLURALS[kind];
    const shown =
      EXAMPLES[kind] ?? (Array.isArray(example[key]) ? (example[key] as unknown[]).slice(0, 1) : example[key]);
    parts.push(
      "",
      `## ${key}`,
      "",
      ABOUT[kind],
      "",
      "```yaml",
      stringify({ [key]: shown }, { lineWidth: 120 }).trimEnd(),
      "```",
    );
    parts.push("", ...table(SITE_KINDS[kind], kind === "setting" ? ["id"] : []));
  }
  parts.push(
    "",
    "## Settings of the channels",
    "",
    "`settings` of a channel, by its `kind`. See also `docs/channels/`.",
  );
  for (const { name, title, settings } of CHANNELS) parts.push("", `### ${name}: ${title}`, "", ...table(settings));
  parts.push(
    "",
    "## Settings of the directories",
    "",
    "`settings` of a directory, by its `kind`. See also `docs/directories.md`.",
  );
  for (const { name, title, settings } of DIRECTORIES) parts.push("", `### ${name}: ${title}`, "", ...table(settings));
  parts.push(
    "",
    "## Settings of the drivers",
    "",
    "`settings` of a source, by its `driver`. See also `docs/drivers/`.",
  );
  for (const { name, title, settings } of DRIVERS) parts.push("", `### ${name}: ${title}`, "", ...table(settings));
  return `${parts.join("\n")}\n`;
}

function table(type: z.ZodType, without: readonly string[] = []): string[] {
  const rows = rowsOf(z.toJSONSchema(type, { io: "input", unrepresentable: "any" }) as Schema, "");
  const wanted = rows.filter(([name]) => !without.includes(name.replaceAll("`", "")));
  if (wanted.length === 0) return ["It has none."];
  return ["| field | is | default | about |", "|---|---|---|---|", ...wanted.map((row) => `| ${row.join(" | ")} |`)];
}

type Row = readonly [name: string, is: string, byDefault: string, about: string];

function rowsOf(schema: Schema, path: string): Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const at = path + name;
    const missing = schema.required?.includes(name) ? NEEDED : "";
    const byDefault = field.default === undefined ? missing : `\`${JSON.stringify(field.default)}\``;
    const row: Row = [`\`${at}\``, escaped(isA(field)), escaped(byDefault), escaped(aboutOf(field))];
    return [row, ...inner(field, at)];
  });
}

function aboutOf({ description = "", secret = false }: Schema): string {
  return secret ? `Secret. ${description}`.trim() : description;
}

function inner(field: Schema, at: string): Row[] {
  if (field.items) return inner(field.items, `${at}[]`);
  if (field.properties) return rowsOf(field, `${at}.`);
  const values = field.additionalProperties;
  if (typeof values === "object" && values.properties) return rowsOf(values, `${at}.*.`);
  const seen = new Set<string>();
  return (field.anyOf ?? field.oneOf ?? [])
    .flatMap((one) => inner(one, at))
    .map(([name, is, byDefault, about]): Row => [name, is, byDefault === NEEDED ? "either, or" : byDefault, about])
    .filter(([name, is]) => !seen.has(name + is) && seen.add(name + is));
}

function isA(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(", ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return [...new Set(choices.map((one) => isA(one)))].join(" or ");
  if (schema.items) return `list of ${isA(schema.items)}`;
  if (schema.type === "integer" || schema.type === "number") return `${schema.type}${range(schema)}`;
  if (schema.type === "object") return "map";
  return schema.format
    ? `text (${schema.format})`
    : schema.type === "string"
      ? "text"
      : [schema.type ?? "anything"].flat().join(" or ");
}

function range({ minimum, maximum }: Schema): string {
  const low = minimum !== undefined && minimum > -1e15 ? minimum : null;
  const high = maximum !== undefined && maximum < 1e15 ? maximum : null;
  if (low !== null && high !== null) return ` ${low}–${high}`;
  if (low !== null) return ` ≥ ${low}`;
  return high === null ? "" : ` ≤ ${high}`;
}

function escaped(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = join(packageFolder, "docs", "site.md");
  writeFileSync(file, siteDocument());
  console.log(`${file} was written.`);
}
