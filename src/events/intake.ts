import type { Clock } from "#kernel/clock.ts";
import { storable } from "#kernel/text.ts";
import type { Batch, Journal } from "#store/batch.ts";
import type { Event, Report } from "./event.ts";
import { Recent } from "./recent.ts";

export interface Taken {
  /** Id of the first and of the last event; both 0 when all were repeats. */
  readonly first: number;
  readonly last: number;
  readonly repeats: number;
}

/** Longest texts that are kept, in characters. What is longer is cut. */
const LONGEST = { point: 200, condition: 60, code: 60, text: 500, dedupeKey: 200, raw: 4096 } as const;

/**
 * Where everything that is heard comes in. `report` resolves when event, alarm, transition, callout and audit entry are
 * on disk together, and rejects when nothing of them is.
 */
export class Intake {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #take: (batch: Batch, event: Event) => void;
  readonly #partitionOf: (source: string, point: string) => string;
  readonly #recent = new Recent();
  readonly #underWay = new Map<string, Promise<unknown>>();
  #events = 0;
  #repeats = 0;

  /**
   * @param take decides what an event means, within the batch that stores it
   * @param partitionOf where a point belongs
   */
  constructor(
    journal: Journal,
    clock: Clock,
    take: (batch: Batch, event: Event) => void,
    partitionOf: (source: string, point: string) => string,
  ) {
    this.#journal = journal;
    this.#clock = clock;
    this.#take = take;
    this.#partitionOf = partitionOf;
  }

  get figures(): { readonly events: number; readonly repeats: number } {
    return { events: this.#events, repeats: this.#repeats };
  }

  /** Keys of the last two minutes, as the database remembers them. */
  remember(keys: Iterable<readonly [source: string, key: string, at: number]>): void {
    for (const [source, key, at] of keys) this.#recent.add(`${source}\n${key}`, at);
  }

  async report(source: string, reports: readonly Report[]): Promise<Taken> {
    const fresh: Report[] = [];
    const keys: string[] = [];
    const repeated: Promise<unknown>[] = [];
    let urgent = false;
    for (const report of reports) {
      if (report.dedupeKey !== undefined) {
        const key = `${source}\n${storable(report.dedupeKey, LONGEST.dedupeKey)}`;
        const underWay = this.#underWay.get(key);
        if (underWay || this.#recent.has(key, this.#clock.now()) || keys.includes(key)) {
          this.#repeats++;
          if (underWay) repeated.push(underWay);
          continue;
        }
        keys.push(key);
      }
      urgent ||= report.priority === "life-safety";
      fresh.push(report);
    }
    if (fresh.length === 0) {
      await Promise.all(repeated);
      return { first: 0, last: 0, repeats: reports.length };
    }
    const stored = this.#journal.submit(
      urgent ? "life-safety" : "alarm",
      (batch) => this.#store(batch, source, fresh),
      fresh.length,
    );
    if (keys.length === 0 && repeated.length === 0) return await stored;
    for (const key of keys) this.#underWay.set(key, stored);
    try {
      const taken = await stored;
      for (const key of keys) this.#recent.add(key, this.#clock.now());
      await Promise.all(repeated);
      return { ...taken, repeats: reports.length - fresh.length };
    } finally {
      for (const key of keys) this.#underWay.delete(key);
    }
  }

  /**
   * Stores, all of them or none, what a driver host has kept for this server, and how far its spool is stored with it. By
   * that it is known what came before, so no key is looked at: an hour's reports come within a second.
   */
  async takeSpooled(
    reports: readonly { readonly source: string; readonly report: Report }[],
    upTo: { readonly spool: string; readonly lane: "life-safety" | "ordinary"; readonly number: number },
  ): Promise<void> {
    await this.#journal.submit(
      upTo.lane === "life-safety" ? "life-safety" : "alarm",
      (batch) => {
        for (const { source, report } of reports) this.#store(batch, source, [report]);
        batch.spoolProgress(upTo.spool, upTo.lane, upTo.number);
      },
      reports.length + 1,
    );
  }

  #store(batch: Batch, source: string, reports: readonly Report[]): Taken {
    let first = 0;
    let last = 0;
    for (const report of reports) {
      last = batch.nextId("event");
      first ||= last;
      const event = this.#eventOf(report, last, batch.now, source);
      batch.event(event);
      this.#take(batch, event);
    }
    this.#events += reports.length;
    return { first, last, repeats: 0 };
  }

  #eventOf(report: Report, id: number, receivedAt: number, source: string): Event {
    const { text, code, value, dedupeKey } = report;
    const point = storable(report.point, LONGEST.point);
    return {
      ...report,
      id,
      receivedAt,
      source,
      point,
      partition: this.#partitionOf(source, point),
      condition: storable(report.condition, LONGEST.condition),
      text: text === undefined ? undefined : storable(text, LONGEST.text),
      code: code === undefined ? undefined : storable(code, LONGEST.code),
      value: typeof value === "number" && !Number.isFinite(value) ? undefined : value,
      dedupeKey: dedupeKey === undefined ? undefined : storable(dedupeKey, LONGEST.dedupeKey),
      raw: storable(report.raw, LONGEST.raw),
    };
  }
}
