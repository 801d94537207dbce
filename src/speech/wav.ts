/** Linear sound, 16 bit, one channel. */
export interface Sound {
  readonly rate: number;
  readonly samples: Int16Array;
}

const HEADER = 44;
/** Telephones carry this many samples a second. */
export const TELEPHONE_RATE = 8000;
/** 3 dB below the loudest that there is: what comes after must not be cut off. */
const LOUDEST = 23_197;

/** RIFF/WAVE with 16-bit PCM; of several channels the first. Throws a `RangeError` that says what it is instead. */
export function readWav(bytes: Buffer): Sound {
  if (bytes.length < 12 || bytes.toString("latin1", 0, 4) !== "RIFF") throw new RangeError("no WAV file");
  let rate = 0;
  let channels = 1;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = bytes.toString("latin1", at, at + 4);
    // A program that writes to a pipe can't know the length: it says too much.
    const length = Math.min(bytes.readUInt32LE(at + 4), bytes.length - at - 8);
    if (id === "fmt " && length >= 16) {
      const [format, bits] = [bytes.readUInt16LE(at + 8), bytes.readUInt16LE(at + 22)];
      if (format !== 1 || bits !== 16)
        throw new RangeError(`a WAV file of format ${format} with ${bits} bits, not 16-bit PCM`);
      channels = Math.max(1, bytes.readUInt16LE(at + 10));
      rate = bytes.readUInt32LE(at + 12);
    } else if (id === "data") {
      if (rate < 4000 || rate > 192_000) throw new RangeError(`a WAV file of ${rate} samples a second`);
      const samples = new Int16Array(Math.floor(length / 2 / channels));
      for (let one = 0; one < samples.length; one++) samples[one] = bytes.readInt16LE(at + 8 + one * 2 * channels);
      return { rate, samples };
    }
    at += 8 + length + (length % 2);
  }
  throw new RangeError("a WAV file without sound");
}

/** RIFF/WAVE with 16-bit PCM, one channel. */
export function writeWav({ rate, samples }: Sound): Buffer {
  const bytes = Buffer.alloc(HEADER + samples.length * 2);
  bytes.write("RIFF", 0, "latin1");
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write("WAVEfmt ", 8, "latin1");
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36, "latin1");
  bytes.writeUInt32LE(samples.length * 2, 40);
  for (let at = 0; at < samples.length; at++) bytes.writeInt16LE(samples[at] ?? 0, HEADER + at * 2);
  return bytes;
}

/** As loud as every other voice: its loudest place is 3 dB below the limit. Silence stays silence. */
export function levelled({ rate, samples }: Sound): Sound {
  let peak = 0;
  for (const one of samples) peak = Math.max(peak, Math.abs(one));
  if (peak === 0) return { rate, samples };
  const louder = new Int16Array(samples.length);
  for (let at = 0; at < samples.length; at++) louder[at] = Math.round(((samples[at] ?? 0) * LOUDEST) / peak);
  return { rate, samples: louder };
}

/** Of the low-pass; more take longer and are not heard in a telephone. */
const TAPS = 63;
const HALF = (TAPS - 1) / 2;
const CUT_OFF_HZ = 3600;
/** Samples that are made at a time, about a millisecond; calls, whose sound goes out every 20 ms, come in between. */
const AT_A_TIME = 2000;

/** As a telephone hears it: 8000 samples a second, what is above 3.6 kHz taken away so that it doesn't come back as noise. */
export async function forTelephone({ rate, samples }: Sound): Promise<Int16Array> {
  if (rate === TELEPHONE_RATE) return samples;
  const phaseOf = phases(rate);
  const padded = new Float64Array(samples.length + 2 * TAPS);
  padded.set(samples, TAPS);
  const resampled = new Int16Array(Math.floor((samples.length * TELEPHONE_RATE) / rate));
  for (let from = 0; from < resampled.length; from += AT_A_TIME) {
    await new Promise(setImmediate);
    const to = Math.min(resampled.length, from + AT_A_TIME);
    for (let one = from; one < to; one++) {
      const below = Math.floor((one * rate) / TELEPHONE_RATE);
      const filter = phaseOf((one * rate) % TELEPHONE_RATE);
      const start = below + TAPS - HALF;
      let sum = 0;
      for (let tap = 0; tap < TAPS; tap++) sum += (filter[tap] ?? 0) * (padded[start + tap] ?? 0);
      resampled[one] = Math.max(-32_768, Math.min(32_767, Math.round(sum)));
    }
  }
  return resampled;
}

/** The low-pass for a place between two samples, as a share of 8000 from one to the next. */
function phases(rate: number): (between: number) => Float64Array {
  const made = new Map<number, Float64Array>();
  return (between) => {
    let filter = made.get(between);
    if (!filter) {
      filter = lowPass(CUT_OFF_HZ / rate, between / TELEPHONE_RATE);
      made.set(between, filter);
    }
    return filter;
  };
}

/** A windowed sinc (Hamming). @param cutOff as a share of the rate @param shift of its middle, in samples */
function lowPass(cutOff: number, shift: number): Float64Array {
  return Float64Array.from({ length: TAPS }, (_, tap) => {
    const x = tap - HALF - shift;
    const sinc = x === 0 ? 2 * cutOff : Math.sin(2 * Math.PI * cutOff * x) / (Math.PI * x);
    return sinc * (0.54 + 0.46 * Math.cos((Math.PI * x) / (HALF + 1)));
  });
}
