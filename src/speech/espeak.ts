import { spawn } from "node:child_process";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { Turns } from "./turns.ts";

const TIMEOUT_MS = 5000;
const LONGEST_WAV = 32 << 20;
const AT_ONCE = 2;
const LONGEST_QUEUE = 200;

export interface EspeakOrder {
  readonly text: string;
  /** `en-us`, `de` */
  readonly voice: string;
  readonly wordsPerMinute: number;
}

/** espeak-ng, a program of its own: a hundred languages. The text goes by its standard input, never through a shell. */
export class Espeak {
  readonly #clock: Clock;
  readonly #program: string;
  readonly #turns = new Turns(AT_ONCE, LONGEST_QUEUE);

  constructor(clock: Clock, program = "espeak-ng") {
    this.#clock = clock;
    this.#program = program;
  }

  /** WAV. @throws Fault that says why it can't speak */
  speak(order: EspeakOrder): Promise<Buffer> {
    return this.#turns.take(() => this.#speak(order));
  }

  #speak({ text, voice, wordsPerMinute }: EspeakOrder): Promise<Buffer> {
    const program = this.#program;
    const child = spawn(program, ["-v", voice, "-s", String(wordsPerMinute), "--stdin", "--stdout"], {
      stdio: ["pipe", "pipe", "ignore"],
      env: { PATH: process.env["PATH"], LANG: "C.UTF-8" },
    });
    const failed = (why: string, cause?: unknown) =>
      new Fault("unreachable", `${program}: ${why}; install it: apt-get install espeak-ng`, { cause, transient: true });
    return new Promise((resolve, reject) => {
      const parts: Buffer[] = [];
      let size = 0;
      const cancel = this.#clock.at(this.#clock.now() + TIMEOUT_MS, () =>
        stop(failed(`it did not finish within ${TIMEOUT_MS / 1000} s`)),
      );
      const stop = (fault: Fault) => {
        cancel();
        child.kill("SIGKILL");
        reject(fault);
      };
      child.once("error", (cause) => stop(failed(`it can't be started: ${saying(cause)}`, cause)));
      child.stdin.on("error", () => {}); // it ended before it read everything: its exit says why
      child.stdout.on("data", (part: Buffer) => {
        parts.push(part);
        size += part.length;
        if (size > LONGEST_WAV) stop(failed("it said too much"));
      });
      child.once("close", (code) => {
        cancel();
        if (code === 0 && size > 44) resolve(Buffer.concat(parts));
        else reject(failed(`it ended with code ${code} and ${size} bytes of sound`));
      });
      child.stdin.end(text);
    });
  }
}
