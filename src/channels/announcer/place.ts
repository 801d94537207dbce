import type { Priority } from "#events/event.ts";
import type { Clock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Language } from "#site/language.ts";
import type { AlarmStanding } from "../channel.ts";
import { type Announced, type Announcement, dueAt, interrupts, nextAnnouncement } from "./announcement.ts";

export interface PlaceHost {
  readonly clock: Clock;
  readonly log: Logger;
  /** Sounds an announcement to its end, or until `stop`. Rejects when nobody could hear it. */
  readonly sound: (announcement: Announcement, language: Language) => Promise<void>;
  readonly stop: () => void;
  /** See `ChannelHost`. While it rejects, nothing is said again more than a few times. */
  readonly alarm: (id: number) => Promise<AlarmStanding | null>;
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

/** While it isn't known what became of the alarm. */
const TIMES_UNKNOWN = 3;

interface Kept extends Entry {
  /** How often it was said since it was last known that it is wanted. */
  readonly times: number;
}

/** One loudspeaker's list: says what is due, again and again, until each alarm is acknowledged, gone or silenced here. */
export class Place {
  readonly #host: PlaceHost;
  readonly #entries = new Map<number, Kept>();
  readonly #asking = new Map<number, (outcome: Outcome) => void>();
  #saying: Priority | null = null;
  #looking = false;
  #lookAgain = false;
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
    if (this.#looking) {
      this.#lookAgain = true;
      return;
    }
    this.#looking = true;
    void this.#look().finally(() => {
      this.#looking = false;
      if (this.#lookAgain) this.#go();
    });
  }

  /** Never rejects. */
  async #look(): Promise<void> {
    this.#lookAgain = false;
    if (this.#closed || this.#saying !== null) return;
    this.#cancel();
    await this.#forget();
    if (this.#closed) return;
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
  async #forget(): Promise<void> {
    const now = this.#host.clock.now();
    const said = [...this.#entries.values()].filter(({ times }) => times > 0);
    await Promise.all(
      said.map(async (entry) => {
        const { id, about } = entry;
        if (about === null) this.#entries.delete(id);
        else if (dueAt(entry) <= now) this.#weigh(entry, await this.#isWanted(about));
      }),
    );
  }

  /** @param wanted null: that can't be known now */
  #weigh(entry: Kept, wanted: boolean | null): void {
    const { id, times } = entry;
    // Silenced, or announced anew, while it was asked for.
    if (this.#entries.get(id) !== entry) return;
    if (wanted === true) this.#entries.set(id, { ...entry, times: 1 });
    else if (wanted === false) this.#entries.delete(id);
    else if (times >= TIMES_UNKNOWN) this.#entries.set(id, { ...entry, lastAt: this.#host.clock.now() });
  }

  async #isWanted(about: NonNullable<Entry["about"]>): Promise<boolean | null> {
    try {
      return isAudible(await this.#host.alarm(about.alarm), about);
    } catch {
      return null;
    }
  }
}

/** ISA-18.2: what is unacknowledged and still stands, or is latched. A newer annunciation has an entry of its own. */
export function isAudible(alarm: AlarmStanding | null, about: NonNullable<Entry["about"]>): boolean {
  if (alarm?.occurrence !== about.occurrence || alarm.sequence !== about.sequence) return false;
  return alarm.state === "unacknowledged" || alarm.state === "latched-unacknowledged";
}
