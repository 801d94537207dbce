import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { open } from "node:fs/promises";
import { join } from "node:path";
import { REPEAT_MS } from "#events/recent.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import type { Logger } from "#kernel/log.ts";
import { SpoolLane } from "./spool-lane.ts";
import type { SpoolRecord } from "./spool-record.ts";

export const LANES = ["life-safety", "ordinary"] as const;
export type Lane = (typeof LANES)[number];

/** What ordinary reports leave free for life-safety. */
const RESERVED = 1 / 4;

export interface SpoolParts {
  readonly folder: string;
  /** Of what is not acknowledged, in both lanes together. */
  readonly mostBytes: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly segmentBytes?: number;
  readonly openFile?: typeof open;
  /** Told of every record that was there when it was opened. */
  readonly found?: (lane: Lane, record: SpoolRecord) => void;
}

/** What a driver host has promised to its devices and the core has not stored yet: on disk, life-safety apart. */
export class Spool {
  readonly #parts: SpoolParts;
  #id: string;
  readonly #lanes: Record<Lane, SpoolLane>;

  private constructor(parts: SpoolParts, id: string, lanes: Record<Lane, SpoolLane>) {
    this.#parts = parts;
    this.#id = id;
    this.#lanes = lanes;
  }

  static async open(parts: SpoolParts): Promise<Spool> {
    mkdirSync(parts.folder, { recursive: true, mode: 0o700 });
    const bytesIn = (lane: Lane) => spool?.lane(lane).bytes ?? 0;
    const lane = (name: Lane, room: () => number) => {
      const { folder, found } = parts;
      return SpoolLane.open({
        ...parts,
        folder: join(folder, name),
        room,
        keepMs: REPEAT_MS,
        found: (record) => found?.(name, record),
      });
    };
    let spool: Spool | undefined;
    const lanes = {
      "life-safety": await lane("life-safety", () => parts.mostBytes - bytesIn("ordinary")),
      ordinary: await lane("ordinary", () => parts.mostBytes * (1 - RESERVED)),
    };
    spool = new Spool(parts, idIn(parts.folder), lanes);
    return spool;
  }

  /** Another one when its numbers begin anew: the core counts by it. */
  get id(): string {
    return this.#id;
  }

  lane(lane: Lane): SpoolLane {
    return this.#lanes[lane];
  }

  get depth(): { readonly reports: number; readonly bytes: number } {
    const lanes = Object.values(this.#lanes);
    const sum = (of: (lane: SpoolLane) => number) => lanes.reduce((total, lane) => total + of(lane), 0);
    return {
      reports: sum((lane) => lane.unacknowledged),
      bytes: sum((lane) => (lane.unacknowledged ? lane.bytes : 0)),
    };
  }

  get troubles(): string[] {
    return Object.values(this.#lanes).flatMap(({ damage }) => damage ?? []);
  }

  append(lane: Lane, payload: Uint8Array, heardAt: Instant): Promise<void> {
    return this.#lanes[lane].append(payload, heardAt);
  }

  /**
   * The core has counted further than this spool goes: its disk has lost what it had promised to keep, or is an older
   * copy. Under another id everything in it is sent again, for a report twice is better than none.
   */
  startOver(): void {
    this.#id = newId(this.#parts.folder);
    this.#parts.log.error({ spool: this.#id }, "the spool has lost reports that the core knows; it starts over");
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#lanes).map((lane) => lane.close()));
  }
}

function idIn(folder: string): string {
  try {
    return readFileSync(join(folder, "id"), "utf8").trim();
  } catch {
    return newId(folder);
  }
}

function newId(folder: string): string {
  const id = randomUUID();
  writeFileSync(join(folder, "id"), `${id}\n`, { mode: 0o600, flush: true });
  return id;
}
