import type { Sound } from "./wav.ts";

/** Hz and ms; 0 Hz is a pause. */
export type Tone = readonly [hertz: number, ms: number];

const LOUDNESS = 12_000;
/** Soft edges: without them every tone begins and ends with a click. */
const EDGE_MS = 12;

/** The tones and then the speech, at the speech's rate, with a breath between them. */
export function signalled(tones: readonly Tone[], { rate, samples }: Sound): Sound {
  const parts = [...tones.map((tone) => toneOf(tone, rate)), toneOf([0, 250], rate), samples];
  const all = new Int16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return { rate, samples: all };
}

function toneOf([hertz, ms]: Tone, rate: number): Int16Array {
  const length = Math.round((ms * rate) / 1000);
  const edge = (EDGE_MS * rate) / 1000;
  return Int16Array.from({ length }, (_, at) => {
    const gain = Math.min(1, at / edge, (length - at) / edge);
    return hertz === 0 ? 0 : Math.round(LOUDNESS * gain * Math.sin((2 * Math.PI * hertz * at) / rate));
  });
}
