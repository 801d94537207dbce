import { ask } from "../api/client.ts";
import type { AlarmView, Priority } from "../api/contract.ts";
import type { Player } from "./player.ts";
import type { Annunciator } from "./sound.ts";
import { afterSaying, NOTHING_SAID, REPEAT_MS, type Said, type ToSay, toSay } from "./spoken.ts";

interface Announcement {
  readonly text: string;
  /** WAV, base64. */
  readonly audio: string;
  readonly named: readonly number[];
}

/** What the screen knows. Of a locked one no alarm is said, but the loss of the server is. */
export interface SpeakerView {
  readonly annunciator: Annunciator;
  readonly alarms: () => Iterable<AlarmView>;
  readonly lostSince: number | null;
}

const TICK_MS = 1000;
const AGAIN_MS = 10_000;
const SPEAKS = "tocsin-speaks";

/** Speaks the alarms that sound on this screen, with sound that the server gives; says by itself that the server is lost. */
export class Speaker {
  readonly #player: Player;
  readonly #view: () => SpeakerView;
  readonly #changed: () => void;
  #speaks = localStorage.getItem(SPEAKS) === "yes";
  #said: Said = NOTHING_SAID;
  #saying: Priority | "lost" | null = null;
  /** Fetched while the server is there. */
  #lost: AudioBuffer | null = null;
  #text: string | null = null;
  #lostAt = Number.NEGATIVE_INFINITY;
  #notBefore = 0;
  #timer = 0;

  constructor(player: Player, view: () => SpeakerView, changed: () => void) {
    this.#player = player;
    this.#view = view;
    this.#changed = changed;
  }

  /** Holds for this browser until it is switched off. */
  get speaks(): boolean {
    return this.#speaks;
  }

  /** What was said last. */
  get text(): string | null {
    return this.#text;
  }

  switch(speaks: boolean): void {
    localStorage.setItem(SPEAKS, speaks ? "yes" : "no");
    this.#speaks = speaks;
    if (!speaks) this.#player.hush();
    this.look();
  }

  start(): void {
    window.clearInterval(this.#timer);
    this.#timer = window.setInterval(() => this.look(), TICK_MS);
    this.look();
  }

  stop(): void {
    window.clearInterval(this.#timer);
    this.#player.hush();
  }

  /** Says what is due. What is less grave gives way to life-safety, and to silence. */
  look(): void {
    if (!this.#speaks || this.#player.blocked) return;
    const { annunciator, lostSince } = this.#view();
    const now = performance.now();
    if (lostSince !== null) {
      const isSilent = annunciator.muted || annunciator.silencedLoss === lostSince;
      const due = !isSilent && now - this.#lostAt >= REPEAT_MS.lost;
      if (due && this.#saying === null) void this.#sayLost(now);
      return;
    }
    this.#lostAt = Number.NEGATIVE_INFINITY;
    if (!this.#lost) void this.#fetchLost(now);
    const next = this.#next(now);
    if (this.#saying !== null) {
      if (next?.gravest === "life-safety" && this.#saying !== "life-safety") this.#player.hush();
      return;
    }
    if (next && now >= this.#notBefore) void this.#say(next, now);
  }

  #next(now: number): ToSay | null {
    const { annunciator, alarms, lostSince } = this.#view();
    return lostSince === null ? toSay(annunciator, alarms(), this.#said, now) : null;
  }

  async #say(next: ToSay, now: number): Promise<void> {
    this.#begin(next.gravest);
    try {
      const ids = next.alarms.map(({ id }) => id).join(",");
      const named = next.named.length === 0 ? "" : `&named=${next.named.join(",")}`;
      const { body } = await ask<Announcement>("GET", `/api/v1/announcements?alarms=${ids}${named}`);
      const sound = await this.#player.read(body.audio);
      // Silenced meanwhile, or acknowledged: it is not said any more.
      if (!this.#next(performance.now())) return;
      const isWhole = await this.#player.say(sound);
      if (isWhole) {
        this.#said = afterSaying(this.#said, next, body.named, this.#view().alarms(), performance.now());
        this.#text = body.text;
      }
    } catch {
      // The tones go on. What can't be had now is asked for again, and a lost server says so by itself.
      this.#notBefore = now + AGAIN_MS;
    } finally {
      this.#begin(null);
    }
  }

  async #sayLost(now: number): Promise<void> {
    if (!this.#lost) return; // the tones of the loss sound all the same
    this.#lostAt = now;
    this.#begin("lost");
    await this.#player.say(this.#lost);
    this.#begin(null);
  }

  async #fetchLost(now: number): Promise<void> {
    if (now < this.#notBefore) return;
    this.#notBefore = now + AGAIN_MS;
    try {
      const { body } = await ask<Announcement>("GET", "/api/v1/announcements/lost");
      this.#lost = await this.#player.read(body.audio);
      this.#notBefore = 0;
    } catch {
      // Asked for again after a while; a locked screen isn't answered.
    }
  }

  #begin(saying: Priority | "lost" | null): void {
    this.#saying = saying;
    this.#changed();
  }
}
