import type { Notification, NotificationState } from "#escalation/callout.ts";
import type { Instant } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import { storable } from "#kernel/text.ts";
import { Backlog, type BacklogHost } from "./backlog.ts";
import type { Delivery, Line, Message } from "./channel.ts";
import type { FarSide } from "./far-side.ts";
import { type Bound, FarSides } from "./far-sides.ts";
import { Pace } from "./pace.ts";
import { type Allowed, Restraint, type RestraintParts } from "./restraint.ts";
import type { Results } from "./results.ts";
import { inWords, isTooOld, nextAttempt } from "./retry.ts";

const PARKED = 2000;
/** Results that are not on disk yet: beyond this, sending pauses for the database. */
const UNSTORED = 5000;
const EXPIRY_MS = 5000;
const CHECK_MS = 300_000;

export interface SenderHost extends RestraintParts, BacklogHost {
  readonly line: Line;
  readonly parallel: number;
  /** Absent: as many as the far side takes. */
  readonly maxPerMinute?: number | undefined;
  readonly farSide: (address: string) => string;
  /** Whether the line can say how its far side fares without a message. */
  readonly checks: boolean;
  readonly results: Results;
  readonly render: (notification: Notification) => Message;
  /** Why it need not go out any more, or null. */
  readonly whyNot: (notification: Notification) => string | null;
  /** Null: all far sides take messages. */
  readonly health: (trouble: string | null) => void;
  readonly ended: (notification: Notification) => void;
}

/**
 * Sends what waits for one channel: life-safety first and with reserved places, partitions in turn, as many at once as the
 * channel can, one
 * probe at a time to a far side that is down, and each message until it is accepted, rejected or given up.
 */
export class Sender {
  readonly #host: SenderHost;
  readonly #reserved: number;
  readonly #backlog: Backlog;
  readonly #farSides: FarSides;
  readonly #stopping = new AbortController();
  readonly #restraint: Restraint;
  readonly #pace: Pace | null;
  #allowed: Allowed = "everything";
  /** What is under way, by notification; each is resolved when its attempt is over. */
  readonly #attempts = new Map<number, PromiseWithResolvers<void>>();
  #finishing = false;
  #generation = 0;
  #purging = 0;
  /** By person: what was under way when the person's messages were purged. */
  readonly #givenUp = new Map<string, ReadonlySet<number>>();
  #wakeAt: Instant | null = null;
  #cancelWake = () => {};
  #cancelCheck = () => {};
  #idle: (() => void)[] = [];
  #trouble: string | null = null;

  constructor(host: SenderHost) {
    this.#host = host;
    this.#backlog = new Backlog(host, () => this.#pump());
    this.#farSides = new FarSides(host.parallel, host.farSide);
    this.#restraint = new Restraint(host, () => this.#pump());
    this.#pace = host.maxPerMinute === undefined ? null : new Pace(host.maxPerMinute);
    this.#reserved = host.parallel > 1 ? Math.ceil(host.parallel / 8) : 0;
  }

