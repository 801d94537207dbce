import type { Priority } from "#events/event.ts";
import type { Tone } from "#speech/melody.ts";

const run = (times: number, ...tones: readonly Tone[]): readonly Tone[] =>
  Array.from({ length: times }, () => tones).flat();

/** Graver is faster and higher, as on the operators' page; each can be told by its rhythm alone. */
export const MELODIES: Readonly<Record<Priority | "lost", readonly Tone[]>> = {
  "life-safety": run(6, [960, 120], [770, 120]),
  critical: run(2, [880, 140], [0, 60], [880, 140], [0, 60], [880, 140], [0, 400]),
  high: [
    [740, 180],
    [0, 90],
    [740, 180],
  ],
  medium: [[587, 260]],
  low: [[440, 260]],
  lost: run(2, [660, 220], [494, 220], [330, 440]),
};
