import type { Report } from "#events/event.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import type { Site } from "#site/site.ts";
import { type Client, type Expectation, expectationsOf, PLACE_CONDITIONS, type Watcher } from "./manning.ts";
import type { Presence } from "./presence.ts";
import type { Sessions } from "./sessions.ts";

interface Parts {
  readonly clock: Clock;
  readonly site: () => Site;
  readonly access: {
    readonly sessions: Pick<Sessions, "onChange">;
    readonly presence: Pick<Presence, "onChange">;
    watchers(): readonly Watcher[];
    clients(): readonly Client[];
  };
  /** Reports under the source `tocsin`. */
  readonly own: (report: Report) => void;
}

/** What an alarm about a place is known by. */
type Place = Pick<Expectation, "point" | "condition">;

/**
 * Raises an alarm about Tocsin itself when a place that must be manned is left alone, or a workstation is lost, for longer
 * than its grace, and clears it when that is over. Looks after every change of sessions, streams and site, and when a grace
 * ends.
 */
export class ManningWatch {
  readonly #parts: Parts;
  readonly #standing = new Map<string, Place>();
  /** Since when an expectation is broken. */
  readonly #brokenSince = new Map<string, Instant>();
  #running = false;
  #looking = false;
  #cancel = () => {};
  #leave = () => {};

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Every grace begins anew, so that screens can come back. @param standing alarms about Tocsin since before the start */
  start(standing: Iterable<{ readonly point: string; readonly condition: string }>): void {
    for (const { point, condition } of standing) {
      const known = PLACE_CONDITIONS.find((one) => one === condition);
      if (known && /^(workstation|partition)\//.test(point)) {
        this.#standing.set(keyOf({ point, condition: known }), { point, condition: known });
      }
    }
    this.#running = true;
    const { sessions, presence } = this.#parts.access;
    const leaves = [sessions.onChange(() => this.again()), presence.onChange(() => this.again())];
    this.#leave = () => {
      for (const leave of leaves) leave();
    };
    this.again();
  }

  stop(): void {
    this.#running = false;
    this.#leave();
    this.#cancel();
  }

  /** Something has changed: looks once this turn is over, however much has. */
  again(): void {
    if (!this.#running || this.#looking) return;
    this.#looking = true;
    setImmediate(() => {
      this.#looking = false;
      this.#look();
    });
  }

  #look(): void {
    if (!this.#running) return;
    const { clock, site, access } = this.#parts;
    const now = clock.now();
    const expectations = expectationsOf(site(), access.watchers(), access.clients());
    let next = Number.POSITIVE_INFINITY;
    for (const expectation of expectations) next = Math.min(next, this.#judge(expectation, now));
    const wanted = new Set(expectations.map(keyOf));
    for (const [key, place] of this.#standing) if (!wanted.has(key)) this.#clear(place, "nothing asks for it any more");
    for (const key of this.#brokenSince.keys()) if (!wanted.has(key)) this.#brokenSince.delete(key);
    this.#cancel();
    this.#cancel = Number.isFinite(next) ? clock.at(next, () => this.#look()) : () => {};
  }

  /** Answers when to look again. */
  #judge(expectation: Expectation, now: Instant): Instant {
    const key = keyOf(expectation);
    if (expectation.holds) {
      this.#brokenSince.delete(key);
      if (this.#standing.has(key)) this.#clear(expectation, expectation.text.kept);
      return Number.POSITIVE_INFINITY;
    }
    const since = this.#brokenSince.get(key) ?? now;
    this.#brokenSince.set(key, since);
    if (this.#standing.has(key)) return Number.POSITIVE_INFINITY;
    if (now - since < expectation.graceMs) return since + expectation.graceMs;
    this.#standing.set(key, expectation);
    this.#report("raise", expectation, expectation.text.broken);
    return Number.POSITIVE_INFINITY;
  }

  #clear(place: Place, because: string): void {
    this.#standing.delete(keyOf(place));
    this.#report("clear", place, because);
  }

  #report(kind: "raise" | "clear", { point, condition }: Place, text: string): void {
    this.#parts.own({ point, kind, category: "system", condition, text, priority: "high", raw: "" });
  }
}

function keyOf({ point, condition }: Place): string {
  return `${point} ${condition}`;
}
