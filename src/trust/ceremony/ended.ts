import type { End } from "./messages.ts";

/** A run that came to nothing: nothing was stored on either side. The message is for the person who waits for it. */
export class Ended extends Error {
  readonly end: End;
  /** Whether the far side ended it. */
  readonly byPeer: boolean;
  /** The transcript as whoever ended it has seen it, 64 hex digits; null: it had not come so far. */
  readonly transcript: string | null;

  constructor(end: End, because: string, { byPeer = false, transcript = null as string | null } = {}) {
    super(because);
    this.name = "Ended";
    this.end = end;
    this.byPeer = byPeer;
    this.transcript = transcript;
  }
}
