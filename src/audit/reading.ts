import type { Clock, Instant } from "#kernel/clock.ts";
import type { Actor, Journal } from "#store/batch.ts";

/** Who reads on is on record once in this time: a list that renews itself would feed what it shows. */
const AGAIN_MS = 60_000;
const ACTIONS = { read: "audit-trail.read", export: "audit-trail.exported", verify: "audit-trail.verified" } as const;
/** Readers remembered; beyond it the oldest is forgotten, and put on record once more. */
const MOST_READERS = 10_000;

/** Puts on record who reads the audit trail. */
export class ReadingRecord {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #since = new Map<string, Instant>();

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
  }

  /**
   * Resolves once the reading is on record, which it is before anything is shown.
   * @param what completes the sentence: `searched it for alarm:17`
   */
  async note(actor: Actor, name: string, action: keyof typeof ACTIONS, what: string): Promise<void> {
    const key = `${action} ${actor.id}`;
    const now = this.#clock.now();
    const since = this.#since.get(key);
    if (action === "read" && since !== undefined && now - since < AGAIN_MS && now >= since) return;
    await this.#journal.submit("operator", (batch) =>
      batch.audit({
        actor,
        action: ACTIONS[action],
        object: "audit-trail",
        sentence: `${name} opened the audit trail and ${what}.`,
      }),
    );
    this.#since.delete(key);
    this.#since.set(key, now);
    const [oldest] = this.#since.keys();
    if (this.#since.size > MOST_READERS && oldest !== undefined) this.#since.delete(oldest);
  }
}
