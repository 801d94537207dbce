import { createHash } from "node:crypto";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Language } from "#site/language.ts";
import { SpeechSettings } from "#site/speech.ts";
import type { BuiltInVoice } from "./built-in.ts";
import type { Espeak } from "./espeak.ts";
import { pronounced } from "./pronounce.ts";
import type { Shelf } from "./shelf.ts";
import { forTelephone, levelled, readWav, type Sound, TELEPHONE_RATE, writeWav } from "./wav.ts";

export interface SpeechHost {
  readonly clock: Clock;
  readonly log: Logger;
  /** Absent: as a site has it that says nothing else. */
  readonly settings?: () => SpeechSettings;
  /** Where what was spoken is kept; absent: nowhere. */
  readonly folder?: string | undefined;
  /** Told when no voice could speak a language, and null when one can again. */
  readonly trouble?: (language: Language, why: string | null) => void;
  /** Takes the options of espeak-ng. */
  readonly espeakProgram?: string;
}

/** `telephone`: 8000 samples a second; `full`: as many as the voice has. */
export type Fidelity = "telephone" | "full";

type Voice =
  | { readonly kind: "built-in"; readonly voice: string }
  | { readonly kind: "espeak-ng"; readonly voice: string; readonly wordsPerMinute: number };

const ESPEAK_VOICES: Readonly<Record<Language, string>> = { en: "en-us", de: "de" };

interface Workshop {
  readonly builtIn: BuiltInVoice;
  readonly espeak: Espeak;
  readonly shelf: Shelf | null;
}

/** Makes sound of text: in the house's pronunciation, by a voice of the language, and keeps what it made. */
export class Speech implements AsyncDisposable {
  readonly #host: SpeechHost & Required<Pick<SpeechHost, "settings">>;
  readonly #underWay = new Map<string, Promise<Sound>>();
  readonly #speaks = new Map<Language, boolean>();
  #workshop: Promise<Workshop> | null = null;

  constructor(host: SpeechHost) {
    const usual = SpeechSettings.parse({});
    this.#host = { ...host, settings: host.settings ?? (() => usual) };
  }

  /** @throws Fault when no voice of that language can speak now: it says why, and what to do */
  async sound(text: string, language: Language, fidelity: Fidelity = "telephone"): Promise<Sound> {
    return this.said(pronounced(text, language, this.#host.settings().words), language, fidelity);
  }

  /** As `sound`, of what is written as it is said already. */
  async said(said: string, language: Language, fidelity: Fidelity): Promise<Sound> {
    const reasons: string[] = [];
    for (const voice of this.#voices(language)) {
      try {
        const sound = await this.#together(said, voice, fidelity);
        this.#tell(language, null);
        return sound;
      } catch (thrown) {
        reasons.push(saying(thrown));
      }
    }
    const why = reasons.join("; ");
    this.#tell(language, why);
    throw new Fault("unreachable", `nothing can be spoken in ${NAMES[language]}: ${why}`, { transient: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    (await this.#workshop)?.builtIn.stop();
  }

  /** In the order in which they are tried. */
  #voices(language: Language): Voice[] {
    const { english, voice, wordsPerMinute } = this.#host.settings();
    const espeak: Voice = { kind: "espeak-ng", voice: ESPEAK_VOICES[language], wordsPerMinute };
    if (language !== "en") return [espeak];
    const builtIn: Voice = { kind: "built-in", voice };
    return english === "built-in" ? [builtIn, espeak] : [espeak, builtIn];
  }

  /** What several ask for at the same time is made once. */
  #together(said: string, voice: Voice, fidelity: Fidelity): Promise<Sound> {
    const name = createHash("sha256")
      .update(JSON.stringify([voice, fidelity, said]))
      .digest("hex");
    const underWay = this.#underWay.get(name);
    if (underWay) return underWay;
    const sound = this.#kept(`${name}.wav`, () => this.#made(said, voice, fidelity)).finally(() =>
      this.#underWay.delete(name),
    );
    this.#underWay.set(name, sound);
    return sound;
  }

  /** What is kept and can't be read or written costs time and nothing else. */
  async #kept(name: string, make: () => Promise<Sound>): Promise<Sound> {
    const { shelf } = await this.#open();
    const found = await shelf?.read(name);
    if (found) return readWav(found);
    const sound = await make();
    await shelf
      ?.write(name, writeWav(sound))
      .catch((thrown: unknown) =>
        this.#host.log.warn(`speech could not be kept in ${this.#host.folder}: ${saying(thrown)}`),
      );
    return sound;
  }

  async #made(text: string, voice: Voice, fidelity: Fidelity): Promise<Sound> {
    const { builtIn, espeak } = await this.#open();
    const wav =
      voice.kind === "built-in" ? await builtIn.speak({ ...voice, text }) : await espeak.speak({ ...voice, text });
    const sound = readWav(wav);
    return levelled(fidelity === "full" ? sound : { rate: TELEPHONE_RATE, samples: await forTelephone(sound) });
  }

  /** A site that never speaks has no memory for it. */
  #open(): Promise<Workshop> {
    this.#workshop ??= (async () => {
      const { clock, folder, settings, espeakProgram } = this.#host;
      const [{ BuiltInVoice }, { Espeak }, { Shelf }] = await Promise.all([
        import("./built-in.ts"),
        import("./espeak.ts"),
        import("./shelf.ts"),
      ]);
      return {
        builtIn: new BuiltInVoice(clock),
        espeak: new Espeak(clock, espeakProgram),
        shelf: folder === undefined ? null : new Shelf(folder, clock, () => settings().cacheMb << 20),
      };
    })();
    return this.#workshop;
  }

  #tell(language: Language, why: string | null): void {
    if (this.#speaks.get(language) === (why === null)) return;
    this.#speaks.set(language, why === null);
    this.#host.trouble?.(language, why);
  }
}

const NAMES: Readonly<Record<Language, string>> = { en: "English", de: "German" };