  /** Reads what waits on disk and begins. */
  start(): void {
    if (this.#host.checks) this.#checkNow();
    this.#backlog.rereadAll();
  }

  get inMemory(): number {
    return this.#backlog.inMemory;
  }

  enqueue(notification: Notification): void {
    if (this.#finishing) return;
    this.#backlog.add(notification);
    this.#pump();
  }

  /** Sends one message at once, past what waits. It is not tried again. Resolves with what the far side said. */
  async trial(notification: Notification): Promise<Delivery> {
    const { line, render, clock } = this.#host;
    if (this.#finishing) return { outcome: "retry", because: "the channel is being closed" };
    this.#attempts.set(notification.id, Promise.withResolvers());
    const delivery = await line
      .deliver(render(notification), this.#stopping.signal)
      .catch((thrown: unknown): Delivery => ({ outcome: "retry", because: saying(thrown) }));
    this.#over(notification.id);
    if (!this.#stopping.signal.aborted) {
      this.#judge(this.#farSides.of(notification.address), delivery);
      const tried = { ...notification, attempts: 1 };
      if (delivery.outcome === "delivered" || delivery.outcome === "accepted") {
        const { outcome, because, receipt = null } = delivery;
        this.#end({ ...tried, sentAt: clock.now() }, outcome, because, receipt);
      } else this.#end(tried, "rejected", delivery.because, null);
      this.#pump();
    }
    if (this.#finishing && this.#attempts.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
    return delivery;
  }

  /**
   * Forgets everything, or what is for one person, that is not under way; what is retried afterwards becomes purged. Nothing
   * is sent nor read until `goOn`, when the rows on disk say the same.
   *
   * @returns what is under way
   */
  purge(person?: string): number[] {
    this.#purging++;
    if (person === undefined) this.#generation++;
    const underWay = this.#backlog.purge(this.#farSides.drain(), person);
    if (person !== undefined) this.#givenUp.set(person, new Set(underWay));
    return underWay;
  }

  goOn(): void {
    this.#purging--;
    this.#pump();
  }

  #isPurged({ id, person }: Notification, generation: number): boolean {
    return generation !== this.#generation || this.#givenUp.get(person)?.has(id) === true;
  }

  /** Resolves when the notification is not under way, and what the attempt brought is among the results. */
  async attempted(id: number): Promise<void> {
    await this.#attempts.get(id)?.promise;
  }

  /** See `Line`; null: this channel doesn't sound. */
  async silence(): Promise<number | null> {
    return (await this.#host.line.silence?.()) ?? null;
  }

  /** Sends nothing new and resolves when nothing is under way; after `patienceMs` what hangs is cut off. */
  async finish(patienceMs: number): Promise<void> {
    this.#finishing = true;
    this.#backlog.close();
    this.#cancelWake();
    this.#cancelCheck();
    this.#restraint.stop();
    if (this.#attempts.size > 0) {
      const cancel = this.#host.clock.at(this.#host.clock.now() + patienceMs, () => this.#stopping.abort());
      await new Promise<void>((resolve) => this.#idle.push(resolve));
      cancel();
    }
    this.#stopping.abort();
    await this.#host.line[Symbol.asyncDispose]();
  }

  #pump(): void {
    if (this.#purging > 0) return;
    const { clock, parallel, results } = this.#host;
    this.#allowed = this.#restraint.allowed();
    while (
      !this.#finishing &&
      this.#allowed !== "nothing" &&
      this.#attempts.size < parallel &&
      results.size < UNSTORED
    ) {
      if (this.#paceHolds(true)) break;
      const now = clock.now();
      const next = this.#farSides.takeParked(now, this.#onlyLifeSafety()) ?? this.#takeWaiting(now);
      if (!next) break;
      this.#send(next.notification, next.far);
    }
    this.#backlog.readMore();
    this.#arm();
  }

  #takeWaiting(now: Instant): Bound | null {
    const farSides = this.#farSides;
    while (farSides.parked < 2 * PARKED) {
      const notification = this.#backlog.take(this.#onlyLifeSafety() || farSides.parked >= PARKED);
      if (!notification) return null;
      const far = farSides.of(notification.address);
      const inTurn = far.parked.size === 0 || notification.priority === "life-safety";
      if (inTurn && farSides.hasPlace(far, now)) return { notification, far };
      farSides.park({ notification, far });
    }
    return null;
  }

  /** The last places are for life-safety, and so is the processor in a flood. */
  #onlyLifeSafety(): boolean {
    const crowded = this.#attempts.size >= this.#host.parallel - this.#reserved;
    return this.#allowed === "life-safety" || crowded || this.#paceHolds(false);
  }

  /** Whether the messages of the last minute were as many as may go. */
  #paceHolds(lifeSafety: boolean): boolean {
    const now = this.#host.clock.now();
    return this.#pace !== null && this.#pace.next(now, lifeSafety) > now;
  }

  #send(notification: Notification, far: FarSide): void {
    const { clock, line, whyNot, render } = this.#host;
    const now = clock.now();
    const why = whyNot(notification);
    if (why !== null) return this.#end(notification, "purged", why, null);
    if (isTooOld(notification, now)) return this.#giveUp(notification, now, far);
    const generation = this.#generation;
    this.#pace?.went(now);
    this.#attempts.set(notification.id, Promise.withResolvers());
    far.underWay++;
    const attempt = async (): Promise<Delivery> => line.deliver(render(notification), this.#stopping.signal);
    attempt().then(
      (delivery) => this.#settle(notification, far, delivery, generation),
      (thrown: unknown) => {
        this.#host.log.error({ err: thrown, notification: notification.id }, "a message could not be sent");
        this.#settle(notification, far, { outcome: "retry", because: saying(thrown) }, generation);
      },
    );
  }

  /** Whoever waits for it goes on once the caller is done, and finds the result among the others. */
  #over(id: number): void {
    this.#attempts.get(id)?.resolve();
    this.#attempts.delete(id);
  }

  #giveUp(notification: Notification, now: Instant, far: FarSide): void {
    const held = this.#pace ? `; the channel sends at most ${this.#pace.perMinute} messages a minute` : "";
    const why = far.circuit.state === "open" ? `; ${far.circuit.because}` : held;
    this.#end(notification, "rejected", `gave up after ${inWords(now - notification.createdAt)}${why}`, null);
  }

  #settle(notification: Notification, far: FarSide, delivery: Delivery, generation: number): void {
    this.#over(notification.id);
    far.underWay--;
    // Cut off by ourselves: the row on disk says that it is still due.
    if (!this.#stopping.signal.aborted) {
      this.#judge(far, delivery);
      this.#conclude(notification, delivery, generation);
      this.#pump();
    }
    if (this.#finishing && this.#attempts.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  #judge(far: FarSide, delivery: Delivery): void {
    if (delivery.outcome !== "retry") far.succeeded();
    else if (delivery.outage) far.failed(this.#host.clock.now(), delivery.because, delivery.afterMs);
    else return;
    this.#tellHealth();
  }

  #tellHealth(): void {
    const { trouble } = this.#farSides;
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#host.health(trouble);
  }

  #conclude(notification: Notification, delivery: Delivery, generation: number): void {
    const now = this.#host.clock.now();
    const attempts = notification.attempts + 1;
    const tried = { ...notification, attempts, sentAt: now };
    switch (delivery.outcome) {
      case "delivered":
      case "accepted":
        return this.#end(tried, delivery.outcome, delivery.because, delivery.receipt ?? null);
      case "rejected":
        return this.#end({ ...tried, sentAt: notification.sentAt }, "rejected", delivery.because, null);
      case "retry": {
        const unsent = { ...tried, sentAt: notification.sentAt };
        if (this.#isPurged(notification, generation)) return this.#end(unsent, "purged", "the queue was purged", null);
        const again = nextAttempt(notification, attempts, now, delivery.afterMs);
        if (!again.again) {
          return this.#end(unsent, "rejected", `gave up ${again.because}: ${delivery.because}`, null);
        }
        const result = {
          ...unsent,
          state: "retry",
          dueAt: again.at,
          because: storable(delivery.because, 500),
        } as const;
        this.#host.results.add({ notification: result, stored: (stored) => this.#tryLater(stored, generation) });
      }
    }
  }

  #tryLater(notification: Notification, generation: number): void {
    if (this.#isPurged(notification, generation))
      return this.#end(notification, "purged", "the queue was purged", null);
    this.#backlog.putOff(notification);
    this.#arm();
  }

  #end(notification: Notification, state: NotificationState, because: string, receipt: string | null): void {
    const ended = {
      ...notification,
      state,
      dueAt: null,
      because: storable(because, 500),
      receipt: receipt === null ? null : storable(receipt, 200),
    };
    this.#host.results.add({
      notification: ended,
      stored: () => {
        this.#backlog.ended(notification.id);
        this.#host.ended(ended);
        if (this.#host.results.size < UNSTORED / 2) this.#pump();
      },
    });
  }

