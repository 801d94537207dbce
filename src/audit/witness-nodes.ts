import { Fault } from "#kernel/fault.ts";
import type { Position, TrailRecord } from "./record.ts";
import type { Sink } from "./sink.ts";

/** What a node has of the trail for certain. */
export interface Held {
  /** Number of its last entry; 0: it has none. */
  readonly entry: number;
  /** Of how many entries its last checkpoint is. */
  readonly checkpoint: number;
  /** Of its last entry, 64 hex digits; empty: it has none. */
  readonly hash: string;
}

/** The way to witnesses on other machines. */
export interface WayToWitnesses {
  /** What the node has; after it has kept these lines, if there are any. Rejects with a `Fault`: `untrusted` when it holds another history. */
  ask(node: string, lines: readonly string[], signal: AbortSignal): Promise<Held>;
}

const ANSWERS_MS = 20_000;

/** The witnesses of the trail that are other machines of the site. */
export class WitnessNodes {
  /** null: the mesh is not open. */
  way: WayToWitnesses | null = null;
  /** Told when others are wanted than before. */
  changed: () => void = () => {};
  #nodes: ReadonlySet<string> = new Set();

  get nodes(): ReadonlySet<string> {
    return this.#nodes;
  }

  expect(nodes: ReadonlySet<string>): void {
    this.#nodes = nodes;
    this.changed();
  }

  sinkOf(node: string): Sink {
    const ask = async (lines: readonly string[], signal: AbortSignal) => {
      if (this.way) return this.way.ask(node, lines, signal);
      throw new Fault("unreachable", "the mesh is not open, so that no witness node can be reached", {
        transient: true,
      });
    };
    const positionOf = ({ entry, checkpoint, hash }: Held): Position & { hash: string | null } => {
      return { seq: entry, checkpoint, hash: hash === "" ? null : hash };
    };
    return {
      target: `the node ${node}`,
      last: async () => positionOf(await ask([], AbortSignal.timeout(ANSWERS_MS))),
      append: async (records: readonly TrailRecord[], signal) => {
        await ask(
          records.map(({ line }) => line),
          signal,
        );
      },
      probe: async (signal) => {
        await ask([], signal);
      },
    };
  }
}
