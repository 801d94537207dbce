import type { Pool } from "pg";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Actor, Journal } from "#store/batch.ts";
import type { Custody } from "./custody.ts";
import { resealed } from "./reseal.ts";
import { SEALED_PLACES, type SealedPlace } from "./sealed-places.ts";
import { findSealed } from "./sealed-search.ts";

export interface RotationParts {
  readonly custody: Custody;
  readonly journal: Journal;
  /** Reads only. */
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Logger;
  /** Called when the database holds newly sealed values in the place of those in memory. */
  readonly refresh: () => Promise<void>;
  /** Seals the keys of the site's authority anew, which lie in a file. */
  readonly trust: { reseal(): Promise<void> };
}

export interface Rotated {
  readonly from: string;
  readonly to: string;
  /** Rows that were written. */
  readonly resealed: number;
  /** What could not be opened with either key, and stays as it is. */
  readonly unreadable: readonly string[];
}

const PAGE = 100;
const TOCSIN: Actor = { id: "tocsin", via: "start" };

/**
 * Makes a new root key and seals everything anew that the former one sealed. The former key stays readable until the next
 * start, for what runs may write back what it still holds in memory; `finishRotation` then ends it. Cut short at any
 * point, everything opens, and the next start goes on.
 */
export async function rotate(parts: RotationParts, actor: Actor): Promise<Rotated> {
  const { custody, journal, clock } = parts;
  const { from, to } = await custody.beginRotation(clock.now());
  await journal.submit("operator", (batch) =>
    batch.audit({
      actor,
      action: "seal.rotation-begun",
      object: "seal",
      sentence: `${actor.id} began to replace the root key ${from} by ${to}.`,
      details: { from, to },
    }),
  );
  const done = await walk(parts, actor, from);
  try {
    await parts.trust.reseal();
  } catch (thrown) {
    parts.log.error({ because: saying(thrown) }, "the keys of the site's authority could not be sealed anew");
    return { ...done, unreadable: [...done.unreadable, `the site's authority: ${saying(thrown)}`] };
  }
  return done;
}

/** At the start: goes on with a rotation that is not over, and gives up the former key once nothing is sealed with it. */
export async function finishRotation(parts: RotationParts): Promise<void> {
  const { custody, journal, pool, log } = parts;
  const from = custody.former;
  if (from === null || custody.seal.closed !== null) return;
  await walk(parts, TOCSIN, from);
  await parts.trust.reseal();
  const left = await findSealed(pool, from);
  if (left.length > 0) {
    log.warn({ former: from, left }, "the former root key is kept: something is still sealed with it");
    return;
  }
  await custody.endRotation();
  await journal.submit("operator", (batch) =>
    batch.audit({
      actor: TOCSIN,
      action: "seal.rotated",
      object: "seal",
      sentence: `The former root key ${from} was given up: nothing is sealed with it any more.`,
      details: { from, to: custody.seal.kid },
    }),
  );
}

async function walk(parts: RotationParts, actor: Actor, from: string): Promise<Rotated> {
  const unreadable: string[] = [];
  let count = 0;
  for (const place of SEALED_PLACES) {
    if (!place.expires) count += await walkPlace(parts, actor, place, from, unreadable);
  }
  if (count > 0) await parts.refresh();
  return { from, to: parts.custody.seal.kid, resealed: count, unreadable };
}

/** Page by page in the order of the key, so that a value that can't be opened holds nothing up. */
async function walkPlace(
  { custody, journal, pool, log }: RotationParts,
  actor: Actor,
  place: SealedPlace,
  from: string,
  unreadable: string[],
): Promise<number> {
  const { table, column, key } = place;
  const keys = key.map((name) => `${name}::text collate "C"`).join(", ");
  let after: readonly string[] | null = null;
  let count = 0;
  for (;;) {
    const beyond: string = after === null ? "" : `and (${keys}) > (${after.map((_, at) => `$${at + 3}`).join(", ")})`;
    const { rows }: { rows: { key: string[]; sealed: string }[] } = await pool.query(
      `select array[${key.map((name) => `${name}::text`).join(", ")}] as key, ${column}::text as sealed from ${table}
        where strpos(${column}::text, $1) > 0 ${beyond} order by ${keys} limit $2`,
      [from, PAGE, ...(after ?? [])],
    );
    if (rows.length === 0) return count;
    const changed: { key: string[]; old: string; fresh: string }[] = [];
    for (const row of rows) {
      try {
        const fresh = resealed(custody.seal, place, row.key, row.sealed, from);
        if (fresh !== row.sealed) changed.push({ key: row.key, old: row.sealed, fresh });
      } catch (thrown) {
        if (!(thrown instanceof Fault)) throw thrown;
        unreadable.push(`${table}.${column} of ${row.key.join("/")}: ${saying(thrown)}`);
        log.error({ table, column, key: row.key, because: saying(thrown) }, "a sealed value could not be sealed anew");
      }
    }
    if (changed.length > 0) {
      const same = key.map((name, at) => `${name}::text = $${at + 3}`).join(" and ");
      const cast = place.form === "json" ? "::jsonb" : "";
      await journal.submit(
        "operator",
        (batch) => {
          for (const row of changed) {
            // One that was changed meanwhile was sealed with the new key.
            batch.also(`update ${table} set ${column} = $1${cast} where ${column}::text = $2 and ${same}`, [
              row.fresh,
              row.old,
              ...row.key,
            ]);
          }
          batch.audit({
            actor,
            action: "seal.resealed",
            object: "seal",
            sentence: `${changed.length} rows of ${table} were sealed anew with the root key ${custody.seal.kid}.`,
            details: { table, column, rows: changed.length },
          });
        },
        changed.length,
      );
      count += changed.length;
    }
    after = rows.at(-1)?.key ?? null;
  }
}
