import { isDeepStrictEqual } from "node:util";
import type { Report } from "#events/event.ts";
import type { Feed } from "#events/feed.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { SiteItem } from "#site/site.ts";
import type { Driver, LinkState, PointReading } from "./driver.ts";
import { HealthLedger, type SourceHealth } from "./health.ts";
import { type ConnectionTest, Keeper } from "./keeper.ts";
import { Traffic } from "./traffic.ts";

type Source = SiteItem<"source">;
type Settings = Readonly<Record<string, unknown>>;
/** Settings in clear, or why they can't be had. */
type Opened = { readonly settings: Settings } | { readonly because: string };

export interface SupervisorParts {
  readonly drivers: readonly Driver[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly feed: Feed;
  /** Resolves once stored, as `DriverHost.report` promises to the driver. */
  readonly report: (source: string, report: Report) => Promise<void>;
  /** Told when the state of a source (part "") or of a part of it has changed, and once after it was opened. */
  readonly link: (source: string, part: string, state: LinkState, why: string) => void;
  /** The settings with their sealed secrets opened. Throws a `Fault` when one can't be. */
  readonly unseal: (source: Source) => Settings;
  /** From 0 up to 1, for the jitter of waits. */
  readonly chance?: () => number;
}

/** A change of state is shown at once, but not more often than this; counters are shown at leisure. */
const SHOW_LINK_MS = 250;
const SHOW_COUNT_MS = 2000;

const SWITCHED_OFF = "switched off in the configuration";

interface Entry {
  source: Source;
  opened: Opened;
  readonly ledger: HealthLedger;
  /** Absent also when what is configured can't even be tried. */
  keeper: Keeper | undefined;
  tried: boolean;
  shownAt: Instant;
  show: { readonly at: Instant; cancel(): void } | undefined;
}

/** Owns the connection of every source: no driver reconnects by itself, and none can take the house down with it. */
export class Supervisor {
  /** What the sources of this server send. */
  readonly traffic: Traffic;
  readonly #parts: SupervisorParts;
  readonly #entries = new Map<string, Entry>();
  #applying: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(parts: SupervisorParts) {
    this.#parts = parts;
    this.traffic = new Traffic(parts.clock);
  }

  /**
   * Makes the connections be those of `sources`: what is new is opened, what is gone or disabled is closed, and only
   * what has other settings is opened anew. Resolves once everything old is closed and everything new has begun to open.
   */
  apply(sources: readonly Source[]): Promise<void> {
    this.#applying = this.#applying.catch(() => {}).then(() => this.#apply(sources));
    return this.#applying;
  }

