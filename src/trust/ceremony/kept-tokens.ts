import type { Clock, Instant } from "#kernel/clock.ts";
import type { Actor } from "#store/batch.ts";
import { Ended } from "./ended.ts";
import { keptOf } from "./token.ts";
import { type Wanted, whyUnexpected } from "./window.ts";

interface Kept extends Wanted {
  readonly expiresAt: Instant;
  readonly by: Actor;
  readonly cancel: () => void;
}

/** Tokens that are good at this moment, as hashes; each for one machine and once. */
export class KeptTokens {
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();
  readonly #emptied: () => void;

  /** @param emptied called when the last one ends */
  constructor(clock: Clock, emptied: () => void) {
    this.#clock = clock;
    this.#emptied = emptied;
  }

  get size(): number {
    return this.#kept.size;
  }

  /** @param publicKey of the token's key; it is not kept */
  keep(publicKey: string, wanted: Wanted, expiresAt: Instant, by: Actor): void {
    const hash = keptOf(publicKey);
    const cancel = this.#clock.at(expiresAt, () => this.#drop(hash));
    this.#kept.set(hash, { ...wanted, expiresAt, by, cancel });
  }

  /** Throws `Ended` when this machine can't join with that token. */
  admit(publicKey: string, wanted: Wanted): void {
    const why = whyUnexpected(wanted, this.#find(publicKey), "token");
    if (why !== null) throw new Ended("unexpected", why);
  }

  /** Uses it up. @returns who made it */
  take(publicKey: string): Actor {
    const { by } = this.#find(publicKey);
    this.#drop(keptOf(publicKey));
    return by;
  }

  clear(): void {
    for (const hash of this.#kept.keys()) this.#drop(hash);
  }

  drop(publicKey: string): void {
    this.#drop(keptOf(publicKey));
  }

  all(): (Wanted & { readonly expiresAt: Instant })[] {
    return [...this.#kept.values()].map(({ role, node, instance, expiresAt }) => ({ role, node, instance, expiresAt }));
  }

  #find(publicKey: string): Kept {
    const token = this.#kept.get(keptOf(publicKey));
    if (token && token.expiresAt > this.#clock.now()) return token;
    throw new Ended("token", "This token is not good: it was used, has ended, or was made elsewhere. Make another.");
  }

  #drop(hash: string): void {
    const token = this.#kept.get(hash);
    if (!token) return;
    token.cancel();
    this.#kept.delete(hash);
    if (this.#kept.size === 0) this.#emptied();
  }
}
