import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { type Codec, encode } from "#wire/rtp/g711.ts";
import { recordedSound } from "./recorded.ts";
import type { Say } from "./script.ts";
import type { Settings } from "./settings.ts";
import { forTelephone, readWav } from "./wav.ts";

const TIMEOUT_MS = 5000;
const LONGEST_WAV = 32 << 20;
const IN_MEMORY = 100;
/** On disk; the oldest go first. */
const MOST_FILES = 2000;

export interface SpeechHost {
  readonly clock: Clock;
  readonly log: Logger;
  readonly folder: string | undefined;
}

/** Makes sound of text with a program of its own, and keeps what it made. */
export class Speech {
  readonly #settings: Settings["speech"];
  readonly #host: SpeechHost;
  readonly #recent = new Map<string, Promise<Buffer>>();

  constructor(settings: Settings["speech"], host: SpeechHost) {
    this.#settings = settings;
    this.#host = host;
  }

  /** What is to be said, as sound of `codec`. When it can't be spoken its recorded prompt is played: the call goes on. */
  async sound({ text, recorded }: Say, codec: Codec): Promise<Buffer> {
    try {
      return await this.#spoken(text, codec);
    } catch (thrown) {
      this.#host.log.error(
        { because: saying(thrown) },
        `the recorded prompt "${recorded}" is played instead of speech`,
      );
      return recordedSound(recorded, codec);
    }
  }

  /** Whether the program can speak now. @throws Fault that says why it can't */
  async check(): Promise<void> {
    await this.#synthesize("Test.");
  }

  #spoken(text: string, codec: Codec): Promise<Buffer> {
    const { voice, wordsPerMinute } = this.#settings;
    const name = createHash("sha256")
      .update(JSON.stringify([voice, wordsPerMinute, codec, text]))
      .digest("hex");
    let sound = this.#recent.get(name);
    if (!sound) {
      sound = this.#kept(name, async () => encode(codec, forTelephone(readWav(await this.#synthesize(text)))));
      sound.catch(() => this.#recent.delete(name));
      const [oldest] = this.#recent.keys();
      if (this.#recent.size >= IN_MEMORY && oldest !== undefined) this.#recent.delete(oldest);
      this.#recent.set(name, sound);
    }
    return sound;
  }

  /** A cache that can't be read or written costs time and nothing else. */
  async #kept(name: string, make: () => Promise<Buffer>): Promise<Buffer> {
    const { folder } = this.#host;
    if (folder === undefined) return make();
    const file = join(folder, `${name}.g711`);
    const found = await readFile(file).catch(() => null);
    if (found && found.length > 0) return found;
    const sound = await make();
    const half = `${file}.${process.pid}.part`;
    const keep = async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(half, sound, { mode: 0o600 });
      await rename(half, file);
      await makeRoom(folder);
    };
    await keep().catch((thrown: unknown) =>
      this.#host.log.warn(`speech could not be kept in ${folder}: ${saying(thrown)}`),
    );
    return sound;
  }

  /** The program's WAV. The text goes by its standard input, never through a shell. */
  async #synthesize(text: string): Promise<Buffer> {
    const { program, voice, wordsPerMinute } = this.#settings;
    const { clock } = this.#host;
    const child = spawn(program, ["-v", voice, "-s", String(wordsPerMinute), "--stdin", "--stdout"], {
      stdio: ["pipe", "pipe", "ignore"],
      env: { PATH: process.env["PATH"], LANG: "C.UTF-8" },
    });
    const failed = (why: string, cause?: unknown) =>
      new Fault("unreachable", `speech failed: ${program} ${why}; install espeak-ng, or look at speech.program`, {
        cause,
        transient: true,
      });
    return new Promise((resolve, reject) => {
      const parts: Buffer[] = [];
      let size = 0;
      const cancel = clock.at(clock.now() + TIMEOUT_MS, () =>
        stop(failed(`did not finish within ${TIMEOUT_MS / 1000} s`)),
      );
      const stop = (fault: Fault) => {
        cancel();
        child.kill("SIGKILL");
        reject(fault);
      };
      child.once("error", (cause) => stop(failed(`can't be started: ${saying(cause)}`, cause)));
      child.stdin.on("error", () => {}); // it ended before it read everything: its exit says why
      child.stdout.on("data", (part: Buffer) => {
        parts.push(part);
        size += part.length;
        if (size > LONGEST_WAV) stop(failed("said too much"));
      });
      child.once("close", (code) => {
        cancel();
        if (code === 0 && size > 44) resolve(Buffer.concat(parts));
        else reject(failed(`ended with code ${code} and ${size} bytes of sound`));
      });
      child.stdin.end(text);
    });
  }
}

async function makeRoom(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= MOST_FILES) return;
  const files = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
  const oldest = files.toSorted((one, other) => one.at - other.at).slice(0, names.length - MOST_FILES * 0.9);
  await Promise.all(oldest.map(({ name }) => rm(join(folder, name), { force: true })));
}
