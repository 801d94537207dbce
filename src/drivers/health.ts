import type { Instant } from "#kernel/clock.ts";
import { storable } from "#kernel/text.ts";
import type { LinkState } from "./driver.ts";

/** How a source fares, as screens and the API show it. Plain JSON. */
export interface SourceHealth {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly enabled: boolean;
  /** `degraded` also while the source itself is up but a part of it is not. */
  readonly state: LinkState | "disabled";
  readonly why: string;
  readonly since: Instant;
  readonly parts: readonly { part: string; state: LinkState; why: string; since: Instant }[];
  /** Stored and refused, since the server started. */
  readonly events: number;
  readonly refused: number;
  readonly lastRefusals: readonly { at: Instant; why: string; raw: string }[];
  readonly candidates: readonly Candidate[];
}

export interface Candidate {
  readonly key: string;
  readonly about: Readonly<Record<string, string>>;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly times: number;
}

interface Link {
  readonly state: LinkState;
  readonly why: string;
  readonly since: Instant;
}

const KEPT_REFUSALS = 20;
const KEPT_CANDIDATES = 200;
const KEPT_PARTS = 5000;
/** So many refusals are kept at once, then one more per second: a flood must not push out what came before it. */
const REFUSAL_BURST = 10;
const REFUSAL_EVERY_MS = 1000;

/** Counts and remembers, within bounds, what happened at one source. */
export class HealthLedger {
  events = 0;
  #refused = 0;
  #link: Link;
  readonly #parts = new Map<string, Link>();
  #refusals: { at: Instant; why: string; raw: string }[] = [];
  #allowance = REFUSAL_BURST;
  #allowedAt: Instant;
  readonly #candidates = new Map<string, Candidate>();

  constructor(now: Instant) {
    this.#link = { state: "down", why: "not opened yet", since: now };
    this.#allowedAt = now;
  }

  /** @returns whether the state (not only its reason) changed */
  link(part: string, state: LinkState, why: string, now: Instant): boolean {
    const before = part === "" ? this.#link : this.#parts.get(part);
    if (!before && this.#parts.size >= KEPT_PARTS) return false;
    const changed = before?.state !== state;
    const after = { state, why: storable(why, 500), since: changed || !before ? now : before.since };
    if (part === "") this.#link = after;
    else this.#parts.set(part, after);
    return changed;
  }

  stateOf(part: string): LinkState | undefined {
    return part === "" ? this.#link.state : this.#parts.get(part)?.state;
  }

  /** What was said last of the connection as a whole. */
  get why(): string {
    return this.#link.why;
  }

  get parts(): readonly string[] {
    return [...this.#parts.keys()];
  }

  forgetParts(): void {
    this.#parts.clear();
  }

  refuse(why: string, raw: string, now: Instant): void {
    this.#refused++;
    this.#allowance = Math.min(REFUSAL_BURST, this.#allowance + Math.max(0, now - this.#allowedAt) / REFUSAL_EVERY_MS);
    this.#allowedAt = now;
    if (this.#allowance < 1) return;
    this.#allowance--;
    this.#refusals = [{ at: now, why: storable(why, 500), raw: storable(raw, 500) }, ...this.#refusals].slice(
      0,
      KEPT_REFUSALS,
    );
  }

  /** The one heard longest ago makes room for a new one. */
  candidate(key: string, about: Readonly<Record<string, string>>, now: Instant): void {
    const short = storable(key, 200);
    const before = this.#candidates.get(short);
    const fields = Object.entries(about)
      .slice(0, 20)
      .map(([name, value]) => [storable(name, 60), storable(value, 200)]);
    this.#candidates.delete(short);
    this.#candidates.set(short, {
      key: short,
      about: Object.fromEntries(fields) as Record<string, string>,
      firstAt: before?.firstAt ?? now,
      lastAt: now,
      times: (before?.times ?? 0) + 1,
    });
    const [oldest] = this.#candidates.keys();
    if (this.#candidates.size > KEPT_CANDIDATES && oldest !== undefined) this.#candidates.delete(oldest);
  }

  /** @returns whether there was one */
  adopted(key: string): boolean {
    return this.#candidates.delete(key);
  }

  view(source: { id: string; name: string; driver: string; enabled: boolean }): SourceHealth {
    const { id, name, driver, enabled } = source;
    const parts = [...this.#parts].map(([part, link]) => ({ part, ...link }));
    const down = parts.filter((part) => part.state !== "up");
    const [first] = down;
    let { state, why }: { state: SourceHealth["state"]; why: string } = this.#link;
    if (!enabled) state = "disabled";
    else if (state === "up" && first) {
      state = "degraded";
      why = down.length === 1 ? first.why : `${down.length} of ${parts.length} parts are not up: ${first.why}`;
    }
    return {
      id,
      name,
      driver,
      enabled,
      state,
      why,
      since: this.#link.since,
      parts,
      events: this.events,
      refused: this.#refused,
      lastRefusals: this.#refusals,
      candidates: [...this.#candidates.values()].toReversed(),
    };
  }
}
