import { randomBytes } from "node:crypto";
import type { Pool } from "pg";
import { Secret } from "#kernel/secret.ts";
import type { Journal } from "#store/batch.ts";
import type { Sealer } from "./authenticators.ts";
import { type Pepper, type Peppers, pepperOf } from "./password-hash.ts";

/**
 * The peppers of this installation, 256 random bits each. They are stored sealed and not derived from the root key, for
 * after a rotation of that key nobody could sign in.
 */
export class PepperStore {
  readonly #seal: Sealer;
  readonly #journal: Journal;
  #sealed: readonly { readonly id: string; readonly text: string }[] = [];
  #opened: readonly Pepper[] | null = null;

  constructor(seal: Sealer, journal: Journal) {
    this.#seal = seal;
    this.#journal = journal;
  }

  async load(pool: Pool): Promise<void> {
    const { rows } = await pool.query<{ id: string; sealed: string }>(
      "select id, sealed from core.pepper order by created_at desc",
    );
    this.#sealed = rows.map(({ id, sealed }) => ({ id, text: sealed }));
    this.#opened = null;
  }

  /** Opened when first needed; the first one is made then. Throws a `Fault` while the seal is closed. */
  async all(): Promise<Peppers> {
    const opened = (this.#opened ??= this.#sealed.map(({ id, text }) => {
      const key = new Secret(Buffer.from(this.#seal.unseal(placeOf(id), text).open(), "base64url"));
      return { id, key };
    }));
    const [first, ...rest] = opened;
    return first ? [first, ...rest] : this.#make();
  }

  #make(): Promise<Peppers> {
    const key = randomBytes(32);
    const pepper = pepperOf(new Secret(key));
    const text = this.#seal.seal(placeOf(pepper.id), key.toString("base64url"));
    return this.#journal.submit("operator", (batch) => {
      const [first, ...rest] = this.#opened ?? [];
      if (first) return [first, ...rest]; // somebody else was first
      batch.also("insert into core.pepper (id, sealed, created_at) values ($1, $2, $3)", [
        pepper.id,
        text,
        new Date(batch.now),
      ]);
      batch.audit({
        actor: { id: "tocsin", via: "start" },
        action: "pepper.made",
        object: `pepper:${pepper.id}`,
        sentence: `The secret ${pepper.id}, under which passwords are hashed, was made and sealed.`,
      });
      batch.afterwards(() => {
        this.#opened = [pepper];
      });
      return [pepper];
    });
  }
}

function placeOf(id: string) {
  return { table: "core.pepper", column: "sealed", row: id };
}
