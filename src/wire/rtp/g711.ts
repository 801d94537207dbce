/** G.711 as telephones speak it: 8000 samples a second, one byte each. */
export const CODECS = ["PCMA", "PCMU"] as const;
export type Codec = (typeof CODECS)[number];

/** RFC 3551 §6 */
export const PAYLOAD_TYPES: Readonly<Record<Codec, number>> = { PCMU: 0, PCMA: 8 };
export const SILENCE: Readonly<Record<Codec, number>> = { PCMU: 0xff, PCMA: 0xd5 };

const TABLES: Readonly<Record<Codec, Uint8Array>> = { PCMA: tableOf(aLaw), PCMU: tableOf(muLaw) };
const LINEAR: Readonly<Record<Codec, Int16Array>> = { PCMA: inverseOf(TABLES.PCMA), PCMU: inverseOf(TABLES.PCMU) };

/** @param samples 16 bit, linear */
export function encode(codec: Codec, samples: Int16Array): Buffer {
  const table = TABLES[codec];
  const bytes = Buffer.alloc(samples.length);
  for (let at = 0; at < samples.length; at++) bytes[at] = table[(samples[at] ?? 0) + 32_768] ?? 0;
  return bytes;
}

/** The linear sample that a byte stands for. */
export function linear(codec: Codec, byte: number): number {
  return LINEAR[codec][byte] ?? 0;
}

/** Each byte is the middle of the samples that become it. */
function inverseOf(table: Uint8Array): Int16Array {
  const [sums, counts] = [new Float64Array(256), new Uint32Array(256)];
  for (const [at, byte] of table.entries()) {
    sums[byte] = (sums[byte] ?? 0) + at - 32_768;
    counts[byte] = (counts[byte] ?? 0) + 1;
  }
  return Int16Array.from(sums, (sum, byte) => Math.round(sum / (counts[byte] || 1)));
}

function tableOf(law: (sample: number) => number): Uint8Array {
  return Uint8Array.from({ length: 65_536 }, (_, at) => law(at - 32_768));
}

/** ITU-T G.711 table 2: sign, three bits of segment, four bits of step, all inverted. */
function muLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), 32_635) + 132;
  const segment = 31 - Math.clz32(magnitude) - 7;
  return ~(sign | (segment << 4) | ((magnitude >> (segment + 3)) & 15)) & 0xff;
}

/** ITU-T G.711 table 1: as above, with every other bit inverted. */
function aLaw(sample: number): number {
  const sign = sample < 0 ? 0 : 0x80;
  const magnitude = sample < 0 ? -sample - 1 : sample;
  const segment = Math.max(0, 31 - Math.clz32(magnitude | 0xff) - 7);
  const step = segment === 0 ? magnitude >> 4 : (magnitude >> (segment + 3)) & 15;
  return (sign | (segment << 4) | step) ^ 0x55;
}
