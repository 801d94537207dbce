import type { Alarm } from "#alarms/alarm.ts";
import type { Clock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { Timetable } from "#kernel/timetable.ts";
import { whereCalled } from "#site/called.ts";
import type { Policy } from "#site/policy.ts";
import { alarmTextIn } from "#site/said.ts";
import { languageOf, type Site } from "#site/site.ts";
import type { Batch, Journal } from "#store/batch.ts";
import type { Callout, Notification, Planned } from "./callout.ts";
import { Flood, type Limit, mayBeDigested } from "./digest.ts";
import type { Sheet } from "./sheet.ts";

export interface TellingParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Logger;
  readonly site: () => Site;
  /** After the commit. */
  readonly deliver: (notification: Notification) => void;
}

interface Counted {
  readonly flood: Flood;
  /** Of the messages to one person by one method the latest. */
  to: Planned;
  readonly name: string;
}

const RETRY_MS = 250;
/** From its first second on a digest that collects is looked at this often: its burst may be over. */
const LOOK_MS = 100;
const FIRST_LOOK_MS = 1_000;
/** How much later than planned a digest is sent by whoever finds it on disk: the one that collects it comes first. */
const GRACE_MS = 5_000;
const NOTHING = new Set<number>();

/**
 * Turns messages into notifications, singly or in a digest. A digest is stored from its first alarm on, due when it will
 * be sent, so that a crash in between loses nothing: whoever starts next finds it waiting.
 */
export class Telling {
  readonly #parts: TellingParts;
  /** By person, method and limit. */
  readonly #floods = new Map<string, Counted>();
  readonly #flushes: Timetable<string>;

  constructor(parts: TellingParts) {
    this.#parts = parts;
    this.#flushes = new Timetable(parts.clock, (due) => {
      for (const key of due) this.#flush(key);
    });
  }

  stop(): void {
    this.#flushes.stop();
  }

  /**
   * Puts one notification per message, or adds the alarm to the persons' digests.
   * @returns ids of the digests that carry it
   */
  tell(
    sheet: Sheet,
    kind: "alarm" | "cleared",
    callout: Callout,
    alarm: Pick<Alarm, "text" | "source" | "point">,
    messages: readonly Planned[],
    limit: Policy["digest"],
  ): ReadonlySet<number> {
    const { batch } = sheet;
    let digests: Set<number> | undefined;
    for (const message of messages) {
      const singly = this.#parts.site().items.channel.get(message.channel)?.body.alwaysSingly ?? false;
      if (mayBeDigested(callout.priority, limit, singly)) {
        const key = `${message.person}\n${message.method}\n${limit.moreThan}\n${limit.withinSec}`;
        const known = this.#floods.get(key) ?? this.#count(key, message, limit);
        if (known.flood.admit(batch.now) === "digest") {
          digests ??= new Set();
          // The address may be another one than when the flood began.
          if (known.to.address !== message.address) known.to = message;
          digests.add(this.#join(batch, key, known, kind, callout, alarm));
          continue;
        }
      }
      sheet.send(notificationOf(batch, kind, callout, message));
    }
    return digests ?? NOTHING;
  }

  #count(key: string, to: Planned, limit: Limit): Counted {
    const name = this.#parts.site().items.person.get(to.person)?.body.name ?? to.person;
    const known = { flood: new Flood(limit), to, name };
    this.#floods.set(key, known);
    return known;
  }

  #join(
    batch: Batch,
    key: string,
    { flood, to, name }: Counted,
    kind: "alarm" | "cleared",
    { priority }: Callout,
    alarm: Pick<Alarm, "text" | "source" | "point">,
  ): number {
    let digest = flood.digest;
    if (!digest) {
      digest = flood.open(batch.nextId("notification"), batch.now);
      this.#flushes.set(key, Math.min(digest.flushAt, batch.now + FIRST_LOOK_MS));
    }
    const site = this.#parts.site();
    const text = alarmTextIn(languageOf(site, to.person), alarm);
    digest.add({ priority, text: `${text} (${whereCalled(site, alarm)})`, cleared: kind === "cleared" });
    const { moreThan, withinSec } = flood.limit;
    const because = `more than ${moreThan} messages to ${name} by ${to.method} within ${withinSec} s`;
    batch.notification(digestOf(digest, to, this.#textOf(digest, to), because, digest.flushAt + GRACE_MS));
    return digest.id;
  }

  #textOf(digest: NonNullable<Flood["digest"]>, { person }: Planned): string {
    return digest.textIn(languageOf(this.#parts.site(), person));
  }

  #flush(key: string): void {
    const known = this.#floods.get(key);
    const digest = known?.flood.digest;
    if (!known || !digest) return;
    const { journal, clock, log, deliver } = this.#parts;
    const now = clock.now();
    if (now < digest.flushAt && !known.flood.isOver(now)) {
      this.#flushes.set(key, Math.min(digest.flushAt, now + LOOK_MS));
      return;
    }
    journal
      .submit("alarm", (batch) => {
        if (known.flood.digest !== digest) return;
        known.flood.flushed(batch.now);
        const because = `${digest.count} alarms since ${new Date(digest.since).toISOString()} in one message: flood`;
        const notification = digestOf(digest, known.to, this.#textOf(digest, known.to), because, batch.now);
        batch.notification(notification);
        batch.afterwards(() => deliver(notification));
      })
      .catch((thrown: unknown) => {
        log.warn({ digest: digest.id }, `the digest waits, because it could not be stored: ${saying(thrown)}`);
        this.#flushes.set(key, clock.now() + RETRY_MS);
      });
  }
}

export function notificationOf(
  batch: Batch,
  kind: "alarm" | "cleared",
  callout: Callout,
  { person, method, channel, address, because }: Planned,
): Notification {
  return {
    id: batch.nextId("notification"),
    kind,
    callout: callout.id,
    alarm: callout.alarm,
    occurrence: callout.occurrence,
    sequence: callout.sequence,
    priority: callout.priority,
    partition: callout.partition,
    person,
    method,
    channel,
    address,
    step: callout.position.step,
    round: callout.position.round,
    state: "pending",
    attempts: 0,
    dueAt: batch.now,
    createdAt: batch.now,
    sentAt: null,
    because,
    receipt: null,
    digest: null,
    text: null,
    repliedAt: null,
  };
}

/** It concerns many callouts, hence none; they name its id. */
function digestOf(
  digest: NonNullable<Flood["digest"]>,
  { person, method, channel, address }: Planned,
  text: string,
  because: string,
  dueAt: number,
): Notification {
  return {
    id: digest.id,
    kind: "digest",
    callout: 0,
    alarm: 0,
    occurrence: 0,
    sequence: 0,
    priority: digest.priority,
    person,
    method,
    channel,
    address,
    step: 0,
    round: 0,
    state: "pending",
    attempts: 0,
    dueAt,
    createdAt: digest.since,
    sentAt: null,
    because,
    receipt: null,
    digest: null,
    text,
    repliedAt: null,
  };
}
