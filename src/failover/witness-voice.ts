import { type Clock, type Instant } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { HostAndPort } from "#kernel/settings.ts";
import { MESH_ROLES } from "#trust/identity.ts";
import { dial } from "./link.ts";
import { VoteAnswer } from "./messages.ts";
import type { PairTrust } from "./pair-trust.ts";
import { RENEW_MS, type Vote } from "./vote.ts";

/** Asks the witness, the third party that says which of two cores may be the active one. */
export class WitnessVoice {
  readonly #at: HostAndPort;
  readonly #trust: PairTrust;
  readonly #clock: Clock;
  #askedAt: Instant = Number.NEGATIVE_INFINITY;
  #asked = "";
  #says: string | null = null;

  constructor(at: HostAndPort, { trust, clock }: { trust: PairTrust; clock: Clock }) {
    this.#at = at;
    this.#trust = trust;
    this.#clock = clock;
  }

  get where(): string {
    return `${this.#at.host}:${this.#at.port}`;
  }

  /** What it said last; null: it was not asked. */
  get says(): string | null {
    return this.#says;
  }

  /** An answer that isn't there is a refusal. */
  async ask(vote: Vote): Promise<VoteAnswer> {
    let answer: VoteAnswer;
    try {
      const hello = { v: 1, want: "vote", ...vote } as const;
      const { wire, answer: said } = await dial(this.#at, { trust: this.#trust, hello, roles: MESH_ROLES });
      wire.close();
      answer = VoteAnswer.parse(said);
    } catch (thrown) {
      answer = { granted: false, because: `the witness can't be asked: ${saying(thrown)}` };
    }
    this.#says = answer.because;
    return answer;
  }

  /** Asks often enough to keep the vote, and at once when something else is to be said; null: it wasn't time yet. */
  async keep(vote: Vote): Promise<VoteAnswer | null> {
    const asked = JSON.stringify(vote);
    const now = this.#clock.now();
    if (asked === this.#asked && now - this.#askedAt < RENEW_MS) return null;
    this.#askedAt = now;
    this.#asked = asked;
    return this.ask(vote);
  }
}
