import type { Alarm } from "#alarms/alarm.ts";
import type { Priority } from "#events/event.ts";
import type { Clock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Language } from "#site/language.ts";
import { type Announced, type Announcement, interrupts, nextAnnouncement } from "./announcement.ts";

export interface PlaceHost {
  readonly clock: Clock;
  readonly log: Logger;
  /** Sounds an announcement to its end, or until `stop`. Rejects when nobody could hear it. */
  readonly sound: (announcement: Announcement, language: Language) => Promise<void>;
  readonly stop: () => void;
  /** Absent: it can't be known here, and nothing is said more than a few times. */
  readonly alarm: ((id: number) => Alarm | undefined) | undefined;
  /** What waits to be said again has changed. */
  readonly changed: () => void;
}

/** What is announced, and until when. */
export interface Entry extends Announced {
  readonly language: Language;
  /** The alarm whose acknowledgement ends it; null: it is said once. */
  readonly about: { readonly alarm: number; readonly occurrence: number; readonly sequence: number } | null;
}

export type Outcome =
  | { readonly heard: true; readonly with: number }
  | { readonly heard: false; readonly because: string };

/** Where it isn't known what became of the alarm. */
const TIMES_UNKNOWN = 3;

/** One loudspeaker's list: says what is due, again and again, until each alarm is acknowledged, gone or silenced here. */
export class Place {
  readonly #host: PlaceHost;
  readonly #entries = new Map<number, Entry & { readonly times: number }>();
  readonly #asking = new Map<number, (outcome: Outcome) => void>();
  #saying: Priority | null = null;
  #cancel = () => {};
  #closed = false;

  constructor(host: PlaceHost) {
    this.#host = host;
  }

  /** What would be said again after a restart. */
  get standing(): Entry[] {
    return [...this.#entries.values()].filter(({ about }) => about !== null);
  }

  /** After a restart: what was announced and is still not acknowledged. */
  resume(entries: readonly Entry[]): void {
    for (const entry of entries) this.#entries.set(entry.id, { ...entry, times: 1 });
    this.#go();
  }

  /** Resolves when it was announced for the first time, by its own text or counted. */
  announce(entry: Entry): Promise<Outcome> {
    return new Promise((resolve) => {
      this.#asking.set(entry.id, resolve);
      this.#entries.set(entry.id, { ...entry, times: 0 });
      if (this.#saying !== null && interrupts(entry.priority, this.#saying)) this.#host.stop();
      this.#go();
    });
  }

  /** Nothing that waits now is said any more; what comes later is. Resolves nothing: no alarm is acknowledged by it. */
  silence(): number {
    const { size } = this.#entries;
    for (const id of this.#entries.keys())
      this.#settle(id, { heard: false, because: "it was silenced before it was said" });
    this.#entries.clear();
    this.#host.stop();
    this.#host.changed();
    return size;
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
    this.#host.stop();
    for (const id of this.#asking.keys()) this.#settle(id, { heard: false, because: "the announcer was closed" });
  }

  #go(): void {
    if (this.#closed || this.#saying !== null) return;
    this.#cancel();
    this.#forget();
    const { clock } = this.#host;
    const language = [...this.#entries.values()].at(-1)?.language ?? "en";
    const next = nextAnnouncement([...this.#entries.values()], language, clock.now());
    if (next.next === "wait") this.#cancel = clock.at(next.until, () => this.#go());
    if (next.next !== "say") return;
    this.#saying = next.announcement.priority;
    this.#say(next.announcement, language).then(
      () => this.#after(),
      (thrown: unknown) => {
        this.#host.log.error({ because: saying(thrown) }, "an announcement was not heard");
        this.#lost([...next.announcement.named, ...next.announcement.counted], saying(thrown));
        this.#after();
      },
    );
  }

  #after(): void {
    this.#saying = null;
    this.#host.changed();
    this.#go();
  }

  async #say(announcement: Announcement, language: Language): Promise<void> {
    const { named, counted, priority } = announcement;
    await this.#host.sound(announcement, language);
    // Something graver came: this one is said again, from its beginning.
    const isInterrupted = [...this.#entries.values()].some(
      (one) => one.lastAt === null && interrupts(one.priority, priority),
    );
    if (isInterrupted) return;
    const lastAt = this.#host.clock.now();
    for (const id of [...named, ...counted]) {
      const entry = this.#entries.get(id);
      if (!entry) continue;
      this.#entries.set(id, { ...entry, lastAt, times: entry.times + 1, named: entry.named || named.includes(id) });
      this.#settle(id, { heard: true, with: named.length + counted.length - 1 });
    }
  }

  /** It was not heard: who waits for it hears so, and tries again or another way. What was heard before is said again later. */
  #lost(ids: readonly number[], because: string): void {
    const lastAt = this.#host.clock.now();
    for (const id of ids) {
      const entry = this.#entries.get(id);
      if (entry && this.#asking.has(id)) this.#entries.delete(id);
      else if (entry) this.#entries.set(id, { ...entry, lastAt });
      this.#settle(id, { heard: false, because });
    }
  }

  #settle(id: number, outcome: Outcome): void {
    this.#asking.get(id)?.(outcome);
    this.#asking.delete(id);
  }

  /** What was said and needs no answer, or has it. What was never said is said once, whatever came meanwhile. */
  #forget(): void {
    for (const [id, { about, times }] of this.#entries) {
      if (times > 0 && !this.#isWanted(about, times)) this.#entries.delete(id);
    }
  }

  #isWanted(about: Entry["about"], times: number): boolean {
    if (about === null) return false;
    const { alarm } = this.#host;
    return alarm ? isAudible(alarm(about.alarm), about) : times < TIMES_UNKNOWN;
  }
}

/** ISA-18.2: what is unacknowledged and still stands, or is latched. A newer annunciation has an entry of its own. */
export function isAudible(alarm: Alarm | undefined, about: NonNullable<Entry["about"]>): boolean {
  if (alarm?.occurrence !== about.occurrence || alarm.sequence !== about.sequence) return false;
  return alarm.state === "unacknowledged" || alarm.state === "latched-unacknowledged";
}
