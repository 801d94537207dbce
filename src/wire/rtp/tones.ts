import { type Codec, linear } from "./g711.ts";

const ROWS = [697, 770, 852, 941] as const;
const COLUMNS = [1209, 1336, 1477, 1633] as const;
const KEYS = ["123A", "456B", "789C", "*0#D"] as const;

const RATE = 8000;
const WINDOW = 160;
const STEP = 80;
/** Steps in a row that must hear the same: together 40 ms, the shortest key of ITU-T Q.24. */
const HEARD = 3;
/** Steps without it before the same key counts again. A lost packet spoils two. */
const GONE = 3;
/** Of the sound's whole energy, what the two tones must hold: speech never does for long. */
const SHARE = 0.5;
/** How much louder one tone may be than the other (8 dB), and must be than its neighbours. */
const TWIST = 6.3;
const ABOVE = 6.3;
/** Mean square of a sample, about -42 dBm0. */
const LOUD = 20_000;

/** Keys by the tones in the sound itself (ITU-T Q.23), where no better way was agreed. Goertzel's filter, eight times. */
export class ToneReader {
  readonly #samples = new Float64Array(WINDOW);
  #filled = 0;
  #candidate: string | null = null;
  #times = 0;
  #held: string | null = null;
  #misses = 0;

  /** The keys that begin with this sound, in order. */
  read(codec: Codec, sound: Buffer): string[] {
    const keys: string[] = [];
    for (const byte of sound) {
      this.#samples[this.#filled++] = linear(codec, byte);
      if (this.#filled < WINDOW) continue;
      const key = this.#step(keyIn(this.#samples));
      if (key !== null) keys.push(key);
      this.#samples.copyWithin(0, STEP);
      this.#filled = WINDOW - STEP;
    }
    return keys;
  }

  #step(key: string | null): string | null {
    this.#times = key !== null && key === this.#candidate ? this.#times + 1 : 1;
    this.#candidate = key;
    this.#misses = key === this.#held ? 0 : this.#misses + 1;
    if (this.#misses >= GONE) this.#held = null;
    if (key === null || key === this.#held || this.#times < HEARD) return null;
    this.#held = key;
    this.#misses = 0;
    return key;
  }
}

function keyIn(samples: Float64Array): string | null {
  const energy = samples.reduce((sum, one) => sum + one * one, 0);
  if (energy < LOUD * WINDOW) return null;
  const row = loudest(ROWS, samples);
  const column = loudest(COLUMNS, samples);
  if (!row || !column) return null;
  const share = (2 * (row.power + column.power)) / (WINDOW * energy);
  const isBalanced = row.power < column.power * TWIST && column.power < row.power * TWIST;
  return isBalanced && share >= SHARE ? (KEYS[row.at]?.[column.at] ?? null) : null;
}

/** Null when two of them are about as loud: that is a voice. */
function loudest(
  hertz: readonly number[],
  samples: Float64Array,
): { readonly at: number; readonly power: number } | null {
  const powers = hertz.map((one) => power(one, samples));
  const most = Math.max(...powers);
  const at = powers.indexOf(most);
  return powers.every((one, other) => other === at || one * ABOVE < most) ? { at, power: most } : null;
}

function power(hertz: number, samples: Float64Array): number {
  const turn = 2 * Math.cos((2 * Math.PI * hertz) / RATE);
  let [before, last] = [0, 0];
  for (const sample of samples) [before, last] = [last, sample + turn * last - before];
  return last * last + before * before - turn * last * before;
}
