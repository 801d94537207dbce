import type { Report } from "#events/event.ts";
import { type Clock, type Instant, waitUntil } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { attemptAfter, backOffMs } from "./back-off.ts";
import type { Driver, DriverHost, LinkState, PartTest, PointReading, Session } from "./driver.ts";
import type { HealthLedger } from "./health.ts";
import type { Heard } from "./traffic.ts";

/** A driver that has neither opened nor failed by then is given up. */
const OPENING_MS = 60_000;

/** Whoever asks for a test is not kept waiting longer for a connection that takes its time. */
const TEST_MS = 10_000;

/** What came of testing a connection. */
export interface ConnectionTest {
  readonly connected: boolean;
  /** Why it is not connected, or what its driver says of it. */
  readonly because: string;
  readonly parts: readonly PartTest[];
}

/** What the keeper of one source needs of the house. */
export interface KeeperParts {
  readonly source: string;
  readonly driver: Driver;
  /** As configured, unsealed, not yet validated. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly ledger: HealthLedger;
  readonly report: (report: Report) => Promise<void>;
  /** Told when a state has changed, the whole source being part "". */
  readonly link: (part: string, state: LinkState, why: string) => void;
  /** Told what came, for those who look. */
  readonly heard: (heard: Heard) => void;
  /** Told when the ledger has changed. */
  readonly changed: (what: "link" | "count") => void;
  /** From 0 up to 1. */
  readonly chance: () => number;
}

