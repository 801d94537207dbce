import { useSyncExternalStore } from "react";
import type { AlarmView } from "../api/contract.ts";
import { live } from "../link/live.ts";
import { lostSince } from "../link/use-live.ts";
import { lockedFeed } from "../lock/locked-feed.ts";
import { Player } from "./player.ts";
import {
  type Annunciator,
  AUDIBLE,
  decideLockedSound,
  decideSound,
  MELODIES,
  type Sounding,
  silence,
} from "./sound.ts";
import { Speaker, type SpeakerView } from "./speaker.ts";

export interface Sound {
  readonly annunciator: Annunciator;
  readonly sounding: Sounding;
  /** The browser plays nothing before somebody has touched the page. */
  readonly blocked: boolean;
  readonly speaks: boolean;
  /** What this screen said last. */
  readonly said: string | null;
}

/** Acts on what `sound.ts` decides: follows the live picture and plays. Muted holds for this tab, over reloads. */
class SoundDesk {
  readonly #player = new Player(() => this.#renew());
  readonly #speaker = new Speaker(
    this.#player,
    () => this.#heard(),
    () => this.#renew(),
  );
  readonly #watchers = new Set<() => void>();
  #annunciator: Annunciator = { ...AUDIBLE, muted: sessionStorage.getItem("tocsin-muted") === "yes" };
  #sound: Sound = {
    annunciator: this.#annunciator,
    sounding: { sound: null, because: "" },
    blocked: true,
    speaks: false,
    said: null,
  };
  #leave: (() => void) | null = null;
  #locked = false;

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };
  readonly snapshot = (): Sound => this.#sound;

  start(): void {
    this.#locked = false;
    this.#leave ??= live.subscribe(() => this.#renew());
    this.#player.start();
    this.#speaker.start();
    this.#renew();
  }

  /** Follows what a locked screen knows. */
  startLocked(): void {
    this.#locked = true;
    this.#leave ??= lockedFeed.subscribe(() => this.#renew());
    this.#player.start();
    this.#speaker.start();
    this.#renew();
  }

  stop(): void {
    this.#speaker.stop();
    this.#leave?.();
    this.#leave = null;
    this.#player.play(null);
  }

  mute(muted: boolean): void {
    sessionStorage.setItem("tocsin-muted", muted ? "yes" : "no");
    this.#annunciator = { ...this.#annunciator, muted };
    this.#renew();
  }

  silence(): void {
    this.#annunciator = silence(this.#annunciator, views(), lostSince(live.snapshot().state));
    this.#player.hush();
    this.#renew();
  }

  /** Whether this screen speaks what it sounds. */
  speak(speaks: boolean): void {
    this.#speaker.switch(speaks);
    this.#renew();
  }

  /** Plays one run of a melody, whatever else is decided. */
  test(melody: keyof typeof MELODIES): void {
    this.#player.once(MELODIES[melody]);
  }

  #renew(): void {
    const sounding = this.#locked ? this.#lockedSounding() : this.#sounding();
    const blocked = this.#player.blocked;
    const { speaks, text: said } = this.#speaker;
    const before = this.#sound;
    this.#player.play(sounding.sound === null ? null : MELODIES[sounding.sound]);
    if (
      before.annunciator === this.#annunciator &&
      before.blocked === blocked &&
      before.speaks === speaks &&
      before.said === said &&
      before.sounding.sound === sounding.sound &&
      before.sounding.because === sounding.because
    ) {
      return;
    }
    this.#sound = { annunciator: this.#annunciator, sounding, blocked, speaks, said };
    for (const watcher of this.#watchers) watcher();
  }

  #heard(): SpeakerView {
    const state = this.#locked ? lockedFeed.snapshot().state : live.snapshot().state;
    return {
      // Muting ends with the lock, for nobody is there to look.
      annunciator: this.#locked ? { ...this.#annunciator, muted: false } : this.#annunciator,
      alarms: this.#locked ? () => [] : views,
      lostSince: lostSince(state),
    };
  }

  #sounding(): Sounding {
    return decideSound(this.#annunciator, views(), lostSince(live.snapshot().state));
  }

  #lockedSounding(): Sounding {
    const { state, counts } = lockedFeed.snapshot();
    return decideLockedSound(this.#annunciator, counts, lostSince(state));
  }
}

function* views(): Iterable<AlarmView> {
  for (const row of live.snapshot().table.rows.values()) yield row.view;
}

export const soundDesk = new SoundDesk();

export function useSound(): Sound {
  return useSyncExternalStore(soundDesk.subscribe, soundDesk.snapshot);
}
