import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Language } from "#site/language.ts";
import { PROMPTS, recorded } from "#speech/prompts.ts";
import type { Speech } from "#speech/speech.ts";
import { type Codec, encode } from "#wire/rtp/g711.ts";
import type { Say } from "./script.ts";

/** What one call says, in the language of whoever hears it. */
export class CallSpeech {
  readonly #speech: Pick<Speech, "sound"> | undefined;
  readonly #language: Language;
  readonly #log: Logger;

  /** @param speech absent: there is none on this machine, and recorded prompts are played */
  constructor(speech: Pick<Speech, "sound"> | undefined, language: Language, log: Logger) {
    this.#speech = speech;
    this.#language = language;
    this.#log = log;
  }

  /** What is to be said, as sound of `codec`. When it can't be spoken its recorded prompt is played: the call goes on. */
  async sound({ text, prompt }: Say, codec: Codec): Promise<Buffer> {
    const language = this.#language;
    const spoken = await this.#speech?.sound(text ?? PROMPTS[prompt][language], language).catch((thrown: unknown) => {
      this.#log.error({ because: saying(thrown) }, `the recorded prompt "${prompt}" is played instead of speech`);
    });
    return encode(codec, (spoken ?? (await recorded(prompt, language))).samples);
  }
}