/** Keeps one source connected: opens a session, waits until it is lost, waits a while, opens another. */
export class Keeper {
  readonly #parts: KeeperParts;
  readonly #stop = new AbortController();
  /** Parts whose state the house has heard in this session, "" in any: the first time counts as a change. */
  readonly #told = new Set<string>();
  readonly #running: Promise<void>;
  /** The one that is open. */
  #session: Session | undefined;
  /** Cuts the wait before the next attempt short. */
  #hurry = new AbortController();
  /** Resolves with what comes of the next attempt to open: why it failed, or null. */
  #attempt = Promise.withResolvers<string | null>();

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.#running = this.#run(this.#stop.signal);
  }

  /** Resolves once the session is closed. */
  async stop(): Promise<void> {
    this.#stop.abort(new Fault("not-active", `source ${this.#parts.source} was closed`));
    await this.#running;
  }

  /** Asks the device for one point now. Rejects with a `Fault` when it isn't connected or its driver can't. */
  read(point: string): Promise<PointReading> {
    const { source, driver } = this.#parts;
    if (!this.#session) throw new Fault("unreachable", `The source ${source} is not connected just now.`);
    if (!this.#session.read) {
      throw new Fault(
        "misconfigured",
        `${driver.title} can't ask for a single point: wait until ${source} reports it.`,
      );
    }
    return this.#session.read(point);
  }

  /** Opens the connection at once where it is down, and has everything behind it asked. */
  async test(): Promise<ConnectionTest> {
    const { clock, ledger, source } = this.#parts;
    if (!this.#session) {
      const failed = await this.#opened(clock.now() + TEST_MS);
      if (failed !== null) return { connected: false, because: failed, parts: [] };
    }
    const session = this.#session;
    if (!session) throw new Fault("unreachable", `The connection of the source ${source} was lost again at once.`);
    const parts = (await session.test?.()) ?? [];
    return { connected: true, because: ledger.why, parts };
  }

  /** Tries to connect without waiting; answers why that failed. */
  async #opened(until: Instant): Promise<string | null> {
    const late = `it is not connected after ${TEST_MS / 1000} s; it is tried on`;
    const patience = Promise.withResolvers<string>();
    const cancel = this.#parts.clock.at(until, () => patience.resolve(late));
    this.#hurry.abort();
    try {
      return await Promise.race([this.#attempt.promise, patience.promise]);
    } finally {
      cancel();
    }
  }

  #attempted(failed: string | null): void {
    this.#attempt.resolve(failed);
    this.#attempt = Promise.withResolvers();
  }

  async #run(stop: AbortSignal): Promise<void> {
    const { driver, clock, log, chance } = this.#parts;
    const checked = driver.settings.safeParse(this.#parts.settings);
    if (!checked.success) {
      const wrong = checked.error.issues.map(({ path, message }) => `${path.join(".") || "settings"}: ${message}`);
      const more = wrong.length > 3 ? ` (and ${wrong.length - 3} more)` : "";
      const why = `the settings are not valid, correct them: ${wrong.slice(0, 3).join("; ")}${more}`;
      this.#link("", "down", why);
      this.#attempt.resolve(why);
      return;
    }
    let attempt = 0;
    while (!stop.aborted) {
      const { why, upMs } = await this.#serve(checked.data, stop);
      if (stop.aborted) break;
      attempt = attemptAfter(attempt, upMs);
      const waitMs = backOffMs(attempt++, chance());
      log.warn({ source: this.#parts.source, waitMs }, `connection down: ${why}`);
      for (const part of this.#told) if (part !== "") this.#told.delete(part);
      this.#link("", "down", why);
      this.#hurry = new AbortController();
      const hurry = AbortSignal.any([stop, this.#hurry.signal]);
      await waitUntil(clock, clock.now() + waitMs, hurry).catch(() => {});
    }
  }

  /** One session from its opening to its end, whatever the driver does. */
  async #serve(settings: Record<string, unknown>, stop: AbortSignal): Promise<{ why: string; upMs: number }> {
    const { driver, clock, log, source } = this.#parts;
    const end = new AbortController();
    const signal = AbortSignal.any([stop, end.signal]);
    const { host, said } = this.#host(signal);
    let session: Session | undefined;
    let openedAt: Instant | undefined;
    let why = "the driver ended without a reason";
    try {
      session = await this.#open(() => driver.open(settings, host), signal);
      openedAt = clock.now();
      this.#session = session;
      if (!said()) host.link("up", "connected");
      this.#attempted(null);
      await untilAborted(session.lost, signal);
    } catch (thrown) {
      why = saying(thrown);
      if (!(thrown instanceof Fault)) log.error({ source, err: thrown }, "the driver failed in a way it should not");
    }
    this.#session = undefined;
    if (openedAt === undefined) this.#attempted(why);
    const upMs = openedAt === undefined ? 0 : clock.now() - openedAt;
    end.abort(new Fault("not-active", "the session has ended"));
    await this.#close(session);
    return { why, upMs };
  }

  /** A session that opens after it was given up is closed at once. */
  async #open(open: () => Promise<Session>, signal: AbortSignal): Promise<Session> {
    const { clock, driver } = this.#parts;
    const overdue = new AbortController();
    const cancel = clock.at(clock.now() + OPENING_MS, () =>
      overdue.abort(
        new Fault("timed-out", `${driver.name} did not open within ${OPENING_MS / 1000} s`, { transient: true }),
      ),
    );
    // Called within a promise, so that a driver that throws at once fails no differently.
    const opening = Promise.resolve().then(open);
    let kept = false;
    try {
      const session = await untilAborted(opening, AbortSignal.any([signal, overdue.signal]));
      kept = true;
      return session;
    } finally {
      cancel();
      if (!kept) opening.then((late) => this.#close(late)).catch(() => {});
    }
  }

  async #close(session: Session | undefined): Promise<void> {
    if (!session) return;
    session.lost.catch(() => {});
    try {
      await session[Symbol.asyncDispose]();
    } catch (thrown) {
      this.#parts.log.error({ source: this.#parts.source, err: thrown }, `closing failed: ${saying(thrown)}`);
    }
  }

  /** What one session may ask of the house; nothing once it has ended. */
  #host(signal: AbortSignal): { host: DriverHost; said: () => boolean } {
    const { source, clock, log, ledger, report, changed, heard } = this.#parts;
    let said = false;
    const host: DriverHost = {
      source,
      signal,
      clock,
      log: log.child({ source }),
      report: async (what) => {
        signal.throwIfAborted();
        await report(what);
        ledger.events++;
        heard({ outcome: "taken", raw: what.raw, report: what });
        changed("count");
      },
      link: (state, why, part = "") => {
        if (signal.aborted) return;
        said ||= part === "";
        this.#link(part, state, why);
      },
      refused: (why, raw) => {
        ledger.refuse(why, raw, clock.now());
        heard({ outcome: "refused", why, raw });
        changed("count");
      },
      candidate: (key, about) => {
        ledger.candidate(key, about, clock.now());
        heard({ outcome: "unknown", key, about });
        changed("count");
      },
    };
    return { host, said: () => said };
  }

  #link(part: string, state: LinkState, why: string): void {
    const { ledger, clock, link, changed } = this.#parts;
    const first = !this.#told.has(part);
    this.#told.add(part);
    if (ledger.link(part, state, why, clock.now()) || first) link(part, state, why);
    changed("link");
  }
}

async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason as Error);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
