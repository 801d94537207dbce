import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, readlinkSync, realpathSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { systemClock, waitUntil } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Binaries } from "./binaries.ts";
import { type Cluster, environment, writeSettings } from "./cluster.ts";
import { invocation, type Unprivileged } from "./unprivileged.ts";

const POLL_MS = 5;
const STOP_WITHIN_MS = 60_000;
const LONGEST_LOG = 8 * 1024 * 1024;

/** `busy`: it starts, recovers or stops, and takes no connections. */
export type PostmasterState = "absent" | "busy" | "ready";

/** The server process of a cluster, whether it was started here or by another core. */
export class Postmaster {
  readonly #cluster: Cluster;
  readonly #socketFolder: string;
  readonly #binaries: Binaries;
  readonly #how: Unprivileged;
  readonly #mortal: boolean;
  readonly #log: Logger;
  #child: ChildProcess | null = null;

  constructor(
    cluster: Cluster,
    socketFolder: string,
    by: { binaries: Binaries; how: Unprivileged; mortal: boolean; log: Logger },
  ) {
    this.#cluster = cluster;
    this.#socketFolder = socketFolder;
    this.#binaries = by.binaries;
    this.#how = by.how;
    this.#mortal = by.mortal;
    this.#log = by.log;
  }

  /** Of the process that was started here; null when the server was found running. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Whether what was started here still runs. */
  get alive(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What the server's own file says (its eighth line), so that one that still recovers is not disturbed by asking it. */
  get state(): PostmasterState {
    const lines = lockFile(join(this.#cluster.data, "postmaster.pid"));
    if (!this.#serves(Number(lines[0]))) return "absent";
    return lines[7]?.startsWith("ready") ? "ready" : "busy";
  }

  start(): void {
    const { data, log } = this.#cluster;
    if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LONGEST_LOG) renameSync(log, `${log}.1`);
    this.#forgetDeadOwner();
    writeSettings(this.#cluster, this.#socketFolder);
    const { command, leading, account } = invocation(this.#how, this.#binaries.postgres, this.#mortal);
    const output = openSync(log, "a", 0o600);
    // Of its own process group, so that Ctrl-C at the terminal reaches only the core, which then stops it in order.
    const child = spawn(command, [...leading, "-D", data], {
      ...account,
      cwd: data,
      detached: true,
      env: environment(this.#binaries),
      stdio: ["ignore", output, output],
    });
    closeSync(output);
    child.on("error", (error) => this.#log.error(`${command} could not be started: ${error.message}`));
    child.unref();
    this.#child = child;
  }

  /** PostgreSQL's immediate shutdown: ends the sessions, and writes nothing. What waited for a replica is not answered. */
  quit(): void {
    const pid = Number(lockFile(join(this.#cluster.data, "postmaster.pid"))[0]);
    if (this.#serves(pid)) process.kill(pid, "SIGQUIT");
  }

  /** PostgreSQL's fast shutdown: ends the sessions, writes a checkpoint. Resolves once the process is gone. */
  async stop(): Promise<void> {
    const pid = Number(lockFile(join(this.#cluster.data, "postmaster.pid"))[0]);
    if (!this.#serves(pid)) return;
    process.kill(pid, "SIGINT");
    const giveUpAt = systemClock.now() + STOP_WITHIN_MS;
    while (this.#serves(pid)) {
      if (systemClock.now() > giveUpAt) {
        throw new Fault(
          "timed-out",
          `The database server (process ${pid}) did not stop within a minute. It goes on; look at ${this.#cluster.log}.`,
        );
      }
      await waitUntil(systemClock, systemClock.now() + POLL_MS);
    }
  }

  /** Whether it ended because another server holds the folder. */
  get foundAnother(): boolean {
    return /lock file "postmaster.pid"|shared memory block/.test(this.#logTail());
  }

  startFault(): Fault {
    const last = this.#logTail().trim().split("\n").slice(-3).join(" | ");
    return new Fault(
      "unreachable",
      `The database in ${this.#cluster.folder} does not start. The end of ${this.#cluster.log}: ${last || "(empty)"}`,
      { transient: true },
    );
  }

  /**
   * Removes the lock files of a server that is gone although its number is taken: by a zombie that nobody collects, or
   * by another program. PostgreSQL itself still refuses while a process of the old server holds its shared memory.
   */
  #forgetDeadOwner(): void {
    for (const file of [join(this.#cluster.data, "postmaster.pid"), join(this.#socketFolder, ".s.PGSQL.5432.lock")]) {
      const [pid] = lockFile(file);
      if (pid && !this.#serves(Number(pid))) rmSync(file, { force: true });
    }
  }

  /** Whether this process works in our data folder, as only its server does. */
  #serves(pid: number): boolean {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(this.#cluster.data);
    } catch {
      return false;
    }
  }

  #logTail(): string {
    try {
      return readFileSync(this.#cluster.log, "utf8").slice(-2_000);
    } catch {
      return "";
    }
  }
}

/** The lines of one of PostgreSQL's lock files, of which the first is the number of its process; none when it is absent. */
function lockFile(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch {
    return [];
  }
}
