import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import type { Alarm } from "#alarms/alarm.ts";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { SpeechSettings } from "#site/speech.ts";
import { recorded } from "#speech/prompts.ts";
import { Speech } from "#speech/speech.ts";
import { readWav, type Sound } from "#speech/wav.ts";
import { alarmOf } from "../../../test/peers/outbox-bed.ts";
import { VirtualClock } from "../../../test/peers/virtual-clock.ts";
import type { ChannelHost, Message } from "../channel.ts";
import { AnnouncerLine } from "./line.ts";
import { Loudspeaker } from "./loudspeaker.ts";
import { Address, Settings } from "./settings.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-announcer-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const seconds = ({ rate, samples }: Sound) => samples.length / rate;
const loudness = (samples: Int16Array) => Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
const filesIn = (place: string) =>
  existsSync(place) ? readdirSync(place).filter((name) => name.endsWith(".wav")) : [];
const soundsIn = (place: string) =>
  filesIn(place)
    .toSorted()
    .map((name) => readWav(readFileSync(join(place, name))));

async function until(what: string, holds: () => boolean): Promise<void> {
  const end = performance.now() + 60_000;
  while (!holds()) {
    assert.ok(performance.now() < end, `not within a minute: ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const message = (some: Partial<Message> = {}): Message => ({
  id: 1,
  kind: "alarm",
  language: "en",
  to: "control-room",
  personName: "Control room",
  subject: "HIGH: Pressure 9.3 bar, boiler",
  text: "HIGH: Pressure 9.3 bar\nWhere: boiler",
  priority: "high",
  facts: { alarm: 1, occurrence: 1, sequence: 1, partitionName: "Boiler house" },
  attempt: 1,
  createdAt: 0,
  ...some,
});

async function open(name: string, host: Partial<ChannelHost> = {}, settings: object = {}) {
  const place = join(folder, name);
  const alarms = new Map<number, Alarm>([[1, alarmOf({ id: 1 })]]);
  const line = await AnnouncerLine.open(Settings.parse({ by: "files", folder: place, ...settings }), {
    clock: systemClock,
    log: silentLog,
    answered: () => Promise.reject(new Error("nobody answers here")),
    heard: () => Promise.reject(new Error("nobody writes here")),
    afterwards: () => {},
    alarm: async (id) => alarms.get(id) ?? null,
    folder: join(folder, `${name}-state`),
    ...host,
  });
  return { line, place, alarms };
}

const never = new AbortController().signal;

test("an alarm is sounded and spoken: what comes out is a melody and then speech, of their lengths and levels", async () => {
  const settings = SpeechSettings.parse({});
  await using speech = new Speech({ clock: systemClock, log: silentLog, settings: () => settings });
  const { line, place } = await open("spoken", { speech });
  await using _ = line;
  assert.deepEqual(await line.deliver(message(), never), {
    outcome: "delivered",
    because: "it was announced at control-room",
  });
  const [sound] = soundsIn(place);
  assert.ok(sound);
  const said = await speech.sound("HIGH: Pressure 9.3 bar, boiler.", "en", "full");
  const melody = (180 + 90 + 180 + 250) / 1000;
  assert.ok(Math.abs(seconds(sound) - melody - seconds(said)) < 0.01, `${seconds(sound)} s`);
  const part = (from: number, to: number) => sound.samples.slice(from * sound.rate, to * sound.rate);
  assert.ok(loudness(part(0.02, 0.16)) > 7000, "the first tone");
  assert.equal(loudness(part(0.2, 0.25)), 0, "the pause");
  assert.ok(loudness(part(melody, seconds(sound))) > 800, "the speech");
});

test("when nothing can be spoken, it sounds and a recorded prompt is played", async () => {
  const { line, place } = await open("unspoken", { speech: { sound: () => Promise.reject(new Error("no voice")) } });
  await using _ = line;
  assert.equal((await line.deliver(message({ language: "de" }), never)).outcome, "delivered");
  const [sound] = soundsIn(place);
  const prompt = await recorded("unspoken", "de");
  assert.deepEqual(sound?.samples.slice(-prompt.samples.length), prompt.samples);
});

test("what must make no sound near its point is refused, so that the person's next way is used", async () => {
  const { line, alarms, place } = await open("silent");
  await using _ = line;
  alarms.set(1, alarmOf({ id: 1, silent: true }));
  assert.deepEqual(await line.deliver(message(), never), {
    outcome: "rejected",
    because: "it must make no sound near its point",
  });
  assert.deepEqual(filesIn(place), []);
});

test("what was announced and not acknowledged is announced again after a restart; silence ends it", async () => {
  const clock = new VirtualClock();
  const before = await open("restart", { clock });
  await before.line.deliver(message(), never);
  await before.line[Symbol.asyncDispose]();
  const { line, place } = await open("restart", { clock });
  assert.equal(soundsIn(place).length, 1);
  clock.advance(60_000);
  await until("it is announced again", () => filesIn(place).length === 2);
  assert.equal(line.silence(), 1);
  await line[Symbol.asyncDispose]();
  const silenced = await open("restart", { clock });
  await using _ = silenced.line;
  clock.advance(600_000);
  assert.equal(filesIn(place).length, 2);
});

test("without its program, its sound card or its folder: it says so, and the message is tried again", async () => {
  const { line } = await open("no-card", {}, { by: "aplay", folder: undefined, device: "no-such-device" });
  await using _ = line;
  const delivery = await line.deliver(message(), never);
  assert.equal(delivery.outcome, "retry");
  assert.match(delivery.because, /^aplay (ended with code 1|can't be started)/);
  const { ok, because } = await line.check();
  assert.ok(!ok);
  assert.match(because, /aplay/);
  const files = await open("no-folder", {}, { folder: "/proc/nowhere" });
  await using _files = files.line;
  assert.equal((await files.line.check()).ok, false);
});

test("without a folder of its own it says so, and nothing else breaks", async () => {
  const { line } = await open("no-state", { folder: "/dev/null/channels" });
  await using _ = line;
  const { outcome, because } = await line.deliver(message(), never);
  assert.equal(outcome, "retry");
  assert.match(because, /ENOTDIR/);
  assert.equal(line.silence(), 0);
});

test("a process that dies while it sounds is replaced with the next announcement", async () => {
  await using cleanup = new AsyncDisposableStack();
  const place = join(folder, "replaced");
  const sound = await recorded("goodbye", "en");
  const loudspeaker = new Loudspeaker({
    clock: systemClock,
    sink: { by: "files", device: undefined, folder: place },
    whenLost: sound,
    ownerFile: join(folder, "replaced.owner"),
  });
  cleanup.defer(() => loudspeaker.end());
  await loudspeaker.play(sound);
  const pid = await loudspeaker.pid();
  process.kill(pid ?? 0, "SIGKILL");
  await until("it is gone", () => !isRunning(pid ?? 0));
  await loudspeaker.play(sound).catch(() => loudspeaker.play(sound));
  assert.equal(soundsIn(place).length, 2);
  assert.notEqual(await loudspeaker.pid(), pid);
});

/** Another process with a loudspeaker, to be killed or frozen. */
async function openDoomed(name: string) {
  const [place, ownerFile] = [join(folder, name), join(folder, `${name}.owner`)];
  const doomed = join(import.meta.dirname, "../../../test/peers/doomed-announcer.ts");
  const core = spawn(process.execPath, [doomed, place, ownerFile], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(core.stdout, "data")) as [Buffer];
  assert.equal(soundsIn(place).length, 1);
  return { place, ownerFile, core, orphan: Number(line.toString()) };
}

test("a core that stands still is lost, and found again when it goes on", async () => {
  const { place, core, orphan } = await openDoomed("frozen");
  core.kill("SIGSTOP");
  await until("it says so", () => filesIn(place).length >= 3);
  core.kill("SIGCONT");
  const greeting = await recorded("greeting", "en");
  await until("it announces again", () => isDeepStrictEqual(soundsIn(place).at(-1), greeting));
  const before = filesIn(place).length;
  core.kill("SIGKILL");
  await until("it says so again", () => filesIn(place).length > before);
  process.kill(orphan, "SIGTERM");
  await until("it ends with its service", () => !isRunning(orphan));
});

test("when its core is killed the loudspeaker says so by itself, until another core has it", async () => {
  const { place, ownerFile, core, orphan } = await openDoomed("doomed");
  core.kill("SIGKILL");
  await until("it says so twice", () => filesIn(place).length >= 3);
  const lost = await recorded("lost", "en");
  for (const sound of soundsIn(place).slice(1)) assert.deepEqual(sound, lost);
  assert.ok(isRunning(orphan));
  const next = new Loudspeaker({
    clock: systemClock,
    sink: { by: "files", device: undefined, folder: join(folder, "next") },
    whenLost: lost,
    ownerFile,
  });
  await next.play(lost);
  await until("the orphan gives way", () => !isRunning(orphan));
  await next.end();
});

test("settings and addresses", () => {
  for (const good of [{}, { by: "pacat" }, { device: "plughw:1,0" }, { by: "files", folder: "/var/lib/x" }])
    assert.ok(Settings.safeParse(good).success, JSON.stringify(good));
  for (const bad of [
    { by: "sh" },
    { device: "a; rm" },
    { by: "files" },
    { folder: "/x" },
    { by: "files", folder: "x" },
  ])
    assert.ok(!Settings.safeParse(bad).success, JSON.stringify(bad));
  assert.ok(Address.safeParse("control-room").success);
  assert.ok(!Address.safeParse("Control room").success);
});
