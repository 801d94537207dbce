/** What happened, for those who watch: screens, metrics, tests. Told only after the commit. */
export interface FeedMessage {
  /** Rises by one. Together with the feed's epoch it is the `Last-Event-ID` of server-sent events. */
  readonly seq: number;
  readonly topic:
    | "alarm"
    | "callout"
    | "notification"
    | "source"
    | "channel"
    | "site"
    | "health"
    | "session"
    | "approval"
    | "module"
    | "trust"
    | "hand-over"
    | "procedure"
    | "swap";
  /** Plain JSON. */
  readonly data: unknown;
}

const KEPT = 10_000;

/** Remembers the last 10,000 messages, so that a listener that was cut off can go on where it was. */
export class Feed {
  /** Another one after every start: sequence numbers of an earlier run mean nothing now. */
  readonly epoch: string;
  #seq = 0;
  readonly #ring: FeedMessage[] = [];
  readonly #listeners = new Set<(message: FeedMessage) => void>();

  constructor(epoch: string) {
    this.epoch = epoch;
  }

  get seq(): number {
    return this.#seq;
  }

  publish(topic: FeedMessage["topic"], data: unknown): void {
    const message = { seq: ++this.#seq, topic, data };
    this.#ring[message.seq % KEPT] = message;
    for (const listener of this.#listeners) listener(message);
  }

  /** What came after `seq`, oldest first, or null when that is no longer remembered. */
  since(seq: number): FeedMessage[] | null {
    if (seq > this.#seq || seq < this.#seq - KEPT) return null;
    const missed: FeedMessage[] = [];
    for (let next = seq + 1; next <= this.#seq; next++) {
      const message = this.#ring[next % KEPT];
      if (message) missed.push(message);
    }
    return missed;
  }

  /** The answer ends the listening. A listener must not throw and must not block. */
  listen(listener: (message: FeedMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
