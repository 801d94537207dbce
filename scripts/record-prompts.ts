// Speaks every prompt and keeps it in src/speech/recorded/, for calls and announcements that must go out although no voice
// works. English comes from the built-in voice; other languages need espeak-ng. Prompts that are there stay: --all makes
// them anew.
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { packageFolder } from "#kernel/version.ts";
import { LANGUAGES } from "#site/language.ts";
import { SpeechSettings } from "#site/speech.ts";
import { PROMPT_NAMES, PROMPTS } from "#speech/prompts.ts";
import { Speech } from "#speech/speech.ts";
import { writeWav } from "#speech/wav.ts";

const settings = SpeechSettings.parse({});
await using speech = new Speech({ clock: systemClock, log: silentLog, settings: () => settings });
for (const language of LANGUAGES) {
  const folder = join(packageFolder, "src", "speech", "recorded", language);
  await mkdir(folder, { recursive: true });
  for (const name of PROMPT_NAMES) {
    const file = join(folder, `${name}.wav`);
    if (existsSync(file) && !process.argv.includes("--all")) continue;
    const sound = await speech.sound(PROMPTS[name][language], language);
    await writeFile(file, writeWav(sound));
    console.log(`${language}/${name}.wav  ${(sound.samples.length / sound.rate).toFixed(1)} s`);
  }
}
