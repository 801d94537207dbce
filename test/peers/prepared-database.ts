import { execFileSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { silentLog } from "#kernel/log.ts";
import { packageFolder } from "#kernel/version.ts";
import { prepareEmbedded } from "#store/database.ts";
import { EmbeddedServer } from "#store/embedded.ts";
import { scratchFolder } from "./scratch-folder.ts";

/** The name of the database within an embedded server, migrated and empty. */
export const PREPARED = "tocsin";
const KEPT = join(packageFolder, "node_modules", ".cache", "prepared-database");

/**
 * Gives a data folder that has no database yet the one that Tocsin would make there at its first start, as a copy: making it takes
 * seconds of every test file. It is made anew when what makes it has changed,
 * and in another month, of which it has the partitions.
 */
export async function furnishDatabase(dataFolder: string): Promise<void> {
  const made = join(KEPT, fingerprint());
  if (!existsSync(made)) await make(made);
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  execFileSync("cp", ["-a", join(made, "postgres"), dataFolder]);
}

function fingerprint(): string {
  const hash = createHash("sha256");
  const files = globSync(["src/store/**/*.{ts,sql}", "package-lock.json"], { cwd: packageFolder }).filter(
    (file) => !/\.test\./.test(file),
  );
  for (const file of files.sort()) hash.update(`${file}\0`).update(readFileSync(join(packageFolder, file)));
  return `${new Date().toISOString().slice(0, 7)}-${hash.digest("hex").slice(0, 16)}`;
}

/** Two test files may make it at the same time: the first that is done is kept. */
async function make(made: string): Promise<void> {
  const folder = scratchFolder("tocsin-prepared-");
  const draft = join(KEPT, randomUUID());
  try {
    const server = await EmbeddedServer.start({
      dataFolder: folder,
      log: silentLog,
      mortal: true,
      prepare: (superuser, itself) => prepareEmbedded(superuser, itself, PREPARED, silentLog),
    });
    await server.close();
    mkdirSync(draft, { recursive: true });
    execFileSync("cp", ["-a", join(folder, "postgres"), draft]);
    if (!existsSync(made)) renameSync(draft, made);
  } catch (thrown) {
    if (!existsSync(made)) throw thrown;
  } finally {
    for (const one of [folder, draft]) rmSync(one, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}
