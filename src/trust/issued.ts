import type { Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import type { Batch } from "#store/batch.ts";
import type { Issued } from "./authority.ts";
import { nameOf } from "./identity.ts";

/** As many as one deny list can name. */
const MOST_GIVEN_OUT = 5000;

/** The newest certificate of a process, as it was given out. */
export interface Peer extends Omit<Issued, "name"> {
  readonly issuedAt: Instant;
  /** Its last ceremony; null: it stands beside the authority. */
  readonly joined: Joined | null;
}

/** How a process came into the site. */
export interface Joined {
  readonly how: "pair" | "token";
  /** Who typed the words, or made the token. */
  readonly by: string;
  /** Address of its machine. */
  readonly from: string;
  /** SHA-256 of the ceremony, 64 hex digits. */
  readonly transcript: string;
  readonly at: Instant;
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
  readonly how: Joined["how"] | null;
  readonly by_whom: string;
  readonly address: string;
  readonly transcript: string;
  readonly joined_at: Date;
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

/** Notes how a process came into the site, in the same batch as its entry in the audit trail. */
export function recordJoined(batch: Batch, uri: string, { how, by, from, transcript }: Omit<Joined, "at">): void {
  batch.also(
    `insert into core.joined_process (uri, how, by_whom, address, transcript, joined_at) values ($1, $2, $3, $4, $5, $6)
       on conflict (uri) do update set how = excluded.how, by_whom = excluded.by_whom, address = excluded.address,
         transcript = excluded.transcript, joined_at = excluded.joined_at`,
    [uri, how, by, from, transcript, new Date(batch.now)],
  );
}

/** The newest certificate of each process that one of these roots vouches for. @param roots thumbprints */
export async function newestIssued(pool: Pick<Pool, "query">, roots: readonly string[]): Promise<Peer[]> {
  const { rows } = await pool.query<Row>(
    `select distinct on (uri) uri, certificate, serial, key_hash, thumbprint, not_before, not_after, issued_at,
            how, by_whom, address, transcript, joined_at
       from core.issued_certificate left join core.joined_process using (uri)
       where root = any($1::text[]) order by uri, issued_at desc, serial`,
    [roots],
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
    joined: row.how && {
      how: row.how,
      by: row.by_whom,
      from: row.address,
      transcript: row.transcript,
      at: row.joined_at.getTime(),
    },
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

/** Thumbprints of all that was given out and lasts longer than this. */
export async function thumbprintsAfter(pool: Pick<Pool, "query">, after: Instant): Promise<string[]> {
  const { rows } = await pool.query<{ thumbprint: string }>(
    "select thumbprint from core.issued_certificate where not_after > $1 order by issued_at desc limit $2",
    [new Date(after), MOST_GIVEN_OUT],
  );
  return rows.map(({ thumbprint }) => thumbprint);
}

/** `driver-host plant-2/building`: without the site, for sentences. */
export function shortOf(uri: string): string {
  const name = nameOf(uri);
  return name ? `${name.role} ${name.node}/${name.instance}` : uri;
}
