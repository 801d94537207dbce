import type { Pool } from "pg";
import type { Clock, Instant } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import { publicKeys } from "./signing-key.ts";
import type { Verdict } from "./verify.ts";
import { verifyTrail } from "./verify-trail.ts";

export type CheckState =
  | { readonly state: "never" }
  | { readonly state: "running"; readonly since: Instant }
  | { readonly state: "done"; readonly at: Instant; readonly verdict: Verdict }
  | { readonly state: "failed"; readonly at: Instant; readonly because: string };

/** Verifies the trail of the running server against its checkpoints, one verification at a time. */
export class TrailCheck {
  readonly #pool: Pool;
  readonly #clock: Clock;
  #state: CheckState = { state: "never" };
  #running: Promise<CheckState> | undefined;

  constructor(pool: Pool, clock: Clock) {
    this.#pool = pool;
    this.#clock = clock;
  }

  get state(): CheckState {
    return this.#state;
  }

  /** Begins, unless one is under way, and resolves with what came out; never rejects. */
  run(): Promise<CheckState> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(): Promise<CheckState> {
    this.#state = { state: "running", since: this.#clock.now() };
    try {
      const verdict = await this.#verify();
      this.#state = { state: "done", at: this.#clock.now(), verdict };
    } catch (thrown) {
      this.#state = { state: "failed", at: this.#clock.now(), because: saying(thrown) };
    }
    return this.#state;
  }

  async #verify(): Promise<Verdict> {
    const client = await this.#pool.connect();
    try {
      await client.query("begin isolation level repeatable read read only");
      const verdict = await verifyTrail(client, { keys: await publicKeys(client) }, GENTLE_PAGE);
      await client.query("commit");
      client.release();
      return verdict;
    } catch (thrown) {
      client.release(true);
      throw thrown;
    }
  }
}

/** Entries judged at once: alarms wait for a few milliseconds at most. */
const GENTLE_PAGE = 400;
