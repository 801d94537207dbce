import type { SiteKind } from "../api/contract.ts";
import { type Field, fieldOf, type JsonSchema } from "./fields.ts";
import { isThing, textIn } from "./values.ts";

/** `GET /api/v1/kinds` */
export interface Kinds {
  readonly documents: Readonly<Record<string, JsonSchema>>;
  readonly drivers: readonly Kind[];
  readonly channels: readonly Kind[];
  readonly directories: readonly Kind[];
}

export interface Kind {
  readonly name: string;
  readonly title?: string;
  readonly standard?: string;
  /** Of drivers: who opens the connection. */
  readonly role?: "dials" | "listens" | "polls";
  readonly settings: JsonSchema;
}

/** Documents whose settings are as another document says: by which key, and where the schemas are. */
const SETTINGS: Partial<
  Record<SiteKind, { readonly key: string; readonly of: "drivers" | "channels" | "directories" }>
> = {
  source: { key: "driver", of: "drivers" },
  channel: { key: "kind", of: "channels" },
  directory: { key: "kind", of: "directories" },
};

/** What the form of a document asks for; of a source or channel with the settings of the driver or kind that it names. */
export function documentField(kinds: Kinds, kind: SiteKind, draft: unknown): Field {
  const schema = kinds.documents[kind];
  if (!schema) throw new Error(`the server says nothing about documents of the kind ${kind}`);
  const by = SETTINGS[kind];
  if (!by) return fieldOf(nameFirst(schema));
  const offered = kinds[by.of];
  const chosen = (draft as Readonly<Record<string, unknown>> | null)?.[by.key];
  const settings = offered.find(({ name }) => name === chosen)?.settings;
  const titles = Object.fromEntries(offered.map(({ name, title }) => [name, title ?? name]));
  return fieldOf({
    ...schema,
    properties: {
      ...nameFirst(schema).properties,
      [by.key]: { ...schema.properties?.[by.key], description: "", enum: offered.map(({ name }) => name), titles },
      ...(settings ? { settings: { ...settings, ...(settings.default === undefined ? { default: {} } : {}) } } : {}),
    },
  });
}

/** What was said for drivers and kinds that were chosen before, in case somebody goes back to one. */
export type FormerSettings = Map<string, unknown>;

/** The draft after somebody has typed: another driver or kind has settings of its own, not those of the one before. */
export function withOwnSettings(kind: SiteKind, before: unknown, after: unknown, former: FormerSettings): unknown {
  const key = SETTINGS[kind]?.key;
  if (key === undefined || !isThing(before) || !isThing(after) || before[key] === after[key]) return after;
  former.set(textIn(before[key]), before["settings"]);
  return { ...after, settings: former.get(textIn(after[key])) ?? {} };
}

/** People say what it is called; the id follows from that. */
function nameFirst(schema: JsonSchema): JsonSchema {
  const { id, name, ...others } = schema.properties ?? {};
  return id && name ? { ...schema, properties: { name, id, ...others } } : schema;
}
