import type { Report } from "#events/event.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import type { Site } from "#site/site.ts";
import { isManned, type WatchedPlace, type Watcher, watchedPlaces } from "./manning.ts";
import type { Sessions } from "./sessions.ts";

/** Condition of its alarms. */
export const UNMANNED = "unmanned";

interface Parts {
  readonly clock: Clock;
  readonly site: () => Site;
  readonly access: { readonly sessions: Sessions; watchers(): readonly Watcher[] };
  /** Reports under the source `tocsin`. */
  readonly own: (report: Report) => void;
}

/**
 * Raises an alarm about Tocsin itself when a place that must be manned is left alone for longer than its grace, and clears
 * it when somebody watches there again. Looks after every change of sessions, streams and site, and when a grace ends.
 */
export class ManningWatch {
  readonly #parts: Parts;
  readonly #standing = new Set<string>();
  /** Since when nobody watches there. */
  readonly #aloneSince = new Map<string, Instant>();
  #running = false;
  #looking = false;
  #cancel = () => {};
  #leave = () => {};

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The grace of every place begins anew, so that screens can come back. @param standing points in alarm since before */
  start(standing: Iterable<string>): void {
    for (const point of standing) this.#standing.add(point);
    this.#running = true;
    this.#leave = this.#parts.access.sessions.onChange(() => this.again());
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
    const places = watchedPlaces(site());
    const watchers = places.length > 0 ? access.watchers() : [];
    let next = Number.POSITIVE_INFINITY;
    for (const place of places) next = Math.min(next, this.#judge(place, isManned(place, watchers), now));
    const wanted = new Set(places.map(pointOf));
    for (const point of this.#standing) if (!wanted.has(point)) this.#clear(point, "it need not be manned any more");
    for (const point of this.#aloneSince.keys()) if (!wanted.has(point)) this.#aloneSince.delete(point);
    this.#cancel();
    this.#cancel = Number.isFinite(next) ? clock.at(next, () => this.#look()) : () => {};
  }

  /** Answers when to look again. */
  #judge(place: WatchedPlace, manned: boolean, now: Instant): Instant {
    const point = pointOf(place);
    if (manned) {
      this.#aloneSince.delete(point);
      if (this.#standing.has(point)) this.#clear(point, `somebody watches the ${place.kind} ${place.name} again`);
      return Number.POSITIVE_INFINITY;
    }
    const since = this.#aloneSince.get(point) ?? now;
    this.#aloneSince.set(point, since);
    if (this.#standing.has(point)) return Number.POSITIVE_INFINITY;
    if (now - since < place.graceMs) return since + place.graceMs;
    this.#standing.add(point);
    const text =
      place.kind === "workstation"
        ? `Nobody watches at the workstation ${place.name}, which must be manned. Sign in or unlock there.`
        : `Nobody watches the partition ${place.name}, which must be manned. Sign in or unlock a screen that shows it.`;
    this.#report("raise", point, text);
    return Number.POSITIVE_INFINITY;
  }

  #clear(point: string, because: string): void {
    this.#standing.delete(point);
    this.#report("clear", point, because);
  }

  #report(kind: "raise" | "clear", point: string, text: string): void {
    this.#parts.own({ point, kind, category: "system", condition: UNMANNED, text, priority: "high", raw: "" });
  }
}

function pointOf({ kind, id }: WatchedPlace): string {
  return `${kind}/${id}`;
}
