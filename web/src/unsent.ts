/**
 * What somebody was filling in when their session ended or their screen was locked: in the memory of this page alone, and for
 * nobody else, until they open the same form again. What the server had told the page is not among it.
 */
export class Unsent {
  /** The forms that are open, each by its place, with what stands in it; undefined: nothing was changed there. */
  readonly #open = new Map<string, () => unknown>();
  readonly #kept = new Map<string, unknown>();
  #owner: string | null = null;

  /** Whether something waits for whoever was here. */
  get some(): boolean {
    return this.#kept.size > 0;
  }

  /** A form is there, and has what was kept for it. The answer ends it: it was sent, or left. */
  follow(place: string, now: () => unknown): () => void {
    this.#kept.delete(place);
    this.#open.set(place, now);
    return () => {
      if (this.#open.get(place) === now) this.#open.delete(place);
    };
  }

  /** What was kept for a form; undefined: nothing. */
  of(place: string): unknown {
    return this.#kept.get(place);
  }

  /** The forms are about to go, and nobody wanted that. */
  interrupted(): void {
    for (const [place, now] of this.#open) {
      const value = now();
      if (value !== undefined) this.#kept.set(place, value);
    }
  }

  /** @param owner who is signed in now: what another one had typed is forgotten. */
  belongsTo(owner: string): void {
    if (this.#owner !== null && this.#owner !== owner) this.#kept.clear();
    this.#owner = owner;
  }
}

export const unsent = new Unsent();
