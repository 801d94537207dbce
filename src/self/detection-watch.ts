import type { Pool } from "pg";
import type { AuditEntry } from "#audit/chain.ts";
import { beginningOf } from "#audit/removals.ts";
import { entriesBetween } from "#audit/trail.ts";
import type { Report } from "#events/event.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { DetectionLimits } from "#site/detections.ts";
import type { Journal } from "#store/batch.ts";
import { type Detection, Detections, FAILED_SIGN_INS, WATCHED_ACTIONS } from "./detections.ts";
import { judgeTrail } from "./trail-look.ts";

const LOOK_MS = 60_000;
/** The newest entries that every look reads back; 1,000 take the processor 5 ms, and leave it in between. */
const NEWEST = 1000;
const GAP = "detection/audit-gap";

export interface DetectionWatchParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly pool: Pool;
  readonly journal: Journal;
  readonly limits: () => DetectionLimits;
  /** Where an actor of the trail acts from, for people. */
  readonly whereIs: (actor: string) => string;
  /** What is called who acts there; null: nobody who is known. */
  readonly called: (actor: string) => string | null;
  /** Number of the last audit entry that is on disk. */
  readonly written: () => number;
  /** Whether the alarm path has the processor now: looking can wait. */
  readonly busy: () => boolean;
  /** Reports under the source `tocsin`. */
  readonly own: (report: Report) => void;
}

/** Raises what the detections find, and clears it once nothing more came for a while; reads the trail's end back every minute. */
export class DetectionWatch {
  readonly #parts: DetectionWatchParts;
  readonly #detections: Detections;
  /** What stands in alarm, and when it was found last. */
  readonly #standing = new Map<string, { report: Report; at: Instant }>();
  #cancel = () => {};
  #gap = false;

  constructor(parts: DetectionWatchParts) {
    this.#parts = parts;
    this.#detections = new Detections(parts);
  }

  /** @param standing points of our own that are in alarm */
  async start(standing: Iterable<string>): Promise<void> {
    const { pool, clock } = this.#parts;
    const { rows } = await pool.query<{ operator: string; place: string }>(
      "select operator, place from core.known_place order by first_at",
    );
    for (const { operator, place } of rows) this.#detections.knows(operator, place);
    for (const point of standing) {
      if (point === GAP) this.#gap = true;
      else if (point.startsWith("detection/")) this.#standing.set(point, { report: cleared(point), at: clock.now() });
    }
    this.#later();
  }

  stop(): void {
    this.#cancel();
  }

  /** Called with what was just stored: the alarm path goes on before anything is made of it. */
  took(entries: readonly AuditEntry[]): void {
    const seen = entries.filter(({ action }) => WATCHED_ACTIONS.has(action));
    if (seen.length > 0) setImmediate(() => this.#look(seen));
  }

  #look(entries: readonly AuditEntry[]): void {
    for (const entry of entries) {
      const detection = this.#detections.take(entry);
      if (detection) this.#act(detection, entry.at);
    }
  }

  #act({ report, newPlace }: Detection, at: Instant): void {
    if (newPlace) this.#keep(newPlace.operator, newPlace.place);
    if (!report) return;
    const before = this.#standing.get(report.point);
    this.#standing.set(report.point, { report, at });
    // An attack of an hour from a thousand addresses is one alarm; another person or setting is another.
    if (!before || (report.point !== FAILED_SIGN_INS && before.report.text !== report.text)) this.#parts.own(report);
  }

  #keep(operator: string, place: string): void {
    this.#parts.journal
      .submit("operator", (batch) =>
        batch.also(
          "insert into core.known_place (operator, place, first_at) values ($1, $2, $3) on conflict do nothing",
          [operator, place, new Date(batch.now)],
        ),
      )
      .catch((thrown: unknown) => {
        this.#parts.log.warn({ operator, because: saying(thrown) }, "a place of sign-in could not be kept");
      });
  }

  #later(): void {
    const { clock, log } = this.#parts;
    this.#cancel = clock.at(clock.now() + LOOK_MS, () => {
      this.#clearQuiet();
      this.#readBack().catch((thrown: unknown) => {
        log.warn({ because: saying(thrown) }, "the end of the audit trail could not be read back");
      });
      this.#later();
    });
  }

  #clearQuiet(): void {
    const quietMs = this.#parts.limits().quietMin * 60_000;
    for (const [point, { at }] of this.#standing) {
      if (this.#parts.clock.now() - at < quietMs) continue;
      this.#standing.delete(point);
      this.#parts.own(cleared(point));
    }
  }

  async #readBack(): Promise<void> {
    const { pool, written, busy, own } = this.#parts;
    const upTo = written();
    if (busy() || upTo === 0) return;
    const archived = (await beginningOf(pool))?.seq ?? 0;
    const from = Math.max(archived + 1, upTo - NEWEST + 1);
    const entries = await entriesBetween(pool, from, upTo);
    const report = judgeTrail(entries, from, upTo);
    if ((report.kind === "raise") === this.#gap) return;
    this.#gap = report.kind === "raise";
    own(report);
  }
}

function cleared(point: string): Report {
  const text = "Nothing more of that kind was seen";
  return { point, kind: "clear", category: "access", condition: "suspicious", text, raw: "" };
}
