import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { LANGUAGES, type Language } from "#site/language.ts";
import { SpeechSettings } from "#site/speech.ts";
import { PROMPT_NAMES, recorded } from "./prompts.ts";
import { Shelf } from "./shelf.ts";
import { Speech, type SpeechHost } from "./speech.ts";
import { Turns } from "./turns.ts";
import { forTelephone, levelled, readWav, type Sound, writeWav } from "./wav.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-speech-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function open(host: Partial<SpeechHost> = {}, settings: object = {}): Speech {
  const read = SpeechSettings.parse(settings);
  return new Speech({ clock: systemClock, log: silentLog, settings: () => read, ...host });
}

const seconds = ({ rate, samples }: Sound) => samples.length / rate;
const loudness = ({ samples }: Sound) => Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
/** Crossings of zero in a second: speech has hundreds to a few thousands, a tone exactly twice its pitch, noise many more. */
const crossings = (sound: Sound) =>
  sound.samples.reduce((sum, one, at) => sum + Number(one >= 0 !== (sound.samples[at - 1] ?? one) >= 0), 0) /
  seconds(sound);

function assertSpeech(sound: Sound, from: number, to: number): void {
  assert.ok(seconds(sound) > from && seconds(sound) < to, `${seconds(sound)} s`);
  assert.ok(loudness(sound) > 800, `${loudness(sound)}`);
  assert.ok(crossings(sound) > 200 && crossings(sound) < 5000, `${crossings(sound)}`);
}

