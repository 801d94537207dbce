import type { Instant } from "#kernel/clock.ts";
import type { Span } from "./bins.ts";
import { type Change, type Course, courseBefore, follow } from "./change.ts";
import { type Coverage, coverageOf, type Gaps } from "./coverage.ts";
import { type FloodLimits, USUAL_LIMITS } from "./flood.ts";
import { Position, type PositionFigures } from "./position.ts";

/** Of an alarm of which the log of the time says nothing. */
export interface Untouched {
  readonly alarm: number;
  readonly partition: string;
  readonly activeSince: Instant;
}

interface Followed {
  readonly course: Course;
  readonly partition: string;
  /** When it last changed. */
  changedAt: Instant;
}

/** Reads the log of a time once, for each operator position and for the whole as one. A partition is an operator position. */
export class LogWalk {
  readonly whole: Position;
  readonly #positions = new Map<string, Position>();
  readonly #courses = new Map<number, Followed>();
  readonly #span: Span;
  readonly #limits: FloodLimits;

  constructor(span: Span, partitions: readonly string[] = [], limits: FloodLimits = USUAL_LIMITS) {
    this.#span = span;
    this.#limits = limits;
    this.whole = new Position(span, limits);
    for (const partition of partitions) this.#position(partition);
  }

  /** The alarms of which the log said something. */
  get seen(): { has(alarm: number): boolean } {
    return this.#courses;
  }

  take(change: Change): void {
    const { alarm, partition, at } = change;
    let followed = this.#courses.get(alarm);
    if (!followed) {
      followed = { course: courseBefore(change), partition, changedAt: Number.NEGATIVE_INFINITY };
      this.#courses.set(alarm, followed);
    }
    const { active, hidden, activeSince, unacknowledgedSince } = followed.course;
    const since = followed.changedAt;
    const meaning = follow(followed.course, change);
    followed.changedAt = at;
    const before = { active, hidden, activeSince, unacknowledgedSince };
    this.whole.take(change, meaning, before, since);
    this.#position(partition).take(change, meaning, before, since);
  }

  /** An alarm that was active all the time, and not set aside. */
  stood({ alarm, partition, activeSince }: Untouched): void {
    const course = { active: true, hidden: false, activeSince, unacknowledgedSince: null };
    for (const position of [this.whole, this.#position(partition)]) position.ends(alarm, course, activeSince);
  }

  /** After the last change. Each figure has its coverage beside it. */
  finish(server: Gaps, downOf: (partition: string | null) => ReadonlyMap<string, Gaps>): Walked {
    for (const [alarm, { course, partition, changedAt }] of this.#courses) {
      for (const position of [this.whole, this.#position(partition)]) position.ends(alarm, course, changedAt);
    }
    const figuresOf = (partition: string | null, position: Position) => {
      const coverage = coverageOf(this.#span, server, downOf(partition));
      return { coverage, figures: position.figures(coverage) };
    };
    return {
      whole: figuresOf(null, this.whole),
      positions: new Map(Array.from(this.#positions, ([id, position]) => [id, figuresOf(id, position)])),
    };
  }

  #position(partition: string): Position {
    const there = this.#positions.get(partition);
    if (there) return there;
    const made = new Position(this.#span, this.#limits);
    this.#positions.set(partition, made);
    return made;
  }
}

export interface CoveredFigures {
  readonly coverage: Coverage;
  readonly figures: PositionFigures;
}

export interface Walked {
  readonly whole: CoveredFigures;
  readonly positions: ReadonlyMap<string, CoveredFigures>;
}
