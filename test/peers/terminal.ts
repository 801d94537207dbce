import assert from "node:assert/strict";
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { packageFolder } from "#kernel/version.ts";

/** `tocsin …` at a terminal of its own. */
export class Terminal {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #exited: Promise<number | null>;
  #said = "";
  #more = Promise.withResolvers<void>();

  constructor(...args: string[]) {
    this.#child = spawn(process.execPath, [join(packageFolder, "bin", "tocsin.mjs"), ...args], { stdio: "pipe" });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding("utf8").on("data", (more: string) => {
        this.#said += more;
        this.#wake();
      });
    }
    this.#exited = once(this.#child, "close").then(() => this.#child.exitCode);
    void this.#exited.then(() => this.#wake());
  }

  /** The first group of the first match in what it says, now or later. */
  async says(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.#said);
      if (found) return found[1] ?? found[0];
      assert(this.#child.exitCode === null, `it ended before ${pattern}:\n${this.#said}`);
      await this.#more.promise;
    }
  }

  type(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  async ends(): Promise<{ code: number | null; said: string }> {
    return { code: await this.#exited, said: this.#said };
  }

  interrupt(): void {
    this.#child.kill("SIGINT");
  }

  #wake(): void {
    this.#more.resolve();
    this.#more = Promise.withResolvers<void>();
  }
}
