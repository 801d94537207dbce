import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { Pool } from "pg";
import { z } from "zod";
import type { Instant } from "#kernel/clock.ts";
import type { Journal } from "#store/batch.ts";
import { trustFiles, withRootFile } from "./root-file.ts";

const Note = z.strictObject({ id: z.uuid(), at: z.int(), by: z.string(), action: z.string(), sentence: z.string() });
type Note = z.infer<typeof Note>;

/** Where commands note what they did to the seal until a server writes it into the trail: one JSON text a line. */
function notesFile(dataFolder: string): string {
  return join(trustFiles(dataFolder).folder, "seal-notes.jsonl");
}

/**
 * Notes what a command is about to do to the seal. It is on disk when this returns, so that nothing is done unnoted.
 * @param did what follows the account's name: `moved the root key to systemd-creds (host)`
 */
export function note(dataFolder: string, at: Instant, action: string, did: string): void {
  const by = `cli:${userInfo().username}`;
  const line: Note = { id: randomUUID(), at, by, action: `seal.${action}`, sentence: `${by} ${did}.` };
  const file = openSync(notesFile(dataFolder), "a", 0o600);
  try {
    writeSync(file, `${JSON.stringify(line)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Takes all notes over into the trail, each once, however often this is cut short. */
export async function foldNotes(dataFolder: string, pool: Pick<Pool, "query">, journal: Journal): Promise<void> {
  await withRootFile(trustFiles(dataFolder), async () => {
    const notes = readNotes(notesFile(dataFolder));
    if (notes.length === 0) return;
    const { rows } = await pool.query<{ object: string }>(
      "select object from audit.entry where object = any($1::text[])",
      [notes.map(({ id }) => `seal:${id}`)],
    );
    const known = new Set(rows.map(({ object }) => object));
    const fresh = notes.filter(({ id }) => !known.has(`seal:${id}`));
    if (fresh.length > 0) {
      await journal.submit("operator", (batch) => {
        for (const { id, at, by, action, sentence } of fresh) {
          const details = { at: new Date(at).toISOString() };
          batch.audit({ actor: { id: by, via: "cli" }, action, object: `seal:${id}`, sentence, details });
        }
      });
    }
    rmSync(notesFile(dataFolder), { force: true });
  });
}

/** A line that was cut short by a crash is left out: what it was to note was not done. */
function readNotes(file: string): Note[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw thrown;
  }
  return text.split("\n").flatMap((line) => {
    try {
      return Note.parse(JSON.parse(line));
    } catch {
      return [];
    }
  });
}
