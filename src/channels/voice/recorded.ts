import { readFile } from "node:fs/promises";
import { type Codec, encode } from "#wire/rtp/g711.ts";
import { readWav } from "./wav.ts";

/** The files of recorded/, whose texts and origin stand in recorded/README.md. */
export const RECORDED = [
  "greeting",
  "message",
  "menu",
  "confirm",
  "no-choice",
  "pin",
  "wrong-pin",
  "trouble",
  "done",
  "not-done",
  "goodbye",
] as const;
export type Recorded = (typeof RECORDED)[number];

/** A prompt that is there whatever happens to the speech program. */
export async function recordedSound(name: Recorded, codec: Codec): Promise<Buffer> {
  const { samples } = readWav(await readFile(new URL(`recorded/${name}.wav`, import.meta.url)));
  return encode(codec, samples);
}
