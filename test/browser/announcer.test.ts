import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { AnnouncerLine } from "#channels/announcer/line.ts";
import { Settings } from "#channels/announcer/settings.ts";
import { soundOut } from "#channels/announcer/sound-out.ts";
import type { Message } from "#channels/channel.ts";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import type { Server } from "#server.ts";
import { SpeechSettings } from "#site/speech.ts";
import { recorded } from "#speech/prompts.ts";
import { Speech } from "#speech/speech.ts";
import { readWav } from "#speech/wav.ts";
import { becomes } from "../peers/becomes.ts";
import { CHROMIUM } from "../peers/browser.ts";
import { BrowserSite } from "../peers/browser-site.ts";

const APLAY = "/usr/bin/aplay";
const PULSEAUDIO = "/usr/bin/pulseaudio";
const ESPEAK = "/usr/bin/espeak-ng";

test("aplay of ALSA takes what is announced: its file has the melody and the speech (Debian package alsa-utils)", {
  skip: !existsSync(APLAY) && "aplay is not installed",
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-aplay-"));
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "out.wav");
  const settings = SpeechSettings.parse({});
  const speech = cleanup.use(new Speech({ clock: systemClock, log: silentLog, settings: () => settings }));
  // ALSA's plug-in `file` stands where a card would; it writes what reaches it.
  const line = cleanup.use(
    await AnnouncerLine.open(Settings.parse({ by: "aplay", device: `file:${file},wav` }), {
      clock: systemClock,
      log: silentLog,
      answered: () => Promise.reject(new Error("nobody answers here")),
      heard: () => Promise.reject(new Error("nobody writes here")),
      afterwards: () => {},
      speech,
      folder,
    }),
  );
  const message: Message = {
    id: 1,
    kind: "notice",
    language: "en",
    to: "hall",
    personName: "Hall",
    subject: "Pump 1",
    text: "Pump 1 stands still.",
    priority: "high",
    facts: {},
    attempt: 1,
    createdAt: 0,
  };
  assert.equal((await line.deliver(message, AbortSignal.timeout(60_000))).outcome, "delivered");
  const { rate, samples } = readWav(readFileSync(file));
  const said = await speech.sound("Pump 1 stands still.", "en", "full");
  assert.ok(samples.length / rate > 0.7 + said.samples.length / said.rate - 0.1, `${samples.length / rate} s`);
  assert.ok(
    samples.slice(0.02 * rate, 0.16 * rate).some((one) => Math.abs(one) > 10_000),
    "the melody",
  );
  assert.ok(
    samples.slice(0.8 * rate).some((one) => Math.abs(one) > 10_000),
    "the speech",
  );
});

test("PulseAudio plays what pacat is given, whole (Debian packages pulseaudio and pulseaudio-utils)", {
  skip: !existsSync(PULSEAUDIO) && "pulseaudio is not installed",
  timeout: 800_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-pulse-"));
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => rmSync(folder, { recursive: true, force: true }));
  const server = `unix:${join(folder, "native")}`;
  const env = { PATH: process.env["PATH"], HOME: folder, XDG_RUNTIME_DIR: folder, PULSE_SERVER: server };
  const run = (program: string, ...options: string[]) => {
    const child = spawn(program, options, { env, stdio: ["ignore", "pipe", "ignore"] });
    cleanup.defer(async () => {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    });
    return child;
  };
  const sink = "--load=module-null-sink sink_name=hall rate=16000 channels=1";
  const door = `--load=module-native-protocol-unix auth-anonymous=1 socket=${join(folder, "native")}`;
  run(PULSEAUDIO, "-n", "--exit-idle-time=-1", "--use-pid-file=false", sink, door);
  const format = ["--raw", "--format=s16le", "--channels=1", "--rate=16000", "--latency-msec=50"];
  let heard = Buffer.alloc(0);
  // It listens as soon as the server is there.
  while (heard.length === 0) {
    const ear = run("parec", ...format, "--device=hall.monitor");
    ear.stdout.on("data", (part: Buffer) => {
      heard = Buffer.concat([heard, part]);
    });
    await Promise.race([once(ear, "exit"), once(ear.stdout, "data")]);
  }
  const before = process.env["PULSE_SERVER"];
  process.env["PULSE_SERVER"] = server;
  cleanup.defer(() => {
    if (before === undefined) delete process.env["PULSE_SERVER"];
    else process.env["PULSE_SERVER"] = before;
  });
  const sound = await recorded("greeting", "en");
  const to = (device: string) => ({ by: "pacat" as const, device, folder: undefined });
  const loud = (samples: Int16Array, rate: number) => samples.filter((one) => Math.abs(one) > 200).length / rate;
  const given = loud(sound.samples, sound.rate);
  await soundOut(to("hall"), sound, AbortSignal.timeout(60_000));
  const heardLoud = () => loud(new Int16Array(new Uint8Array(heard).buffer, 0, heard.length >> 1), 16_000);
  // What is in the air arrives a moment later.
  while (heardLoud() < 0.8 * given) await new Promise((resolve) => setImmediate(resolve));
  assert.ok(heardLoud() < 1.2 * given, `${heardLoud()} s of ${given} s`);
  await assert.rejects(
    soundOut(to("nowhere"), sound, AbortSignal.timeout(60_000)),
    /pacat ended with code 1: .*No such/,
  );
});

