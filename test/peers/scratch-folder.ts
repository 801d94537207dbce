import { mkdtempSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const IN_MEMORY = "/dev/shm";
const PLENTY_BYTES = 4_000_000_000;

/** A new folder for a test's data folder: in memory, where there is plenty, because a database waits for the disk most of the time. */
export function scratchFolder(name: string): string {
  return mkdtempSync(join(hasPlenty(IN_MEMORY) ? IN_MEMORY : tmpdir(), name));
}

function hasPlenty(folder: string): boolean {
  try {
    const { bavail, blocks, bsize } = statfsSync(folder);
    return bavail * bsize > PLENTY_BYTES && bavail > blocks / 2;
  } catch {
    return false;
  }
}
