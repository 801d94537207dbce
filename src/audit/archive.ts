import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Pool } from "pg";
import { Fault, saying } from "#kernel/fault.ts";
import { leafOf } from "./chain.ts";
import { fromLine, linesOf } from "./lines.ts";
import { Frontier } from "./merkle.ts";
import { beginningRecord, recordsOf } from "./record.ts";
import { LEAVES_A_ROW, type Removal } from "./removals.ts";
import type { Part } from "./retention.ts";
import { publicKeys } from "./signing-key.ts";
import { entriesBetween } from "./trail.ts";
import { checkpointsAfter } from "./tree-store.ts";
import { verifyFile } from "./verify-file.ts";

/** Entries written at once: a few milliseconds of the processor. */
const PAGE = 250;
const CHECKPOINTS = 1000;

export interface ArchiveParts {
  readonly pool: Pool;
  /** Where the files are kept. */
  readonly folder: string;
  /** Resolves when the alarm path leaves the processor. */
  readonly calm: () => Promise<void>;
}

/** A file that holds entries for good. */
export interface Archive {
  readonly file: string;
  /** SHA-256 of the file. */
  readonly hash: Buffer;
  /** Roots of the perfect subtrees over all entries up to its part's last. */
  readonly frontier: Buffer;
}

/**
 * Writes a part of the trail into a file that verifies by itself with the public key: what it follows, its entries, and
 * the signed checkpoints among them. The entries up to the first checkpoint that covers the last of them are there too, and
 * so again in the next archive. The file is read back and verified before this resolves; its leaves are then stored.
 */
export async function writeArchive(parts: ArchiveParts, part: Part, beginning: Removal | null): Promise<Archive> {
  const { pool, folder } = parts;
  const [covering] = await checkpointsAfter(pool, part.last - 1, 1);
  if (!covering) throw new Fault("conflict", `No checkpoint covers entry ${part.last} of the audit trail yet.`);
  const file = join(folder, nameOf(part));
  const draft = `${file}.new`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rm(draft, { force: true });
    await write(parts, draft, { part, beginning, upTo: covering.size });
    await demandWhole(parts, draft, part);
    await rename(draft, file);
    await synchronise(folder);
  } catch (thrown) {
    await rm(draft, { force: true }).catch(() => undefined);
    if (thrown instanceof Fault || !(thrown instanceof Error && "path" in thrown)) throw thrown;
    throw new Fault(
      "misconfigured",
      `The archive ${file} can't be written: ${saying(thrown)}. Make room, or name another folder as audit.archiveFolder.`,
      { cause: thrown },
    );
  }
  return { file, hash: await hashOf(file), frontier: await keepLeaves(parts, file, part, beginning) };
}

/** `tocsin-audit-trail-2025-03-1-48211.jsonl` */
function nameOf({ begins, first, last }: Part): string {
  return `tocsin-audit-trail-${new Date(begins).toISOString().slice(0, 7)}-${first}-${last}.jsonl`;
}

async function write(
  { pool, calm }: ArchiveParts,
  draft: string,
  { part, beginning, upTo }: { part: Part; beginning: Removal | null; upTo: number },
): Promise<void> {
  await using file = await open(draft, "wx", 0o400);
  if (beginning) {
    const { line } = beginningRecord(beginning, new Date(beginning.removedAt).toISOString());
    await file.writeFile(`${line}\n`);
  }
  let signed = part.first - 1;
  for (let from = part.first; from <= upTo; from += PAGE) {
    await calm();
    const to = Math.min(upTo, from + PAGE - 1);
    const entries = await entriesBetween(pool, from, to);
    const checkpoints = (await checkpointsAfter(pool, signed, CHECKPOINTS)).filter(({ size }) => size <= to);
    signed = checkpoints.at(-1)?.size ?? signed;
    await file.writeFile(
      recordsOf(entries, checkpoints)
        .map(({ line }) => `${line}\n`)
        .join(""),
    );
  }
  await file.sync();
}

/** An archive that doesn't verify is no reason to remove anything. */
async function demandWhole({ pool }: ArchiveParts, file: string, part: Part): Promise<void> {
  const verdict = await verifyFile(file, { marks: [], checkpoints: [], keys: await publicKeys(pool) });
  const [finding] = verdict.findings;
  if (!finding && verdict.archived === part.first - 1 && verdict.signed >= part.last) return;
  throw new Fault(
    "untrusted",
    `Entries ${part.first} to ${part.last} of the audit trail were not archived, for they don't verify: ${finding?.because ?? "no checkpoint covers them"} Run "tocsin audit-trail verify".`,
  );
}

/** Stores what stands for the entries once they are gone: their leaves. @returns the tree over all up to the last */
async function keepLeaves(
  { pool, calm }: ArchiveParts,
  file: string,
  part: Part,
  beginning: Removal | null,
): Promise<Buffer> {
  const tree = beginning ? Frontier.of(beginning.seq, beginning.frontier) : new Frontier();
  if (!tree) throw new Fault("untrusted", "What is kept of the archived entries of the audit trail is damaged.");
  let row: { first: number; leaves: Buffer[] } = { first: part.first, leaves: [] };
  const store = async () => {
    const { first, leaves } = row;
    row = { first: first + leaves.length, leaves: [] };
    await pool.query("insert into audit.removed_leaf (first, hashes) values ($1, $2) on conflict do nothing", [
      first,
      Buffer.concat(leaves),
    ]);
  };
  for await (const { texts } of linesOf(file)) {
    await calm();
    for (const text of texts) {
      const entry = fromLine(text);
      if (typeof entry === "string" || entry.seq > part.last) continue;
      const leaf = leafOf(entry);
      tree.push(leaf);
      row.leaves.push(leaf);
      if (entry.seq % LEAVES_A_ROW === 0 || entry.seq === part.last) await store();
    }
  }
  return tree.stored();
}

async function hashOf(file: string): Promise<Buffer> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest();
}

/** The name of a new file is only certain once its folder is. */
async function synchronise(folder: string): Promise<void> {
  await using opened = await open(folder, "r");
  await opened.sync();
}
