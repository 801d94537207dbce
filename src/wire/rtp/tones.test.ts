import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type Codec, encode } from "./g711.ts";
import { ToneReader } from "./tones.ts";

const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477, 1633];
const KEYS = "123A456B789C*0#D";

/** Two tones (ITU-T Q.23) for `ms`. @param off by how much both are out of tune */
function tone(key: string, { ms = 100, level = 6000, twist = 1, off = 1 } = {}): Int16Array {
  const at = KEYS.indexOf(key);
  const [row = 0, column = 0] = [ROWS[at >> 2], COLUMNS[at & 3]];
  return Int16Array.from({ length: ms * 8 }, (_, sample) => {
    const turn = (2 * Math.PI * sample * off) / 8000;
    return Math.round(level * (Math.sin(row * turn) * twist + Math.sin(column * turn)));
  });
}
const silence = (ms: number) => new Int16Array(ms * 8);

function heard(codec: Codec, ...pieces: Int16Array[]): string {
  const all = Int16Array.from(pieces.flatMap((piece) => [...piece]));
  const sound = encode(codec, all);
  const reader = new ToneReader();
  let keys = "";
  for (let at = 0; at < sound.length; at += 160) keys += reader.read(codec, sound.subarray(at, at + 160)).join("");
  return keys;
}

test("every key is heard once, in both codecs, at once or after silence", () => {
  for (const codec of ["PCMA", "PCMU"] as const) {
    const dialled = Array.from(KEYS).flatMap((key) => [tone(key), silence(60)]);
    assert.equal(heard(codec, silence(35), ...dialled), KEYS);
  }
  assert.equal(heard("PCMA", tone("5"), silence(50), tone("5", { ms: 2000 }), silence(50), tone("5")), "555");
});

test("what ITU-T Q.24 asks of a receiver: level, twist, frequency and length", () => {
  const around = (piece: Int16Array) => heard("PCMA", silence(33), piece, silence(70));
  for (const key of KEYS) {
    assert.equal(around(tone(key, { level: 400 })), key, `quiet ${key}`);
    assert.equal(around(tone(key, { level: 15_000 })), key, `loud ${key}`);
    assert.equal(around(tone(key, { twist: 2 })), key, `row louder ${key}`);
    assert.equal(around(tone(key, { twist: 0.45 })), key, `column louder ${key}`);
    for (const off of [0.985, 1.015]) assert.equal(around(tone(key, { off, ms: 60 })), key, `${off} ${key}`);
    assert.equal(around(tone(key, { ms: 20 })), "", `too short ${key}`);
    assert.equal(around(tone(key, { twist: 5 })), "", `one tone far louder ${key}`);
    assert.equal(around(tone(key, { off: 1.05 })), "", `out of tune ${key}`);
  }
});

test("a lost packet within a key makes no second one", () => {
  const sound = encode("PCMA", tone("7", { ms: 200 }));
  const cut = Buffer.concat([sound.subarray(0, 640), sound.subarray(800)]);
  const reader = new ToneReader();
  assert.deepEqual(reader.read("PCMA", cut), ["7"]);
});

test("speech presses no key", () => {
  const folder = new URL("../../speech/recorded/en/", import.meta.url);
  for (const name of ["greeting", "menu", "message", "confirm", "not-done"]) {
    const wav = readFileSync(new URL(`${name}.wav`, folder));
    const samples = new Int16Array(
      wav.buffer.slice(wav.byteOffset + 44, wav.byteOffset + wav.length - (wav.length % 2)),
    );
    assert.equal(heard("PCMA", samples), "", name);
  }
});
