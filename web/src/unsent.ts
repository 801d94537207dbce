import { Watched } from "./watched.ts";

/**
 * What leaving a form means for what was typed in it and not sent: the person is asked whether it shall be lost, or finds it
 * there again.
 */
export type Leaving = "asks" | "keeps";

interface Open {
  /** What stands in it; undefined: nothing was changed there. */
  readonly now: () => unknown;
  readonly leaving: Leaving;
  /** What stood in it when it was sent, as JSON. */
  sent: string | null;
}

/**
 * What somebody was filling in when their session ended or their screen was locked: in the memory of this page alone, and for
 * nobody else, until they open the same form again. What the server had told the page is not among it.
 */
export class Unsent extends Watched<boolean> {
  /** The forms that are open, each by its place. */
  readonly #open = new Map<string, Open>();
  readonly #kept = new Map<string, unknown>();
  #owner: string | null = null;

  /** What is watched: whether a form is open that asks before it is left. */
  constructor() {
    super(false);
  }

  /** Whether something waits for whoever was here. */
  get some(): boolean {
    return this.#kept.size > 0;
  }

  /** The forms that are open. */
  get places(): ReadonlySet<string> {
    return new Set(this.#open.keys());
  }

  /** A form is there, and has what was kept for it. The answer ends it: it was sent, or left. */
  follow(place: string, now: () => unknown, leaving: Leaving = "asks"): () => void {
    this.#kept.delete(place);
    const open = { now, leaving, sent: null };
    this.#open.set(place, open);
    this.#tell();
    return () => {
      if (this.#open.get(place) !== open) return;
      this.#open.delete(place);
      this.#tell();
      const value = typedIn(open);
      if (leaving === "keeps" && value !== undefined) this.#kept.set(place, value);
    };
  }

  /** What stands in a form was sent, or is not wanted any more. */
  settled(place: string): void {
    const open = this.#open.get(place);
    if (open) open.sent = JSON.stringify(open.now()) ?? null;
  }

  /** What stands in the forms that ask was sent, and waits for another person's approval. */
  sent(): void {
    for (const [place, { leaving }] of this.#open) if (leaving === "asks") this.settled(place);
  }

  /** Whether something would be lost with the forms that are open. @param but these are not left */
  losesAny(but: ReadonlySet<string> = new Set()): boolean {
    return [...this.#open].some(
      ([place, open]) => !but.has(place) && open.leaving === "asks" && typedIn(open) !== undefined,
    );
  }

  /** The same for the whole page, with all that it remembers. */
  get losesWithPage(): boolean {
    return this.some || [...this.#open.values()].some((open) => typedIn(open) !== undefined);
  }

  /** What was kept for a form; undefined: nothing. */
  of(place: string): unknown {
    return this.#kept.get(place);
  }

  /** Nothing of it is asked for, or kept, any more. */
  abandon(): void {
    this.#open.clear();
    this.#kept.clear();
    this.#tell();
  }

  #tell(): void {
    const asks = [...this.#open.values()].some(({ leaving }) => leaving === "asks");
    if (asks !== this.snapshot()) this.set(asks);
  }

  /** The form to which it belongs is over. */
  forget(place: string): void {
    this.#kept.delete(place);
  }

  /** The forms are about to go, and nobody wanted that. */
  interrupted(): void {
    for (const [place, open] of this.#open) {
      const value = typedIn(open);
      if (value !== undefined) this.#kept.set(place, value);
    }
  }

  /** @param owner who is signed in now: what another one had typed is forgotten. */
  belongsTo(owner: string): void {
    if (this.#owner !== null && this.#owner !== owner) this.#kept.clear();
    this.#owner = owner;
  }
}

function typedIn({ now, sent }: Open): unknown {
  const value = now();
  return sent !== null && JSON.stringify(value) === sent ? undefined : value;
}

export const unsent = new Unsent();
