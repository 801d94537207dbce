import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Clock } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Sound } from "#speech/wav.ts";
import {
  type LoudspeakerAnswer,
  type LoudspeakerOrder,
  type Patience,
  type Sink,
  USUAL_PATIENCE,
} from "./loudspeaker-orders.ts";

export interface LoudspeakerParts {
  readonly clock: Clock;
  readonly sink: Sink;
  /** Said by the other process when this one is gone. */
  readonly whenLost: Sound;
  /** Says which core's process may sound. */
  readonly ownerFile: string;
  readonly patience?: Patience;
}

const PATIENCE_MS = 3000;

interface Waits {
  readonly resolve: () => void;
  readonly reject: (fault: Fault) => void;
}

/** A loudspeaker of this machine, behind a process that says by itself when this one is gone. */
export class Loudspeaker {
  readonly #parts: LoudspeakerParts;
  readonly #waiting = new Map<number, Waits>();
  #child: Promise<ChildProcess> | null = null;
  #number = 0;
  #cancelAlive = () => {};

  constructor(parts: LoudspeakerParts) {
    this.#parts = parts;
  }

  /** Resolves when it was played to its end, or was stopped. @throws Fault that says why it was not heard */
  async play(sound: Sound): Promise<void> {
    const child = await this.#running();
    const number = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      this.#send(child, { order: "play", number, sound });
    });
  }

  /** A moment of silence. @throws Fault that says why nothing can be heard */
  check(): Promise<void> {
    return this.play({ rate: 16_000, samples: new Int16Array(160) });
  }

  /** What sounds now stops. */
  async stop(): Promise<void> {
    const child = await this.#child?.catch(() => null); // whoever plays hears why it can't be started
    if (child) this.#send(child, { order: "stop" });
  }

  /** The other process ends, and says nothing. */
  async end(): Promise<void> {
    this.#cancelAlive();
    const child = await this.#child?.catch(() => null);
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const { clock } = this.#parts;
    const cancel = clock.at(clock.now() + PATIENCE_MS, () => child.kill("SIGKILL"));
    await new Promise<void>((resolve) => {
      child.once("exit", () => resolve());
      this.#send(child, { order: "end" });
    });
    cancel();
  }

  /** Its process, for tests that kill it. */
  async pid(): Promise<number | undefined> {
    return (await this.#running()).pid;
  }

  #running(): Promise<ChildProcess> {
    if (!this.#child) {
      const child = this.#start();
      this.#child = child;
      child.catch(() => {
        this.#child = null;
      });
    }
    return this.#child;
  }

  async #start(): Promise<ChildProcess> {
    const { sink, whenLost, ownerFile, patience = USUAL_PATIENCE } = this.#parts;
    const owner = randomUUID();
    await mkdir(dirname(ownerFile), { recursive: true, mode: 0o700 });
    await writeFile(ownerFile, owner, { mode: 0o600 });
    const child = fork(join(import.meta.dirname, "loudspeaker-program.ts"), [], {
      execArgv: [],
      // Not of the terminal's group: it must outlive this process.
      detached: true,
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    child.on("message", (said) => this.#answered(said as LoudspeakerAnswer));
    child.on("error", () => {}); // its end says so too
    child.once("exit", (code, signal) => this.#ended(signal ?? `code ${code}`));
    child.unref();
    child.channel?.unref();
    this.#send(child, { order: "begin", sink, whenLost, ownerFile, owner, patience });
    this.#stayAlive(child, patience);
    return child;
  }

  #stayAlive(child: ChildProcess, patience: Patience): void {
    const { clock } = this.#parts;
    this.#cancelAlive = clock.at(clock.now() + patience.aliveMs, () => {
      this.#send(child, { order: "alive" });
      this.#stayAlive(child, patience);
    });
  }

  #send(child: ChildProcess, order: LoudspeakerOrder): void {
    if (child.connected) child.send(order, () => {}); // its end says so
  }

  #answered({ number, why }: LoudspeakerAnswer): void {
    const waits = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (why === null) waits?.resolve();
    else waits?.reject(new Fault("unreachable", why, { transient: true }));
  }

  #ended(how: string): void {
    this.#cancelAlive();
    this.#child = null;
    const fault = new Fault("unreachable", `the process that sounds ended with ${how}`, { transient: true });
    for (const { reject } of this.#waiting.values()) reject(fault);
    this.#waiting.clear();
  }
}
