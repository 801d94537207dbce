import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "#kernel/clock.ts";
import { type Sound, writeWav } from "#speech/wav.ts";
import type { Sink } from "./loudspeaker-orders.ts";

const MOST_FILES = 100;

/** Resolves when the sound was played to its end, or was stopped. @throws Error that says why it was not heard */
export async function soundOut(sink: Sink, sound: Sound, signal: AbortSignal): Promise<void> {
  if (sink.by === "files") return intoFolder(sink.folder ?? "", sound);
  const [program, options] = commandOf(sink, sound.rate);
  const child = spawn(program, options, { stdio: ["pipe", "ignore", "pipe"] });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let said = "";
  child.stderr.on("data", (part: Buffer) => {
    said = (said + part.toString()).slice(0, 300);
  });
  child.stdin.on("error", () => {}); // it ended before it took everything: its exit says why
  child.once("error", (cause) => reject(new Error(`${program} can't be started: ${cause.message}`)));
  child.once("close", (code) => {
    if (code === 0 || signal.aborted) resolve();
    else reject(new Error(`${program} ended with code ${code}: ${said.trim() || "it says nothing"}`));
  });
  child.stdin.end(writeWav(sound).subarray(44));
  return untilStopped(child, promise, sound, signal);
}

/** A sound card that takes nothing is as silent as none. */
async function untilStopped(
  child: ChildProcess,
  played: Promise<void>,
  sound: Sound,
  signal: AbortSignal,
): Promise<void> {
  const stop = () => child.kill("SIGKILL");
  const hung = Promise.withResolvers<never>();
  const longestMs = (sound.samples.length / sound.rate) * 1000 + 10_000;
  const cancel = systemClock.at(systemClock.now() + longestMs, () => {
    stop();
    hung.reject(new Error("the sound was not taken in time"));
  });
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    await Promise.race([played, hung.promise]);
  } finally {
    cancel();
    signal.removeEventListener("abort", stop);
  }
}

function commandOf({ by, device }: Sink, rate: number): [string, string[]] {
  if (by === "pacat") {
    // With the two seconds that it has otherwise, the end of a short sound is cut off.
    const where = device === undefined ? [] : [`--device=${device}`];
    return [
      "pacat",
      ["--playback", "--raw", "--format=s16le", "--channels=1", `--rate=${rate}`, "--latency-msec=200", ...where],
    ];
  }
  const where = device === undefined ? [] : ["-D", device];
  return ["aplay", ["-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", String(rate), ...where, "-"]];
}

async function intoFolder(folder: string, sound: Sound): Promise<void> {
  await mkdir(folder, { mode: 0o700 }).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code !== "EEXIST") throw thrown;
  });
  if (sound.samples.every((one) => one === 0)) return; // only to see whether it would be heard
  const names = (await readdir(folder)).filter((name) => /^announcement-\d{8}\.wav$/.test(name)).toSorted();
  const last = Number(names.at(-1)?.slice(13, 21) ?? 0);
  const name = `announcement-${String(last + 1).padStart(8, "0")}.wav`;
  await writeFile(join(folder, `${name}.part`), writeWav(sound), { mode: 0o600 });
  await rename(join(folder, `${name}.part`), join(folder, name));
  await Promise.all(names.slice(0, Math.max(0, names.length + 1 - MOST_FILES)).map((old) => rm(join(folder, old))));
}
