const LOCK = "tocsin sound";
const LOOK_EVERY_MS = 2000;

/**
 * Of the windows of one browser a single one sounds, or an alarm would come from every monitor. Whoever may sound asks for
 * a lock of the browser and keeps it while its window is open; when that closes, the next one has it at once.
 */
export class SoundLead {
  #leads = !("locks" in navigator);
  #elsewhere = false;
  #asked = false;
  #timer = 0;
  readonly #changed: () => void;

  /** @param changed called when this window begins to lead, or another one does or doesn't */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get leads(): boolean {
    return this.#leads;
  }

  /** Another window sounds. */
  get elsewhere(): boolean {
    return !this.#leads && this.#elsewhere;
  }

  /** Looks whether another window sounds, for as long as this one doesn't. */
  start(): void {
    if (this.#leads || this.#timer !== 0) return;
    this.#timer = window.setInterval(() => void this.#look(), LOOK_EVERY_MS);
    void this.#look();
  }

  /** The browser lets this window sound: it is one of those that may lead. */
  apply(): void {
    if (this.#asked || this.#leads) return;
    this.#asked = true;
    const lead = () => {
      window.clearInterval(this.#timer);
      this.#leads = true;
      this.#changed();
      // Held until the window closes.
      return new Promise<never>(() => {});
    };
    navigator.locks.request(LOCK, lead).catch(() => {
      // A window without locks sounds by itself: twice is better than not at all.
      this.#leads = true;
      this.#changed();
    });
  }

  async #look(): Promise<void> {
    const { held = [] } = await navigator.locks.query();
    const elsewhere = held.some(({ name }) => name === LOCK);
    if (this.#leads || elsewhere === this.#elsewhere) return;
    this.#elsewhere = elsewhere;
    this.#changed();
  }
}
