import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";

const GB = 1e9;
/** A year of a busy site's trail. */
const LEAST_FREE_BYTES = GB;

/** What the operating system says of the folder, or of the nearest one above it that is there. */
export interface FolderFacts {
  readonly isFolder: boolean;
  readonly writable: boolean;
  readonly freeBytes: number;
}

/** Why archives of the audit trail can't go there; null: they can. A small site has one disk, so that it may be that of the database. */
export function whyNoArchives({ isFolder, writable, freeBytes }: FolderFacts): string | null {
  if (!isFolder) return "it is no folder";
  if (!writable) return "Tocsin may not write there";
  if (freeBytes < LEAST_FREE_BYTES) return `only ${(freeBytes / GB).toFixed(1)} GB are free there`;
  return null;
}

/** Looks without making anything. */
export function factsOf(folder: string): FolderFacts {
  let there = folder;
  while (!existsSync(there)) there = dirname(there);
  const { bavail, bsize } = statfsSync(there);
  return {
    isFolder: statSync(there).isDirectory(),
    writable: mayWrite(there),
    freeBytes: bavail * bsize,
  };
}

function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