test("espeak-ng speaks German and, where the built-in voice is not wanted, English (Debian package espeak-ng)", {
  skip: !existsSync(ESPEAK) && "espeak-ng is not installed",
}, async () => {
  const settings = SpeechSettings.parse({ english: "espeak-ng" });
  await using speech = new Speech({ clock: systemClock, log: silentLog, settings: () => settings });
  for (const [text, language] of [
    ["Achtung. Druck 9,3 bar an PT-101.", "de"],
    ["Attention. Pressure 9.3 bar at PT-101.", "en"],
  ] as const) {
    const { rate, samples } = await speech.sound(text, language, "full");
    assert.equal(rate, 22_050);
    assert.ok(samples.length / rate > 2 && samples.length / rate < 12, `${samples.length / rate} s`);
    assert.ok(samples.some((one) => Math.abs(one) > 20_000));
  }
});

describe("a screen that speaks, in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let server: Server;
  let page: Page;

  before(async () => {
    site = await BrowserSite.open();
    ({ server, page } = site);
    // Looks at what is played: length and loudest place.
    await page.addInitScript(`
      window.played = [];
      const start = AudioBufferSourceNode.prototype.start;
      AudioBufferSourceNode.prototype.start = function (...when) {
        const peak = this.buffer.getChannelData(0).reduce((most, one) => Math.max(most, Math.abs(one)), 0);
        const one = { seconds: this.buffer.duration, peak, whole: null };
        window.played.push(one);
        const begun = performance.now();
        this.addEventListener("ended", () => { one.whole = (performance.now() - begun) / 1000 > one.seconds - 0.3; });
        return start.apply(this, when);
      };
    `);
    await site.enrol();
    await page.evaluate(
      `fetch("/api/v1/site/source/web", { method: "PUT", headers: { "content-type": "application/json" }, body: '{"name":"Web","driver":"http"}' })`,
    );
  });
  after(() => site?.[Symbol.asyncDispose]());

  const report = (priority: "low" | "life-safety", ...texts: string[]) =>
    server.core.report(
      "web",
      texts.map((text) => ({
        point: text.toLowerCase().replaceAll(" ", "-"),
        kind: "raise" as const,
        category: "technical" as const,
        condition: "fault",
        priority,
        text,
        raw: "",
      })),
    );
  interface Played {
    readonly seconds: number;
    readonly peak: number;
    readonly whole: boolean | null;
  }
  const played = (count: number) =>
    page.evaluate<Played[]>(`(async () => {
      while (window.played.length < ${count}) await new Promise(requestAnimationFrame);
      return window.played;
    })()`);
  const speakSwitch = () => page.getByRole("switch", { name: "Speak alarms on this screen" });

  test("the site's own words are tried, heard, imported and stored", async () => {
    await page.getByRole("link", { name: "Pronunciation" }).click();
    await page.getByText("No words of its own yet").waitFor();
    const list = page.getByLabel("As a list for spreadsheets (CSV)");
    await list.fill("nonsense");
    await page.getByRole("button", { name: "Read this list" }).click();
    await page.getByText(/The first line must be written,spoken,language/).waitFor();
    await list.fill("written,spoken\nPT-101,pressure of boiler 1\n");
    await page.getByRole("button", { name: "Read this list" }).click();
    await becomes(() => page.getByTestId("words").getByLabel("Said").inputValue(), "pressure of boiler 1");
    await page.getByRole("button", { name: "Try it" }).click();
    const said = "HIGH: Pressure 9 point 3 bar at pressure of boiler 1, boiler house";
    await page.getByText(said, { exact: true }).waitFor();
    const [heard] = await played(1);
    assert.ok(heard && heard.seconds > 2 && heard.peak > 0.3, JSON.stringify(heard));
    await page.getByRole("button", { name: "Save the words" }).click();
    await page.getByText(/The words were saved/).waitFor();
    const stored = server.core.site.get("setting", "site")?.body.speech.words;
    assert.deepEqual(stored, [{ written: "PT-101", spoken: "pressure of boiler 1" }]);
    await page.evaluate("window.played.length = 0");
    await page.getByRole("link", { name: "Alarms" }).click();
  });

  test("it speaks what sounds, and collapses a burst", async () => {
    await page.getByTestId("sound-state").click();
    await speakSwitch().check();
    await report("low", ...Array.from({ length: 20 }, (_, at) => `Pump ${at + 1}`));
    const [first] = await played(1);
    assert.ok(first && first.seconds > 2 && first.peak > 0.3, JSON.stringify(first));
    await page.getByText(/Said last: .* further alarms in /).waitFor({ timeout: 60_000 });
  });

  test("life-safety interrupts what is less grave; silence silences, and acknowledges nothing", async () => {
    const before = (await played(1)).length;
    await report("low", "Pump 30");
    await played(before + 1);
    await report("life-safety", "Fire");
    const heard = await played(before + 2);
    assert.equal(heard[before]?.whole, false, "the pump gave way");
    await page.getByText(/Said last: LIFE SAFETY: Fire, Web\./).waitFor({ timeout: 60_000 });
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Silence", exact: true }).click();
    const fire = [...server.core.alarms.all()].find(({ text }) => text === "Fire");
    assert.equal(fire?.state, "unacknowledged");
    await page.locator("[data-testid=sound-state][data-sound=on]").waitFor();
  });

  test("a screen that has lost the server sounds, and says so by itself", async () => {
    const before = (await played(1)).length;
    await server.stop();
    const heard = await played(before + 1);
    const lost = heard.at(-1);
    assert.ok(lost && lost.seconds > 3 && lost.peak > 0.3, JSON.stringify(lost));
    await page.locator("[data-testid=sound-state][data-sound=sounding]").waitFor();
  });
});
