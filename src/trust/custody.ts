import type { Instant } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import { Secret } from "#kernel/secret.ts";
import { beginRotation, endRotation } from "./change.ts";
import { removeLeftovers, trustFiles, withRootFile } from "./root-file.ts";
import { type AskPassphrase, type OpenRoots, openRoots } from "./root-keys.ts";
import { Seal } from "./seal.ts";

/**
 * The running server's hold on its root keys. It never fails to be there: when nothing can be opened the seal is closed,
 * and the server runs without its secrets.
 */
export class Custody {
  readonly seal: Seal;
  readonly #dataFolder: string;
  readonly #ask: AskPassphrase;
  #roots: OpenRoots | null = null;

  /** @param passphrase asked at most once */
  constructor(dataFolder: string, passphrase: AskPassphrase = () => null) {
    this.#dataFolder = dataFolder;
    let words: Secret<string | null> | undefined;
    this.#ask = () => (words ??= new Secret(passphrase())).open();
    this.seal = Seal.closed("it was not opened yet");
    this.reload();
  }

  /** The key that a rotation replaces, as long as it is kept; null: none. */
  get former(): string | null {
    return this.#roots?.keys[1]?.kid ?? null;
  }

  /** Reads again what lies on disk; call it when this core becomes the active one. The answer says what is wrong. */
  reload(): string | null {
    try {
      const roots = openRoots(this.#dataFolder, this.#ask);
      this.#roots = roots;
      this.seal.take(roots.keys);
      return null;
    } catch (thrown) {
      // What is open stays so: a file that was damaged since is no reason to lose what still works.
      if (!this.#roots) this.seal.close(saying(thrown));
      return saying(thrown);
    }
  }

  /** Throws a `Fault`: `untrusted` when the seal is closed, `conflict` when a rotation is not over. */
  async beginRotation(now: Instant): Promise<{ from: string; to: string }> {
    const files = trustFiles(this.#dataFolder);
    await withRootFile(files, () => beginRotation(files, openRoots(this.#dataFolder, this.#ask), now, this.#ask));
    this.reload();
    return { from: this.former ?? "", to: this.seal.kid };
  }

  /** Gives up the former key. */
  async endRotation(): Promise<void> {
    const files = trustFiles(this.#dataFolder);
    await withRootFile(files, () => endRotation(files, openRoots(this.#dataFolder, this.#ask), this.#ask));
    this.reload();
  }

  /** Removes what a change that was cut short left in the folder. */
  async tidy(): Promise<void> {
    const files = trustFiles(this.#dataFolder);
    await withRootFile(files, () => removeLeftovers(files));
  }
}