/** A program that behaves like espeak-ng, except for what the test is about. */
function program(name: string, script: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

test("the built-in voice speaks English without any program of the machine, at both fidelities", async () => {
  await using speech = open({ espeakProgram: "/nowhere/espeak-ng" });
  const text = "Life safety. Fire in boiler house, second floor.";
  const [telephone, full] = await Promise.all([speech.sound(text, "en"), speech.sound(text, "en", "full")]);
  assert.equal(telephone.rate, 8000);
  assert.equal(full.rate, 16_000);
  for (const sound of [telephone, full]) assertSpeech(sound, 2, 8);
});

test("each of the built-in voices is another one", async () => {
  const heard = new Set<string>();
  for (const voice of ["slt", "rms", "awb", "kal", "kal16"]) {
    await using speech = open({ espeakProgram: "/nowhere" }, { voice });
    heard.add(writeWav(await speech.sound("Pump 1.", "en")).toString("base64"));
  }
  assert.equal(heard.size, 5);
});

test("texts with markup, quotes, nothing to say and 500 letters are spoken", async () => {
  await using speech = open({ espeakProgram: "/nowhere" });
  for (const text of [`<speak> & "Fire" -o /etc/passwd $(id) [[h@loU]]`, "-t", "Fire in the boiler house. ".repeat(20)])
    assert.ok(seconds(await speech.sound(text, "en")) > 0.1, text);
});

test("ten at once are all spoken, and the same text once", async () => {
  await using speech = open({ espeakProgram: "/nowhere" });
  const sounds = await Promise.all(Array.from({ length: 10 }, (_, at) => speech.sound(`Alarm ${at % 5}.`, "en")));
  for (const sound of sounds) assert.ok(loudness(sound) > 800);
  assert.equal(new Set(sounds).size, 5);
});

test("German is spoken by espeak-ng with its German voice, and the text goes by standard input", async () => {
  const asked = join(folder, "asked");
  const wav = join(folder, "beep.wav");
  writeFileSync(wav, writeWav({ rate: 22_050, samples: new Int16Array(22_050).fill(1000) }));
  const espeakProgram = program("espeak-de", `echo "$@" > ${asked}; cat >> ${asked}; cat ${wav}`);
  await using speech = open({ espeakProgram });
  const sound = await speech.sound("Druck 9,3 bar", "de");
  assert.equal(sound.samples.length, 8000);
  const { readFileSync } = await import("node:fs");
  assert.equal(readFileSync(asked, "utf8"), "-v de -s 150 --stdin --stdout\nDruck 9 Komma 3 Bar");
});

test("an engine that is missing, fails, says nothing or hangs: the next voice, or a fault that says what to do", async () => {
  const table: [name: string, script: string | null, why: RegExp][] = [
    ["missing", null, /can't be started/],
    ["failing", "exit 3", /ended with code 3/],
    ["mute", "exit 0", /0 bytes of sound/],
    ["strange", "head -c 100 /dev/zero", /no WAV file/],
    ["hanging", "exec sleep 60", /did not finish within 5 s/],
  ];
  const works = async (espeakProgram: string, why: RegExp) => {
    const troubles: [Language, string | null][] = [];
    await using speech = open(
      { espeakProgram, trouble: (language, trouble) => troubles.push([language, trouble]) },
      { english: "espeak-ng" },
    );
    const [german, english] = await Promise.allSettled([
      speech.sound("Achtung", "de"),
      speech.sound("Attention", "en"),
    ]);
    assert.equal(german.status, "rejected");
    assert.match(String(german.status === "rejected" && german.reason), why);
    assert.equal(english.status, "fulfilled", "the built-in voice stands in");
    assert.deepEqual(
      new Map(troubles.map(([language, trouble]) => [language, trouble === null])),
      new Map([
        ["de", false],
        ["en", true],
      ]),
    );
  };
  await Promise.all(
    table.map(([name, script, why]) => works(script === null ? `/nowhere/${name}` : program(name, script), why)),
  );
});

test("what was spoken is kept on disk, used again after a restart, and bounded", async () => {
  const cache = join(folder, "cache");
  const counter = join(folder, "counter");
  const wav = join(folder, "long.wav");
  // 60 s at 8 kHz: about 1 MB each.
  writeFileSync(wav, writeWav({ rate: 8000, samples: new Int16Array(480_000).fill(1000) }));
  const espeakProgram = program("espeak-counting", `cat > /dev/null; echo x >> ${counter}; cat ${wav}`);
  const made = () => statSync(counter).size / 2;
  const settings = { cacheMb: 3 };
  {
    await using speech = open({ espeakProgram, folder: cache }, settings);
    for (const one of ["a", "b", "a"]) await speech.sound(one, "de");
    assert.equal(made(), 2);
  }
  await using speech = open({ espeakProgram, folder: cache }, settings);
  await speech.sound("a", "de");
  assert.equal(made(), 2, "from disk");
  for (const one of ["c", "d", "e"]) await speech.sound(one, "de");
  const files = readdirSync(cache);
  assert.ok(files.length <= 3, files.join());
  for (const file of files) assert.equal(statSync(join(cache, file)).mode & 0o777, 0o600);
});

test("of kept files the one goes that was not used for longest; a damaged one is made anew", async () => {
  const place = join(folder, "shelf");
  const shelf = new Shelf(place, systemClock, () => 250);
  for (const name of ["a", "b"]) await shelf.write(name, Buffer.alloc(100, name));
  assert.equal((await shelf.read("a"))?.length, 100);
  await shelf.write("c", Buffer.alloc(100, "c"));
  assert.deepEqual(readdirSync(place).toSorted(), ["a", "c"]);
  writeFileSync(join(place, "a"), "cut");
  assert.equal(await shelf.read("a"), null);
  assert.equal(await shelf.read("b"), null);
});

test("a cache that can't be written costs nothing but time", async () => {
  const file = join(folder, "no-folder");
  writeFileSync(file, "");
  await using speech = open({ folder: file, espeakProgram: "/nowhere" });
  assert.ok(loudness(await speech.sound("Pump 1.", "en")) > 800);
});

test("turns: so many at once, the others in order, and beyond the limit a refusal", async () => {
  const turns = new Turns(2, 2);
  const began: number[] = [];
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const running = gates.map(({ promise }, at) =>
    turns.take(() => {
      began.push(at);
      return promise;
    }),
  );
  await assert.rejects(
    turns.take(() => Promise.resolve()),
    /2 texts wait to be spoken already/,
  );
  assert.deepEqual(began, [0, 1]);
  gates[1]?.reject(new Error("it failed"));
  await assert.rejects(running[1] ?? Promise.resolve(), /it failed/);
  assert.deepEqual(began, [0, 1, 2]);
  for (const { resolve } of gates) resolve();
  await Promise.all(running.filter((_, at) => at !== 1));
  assert.deepEqual(began, [0, 1, 2, 3]);
});

test("every recorded prompt is there in every language, audible and as a telephone carries it", async () => {
  for (const language of LANGUAGES) {
    for (const name of PROMPT_NAMES) {
      const sound = await recorded(name, language);
      assert.equal(sound.rate, 8000);
      assertSpeech(sound, 0.5, 40);
    }
  }
});

test("WAV: what was written is read back; what is none says so; level; what a telephone carries", async () => {
  const tone = (hertz: number) =>
    Int16Array.from({ length: 22_050 }, (_, at) => Math.round(10_000 * Math.sin((2 * Math.PI * hertz * at) / 22_050)));
  const sound = { rate: 22_050, samples: tone(1000) };
  assert.deepEqual(readWav(writeWav(sound)), sound);
  for (const bad of ["", "RIFF", "RIFFxxxxWAVE"]) assert.throws(() => readWav(Buffer.from(bad)), RangeError);
  assert.equal(Math.max(...levelled(sound).samples), 23_197);
  assert.deepEqual(levelled({ rate: 8000, samples: new Int16Array(3) }).samples, new Int16Array(3));
  const power = (samples: Int16Array) => samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
  const heard = await forTelephone(sound);
  assert.equal(heard.length, 8000);
  assert.ok(Math.abs(power(heard) / 50_000_000 - 1) < 0.05);
  assert.ok(
    power(await forTelephone({ rate: 22_050, samples: tone(6000) })) < 50_000_000 / 1000,
    "no telephone carries it",
  );
});
