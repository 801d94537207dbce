import { digitOfInfo } from "#wire/rtp/digits.ts";
import type { Studio, StudioSound } from "#wire/rtp/studio.ts";
import type { CallEvents } from "#wire/sip/established-call.ts";
import { Keys } from "./conversation.ts";
import { isEncrypted, type Trunk } from "./settings.ts";
import { SoundTerms } from "./sound-terms.ts";

/** One call while it lasts: its sound, the keys that were pressed, and whether the far side is still there. */
export class OpenCall implements AsyncDisposable {
  readonly keys = new Keys();
  readonly sound: StudioSound;
  readonly terms: SoundTerms;
  readonly #gone = Promise.withResolvers<void>();
  #isGone = false;
  /** How the first key came: a PBX that sends each by two ways would otherwise press it twice. */
  #way: "sound" | "info" | null = null;

  /** @throws Fault `overloaded` when no port for sound is free */
  static async open(studio: Studio, address: string, trunk: Trunk): Promise<OpenCall> {
    let call: OpenCall | null = null;
    const sound = await studio.open({
      address,
      ports: trunk.mediaPorts,
      digit: (digit) => call?.pressed(digit, "sound"),
      lost: () => call?.end(),
    });
    call = new OpenCall(sound, new SoundTerms(address, sound, isEncrypted(trunk)));
    return call;
  }

  private constructor(sound: StudioSound, terms: SoundTerms) {
    this.sound = sound;
    this.terms = terms;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** Resolves when the far side has hung up, or the call was cut. */
  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  /** For the signalling. */
  get events(): CallEvents {
    return {
      offered: (offer) => this.terms.changed(offer),
      info: (type, body) => {
        const digit = digitOfInfo(type, body);
        if (digit !== null) this.pressed(digit, "info");
      },
      ended: () => this.end(),
    };
  }

  pressed(digit: string, way: "sound" | "info"): void {
    this.#way ??= way;
    if (way !== this.#way) return;
    this.keys.press(digit);
    this.sound.stop();
  }

  readonly end = (): void => {
    this.#isGone = true;
    this.sound.stop();
    this.#gone.resolve();
  };

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sound[Symbol.asyncDispose]();
  }
}
