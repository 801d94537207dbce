import type { Feed } from "#events/feed.ts";
import type { Clock } from "#kernel/clock.ts";
import type { SiteItem } from "#site/site.ts";
import { HealthLedger, type SourceHealth } from "./health.ts";

type Source = SiteItem<"source">;

/** What a driver host is told of a source. */
export interface HostedSource extends Source {
  readonly host: string;
}

interface Entry {
  source: HostedSource;
  /** As the host last told it; null: not since this server started. */
  told: SourceHealth | null;
  /** Why nobody hears the source just now; null: its host does. */
  unheard: string | null;
  readonly ledger: HealthLedger;
}

/** The sources that a driver host on another machine serves: which they are, and how they fare as far as it is known. */
export class HostedSources {
  /** Told when a host's sources have changed: it gets them anew. */
  changed: (host: string) => void = () => {};
  /** Told that a candidate was adopted. */
  onAdopted: (host: string, source: string, key: string) => void = () => {};
  readonly #clock: Clock;
  readonly #feed: Feed;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Clock, feed: Feed) {
    this.#clock = clock;
    this.#feed = feed;
  }

  /** Takes over what is configured; sources without a host are not its own. */
  apply(sources: readonly Source[]): void {
    const wanted = new Map(sources.filter(isHosted).map((source) => [source.id, source]));
    const touched = new Set<string>();
    for (const [id, { source }] of this.#entries) {
      const next = wanted.get(id);
      if (next?.host === source.host) continue;
      this.#entries.delete(id);
      touched.add(source.host);
    }
    for (const source of wanted.values()) {
      const entry = this.#entries.get(source.id);
      if (entry?.source === source) continue;
      touched.add(source.host);
      if (entry) entry.source = source;
      else {
        const ledger = new HealthLedger(this.#clock.now());
        this.#entries.set(source.id, { source, told: null, unheard: waiting(source.host), ledger });
      }
    }
    for (const host of touched) this.changed(host);
  }

  /** Of one host. */
  of(host: string): HostedSource[] {
    return Array.from(this.#entries.values(), ({ source }) => source).filter((source) => source.host === host);
  }

  get hosts(): ReadonlySet<string> {
    return new Set(Array.from(this.#entries.values(), ({ source }) => source.host));
  }

  /** Whether that host may speak for the source. */
  serves(host: string, source: string): boolean {
    return this.#entries.get(source)?.source.host === host;
  }

  /** What a host says of a source of its own. */
  tell(host: string, health: SourceHealth): void {
    const entry = this.#entries.get(health.id);
    if (!entry || entry.source.host !== host) return;
    entry.told = health;
    entry.unheard = null;
    this.#feed.publish("source", view(entry, this.#clock.now()));
  }

  /** Nobody hears the sources of that host. */
  lose(host: string, why: string): void {
    for (const entry of this.#entries.values()) {
      if (entry.source.host !== host) continue;
      entry.unheard = why;
      this.#feed.publish("source", view(entry, this.#clock.now()));
    }
  }

  adopted(source: string, key: string): void {
    const host = this.#entries.get(source)?.source.host;
    if (host !== undefined) this.onAdopted(host, source, key);
  }

  health(): SourceHealth[] {
    return Array.from(this.#entries.values(), (entry) => view(entry, this.#clock.now()));
  }
}

function isHosted(source: Source): source is HostedSource {
  return source.host !== undefined;
}

function waiting(host: string): string {
  return `waits for the driver host on ${host} ("tocsin module driver-host"), which has not registered yet`;
}

function view({ source, told, unheard, ledger }: Entry, now: number): SourceHealth {
  if (unheard !== null && source.enabled) ledger.link("", "down", unheard, now);
  const own = ledger.view(source);
  if (told === null) return own;
  if (unheard !== null) return { ...told, name: source.name, enabled: source.enabled, state: own.state, why: own.why };
  return { ...told, name: source.name, enabled: source.enabled };
}
