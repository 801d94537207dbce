import { randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { Fault, saying } from "#kernel/fault.ts";

/** The 32 bytes of a key file: base64url, for its owner only. Throws a `Fault` (`untrusted`) that says what is wrong. */
export function readKeyFile(file: string): Buffer {
  let text: string;
  try {
    if ((statSync(file).mode & 0o077) !== 0) {
      throw new Fault(
        "untrusted",
        `${file} may be read by others. Run "chmod 600 ${file}", and change the site's secrets if others had access.`,
      );
    }
    text = readFileSync(file, "utf8").trim();
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault(
      "untrusted",
      `The key file ${file} can't be read: ${saying(cause)}. Put it back, mount its volume, or run "tocsin seal recover".`,
      { cause },
    );
  }
  const key = Buffer.from(text, "base64url");
  if (key.length !== 32)
    throw new Fault("untrusted", `${file} is damaged: it must hold 32 bytes. Put it back from a backup.`);
  return key;
}

/** Makes a key file with 256 random bits, whole or not at all; one that is there already stays. */
export function makeKeyFile(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })) return;
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  writeDurably(draft, `${randomBytes(32).toString("base64url")}\n`);
  try {
    linkSync(draft, file);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw thrown;
  } finally {
    unlinkSync(draft);
  }
  syncFolder(dirname(file));
}

/** Replaces the file at once: after a crash there is the old one or the new one, whole. */
export function replaceDurably(file: string, text: string): void {
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  writeDurably(draft, text);
  renameSync(draft, file);
  syncFolder(dirname(file));
}

function writeDurably(file: string, text: string): void {
  const open = openSync(file, "wx", 0o600);
  try {
    writeSync(open, text);
    fsyncSync(open);
  } finally {
    closeSync(open);
  }
}

export function syncFolder(folder: string): void {
  const open = openSync(folder, "r");
  try {
    fsyncSync(open);
  } finally {
    closeSync(open);
  }
}
