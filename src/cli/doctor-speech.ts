import { systemClock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import { silentLog } from "#kernel/log.ts";
import type { Language } from "#site/language.ts";
import { Speech } from "#speech/speech.ts";
import type { Finding } from "./doctor.ts";

const MEND: Readonly<Record<Language, string>> = {
  en: 'Run "npm ci", which installs the built-in voice.',
  de: 'Where German is spoken: run "apt-get install espeak-ng".',
};

/** Whether each language can be spoken on this machine; otherwise recorded prompts are played, which name no alarm. */
export async function checkSpeech(espeakProgram?: string): Promise<Finding[]> {
  await using speech = new Speech({
    clock: systemClock,
    log: silentLog,
    ...(espeakProgram === undefined ? {} : { espeakProgram }),
  });
  const judged = async (language: Language, name: string): Promise<Finding> => {
    const check = `speech in ${name}`;
    try {
      const { rate, samples } = await speech.sound("Test 1, 2, 3.", language, "full");
      const seconds = (samples.length / rate).toFixed(1);
      return { check, state: "good", found: `A sentence was spoken in ${name}, ${seconds} s long.` };
    } catch (thrown) {
      return { check, state: "advice", found: `${saying(thrown)}.`, mend: MEND[language] };
    }
  };
  return [await judged("en", "English"), await judged("de", "German")];
}
