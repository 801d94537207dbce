import type pg from "pg";
import type { Pool } from "pg";
import type { Report } from "#events/event.ts";
import type { Fault } from "#kernel/fault.ts";
import type { Actor, Batch, Journal } from "#store/batch.ts";
import type { Authority } from "#trust/authority.ts";
import type { Holding } from "#trust/change-over.ts";
import type { DrillDesk } from "./drill-desk.ts";

/** What a core and its node know of the pair that they are one of. Times in milliseconds. */
export interface FailoverStatus {
  readonly mode: "active" | "standby" | "waiting";
  readonly because: string;
  /** Of the active core: whether nothing is acknowledged that the standby doesn't have. */
  readonly synchronous: boolean;
  /** Bytes of the log that the standby does not have; null: it takes no stream. */
  readonly behindBytes: number | null;
  /** How long ago the other node was heard; null: not since this one started. */
  readonly heardMsAgo: number | null;
  readonly peer: string;
  /** How people reach the other node; null: not known. */
  readonly otherCore: string | null;
  readonly witness: string | null;
  /** What the witness said last. */
  readonly witnessSays: string | null;
  /** Of the lease, as far as this node knows it. */
  readonly token: number;
}

/** What an active core gives. */
export interface FailoverGround {
  readonly token: number;
  readonly journal: Journal;
  /** Points of Tocsin itself whose alarm stands. */
  readonly standing: readonly string[];
  readonly own: (report: Report) => void;
  /** Reads only. */
  readonly pool: Pool;
  /** How often there is to be a drill of the hand-over, in days; 0: nobody is reminded. */
  readonly drillDays: () => number;
  readonly authority: () => Promise<Authority>;
  /** The standby says which roots it trusts. */
  readonly heard: (uri: string, holding: Holding) => void;
  /** It may write nothing more, at once. */
  readonly abandon: (why: Fault) => void;
}

/** The active core's side of failover. A site without a pair has none. */
export interface FailoverDesk {
  /** UUID of this node's data folder. */
  readonly node: string;
  /** Drills of the hand-over. */
  readonly drills: Pick<DrillDesk, "begin" | "view">;
  prepareReplication(superuser: pg.Client, name: string): Promise<void>;
  start(ground: FailoverGround): void;
  stop(): void;
  status(): FailoverStatus;
  /** Resolves when the core begins to stop for it; `alongside` goes into the same batch as its entry in the trail. Throws a `Fault` (`conflict`) when the standby doesn't have everything. */
  handOver(because: string, actor: Actor, alongside?: (batch: Batch) => void): Promise<void>;
}
