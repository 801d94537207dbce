import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Seal } from "#trust/seal.ts";
import { type Mistake, mistake } from "./mistake.ts";

/** What stands for a secret wherever configuration is shown, and what means "keep the stored one" where it is given. */
export const UNCHANGED = "***";
const SEALED = "sealed:";

/** Seals what must not be readable in the database; a sealed text opens only in its own document. */
export type Sealer = Pick<Seal, "seal" | "unseal">;

type Path = readonly (string | number)[];
type Settings = Readonly<Record<string, unknown>>;
/** The entries of stored lists by what they are known by. */
type Lists = Map<readonly unknown[], Map<unknown, unknown>>;

/** Where the secrets of a kind of settings are: those whose schema says `.meta({ secret: true })`. */
export class SecretPlaces {
  readonly #schema: JsonSchema;

  constructor(schema: z.ZodObject) {
    this.#schema = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  }

  /** The settings as they may be shown: secrets are `***`. */
  masked(settings: Settings): Settings {
    return this.#map(settings, (value) => (value === undefined ? value : UNCHANGED));
  }

  /** All secrets of these settings, which are in clear. */
  secretsIn(settings: Settings): string[] {
    const secrets: string[] = [];
    this.#map(settings, (value) => {
      if (typeof value === "string") secrets.push(value);
      return value;
    });
    return secrets;
  }

  /** @param row kind and id of the document */
  sealed(settings: Settings, row: string, sealer: Sealer): Settings {
    return this.#map(settings, (value) =>
      typeof value === "string" ? `${SEALED}${sealer.seal(placeOf(row), value)}` : value,
    );
  }

  unsealed(settings: Settings, row: string, sealer: Sealer): Settings {
    return this.#map(settings, (value) =>
      isSealed(value) ? sealer.unseal(placeOf(row), value.slice(SEALED.length)).open() : value,
    );
  }

  /**
   * The wanted settings with every `***` replaced by the stored secret of the same place. In lists, the same place is
   * the entry with the same value in its schema's first field that is no secret: the account, the id.
   */
  restored(wanted: Settings, stored: Settings | undefined): { settings: Settings; mistakes: Mistake[] } {
    const mistakes: Mistake[] = [];
    const lists: Lists = new Map();
    const settings = this.#map(wanted, (value, path) => {
      if (value !== UNCHANGED) return value;
      const kept = stored && this.#counterpart(wanted, stored, path, lists);
      if (typeof kept === "string") return kept;
      mistakes.push(
        mistake(["settings", ...path], "the secret itself, for none is stored here that could be kept", UNCHANGED),
      );
      return value;
    });
    return { settings, mistakes };
  }

  /** Whether what lies at `path` is a secret or holds one. */
  hides(settings: Settings, path: Path): boolean {
    let hidden = false;
    this.#map(settings, (value, at) => {
      const shorter = Math.min(at.length, path.length);
      hidden ||= isDeepStrictEqual(at.slice(0, shorter), path.slice(0, shorter));
      return value;
    });
    return hidden;
  }

  #counterpart(wanted: unknown, stored: unknown, path: Path, lists: Lists): unknown {
    let from = wanted;
    let to = stored;
    for (const [depth, step] of path.entries()) {
      if (typeof step === "number" && Array.isArray(from) && Array.isArray(to)) {
        from = from[step];
        to = this.#sameEntry(path.slice(0, depth), from, to, lists);
      } else {
        from = (from as Record<string, unknown> | undefined)?.[step];
        to = (to as Record<string, unknown> | undefined)?.[step];
      }
    }
    return to;
  }

  /** The stored entry that a wanted one of the same list replaces. Lists of thousands are gone through once. */
  #sameEntry(at: Path, entry: unknown, list: readonly unknown[], lists: Lists): unknown {
    const key = this.#nameKey(at);
    const nameOf = (one: unknown) =>
      key !== undefined && typeof one === "object" && one !== null
        ? (one as Record<string, unknown>)[key]
        : JSON.stringify(this.#maskedEntry(at, one));
    let byName = lists.get(list);
    if (!byName) lists.set(list, (byName = new Map(list.map((one) => [nameOf(one), one]))));
    return byName.get(nameOf(entry));
  }

  /** What the entries of a list are known by: the first field of their schema that is no secret. */
  #nameKey(at: Path): string | undefined {
    const list = at.reduce<JsonSchema | undefined>((node, step) => node && this.#below(node, step), this.#schema);
    const items = list && this.#resolved(list).items;
    const fields = Object.entries((items && this.#resolved(items).properties) ?? {});
    return fields.find(([, field]) => field.secret !== true)?.[0];
  }

  #maskedEntry(at: Path, entry: unknown): unknown {
    const schema = at.reduce<JsonSchema | undefined>((node, step) => node && this.#below(node, step), this.#schema);
    const items = schema && this.#resolved(schema).items;
    return items
      ? this.#walk(items, entry, [], (value) => (value === undefined ? value : UNCHANGED), new Set())
      : entry;
  }

  #below(node: JsonSchema, step: string | number): JsonSchema | undefined {
    const schema = this.#resolved(node);
    return typeof step === "number" ? schema.items : schema.properties?.[step];
  }

  #map(settings: Settings, change: (value: unknown, path: Path) => unknown): Settings {
    return this.#walk(this.#schema, settings, [], change, new Set()) as Settings;
  }

  #walk(
    node: JsonSchema,
    value: unknown,
    path: Path,
    change: (value: unknown, path: Path) => unknown,
    seen: Set<string>,
  ): unknown {
    const schema = this.#resolved(node);
    if (schema.secret === true) {
      const key = path.join("\n");
      if (seen.has(key)) return value;
      seen.add(key);
      return change(value, path);
    }
    let result = value;
    for (const other of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]) {
      result = this.#walk(other, result, path, change, seen);
    }
    if (Array.isArray(result)) {
      const { items } = schema;
      return items ? result.map((entry, index) => this.#walk(items, entry, [...path, index], change, seen)) : result;
    }
    if (typeof result !== "object" || result === null) return result;
    const changed: Record<string, unknown> = { ...result };
    for (const [name, entry] of Object.entries(changed)) {
      const below = schema.properties?.[name] ?? schema.additionalProperties;
      if (typeof below === "object") changed[name] = this.#walk(below, entry, [...path, name], change, seen);
    }
    return changed;
  }

  #resolved(node: JsonSchema): JsonSchema {
    const name = node.$ref?.replace(/^#\/(\$defs\/)?/, "");
    return name === undefined ? node : (this.#schema.$defs?.[name] ?? this.#schema);
  }
}

function placeOf(row: string) {
  return { table: "config.item", column: "body", row };
}

export function isSealed(value: unknown): value is string {
  return typeof value === "string" && value.startsWith(SEALED);
}

interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly secret?: unknown;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}
