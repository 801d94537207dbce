import type { Melody } from "./sound.ts";
import { SoundLead } from "./sound-lead.ts";

const VOLUME = "tocsin volume";
/** Never nothing: to mute a screen is something else, and shows. */
export const LEAST_VOLUME = 0.1;

/** Plays melodies by WebAudio: tones are made here, so that there is no file that may fail to load. */
export class Player {
  #context: AudioContext | null = null;
  #melody: Melody | null = null;
  #timer = 0;
  #speech: AudioBufferSourceNode | null = null;
  #volume = volumeOf(localStorage.getItem(VOLUME));
  readonly #lead: SoundLead;
  readonly #changed: () => void;

  /** @param changed called when this window may play, or no longer may */
  constructor(changed: () => void) {
    this.#changed = changed;
    this.#lead = new SoundLead(() => {
      changed();
      this.#begin();
    });
  }

  /** This window doesn't sound: the browser doesn't let it, or another window does. */
  get blocked(): boolean {
    return this.#context?.state !== "running" || !this.#lead.leads;
  }

  /** Another window of this browser sounds for this one too. */
  get elsewhere(): boolean {
    return this.#lead.elsewhere;
  }

  /** 0.1 to 1, kept by the browser. */
  get volume(): number {
    return this.#volume;
  }

  turn(volume: number): void {
    this.#volume = volumeOf(String(volume));
    localStorage.setItem(VOLUME, String(this.#volume));
  }

  /** Browsers let a page sound only after a touch or a key. */
  start(): void {
    if (this.#context) return;
    const context = new AudioContext();
    this.#context = context;
    context.addEventListener("statechange", () => {
      if (context.state === "running") this.#lead.apply();
      this.#changed();
      this.#begin();
    });
    this.#lead.start();
    const wake = () => {
      if (context.state !== "running") void context.resume().catch(() => {});
    };
    wake();
    window.addEventListener("pointerdown", wake, true);
    window.addEventListener("keydown", wake, true);
  }

  /** Repeats the melody until another one or none is asked for. */
  play(melody: Melody | null): void {
    if (melody === this.#melody) return;
    this.#melody = melody;
    this.#begin();
  }

  once(melody: Melody): void {
    const context = this.#context;
    if (!context) return;
    // Another window may have turned it.
    this.#volume = volumeOf(localStorage.getItem(VOLUME));
    let at = context.currentTime + 0.02;
    for (const [hertz, ms] of melody.tones) {
      if (hertz > 0) tone(context, hertz, at, ms / 1000, LOUDEST * this.#volume);
      at += ms / 1000;
    }
  }

  /** @param wav base64 */
  read(wav: string): Promise<AudioBuffer> {
    const bytes = Uint8Array.from(atob(wav), (letter) => letter.charCodeAt(0));
    if (!this.#context) return Promise.reject(new Error("this page has no sound"));
    return this.#context.decodeAudioData(bytes.buffer);
  }

  get isSaying(): boolean {
    return this.#speech !== null;
  }

  /** Plays it while the melody rests. Resolves when it has ended: whether it was heard to its end. */
  say(sound: AudioBuffer): Promise<boolean> {
    const context = this.#context;
    if (!context || this.blocked) return Promise.resolve(false);
    const speech = new AudioBufferSourceNode(context, { buffer: sound });
    this.#speech = speech;
    this.#begin();
    return new Promise((resolve) => {
      speech.addEventListener("ended", () => {
        const isWhole = this.#speech === speech;
        if (isWhole) this.#speech = null;
        this.#begin();
        resolve(isWhole);
      });
      speech.connect(new GainNode(context, { gain: Math.min(1, 2 * this.#volume) })).connect(context.destination);
      speech.start();
    });
  }

  /** What is being said stops. */
  hush(): void {
    const speech = this.#speech;
    this.#speech = null;
    speech?.stop();
  }

  #begin(): void {
    window.clearInterval(this.#timer);
    const melody = this.#melody;
    if (!melody || this.blocked || this.isSaying) return;
    this.once(melody);
    this.#timer = window.setInterval(() => this.once(melody), melody.everyMs);
  }
}

/** Of one tone, as a part of what the machine can: several together must not be cut. */
const LOUDEST = 0.7;

function volumeOf(kept: string | null): number {
  const volume = Number(kept ?? 0.5);
  return volume >= LEAST_VOLUME && volume <= 1 ? volume : 0.5;
}

/** Soft edges: without them every tone begins and ends with a click. */
function tone(context: AudioContext, hertz: number, at: number, seconds: number, loud: number): void {
  const oscillator = new OscillatorNode(context, { type: "triangle", frequency: hertz });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(loud, at + 0.012);
  gain.gain.setValueAtTime(loud, at + seconds - 0.02);
  gain.gain.linearRampToValueAtTime(0, at + seconds);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + seconds);
}