  /** Closes every connection; nothing is opened again. */
  stop(): Promise<void> {
    this.#stopped = true;
    this.#applying = this.#applying.then(async () => {
      await Promise.all(Array.from(this.#entries.values(), async (entry) => entry.keeper?.stop()));
      for (const entry of this.#entries.values()) entry.show?.cancel();
      this.#entries.clear();
    });
    return this.#applying;
  }

  health(): SourceHealth[] {
    return Array.from(this.#entries.values(), ({ ledger, source }) => ledger.view(source));
  }

  /** Asks the device for one point now. Rejects with a `Fault` when that can't be. */
  async read(source: string, point: string): Promise<PointReading> {
    return this.#keeperOf(source).read(point);
  }

  /** Tests the connection now. Rejects with a `Fault` when there is none to test. */
  async test(source: string): Promise<ConnectionTest> {
    return this.#keeperOf(source).test();
  }

  /** Counts events of the source that were stored and did not pass through its driver: those that came by the API. */
  took(source: string, reports: readonly Report[]): void {
    const entry = this.#entries.get(source);
    if (!entry) return;
    entry.ledger.events += reports.length;
    for (const report of reports) this.traffic.note(source, { outcome: "taken", raw: report.raw, report });
    this.#changed(entry, "count");
  }

  /** A candidate was taken into the configuration: it is none any more. */
  adopted(source: string, key: string): void {
    const entry = this.#entries.get(source);
    if (entry?.ledger.adopted(key)) this.#changed(entry, "link");
  }

  #keeperOf(source: string): Keeper {
    const keeper = this.#entries.get(source)?.keeper;
    if (!keeper) throw new Fault("unreachable", `The source ${source} is switched off, or served by another machine.`);
    return keeper;
  }

  async #apply(sources: readonly Source[]): Promise<void> {
    // A change of the site may be followed while the core stops being the active one.
    if (this.#stopped) return;
    // In clear, for the same secret sealed again is no other connection.
    const wanted = new Map(sources.map((source) => [source.id, { source, opened: this.#unsealed(source) }]));
    // All old ones first: a port that moves from one source to another must be free.
    await Promise.all(
      Array.from(this.#entries.values(), async (entry) => {
        const next = wanted.get(entry.source.id);
        if (!next || !isSameConnection(entry, next)) await this.#close(entry, next?.source);
        if (next) return;
        entry.show?.cancel();
        this.#entries.delete(entry.source.id);
      }),
    );
    for (const { source, opened } of wanted.values()) {
      const entry = this.#entries.get(source.id) ?? this.#enter(source, opened);
      Object.assign(entry, { source, opened });
      if (source.enabled && !entry.tried) this.#open(entry);
      if (!source.enabled) entry.ledger.link("", "down", SWITCHED_OFF, this.#parts.clock.now());
      this.#changed(entry, "link");
    }
  }

  #unsealed(source: Source): Opened {
    try {
      return { settings: this.#parts.unseal(source) };
    } catch (thrown) {
      return { because: saying(thrown) };
    }
  }

  #enter(source: Source, opened: Opened): Entry {
    const ledger = new HealthLedger(this.#parts.clock.now());
    const entry: Entry = {
      source,
      opened,
      ledger,
      keeper: undefined,
      tried: false,
      shownAt: Number.NEGATIVE_INFINITY,
      show: undefined,
    };
    this.#entries.set(source.id, entry);
    return entry;
  }

  #open(entry: Entry): void {
    const { drivers, clock, log, report, link, chance = Math.random } = this.#parts;
    const { opened } = entry;
    const { id } = entry.source;
    entry.tried = true;
    const fail = (why: string) => {
      entry.ledger.link("", "down", why, clock.now());
      link(id, "", "down", why);
    };
    const driver = drivers.find(({ name }) => name === entry.source.driver);
    if (!driver) {
      const known = drivers.map(({ name }) => name).join(", ");
      return fail(`there is no driver "${entry.source.driver}", choose one of: ${known}`);
    }
    if ("because" in opened) return fail(`the secrets in the settings can't be opened: ${opened.because}`);
    entry.ledger.link("", "down", "opening", clock.now());
    entry.keeper = new Keeper({
      source: id,
      driver,
      settings: opened.settings,
      clock,
      log,
      ledger: entry.ledger,
      chance,
      report: (what) => report(id, what),
      link: (part, state, why) => link(id, part, state, why),
      heard: (heard) => this.traffic.note(id, heard),
      changed: (what) => this.#changed(entry, what),
    });
  }

  /** Also takes back what was said of parts that may be gone, and of a source that is down by wish from now on. */
  async #close(entry: Entry, next: Source | undefined): Promise<void> {
    await entry.keeper?.stop();
    entry.keeper = undefined;
    entry.tried = false;
    const { ledger, source } = entry;
    const { link } = this.#parts;
    for (const part of ledger.parts) {
      if (ledger.stateOf(part) !== "up")
        link(source.id, part, "up", "no longer watched: the source was configured anew");
    }
    ledger.forgetParts();
    if (next?.enabled) return;
    const why = next ? SWITCHED_OFF : "removed from the configuration";
    if (source.enabled && ledger.stateOf("") !== "up") link(source.id, "", "up", why);
    ledger.link("", "down", why, this.#parts.clock.now());
  }

  #changed(entry: Entry, what: "link" | "count"): void {
    const { clock } = this.#parts;
    const at = entry.shownAt + (what === "link" ? SHOW_LINK_MS : SHOW_COUNT_MS);
    if (entry.show && entry.show.at <= at) return;
    entry.show?.cancel();
    entry.show = undefined;
    if (at <= clock.now()) this.#show(entry);
    else entry.show = { at, cancel: clock.at(at, () => this.#show(entry)) };
  }

  #show(entry: Entry): void {
    entry.show = undefined;
    entry.shownAt = this.#parts.clock.now();
    this.#parts.feed.publish("source", entry.ledger.view(entry.source));
  }
}

function isSameConnection(a: Pick<Entry, "source" | "opened">, b: Pick<Entry, "source" | "opened">): boolean {
  const same = a.source.driver === b.source.driver && a.source.enabled === b.source.enabled;
  return same && isDeepStrictEqual(a.opened, b.opened);
}
