import type { Notification } from "#escalation/callout.ts";
import { PRIORITIES } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import { FarSide } from "./far-side.ts";
import { isTooOld } from "./retry.ts";

/** So many are remembered; then those that have nothing to remember are forgotten. */
const REMEMBERED = 1000;

/** A message, and to whom it goes. */
export interface Bound {
  readonly notification: Notification;
  readonly far: FarSide;
}

/** The far sides of one channel: which of them has a place, what is parked for those that have none, and what troubles them. */
export class FarSides {
  readonly #parallel: number;
  readonly #nameOf: (address: string) => string;
  readonly #all = new Map<string, FarSide>();
  #parked = 0;

  /**
   * @param parallel how many messages may be under way in the channel
   * @param nameOf of the far side that an address belongs to
   */
  constructor(parallel: number, nameOf: (address: string) => string) {
    this.#parallel = parallel;
    this.#nameOf = nameOf;
  }

  of(address: string): FarSide {
    const name = this.#nameOf(address);
    let far = this.#all.get(name);
    if (!far) {
      if (this.#all.size >= REMEMBERED) this.#forgetIdle();
      far = new FarSide(name);
      this.#all.set(name, far);
    }
    return far;
  }

  /** How many messages are parked. */
  get parked(): number {
    return this.#parked;
  }

  /** Why one of them takes no messages; null: all do. */
  get trouble(): string | null {
    for (const { circuit } of this.#all.values()) if (circuit.state === "open") return circuit.because;
    return null;
  }

  /** When the next of those that are down should be asked whether it is back; null: none, or it is being asked. */
  get probeAt(): Instant | null {
    let at: Instant | null = null;
    for (const { circuit, underWay, checking } of this.#all.values()) {
      if (circuit.state !== "open" || underWay > 0 || checking) continue;
      at = at === null ? circuit.probeAt : Math.min(at, circuit.probeAt);
    }
    return at;
  }

  hasPlace(far: FarSide, now: Instant): boolean {
    // Of several none may take all places: it could hang.
    return far.hasPlace(now, this.#all.size > 1 ? Math.ceil(this.#parallel / 2) : this.#parallel);
  }

  park({ far, notification }: Bound): void {
    far.parked.add(notification);
    this.#parked++;
  }

  /** A parked message whose far side has a place. */
  takeParked(now: Instant, urgentOnly: boolean): Bound | null {
    if (this.#parked === 0) return null;
    for (const far of this.#all.values()) {
      if (far.parked.size === 0 || !this.hasPlace(far, now)) continue;
      const notification = far.parked.take(urgentOnly);
      if (!notification) continue;
      this.#parked--;
      return { notification, far };
    }
    return null;
  }

  /** Takes what has grown too old while it was parked for one that is down. */
  *takeTooOld(now: Instant): Generator<Bound> {
    for (const far of this.#all.values()) {
      if (far.circuit.state !== "open") continue;
      for (const priority of PRIORITIES) {
        for (;;) {
          const notification = far.parked.head(priority);
          if (!notification || !isTooOld(notification, now)) break;
          far.parked.takeHead(priority);
          this.#parked--;
          yield { notification, far };
        }
      }
    }
  }

  /** Takes all that is parked. */
  drain(): Notification[] {
    this.#parked = 0;
    return [...this.#all.values()].flatMap((far) => far.parked.drain());
  }

  /** Those that should be asked now whether they are back, no message being under way to ask with. */
  *toProbe(now: Instant): Generator<FarSide> {
    for (const far of this.#all.values()) {
      if (far.circuit.state === "open" && far.circuit.probeAt <= now && far.underWay === 0) yield far;
    }
  }

  #forgetIdle(): void {
    for (const [name, far] of this.#all) {
      const idle = far.underWay === 0 && far.parked.size === 0 && far.circuit.state === "closed";
      if (idle) this.#all.delete(name);
    }
  }
}
