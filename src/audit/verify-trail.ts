import type { NoteKey } from "./note.ts";
import { beginningOf } from "./removals.ts";
import { pagesOfTrail, type Reading } from "./trail.ts";
import { foundCheckpoints } from "./tree-store.ts";
import { type Against, type Mark, type Verdict, Verification } from "./verify.ts";

export interface TrailAgainst extends Against {
  /** The keys whose checkpoints in the database count; absent: those of nobody do. */
  readonly keys?: readonly NoteKey[] | undefined;
  /** Why checkpoints that are kept elsewhere can't be believed. */
  readonly refused?: readonly string[];
}

/**
 * What the database holds, entry by entry, held against what the lease remembers, what is kept elsewhere, and the
 * checkpoints of the database, which are read as the entries come: a year has half a million of them.
 */
export async function verifyTrail(
  client: Reading,
  { keys, refused = [], ...against }: TrailAgainst = {},
  pageSize?: number,
): Promise<Verdict> {
  const verification = new Verification(against);
  for (const because of refused) verification.refuse(because);
  const head = await trailHead(client);
  const beginning = await beginningOf(client);
  if (beginning) verification.begin(beginning, true);
  let upTo = 0;
  /** Those of entries up to this number, at least. */
  const expect = async (last: number) => {
    while (keys && upTo < last) {
      const found = await foundCheckpoints(client, keys, upTo);
      verification.expect(found.checkpoints);
      for (const because of found.refused) verification.refuse(because);
      upTo = found.upTo;
    }
  };
  for await (const page of pagesOfTrail(client, pageSize)) {
    await expect(page.at(-1)?.seq ?? 0);
    for (const entry of page) verification.take(entry);
  }
  await expect(Number.POSITIVE_INFINITY);
  return verification.finish(head);
}

/** Where the trail ends, as the core that writes it remembers it in the row of its lease. */
async function trailHead(client: Reading): Promise<Mark | null> {
  const { rows } = await client.query<{ last_audit: string; audit_head: Buffer }>(
    "select last_audit, audit_head from core.lease where shard = 0",
  );
  const row = rows[0];
  return row ? { seq: Number(row.last_audit), hash: row.audit_head } : null;
}
