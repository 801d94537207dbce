import type { Clock } from "#kernel/clock.ts";
import type { Journal } from "#store/batch.ts";

const MINUTE_MS = 60_000;
/** Addresses counted apart at once; what comes from more of them is counted together. */
const MOST_ADDRESSES = 200;
const ELSEWHERE = "many other addresses";

interface Tally {
  readonly client: string;
  refused: number;
  slowed: number;
  written: number;
  /** At this count it is written again before the minute is over. */
  next: number;
}

/**
 * Writes refused sign-ins into the audit trail without letting a guesser fill it: of an address the first one at once,
 * then the 10th, the 100th and so on, and at the end of the minute the rest, each time how many there were since.
 */
export class Refusals {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #tallies = new Map<string, Tally>();
  readonly #timers = new Set<() => void>();

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
  }

  /** Name or password were wrong. Resolves once the trail has what it is to have of it. */
  refused(address: string, client: string): Promise<void> {
    return this.#count(address, client, "refused");
  }

  /** Came too soon: nothing was looked at. */
  slowed(address: string, client: string): Promise<void> {
    return this.#count(address, client, "slowed");
  }

  /** Writes what was counted so far; for a core that stops, or is no longer the active one. */
  async close(): Promise<void> {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    const counted = [...this.#tallies];
    this.#tallies.clear();
    for (const [from, tally] of counted) await this.#write(from, tally).catch(() => undefined);
  }

  #count(address: string, client: string, how: "refused" | "slowed"): Promise<void> {
    const known = this.#tallies.has(address) || this.#tallies.size < MOST_ADDRESSES;
    const from = known ? address : ELSEWHERE;
    const tally = this.#tallies.get(from) ?? this.#begin(from, client);
    tally[how]++;
    const count = tally.refused + tally.slowed;
    if (count < tally.next) return Promise.resolve();
    tally.next = count * 10;
    return this.#write(from, tally);
  }

  #begin(from: string, client: string): Tally {
    const tally: Tally = { client, refused: 0, slowed: 0, written: 0, next: 1 };
    this.#tallies.set(from, tally);
    const cancel = this.#clock.at(this.#clock.now() + MINUTE_MS, () => {
      this.#timers.delete(cancel);
      this.#tallies.delete(from);
      this.#write(from, tally).catch(() => undefined); // the first ones are on record already
    });
    this.#timers.add(cancel);
    return tally;
  }

  async #write(from: string, tally: Tally): Promise<void> {
    const { client, refused, slowed } = tally;
    const total = refused + slowed;
    const count = total - tally.written;
    if (count === 0) return;
    tally.written = total;
    const sentence =
      refused === 1 && slowed === 0
        ? `Somebody at ${from} tried to sign in with a wrong name or password.`
        : `Somebody at ${from} tried ${count} more times to sign in: within a minute ${refused} times with a wrong name or password, and ${slowed} times too soon.`;
    await this.#journal.submit("operator", (batch) =>
      batch.audit({
        actor: { id: "tocsin", via: "api" },
        action: "operator.refused",
        object: "operator:?",
        sentence,
        details: { address: from, client, count, slowed },
      }),
    );
  }
}
