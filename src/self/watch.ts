import { statfs } from "node:fs/promises";
import type { Pool } from "pg";
import type { Report } from "#events/event.ts";
import type { Clock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { type ClockOffset, judgeOffset, whyClockWrong } from "./clock-offset.ts";
import { judgeClock, judgeDisk, judgeSeal } from "./judge.ts";

const LOOK_MS = 60_000;

export interface WatchParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly pool: Pool;
  readonly dataFolder: string;
  /** Why secrets can't be opened; null: they can. */
  readonly sealClosed: () => string | null;
  /** Other clocks to compare with; one that knows nothing answers null. */
  readonly otherClocks?: readonly (() => Promise<ClockOffset | null>)[];
  /** Reports under the source `tocsin`. */
  readonly own: (report: Report) => void;
}

/** Looks after Tocsin itself every minute: the disk, the clock, and the partitions of the months to come. */
export class Watch {
  readonly #parts: WatchParts;
  readonly #stands = new Map<string, string>();
  #cancel = () => {};
  #wall = 0;
  #steady = 0;
  #partitionsMadeOn = "";
  #clockWrong: string | null = null;

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /** @param standing points of our own that are in alarm, so that what has passed meanwhile is cleared */
  start(standing: Iterable<string>): void {
    for (const point of standing) this.#stands.set(point, "raise");
    this.#mark();
    this.#later(0);
  }

  stop(): void {
    this.#cancel();
  }

  /** Why codes that depend on the time can't be judged at present, or null. */
  get clockWrong(): string | null {
    return this.#clockWrong;
  }

  #later(ms: number): void {
    this.#cancel = this.#parts.clock.at(this.#parts.clock.now() + ms, () => {
      this.#look().catch((thrown: unknown) => {
        this.#parts.log.warn({ because: saying(thrown) }, "the look after disk, clock and partitions failed");
      });
      this.#later(LOOK_MS);
    });
  }

  async #look(): Promise<void> {
    const { clock, dataFolder, pool } = this.#parts;
    this.#say(judgeSeal(this.#parts.sealClosed()));
    this.#say(judgeClock(clock.now() - this.#wall, performance.now() - this.#steady));
    this.#mark();
    await this.#compareClocks();
    const { bavail, blocks, bsize } = await statfs(dataFolder);
    this.#say(judgeDisk({ freeBytes: bavail * bsize, totalBytes: blocks * bsize }, dataFolder));
    const today = new Date(clock.now()).toISOString().slice(0, 10);
    if (today === this.#partitionsMadeOn) return;
    await pool.query("select core.make_partitions()");
    this.#partitionsMadeOn = today;
  }

  async #compareClocks(): Promise<void> {
    const { otherClocks = [] } = this.#parts;
    const asked = await Promise.all(otherClocks.map((ask) => ask().catch(() => null)));
    const offsets = asked.filter((one) => one !== null);
    this.#clockWrong = whyClockWrong(offsets);
    this.#say(judgeOffset(offsets));
  }

  #mark(): void {
    this.#wall = this.#parts.clock.now();
    this.#steady = performance.now();
  }

  /** Only what is new is worth an event. */
  #say(report: Report): void {
    const key = report.kind === "raise" ? `raise ${report.priority}` : "clear";
    const before = this.#stands.get(report.point) ?? "clear";
    this.#stands.set(report.point, key);
    if (before !== key) this.#parts.own(report);
  }
}
