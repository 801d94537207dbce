import type { Place } from "./seal.ts";

/**
 * A column in which sealed values are stored. Rotation walks all of them, and refuses to give up the former key while
 * something sealed with it lies elsewhere. Whoever begins to store sealed values in another column adds it here.
 */
export interface SealedPlace {
  readonly table: string;
  readonly column: string;
  /** The primary key. */
  readonly key: readonly string[];
  /** `text`: the column is the sealed value; `json`: it is a `jsonb` in which texts begin with `sealed:`. */
  readonly form: "text" | "json";
  /** Where the value was sealed for: what `Seal.seal` was given. @param key the values of the primary key, as text */
  readonly place: (key: readonly string[]) => Place;
  /** What is stored here can't be written anew and is wiped before long: the former key is kept until then. */
  readonly expires?: true;
}

export const SEALED_PLACES: readonly SealedPlace[] = [
  {
    table: "config.item",
    column: "body",
    key: ["kind", "id"],
    form: "json",
    place: ([kind, id]) => ({ table: "config.item", column: "body", row: `${kind}/${id}` }),
  },
  {
    table: "config.item_version",
    column: "body",
    key: ["kind", "id", "version"],
    form: "json",
    place: ([kind, id]) => ({ table: "config.item", column: "body", row: `${kind}/${id}` }),
  },
  {
    table: "core.authenticator",
    column: "secret",
    key: ["operator"],
    form: "text",
    place: ([operator = ""]) => ({ table: "authenticator", column: "secret", row: operator }),
  },
  {
    table: "core.pepper",
    column: "sealed",
    key: ["id"],
    form: "text",
    place: ([id = ""]) => ({ table: "core.pepper", column: "sealed", row: id }),
  },
  {
    table: "core.push_device",
    column: "sealed",
    key: ["id"],
    form: "text",
    place: ([id = ""]) => ({ table: "core.push_device", column: "sealed", row: id }),
  },
  {
    table: "core.push_key",
    column: "sealed",
    key: ["id"],
    form: "text",
    place: ([id = ""]) => ({ table: "core.push_key", column: "sealed", row: id }),
  },
  {
    table: "audit.signing_key",
    column: "sealed",
    key: ["name"],
    form: "text",
    place: ([name = ""]) => ({ table: "audit.signing_key", column: "sealed", row: name }),
  },
  {
    table: "core.approval_request",
    column: "order_sealed",
    key: ["id"],
    form: "text",
    place: ([id = ""]) => ({ table: "core.approval_request", column: "order_sealed", row: id }),
    // Its hash is what the approvers have approved.
    expires: true,
  },
];

/** What a sealed text within a `jsonb` begins with. */
export const SEALED = "sealed:";
