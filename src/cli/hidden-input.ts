import { spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Fault, saying } from "#kernel/fault.ts";

const MOST_BYTES = 4096;

/** The lines that a file descriptor gives until its end. Secrets come this way, never by argument or environment. */
export function linesOfDescriptor(descriptor: string, option: string): string[] {
  if (!/^\d{1,4}$/.test(descriptor))
    throw new Fault("invalid", `--${option} must be the number of an open file descriptor, found "${descriptor}".`);
  try {
    return readFileSync(Number(descriptor), "utf8")
      .slice(0, MOST_BYTES)
      .replace(/\r?\n$/, "")
      .split(/\r?\n/);
  } catch (cause) {
    throw new Fault("invalid", `The file descriptor ${descriptor} of --${option} can't be read: ${saying(cause)}.`, {
      cause,
    });
  }
}

/**
 * The passphrase of the seal as systemd passes it: `LoadCredential=seal-passphrase:FILE`. The environment names only the
 * folder (systemd.exec(5)). Null: there is none.
 */
export function passphraseCredential(): string | null {
  const folder = process.env["CREDENTIALS_DIRECTORY"];
  if (folder === undefined) return null;
  try {
    return readFileSync(join(folder, "seal-passphrase"), "utf8").replace(/\r?\n$/, "");
  } catch {
    return null;
  }
}

/** Asks at the terminal, without showing what is typed. Null: there is no terminal. */
export function askHidden(question: string): string | null {
  let terminal: number;
  try {
    terminal = openSync("/dev/tty", "r+");
  } catch {
    return null;
  }
  const echo = (how: "echo" | "-echo") => spawnSync("stty", [how], { stdio: [terminal, "ignore", "ignore"] });
  try {
    writeSync(terminal, question);
    if (echo("-echo").status !== 0)
      throw new Fault("misconfigured", "The terminal can't hide what is typed (stty). Give it by a file descriptor.");
    const bytes: number[] = [];
    const one = Buffer.alloc(1);
    while (readSync(terminal, one, 0, 1, null) === 1 && one[0] !== 0x0a && bytes.length < MOST_BYTES) {
      bytes.push(one[0] ?? 0);
    }
    return Buffer.from(bytes).toString("utf8");
  } finally {
    echo("echo");
    writeSync(terminal, "\n");
    closeSync(terminal);
  }
}

/** A passphrase by descriptor, credential or terminal, in this order. Null: by none of them. */
export function passphraseOf(descriptor: string | undefined, question: string, credential = true): string | null {
  if (descriptor !== undefined) return linesOfDescriptor(descriptor, "passphrase-fd")[0] ?? "";
  return (credential ? passphraseCredential() : null) ?? askHidden(question);
}
