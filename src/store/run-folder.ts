import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Fault } from "#kernel/fault.ts";

/** What Linux takes as the path of a Unix socket (`sun_path` less its closing NUL). */
const LONGEST_SOCKET_PATH = 107;
/** The longest name that is put below the run folder. */
const LONGEST_NAME = "/pg/.s.PGSQL.5432";

/**
 * The folder of what lives only while Tocsin runs: `control.sock`, the database's socket and its secrets. `run` below
 * the data folder, or, where its path would be too long for a socket, a private folder below the system's temporary
 * one, whose path is kept in `run-folder`. Made with mode 0700 when absent.
 */
export function runFolder(dataFolder: string): string {
  const data = realpathSync(dataFolder);
  const near = join(data, "run");
  if (Buffer.byteLength(near + LONGEST_NAME) <= LONGEST_SOCKET_PATH) return privateFolder(near);
  const note = join(data, "run-folder");
  const noted = text(note);
  if (noted) return privateFolder(noted);
  const far = join(tmpdir(), `tocsin-${createHash("sha256").update(data).digest("hex").slice(0, 16)}`);
  if (Buffer.byteLength(far + LONGEST_NAME) > LONGEST_SOCKET_PATH) {
    throw new Fault("misconfigured", `The paths of ${data} and ${tmpdir()} are too long for sockets. Shorten one.`);
  }
  privateFolder(far);
  writeFileSync(note, `${far}\n`, { mode: 0o600 });
  return far;
}

function privateFolder(path: string): string {
  mkdirSync(path, { mode: 0o700, recursive: true });
  const found = statSync(path);
  if (found.uid !== process.getuid?.() || (found.mode & 0o066) !== 0) {
    throw new Fault(
      "untrusted",
      `${path} belongs to somebody else or can be read by others. Remove it or change it (owner ${process.getuid?.()}, mode 0700) and start again.`,
    );
  }
  return path;
}

function text(path: string): string | null {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return null;
  }
}
