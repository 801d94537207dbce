import { statSync } from "node:fs";
import { dirname } from "node:path";
import { readKeyFile } from "./key-file.ts";
import { keyPath, kidOf, readRootFile, trustFiles } from "./root-file.ts";
import type { SealFacts } from "./seal-status.ts";

/**
 * What can be seen of the seal without opening it, and without changing anything. Null: there is no key yet. Throws a
 * `Fault` (`untrusted`) when the files are damaged.
 */
export function readSealFacts(dataFolder: string): SealFacts | null {
  const files = trustFiles(dataFolder);
  const file = readRootFile(files.root);
  const sameDisk = (path: string) => diskOf(path) === diskOf(files.folder);
  if (!file) {
    const made = statSync(files.plain, { throwIfNoEntry: false });
    if (!made) return null;
    return {
      holder: { provider: "file", file: files.plain, plain: true, sameDisk: true },
      kid: kidOf(readKeyFile(files.plain)),
      madeAt: Math.trunc(made.mtimeMs),
      former: null,
      shares: null,
    };
  }
  const { keys, shares } = file;
  const [current, former] = keys;
  if (!current) return null;
  const { wrapped } = current;
  const path = wrapped.provider === "file" ? keyPath(files.folder, wrapped.file) : "";
  return {
    holder:
      wrapped.provider === "file"
        ? { provider: "file", file: path, plain: false, sameDisk: sameDisk(path) }
        : wrapped.provider === "passphrase"
          ? { provider: "passphrase" }
          : { provider: "systemd-creds", with: wrapped.with },
    kid: current.kid,
    madeAt: current.madeAt,
    former: former?.kid ?? null,
    shares: shares && {
      kid: shares.kid,
      madeAt: shares.madeAt,
      confirmedAt: shares.shares.map(({ confirmedAt }) => confirmedAt),
    },
  };
}

/** Of a file that is away, that of its folder: an unmounted volume counts as the disk it would be mounted on. */
function diskOf(path: string): number {
  return (statSync(path, { throwIfNoEntry: false }) ?? statSync(dirname(path), { throwIfNoEntry: false }))?.dev ?? -1;
}
