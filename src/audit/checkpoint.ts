import { type NoteKey, openNote } from "./note.ts";

/** What a trail was at one moment, in the text form of C2SP tlog-checkpoint: origin, number of entries, root of their tree. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${root.toString("base64")}\n`;
}

/** The checkpoint of a note that one of the keys signed, or why it can't be believed. */
export function readCheckpoint(note: string, keys: readonly NoteKey[]): Checkpoint | string {
  const opened = openNote(note, keys);
  if (typeof opened === "string") return opened;
  const [origin = "", size = "", root = ""] = opened.text.split("\n");
  if (!/^(0|[1-9]\d{0,15})$/.test(size)) return "its size is not a number";
  if (origin !== opened.by.name) return `it is of the trail ${origin}, and its key is of ${opened.by.name}`;
  const bytes = Buffer.from(root, "base64");
  if (bytes.length !== 32 || bytes.toString("base64") !== root) return "its root is not 32 bytes in base64";
  return { origin, size: Number(size), root: bytes };
}
