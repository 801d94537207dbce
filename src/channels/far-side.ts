import type { Instant } from "#kernel/clock.ts";
import { type Circuit, CLOSED, failed, room } from "./circuit.ts";
import { Waiting } from "./waiting.ts";

/** One far side of a channel: whether it is worth sending to, how much is under way, and what waits for it. */
export class FarSide {
  readonly name: string;
  circuit: Circuit = CLOSED;
  underWay = 0;
  /** Taken from the channel's queue while there was no place. Bounded by the channel. */
  readonly parked = new Waiting(Number.POSITIVE_INFINITY);
  checking = false;

  constructor(name: string) {
    this.name = name;
  }

  hasPlace(now: Instant, parallel: number): boolean {
    return this.underWay < room(this.circuit, now, parallel) && !this.checking;
  }

  failed(now: Instant, because: string, afterMs?: number): void {
    this.circuit = failed(this.circuit, now, because, afterMs);
  }

  succeeded(): void {
    this.circuit = CLOSED;
  }
}
