import { hash } from "node:crypto";
import type { Pool } from "pg";
import type { Clock } from "#kernel/clock.ts";
import type { Secret } from "#kernel/secret.ts";
import type { Journal } from "#store/batch.ts";
import type { Seal } from "#trust/seal.ts";
import { makeKeyPair, type NoteKey } from "./note.ts";
import type { Reading } from "./trail.ts";

/** A key with its private half, PKCS #8 in base64. */
export interface SigningKey extends NoteKey {
  readonly secret: Secret;
}

/** What seals the private key. */
export type KeySealer = Pick<Seal, "seal" | "unseal">;

const placeOf = (name: string) => ({ table: "audit.signing_key", column: "sealed", row: name });

/** All keys that ever signed this trail, the newest first; public halves. */
export async function publicKeys(reading: Reading): Promise<NoteKey[]> {
  const { rows } = await reading.query<{ name: string; public_key: Buffer }>(
    "select name, public_key from audit.signing_key order by created_at desc, name",
  );
  return rows.map(({ name, public_key: publicKey }) => ({ name, publicKey }));
}

/** A key by the name under which it signs a trail. @param publicKey 32 bytes */
export function namedKey(publicKey: Buffer): NoteKey {
  return { name: `tocsin/${hash("sha256", publicKey, "hex").slice(0, 16)}`, publicKey };
}

/** The key that signs, made when there is none yet. Throws a `Fault` (`untrusted`) when it can't be unsealed. */
export async function signingKey(parts: {
  readonly pool: Pool;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly seal: KeySealer;
}): Promise<SigningKey> {
  const { pool, seal } = parts;
  const { rows } = await pool.query<{ name: string; public_key: Buffer; sealed: string }>(
    "select name, public_key, sealed from audit.signing_key order by created_at desc, name limit 1",
  );
  const [row] = rows;
  if (row) return { name: row.name, publicKey: row.public_key, secret: seal.unseal(placeOf(row.name), row.sealed) };
  const { publicKey, privateKey } = makeKeyPair();
  const { name } = namedKey(publicKey);
  const sealed = seal.seal(placeOf(name), privateKey.toString("base64"));
  await parts.journal.submit("operator", (batch) => {
    batch.also("insert into audit.signing_key (name, public_key, sealed, created_at) values ($1, $2, $3, $4)", [
      name,
      publicKey,
      sealed,
      new Date(batch.now),
    ]);
    batch.audit({
      actor: { id: "tocsin", via: "start" },
      action: "audit-trail.key-made",
      object: "audit-trail",
      sentence: `A key was made that signs the audit trail from now on: ${name}.`,
      details: { publicKey: publicKey.toString("base64") },
    });
  });
  return { name, publicKey, secret: seal.unseal(placeOf(name), sealed) };
}
