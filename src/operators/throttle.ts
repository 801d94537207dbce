import type { Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";

/** Too many attempts: says how long to wait, and the same for names that don't exist. */
export class Throttled extends Fault {
  readonly waitMs: number;

  constructor(waitMs: number) {
    super("overloaded", `Too many attempts to sign in; try again in ${Math.ceil(waitMs / 1000)} seconds.`, {
      transient: true,
    });
    this.waitMs = waitMs;
  }
}

/** `free` attempts cost nothing; then the wait doubles from one second up to `longestMs`. */
interface Rule {
  readonly free: number;
  readonly longestMs: number;
}

/**
 * Nothing here locks an account: that would let a stranger keep a control room out. Somebody who guesses from one
 * address is slowed down most; the account itself, whoever asks, only a little.
 */
const RULES = {
  pair: { free: 3, longestMs: 60_000 },
  account: { free: 10, longestMs: 15_000 },
  address: { free: 20, longestMs: 60_000 },
  overall: { free: 100, longestMs: 2_000 },
} as const satisfies Record<string, Rule>;
type RuleName = keyof typeof RULES;

const FORGOTTEN_AFTER_MS = 15 * 60_000;
const MOST_KEYS = 20_000;

interface Tally {
  failures: number;
  lastAt: Instant;
  freeAt: Instant;
}

/**
 * Slows down guessing: per account, per address, per pair of both, and overall. A device that is known to be the account's
 * (a mark of an earlier sign-in, an open session) is slowed down by its own attempts alone.
 */
export class Throttle {
  readonly #tallies = new Map<string, Tally>();

  /**
   * Counts an attempt as failed until `succeeded` says otherwise, so that a hundred at once don't slip through. Answers
   * how many milliseconds to wait instead; 0: go ahead.
   */
  begin(account: string, address: string, now: Instant, device: string | null = null): number {
    const keys = keysOf(account, address, device);
    const waitMs = Math.max(...keys.map(([key]) => (this.#tallies.get(key)?.freeAt ?? 0) - now), 0);
    if (waitMs > 0) return waitMs;
    for (const [key, rule] of keys) this.#count(key, RULES[rule], now);
    return 0;
  }

  /** As `begin`, but throws `Throttled` where there is to wait. */
  admit(account: string, address: string, now: Instant, device: string | null = null): void {
    const waitMs = this.begin(account, address, now, device);
    if (waitMs > 0) throw new Throttled(waitMs);
  }

  /** The attempt was the right person's: the account and the address start anew. */
  succeeded(account: string, address: string, device: string | null = null): void {
    for (const [key, rule] of keysOf(account, address, device)) {
      const tally = this.#tallies.get(key);
      if (!tally) continue;
      if (rule === "pair") {
        this.#tallies.delete(key);
        continue;
      }
      tally.failures--;
      tally.freeAt = 0;
    }
  }

  #count(key: string, rule: Rule, now: Instant): void {
    const old = this.#tallies.get(key);
    const failures = (old && now - old.lastAt < FORGOTTEN_AFTER_MS ? old.failures : 0) + 1;
    const over = failures - rule.free;
    const waitMs = over < 0 ? 0 : Math.min(rule.longestMs, 1000 * 2 ** Math.min(over, 20));
    this.#tallies.delete(key); // to the end: the one touched longest ago is forgotten first
    this.#tallies.set(key, { failures, lastAt: now, freeAt: now + waitMs });
    if (this.#tallies.size > MOST_KEYS) {
      const oldest = this.#tallies.keys().next().value;
      if (oldest !== undefined) this.#tallies.delete(oldest);
    }
  }
}

function keysOf(account: string, address: string, device: string | null): readonly (readonly [string, RuleName])[] {
  if (device !== null) return [[`device ${account} ${device}`, "pair"]];
  return [
    [`pair ${account} ${address}`, "pair"],
    [`account ${account}`, "account"],
    [`address ${address}`, "address"],
    ["overall", "overall"],
  ];
}
