import type { Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import type { Batch } from "#store/batch.ts";
import type { Issued } from "./authority.ts";
import { nameOf } from "./identity.ts";

/** The newest certificate of a process, as it was given out. */
export interface Peer extends Omit<Issued, "name"> {
  readonly issuedAt: Instant;
}

interface Row {
  readonly uri: string;
  readonly certificate: string;
  readonly serial: string;
  readonly key_hash: string;
  readonly thumbprint: string;
  readonly not_before: Date;
  readonly not_after: Date;
  readonly issued_at: Date;
}

/** Puts a certificate on the list, in the same batch as its entry in the audit trail. @param root thumbprint */
export function recordIssued(batch: Batch, issued: Issued, root: string): void {
  const { uri, certificate, serial, keyHash, thumbprint, notBefore, notAfter } = issued;
  batch.also(
    `insert into core.issued_certificate
       (serial, uri, root, certificate, key_hash, thumbprint, not_before, not_after, issued_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [serial, uri, root, certificate, keyHash, thumbprint, new Date(notBefore), new Date(notAfter), new Date(batch.now)],
  );
  const until = new Date(notAfter).toISOString();
  batch.audit({
    actor: { id: "tocsin", via: "timer" },
    action: "trust.issued",
    object: `peer:${uri}`,
    sentence: `The site's authority signed a certificate for ${shortOf(uri)} until ${until}.`,
    details: { uri, serial, thumbprint, keyHash, until },
  });
}

/** The newest certificate of each process, of this root. */
export async function newestIssued(pool: Pick<Pool, "query">, root: string): Promise<Peer[]> {
  const { rows } = await pool.query<Row>(
    `select distinct on (uri) uri, certificate, serial, key_hash, thumbprint, not_before, not_after, issued_at
       from core.issued_certificate where root = $1 order by uri, issued_at desc, serial`,
    [root],
  );
  return rows.map((row) => ({
    uri: row.uri,
    certificate: row.certificate,
    serial: row.serial,
    keyHash: row.key_hash,
    thumbprint: row.thumbprint,
    notBefore: row.not_before.getTime(),
    notAfter: row.not_after.getTime(),
    issuedAt: row.issued_at.getTime(),
  }));
}

/** PEM of what was given out to a process, the newest first. @param after only what lasts longer than this */
export async function certificatesOf(
  pool: Pick<Pool, "query">,
  uri: string,
  { after, limit }: { after: Instant; limit: number },
): Promise<string[]> {
  const { rows } = await pool.query<{ certificate: string }>(
    "select certificate from core.issued_certificate where uri = $1 and not_after > $2 order by issued_at desc limit $3",
    [uri, new Date(after), limit],
  );
  return rows.map(({ certificate }) => certificate);
}

/** `driver-host plant-2/building`: without the site, for sentences. */
export function shortOf(uri: string): string {
  const name = nameOf(uri);
  return name ? `${name.role} ${name.node}/${name.instance}` : uri;
}
