import { defaultPriority } from "#alarms/defaults.ts";
import type { Report } from "#events/event.ts";
import { LANES, type Lane } from "./spool.ts";

/** Points that are remembered per lane; beyond it the oldest is forgotten. */
const MOST_POINTS = 100_000;

/** How far a lane has come. */
export interface LaneState {
  /** Number that the next record gets. */
  readonly next: number;
  /** Up to here it is stored by the core. */
  readonly acknowledged: number;
}

/**
 * Which lane a report takes. Life-safety overtakes, but never within one point: a clear that was heard before a raise must
 * not arrive after it, or it would end the new alarm. So a point keeps the lane that it is in while anything of it waits.
 */
export class LaneChoice {
  readonly #lanes: Readonly<Record<Lane, LaneState>>;
  /** Number of the newest report of each point. */
  readonly #newest: Record<Lane, Map<string, number>> = { "life-safety": new Map(), ordinary: new Map() };

  constructor(lanes: Readonly<Record<Lane, LaneState>>) {
    this.#lanes = lanes;
  }

  /** Call it right before the report is appended. */
  laneFor(source: string, { point, category, priority }: Pick<Report, "point" | "category" | "priority">): Lane {
    const key = `${source}\n${point}`;
    const urgent = priority === "life-safety" || defaultPriority(category) === "life-safety";
    const lane = LANES.find((one) => this.#waits(one, key)) ?? (urgent ? "life-safety" : "ordinary");
    this.remember(lane, source, point, this.#lanes[lane].next);
    return lane;
  }

  /** A report that was in the spool when it was opened. */
  remember(lane: Lane, source: string, point: string, number: number): void {
    const points = this.#newest[lane];
    const key = `${source}\n${point}`;
    points.delete(key);
    points.set(key, number);
    if (points.size <= MOST_POINTS) return;
    const [oldest] = points.keys();
    if (oldest !== undefined) points.delete(oldest);
  }

  #waits(lane: Lane, key: string): boolean {
    const number = this.#newest[lane].get(key);
    return number !== undefined && number > this.#lanes[lane].acknowledged;
  }
}
