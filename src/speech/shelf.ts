import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "#kernel/clock.ts";

/** Files of one folder up to a limit; what was not used for longest goes first. It can be lost at any time. */
export class Shelf {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #mostBytes: () => number;
  /** Bytes by name, in the order of use. */
  #sizes: Promise<Map<string, number>> | null = null;

  constructor(folder: string, clock: Clock, mostBytes: () => number) {
    this.#folder = folder;
    this.#clock = clock;
    this.#mostBytes = mostBytes;
  }

  async read(name: string): Promise<Buffer | null> {
    const sizes = await this.#known();
    const size = sizes.get(name);
    if (size === undefined) return null;
    const file = join(this.#folder, name);
    const bytes = await readFile(file).catch(() => null);
    sizes.delete(name);
    if (bytes?.length !== size || size === 0) return null;
    sizes.set(name, size);
    // Seconds, for the order after the next start.
    const now = this.#clock.now() / 1000;
    await utimes(file, now, now).catch(() => {});
    return bytes;
  }

  /** @throws when the disk doesn't take it */
  async write(name: string, bytes: Buffer): Promise<void> {
    const sizes = await this.#known();
    const file = join(this.#folder, name);
    const half = `${file}.${process.pid}.part`;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeFile(half, bytes, { mode: 0o600 });
    await rename(half, file);
    sizes.delete(name);
    sizes.set(name, bytes.length);
    await this.#makeRoom(sizes);
  }

  async #makeRoom(sizes: Map<string, number>): Promise<void> {
    let total = sizes.values().reduce((sum, size) => sum + size, 0);
    for (const [name, size] of sizes) {
      if (total <= this.#mostBytes()) return;
      sizes.delete(name);
      total -= size;
      await rm(join(this.#folder, name), { force: true });
    }
  }

  #known(): Promise<Map<string, number>> {
    this.#sizes ??= this.#look();
    return this.#sizes;
  }

  async #look(): Promise<Map<string, number>> {
    const names = await readdir(this.#folder).catch(() => []);
    const files = await Promise.all(
      names.map(async (name) => {
        const found = await stat(join(this.#folder, name)).catch(() => null);
        return found?.isFile() ? [{ name, size: found.size, at: found.mtimeMs }] : [];
      }),
    );
    const sorted = files.flat().toSorted((one, other) => one.at - other.at);
    return new Map(sorted.map(({ name, size }) => [name, size]));
  }
}
