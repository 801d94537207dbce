/** Which sessions have a live stream open at this moment: somebody's screen shows what happens. */
export class Presence {
  readonly #streams = new Map<string, number>();
  readonly #listeners = new Set<() => void>();

  /** Told whenever a stream has begun or ended. Must not throw. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A stream of that session has begun. The answer says that it has ended. */
  enter(session: string): () => void {
    this.#count(session, 1);
    let open = true;
    return () => {
      if (open) this.#count(session, -1);
      open = false;
    };
  }

  has(session: string): boolean {
    return this.#streams.has(session);
  }

  #count(session: string, by: number): void {
    const streams = (this.#streams.get(session) ?? 0) + by;
    if (streams > 0) this.#streams.set(session, streams);
    else this.#streams.delete(session);
    for (const listener of this.#listeners) listener();
  }
}
