import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { Fault, saying } from "#kernel/fault.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { fromLine, linesOf, linesWith, recordIn } from "./lines.ts";
import type { NoteKey } from "./note.ts";
import { readBeginning, readRecord } from "./record.ts";
import type { FoundCheckpoint } from "./tree-check.ts";
import { type Against, type Mark, type Verdict, Verification } from "./verify.ts";

/** What a line with a checkpoint begins with. Within a text quotation marks are escaped, so no other line holds it. */
const CHECKPOINT = '{"checkpoint":';

/** What a trail in a file is held against. */
export interface FileAgainst {
  readonly marks: readonly Mark[];
  /** Files or folders with checkpoints: notes as they are, or copies that witnesses kept. */
  readonly checkpoints: readonly string[];
  /** Whose checkpoints are believed; without one none is. */
  readonly keys: readonly NoteKey[];
}

/** What was found elsewhere. */
interface Kept {
  readonly checkpoints: FoundCheckpoint[];
  /** Where one stands that can't be believed, and why. */
  readonly refused: string[];
  /** Hashes of entries by their number. */
  readonly hashes: Map<number, Buffer>;
}

/** Reads what is kept outside the trail: checkpoints, and the entries of copies. */
export async function keptElsewhere({
  marks,
  checkpoints,
  keys,
}: FileAgainst): Promise<Against & { refused: string[] }> {
  const kept: Kept = { checkpoints: [], refused: [], hashes: new Map() };
  for (const path of checkpoints) for (const file of await filesOf(path)) await readKept(file, keys, kept);
  return { marks, checkpoints: kept.checkpoints, copy: (seq) => kept.hashes.get(seq), refused: kept.refused };
}

/**
 * Verifies an export, or the copy of a witness, line by line. Needs nothing but the file and public keys. A line that was
 * cut short is passed over when the next one holds it whole.
 */
export async function verifyFile(file: string, against: FileAgainst): Promise<Verdict> {
  const { refused, ...kept } = await keptElsewhere(against);
  const own: Kept = { checkpoints: [...(kept.checkpoints ?? [])], refused, hashes: new Map() };
  if (against.keys.length > 0) await readCheckpoints(file, against.keys, own);
  const verification = new Verification({ ...kept, checkpoints: own.checkpoints, mayRepeat: true });
  for (const because of own.refused) verification.refuse(because);
  let cut: { number: number; text: string; why: string } | null = null;
  for await (const { first, texts } of readable(linesOf(file), file)) {
    for (const [index, text] of texts.entries()) {
      if (text.trim() === "") continue;
      const line = recordIn(text);
      const beginning = readBeginning(line);
      if (beginning) {
        verification.begin(beginning, false);
        continue;
      }
      const entry = fromLine(line);
      if (cut !== null && !text.startsWith(cut.text)) verification.unreadable(cut.number, cut.why);
      cut = null;
      if (typeof entry !== "string") verification.take(entry);
      else if (readRecord(line)?.kind !== "checkpoint") cut = { number: first + index, text, why: entry };
    }
  }
  if (cut !== null) verification.unreadable(cut.number, cut.why);
  return verification.finish();
}

/** The checkpoints among the lines of a trail itself. */
async function readCheckpoints(file: string, keys: readonly NoteKey[], kept: Kept): Promise<void> {
  for await (const { number, text } of readable(linesWith(file, CHECKPOINT), file)) {
    const note = noteIn(recordIn(text));
    if (note !== null) believe(note, `${file}:${number}`, keys, kept);
  }
}

async function readKept(file: string, keys: readonly NoteKey[], kept: Kept): Promise<void> {
  /** A note as it is: its text, an empty line, which is left out here, and its signatures. */
  let note: { text: string; signatures: string; at: number } | null = null;
  const ended = () => {
    if (note !== null) believe(`${note.text}\n${note.signatures}`, `${file}:${note.at}`, keys, kept);
    note = null;
  };
  for await (const { first, texts } of readable(linesOf(file), file)) {
    for (const [index, text] of texts.entries()) {
      if (text.trim() === "") continue;
      const line = recordIn(text);
      if (line.startsWith(CHECKPOINT)) {
        const read = noteIn(line);
        if (read !== null) believe(read, `${file}:${first + index}`, keys, kept);
      } else if (line.startsWith("{")) {
        const record = readRecord(line);
        if (record?.kind !== "entry" || kept.hashes.has(record.seq)) continue;
        kept.hashes.set(record.seq, Buffer.from(record.hash, "hex"));
      } else {
        const isSignature = text.startsWith("— ");
        if (!isSignature && note?.signatures) ended();
        note ??= { text: "", signatures: "", at: first + index };
        note[isSignature ? "signatures" : "text"] += `${text}\n`;
      }
    }
  }
  ended();
}

function believe(note: string, where: string, keys: readonly NoteKey[], kept: Kept): void {
  const checkpoint = readCheckpoint(note, keys);
  if (typeof checkpoint === "string") kept.refused.push(`The checkpoint in ${where} can't be believed: ${checkpoint}.`);
  else kept.checkpoints.push({ ...checkpoint, where });
}

function noteIn(line: string): string | null {
  try {
    const { checkpoint } = JSON.parse(line) as { checkpoint?: unknown };
    return typeof checkpoint === "string" ? checkpoint : null;
  } catch {
    return null;
  }
}

async function* readable<T>(lines: AsyncIterable<T>, file: string): AsyncGenerator<T> {
  try {
    yield* lines;
  } catch (thrown) {
    throw new Fault("not-found", `The file ${file} can't be read: ${saying(thrown)}. Name one that an export wrote.`);
  }
}

async function filesOf(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = await readdir(path);
    return names.sort().map((name) => join(path, name));
  } catch (thrown) {
    throw new Fault(
      "not-found",
      `The checkpoints ${path} can't be read: ${saying(thrown)}. Name a file or folder of them.`,
    );
  }
}

/** The keys of `--key`: each a key as it is printed, or a file that holds some, one a line. */
export async function readKeys(given: readonly string[], read: (text: string) => NoteKey | string): Promise<NoteKey[]> {
  const keys: NoteKey[] = [];
  for (const one of given) {
    const direct = read(one);
    if (typeof direct !== "string") {
      keys.push(direct);
      continue;
    }
    const text = await readFile(one, "utf8").catch(() => null);
    const lines = text?.split("\n").filter((line) => line.trim() !== "") ?? [one];
    for (const line of lines) {
      const key = read(line);
      if (typeof key === "string") throw new Fault("invalid", `--key ${one} is no public key: ${key}.`);
      keys.push(key);
    }
  }
  return keys;
}
