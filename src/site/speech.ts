import { z } from "zod";
import { LANGUAGES } from "./language.ts";

/** How a thing that is written so is said. */
export const SpokenWord = z.strictObject({
  written: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .describe("A whole word or several as they stand in texts: PT-101, WHG; written small it fits in any case"),
  spoken: z.string().trim().min(1).max(200).describe("What is said instead"),
  language: z.enum(LANGUAGES).optional().describe("Absent: in every language"),
});

/** How texts are spoken: by telephone, by announcers and on pages. */
export const SpeechSettings = z
  .strictObject({
    english: z
      .enum(["built-in", "espeak-ng"])
      .default("built-in")
      .describe("The voice for English; other languages are spoken by espeak-ng, which must be installed"),
    voice: z.enum(["slt", "rms", "awb", "kal", "kal16"]).default("slt").describe("Of the built-in voices"),
    wordsPerMinute: z.int().min(80).max(300).default(150).describe("Of espeak-ng"),
    cacheMb: z.int().min(1).max(2000).default(64).describe("What was spoken is kept on disk up to this"),
    words: z
      .array(SpokenWord)
      .max(2000)
      .default([])
      .refine(
        (words) => new Set(words.map(({ written, language }) => `${language} ${written}`)).size === words.length,
        "expected each word once for a language",
      )
      .describe("The site's own pronunciations; they come before units, numbers and tags"),
  })
  .prefault({});
export type SpeechSettings = z.output<typeof SpeechSettings>;