  /** Sets the clock for the next thing that happens by itself. */
  #arm(): void {
    const { clock } = this.#host;
    const { parked, probeAt } = this.#farSides;
    let at = Math.min(this.#backlog.nextAt ?? Number.POSITIVE_INFINITY, probeAt ?? Number.POSITIVE_INFINITY);
    if (this.#pace && (parked > 0 || !this.#backlog.isEmpty)) {
      const [urgent, ordinary] = [this.#pace.next(clock.now(), true), this.#pace.next(clock.now(), false)];
      for (const opens of [urgent, ordinary]) if (opens > clock.now()) at = Math.min(at, opens);
    }
    if (parked > 0 && this.#trouble !== null) at = Math.min(at, clock.now() + EXPIRY_MS);
    if (at === Number.POSITIVE_INFINITY || this.#finishing) return;
    if (this.#wakeAt !== null && this.#wakeAt <= at) return;
    this.#cancelWake();
    this.#wakeAt = at;
    this.#cancelWake = clock.at(at, () => {
      this.#wakeAt = null;
      this.#wake();
    });
  }

  #wake(): void {
    const now = this.#host.clock.now();
    this.#backlog.wake(now);
    // While a far side is down, what waits for it must not grow old: the person's next way is used.
    if (this.#trouble !== null) {
      for (const { notification, far } of this.#farSides.takeTooOld(now)) this.#giveUp(notification, now, far);
    }
    this.#pump();
    for (const far of this.#farSides.toProbe(now)) this.#check(far);
    this.#arm();
  }

  #checkNow(): void {
    if (this.#finishing) return;
    const far = this.#farSides.of("");
    if (far.underWay === 0) this.#check(far);
    this.#cancelCheck();
    this.#cancelCheck = this.#host.clock.at(this.#host.clock.now() + CHECK_MS, () => this.#checkNow());
  }

  /** Asks the far side when there is no message to ask it with. */
  #check(far: FarSide): void {
    if (far.checking) return;
    far.checking = true;
    this.#host.line.check().then(
      ({ ok, because }) => this.#checked(far, ok, because),
      (thrown: unknown) => this.#checked(far, false, saying(thrown)),
    );
  }

  #checked(far: FarSide, ok: boolean, because: string): void {
    far.checking = false;
    if (this.#finishing) return;
    if (ok) far.succeeded();
    else if (far.circuit.state === "open") far.failed(this.#host.clock.now(), because);
    // A check is nobody's message: one that fails says as much as three messages.
    else while (far.circuit.state === "closed") far.failed(this.#host.clock.now(), because);
    this.#tellHealth();
    this.#pump();
  }
}
