import type { AlarmView } from "../api/contract.ts";
import { live } from "../link/live.ts";
import { lostSince } from "../link/use-live.ts";
import { lockedFeed } from "../lock/locked-feed.ts";
import { useWatched, Watched } from "../watched.ts";
import { Player } from "./player.ts";
import {
  type Annunciator,
  AUDIBLE,
  decideLockedSound,
  decideSound,
  type LockedLate,
  MELODIES,
  noteLate,
  noteLockedLate,
  type Sounding,
  silence,
} from "./sound.ts";
import { Speaker, type SpeakerView } from "./speaker.ts";

export interface Sound {
  readonly annunciator: Annunciator;
  readonly sounding: Sounding;
  /** The browser plays nothing before somebody has touched the page, and no other window of it sounds. */
  readonly blocked: boolean;
  /** Another window of this browser sounds for this one. */
  readonly elsewhere: boolean;
  readonly speaks: boolean;
  /** What this screen said last. */
  readonly said: string | null;
}

/** What windows of one browser tell each other. */
type Told = { readonly kind: "muted"; readonly muted: boolean } | { readonly kind: "silenced" };

/** Acts on what `sound.ts` decides: follows the live picture and plays. Muted holds for this tab, over reloads. */
class SoundDesk extends Watched<Sound> {
  readonly #player = new Player(() => this.#renew());
  readonly #speaker = new Speaker(
    this.#player,
    () => this.#heard(),
    () => this.#renew(),
  );
  #annunciator: Annunciator;
  #leave: (() => void) | null = null;
  #locked = false;
  #late: readonly string[] = [];
  #lockedLate: LockedLate = { steps: 0, silenced: 0 };
  /** What is muted or silenced in one window is so in all of them: only one of them sounds. */
  readonly #others = new BroadcastChannel("tocsin sound");

  constructor() {
    const annunciator = { ...AUDIBLE, muted: sessionStorage.getItem("tocsin-muted") === "yes" };
    const sounding = { sound: null, because: "" };
    super({ annunciator, sounding, blocked: true, elsewhere: false, speaks: false, said: null });
    this.#annunciator = annunciator;
    this.#others.addEventListener("message", ({ data }: MessageEvent<Told>) => {
      if (data.kind === "muted") this.#setMuted(data.muted);
      else this.#silence();
    });
  }

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
    const silenced = this.#annunciator.silencedLate.size;
    this.#lockedLate = { steps: silenced, silenced };
    this.#leave ??= lockedFeed.subscribe(() => this.#renew());
    this.#player.start();
    this.#speaker.start();
    this.#renew();
  }

  stop(): void {
    this.#speaker.stop();
    this.#leave?.();
    this.#leave = null;
    this.#late = [];
    this.#player.play(null);
  }

  mute(muted: boolean): void {
    this.#others.postMessage({ kind: "muted", muted } satisfies Told);
    this.#setMuted(muted);
  }

  /** @param keys of the steps of procedures whose time has run out */
  noteLate(keys: readonly string[]): void {
    this.#late = keys;
    this.#annunciator = noteLate(this.#annunciator, keys);
    this.#renew();
  }

  silence(): void {
    this.#others.postMessage({ kind: "silenced" } satisfies Told);
    this.#silence();
  }

  #setMuted(muted: boolean): void {
    sessionStorage.setItem("tocsin-muted", muted ? "yes" : "no");
    this.#annunciator = { ...this.#annunciator, muted };
    this.#renew();
  }

  #silence(): void {
    this.#annunciator = silence(this.#annunciator, views(), lostSince(live.snapshot().state), this.#late);
    this.#player.hush();
    this.#renew();
  }

  /** Whether this screen speaks what it sounds. */
  speak(speaks: boolean): void {
    this.#speaker.switch(speaks);
    this.#renew();
  }

  get volume(): number {
    return this.#player.volume;
  }

  /** @param volume 0.1 to 1 */
  turn(volume: number): void {
    this.#player.turn(volume);
  }

  /** Plays one run of a melody, whatever else is decided. */
  test(melody: keyof typeof MELODIES): void {
    this.#player.once(MELODIES[melody]);
  }

  #renew(): void {
    const sounding = this.#locked ? this.#lockedSounding() : this.#sounding();
    const { elsewhere } = this.#player;
    const blocked = this.#player.blocked && !elsewhere;
    const { speaks, text: said } = this.#speaker;
    const before = this.snapshot();
    this.#player.play(sounding.sound === null ? null : MELODIES[sounding.sound]);
    if (
      before.annunciator === this.#annunciator &&
      before.blocked === blocked &&
      before.elsewhere === elsewhere &&
      before.speaks === speaks &&
      before.said === said &&
      before.sounding.sound === sounding.sound &&
      before.sounding.because === sounding.because
    ) {
      return;
    }
    this.set({ annunciator: this.#annunciator, sounding, blocked, elsewhere, speaks, said });
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
    return decideSound(this.#annunciator, views(), lostSince(live.snapshot().state), this.#late);
  }

  #lockedSounding(): Sounding {
    const { state, counts, lateSteps } = lockedFeed.snapshot();
    if (lateSteps !== null) this.#lockedLate = noteLockedLate(this.#lockedLate, lateSteps);
    return decideLockedSound(this.#annunciator, counts, lostSince(state), this.#lockedLate);
  }
}

/** Of all alarms those that can sound, the gravest first. */
function views(): Iterable<AlarmView> {
  return live.model.audible();
}

export const soundDesk = new SoundDesk();

export function useSound(): Sound {
  return useWatched(soundDesk);
}
