import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { Pool } from "pg";
import { z } from "zod";
import type { Instant } from "#kernel/clock.ts";
import type { Journal } from "#store/batch.ts";
import { trustFiles, withRootFile } from "./root-file.ts";

const Note = z.strictObject({
  id: z.uuid(),
  at: z.int(),
  by: z.string(),
  action: z.string(),
  sentence: z.string(),
  details: z.record(z.string(), z.unknown()).default({}),
});
type Note = z.infer<typeof Note>;

/** Where commands note what they did to seal and trust until a server writes it into the trail: one JSON text a line. */
function notesFile(dataFolder: string): string {
  return join(trustFiles(dataFolder).folder, "notes.jsonl");
}

/**
 * Notes what a command is about to do. It is on disk when this returns, so that nothing is done unnoted.
 * @param action `seal.recovered`
 * @param did what follows the account's name: `moved the root key to systemd-creds (host)`
 */
export function note(
  dataFolder: string,
  at: Instant,
  action: string,
  did: string,
  details: Note["details"] = {},
): void {
  const by = `cli:${userInfo().username}`;
  const line: Note = { id: randomUUID(), at, by, action, sentence: `${by} ${did}.`, details };
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
      [notes.map(objectOf)],
    );
    const known = new Set(rows.map(({ object }) => object));
    const fresh = notes.filter((one) => !known.has(objectOf(one)));
    if (fresh.length > 0) {
      await journal.submit("operator", (batch) => {
        for (const one of fresh) {
          const { at, by, action, sentence } = one;
          const details = { ...one.details, at: new Date(at).toISOString() };
          batch.audit({ actor: { id: by, via: "cli" }, action, object: objectOf(one), sentence, details });
        }
      });
    }
    rmSync(notesFile(dataFolder), { force: true });
  });
}

/** `seal:<id>`: by it a note is recognized that is in the trail already. */
function objectOf({ id, action }: Note): string {
  return `${action.split(".")[0]}:${id}`;
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
