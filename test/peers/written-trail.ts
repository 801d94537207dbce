import { type AuditEntry, GENESIS, hashEntry, leafOf } from "#audit/chain.ts";
import { checkpointText } from "#audit/checkpoint.ts";
import { Frontier } from "#audit/merkle.ts";
import { makeKeyPair, signNote } from "#audit/note.ts";
import { recordsOf } from "#audit/record.ts";
import type { StoredEntry } from "#audit/verify.ts";

const { publicKey, privateKey } = makeKeyPair();
/** By which `noteOf` signs. */
export const KEY = { name: "tocsin/test", publicKey };

/** Entries that follow one another. @param from what stands before them */
export function chain(length: number, from: readonly StoredEntry[] = [], word = "raised"): StoredEntry[] {
  const entries = [...from];
  while (entries.length < length) {
    const seq = entries.length + 1;
    const entry: AuditEntry = {
      seq,
      at: 1_767_225_600_000 + seq,
      actor: "tocsin",
      via: "intake",
      action: "alarm.raised",
      object: `alarm:${seq}`,
      partition: "site",
      sentence: `Alarm ${seq} "Öl" was ${word}.`,
      details: "{}",
    };
    entries.push({ ...entry, hash: hashEntry(entries.at(-1)?.hash ?? GENESIS, entry) });
  }
  return entries;
}

/** The signed checkpoint of the first entries. */
export function noteOf(entries: readonly StoredEntry[], size: number): string {
  const tree = new Frontier();
  for (const entry of entries.slice(0, size)) tree.push(leafOf(entry));
  return signNote(checkpointText({ origin: KEY.name, size, root: tree.root() }), KEY, privateKey);
}

/** The copy of a witness: entries and the checkpoints of these sizes. */
export function copyOf(entries: readonly StoredEntry[], sizes: readonly number[]): string[] {
  const checkpoints = sizes.map((size) => ({
    size,
    at: 0,
    note: noteOf(entries, size),
    root: GENESIS,
    head: GENESIS,
    frontier: GENESIS,
  }));
  return recordsOf(entries, checkpoints).map(({ line }) => line);
}
