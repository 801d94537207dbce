import { type ChildProcess, execFile, fork } from "node:child_process";
import { join } from "node:path";
import type { Arrived } from "./webhook-sink.ts";

/** Runs a client process to its end and gives the line of JSON that it printed. */
export function run<Result>(program: string, job: object): Promise<Result> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [join(import.meta.dirname, program), JSON.stringify(job)],
      { maxBuffer: 64e6, timeout: 300_000 },
      (error, stdout, stderr) => {
        if (stderr) process.stderr.write(stderr);
        if (error) reject(error);
        else resolve(JSON.parse(stdout) as Result);
      },
    );
  });
}

/** The far side of a channel; of a webhook unless another program is named. */
export class Sink {
  readonly port: number;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, port: number) {
    this.#process = process;
    this.port = port;
  }

  static async open(program = "webhook-sink.ts", ...words: readonly string[]): Promise<Sink> {
    const child = fork(join(import.meta.dirname, program), words);
    const { port } = await new Promise<{ port: number }>((resolve) =>
      child.once("message", (told) => resolve(told as never)),
    );
    return new Sink(child, port);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/alarm`;
  }

  ask(order: { reset?: true; count?: true; mode?: "up" | "down" }): Promise<Arrived> {
    return new Promise((resolve) => {
      this.#process.once("message", (told) => resolve(told as Arrived));
      this.#process.send(order);
    });
  }

  close(): void {
    this.#process.disconnect();
  }
}
