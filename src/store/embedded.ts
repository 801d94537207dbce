import { type ChildProcess, spawn } from "node:child_process";
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { systemClock, waitUntil } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { type Binaries, findBinaries } from "./binaries.ts";
import { type Cluster, environment, openCluster, writeSettings } from "./cluster.ts";
import { createRoles, setSecret } from "./roles.ts";
import { runFolder } from "./run-folder.ts";
import { newSecret } from "./scram.ts";
import { handOver, howToBeUnprivileged, invocation, type Unprivileged } from "./unprivileged.ts";

/** The role that every core on the data folder stays connected with, to know that the server lives. It may do nothing else. */
const KEEPER = "tocsin_keeper";
const SECRET_ROLES = [KEEPER, "tocsin_app", "tocsin_reader"] as const;
export type EmbeddedRole = (typeof SECRET_ROLES)[number];

/** Advisory locks in the database `postgres`: one holder prepares; every core that uses the server shares the second. */
const PREPARING = 7_163_462;
const IN_USE = 7_163_463;

const POLL_MS = 5;
const RETRY_MS = 50;
const ANSWER_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 60_000;
const LONGEST_LOG = 8 * 1024 * 1024;

export interface EmbeddedOptions {
  readonly dataFolder: string;
  readonly log: Logger;
  /** Called as superuser after each start of the server and each attaching to it, by one core at a time. */
  prepare?(superuser: pg.Client, server: EmbeddedServer): Promise<void>;
  onDown?(because: string): void;
  onUp?(): void;
  /** How not to be root; found out when not given. */
  readonly unprivileged?: Unprivileged;
  /** Whether the server dies with this process even when that is killed. For tests; needs `setpriv`. */
  readonly mortal?: boolean;
}

/**
 * The PostgreSQL server that comes with Tocsin, on a Unix socket only. One server serves every core that is started on
 * the same data folder: who finds it running attaches to it, who loses it starts it again, and who leaves it last
 * stops it. It outlives a core that was killed.
 */
export class EmbeddedServer {
  readonly #options: EmbeddedOptions;
  readonly #run: string;
  readonly #binaries: Binaries;
  readonly #how: Unprivileged;
  readonly #cluster: Cluster;
  #child: ChildProcess | null = null;
  #keeper: pg.Client | null = null;
  #closing = false;
  #healing: Promise<void> | null = null;

  private constructor(options: EmbeddedOptions, run: string, binaries: Binaries, how: Unprivileged, cluster: Cluster) {
    this.#options = options;
    this.#run = run;
    this.#binaries = binaries;
    this.#how = how;
    this.#cluster = cluster;
  }

  /** Resolves once the server answers and is prepared. */
  static async start(options: EmbeddedOptions): Promise<EmbeddedServer> {
    mkdirSync(options.dataFolder, { recursive: true, mode: 0o700 });
    const dataFolder = realpathSync(options.dataFolder);
    const binaries = findBinaries(join(dataFolder, "lib"));
    const how = options.unprivileged ?? howToBeUnprivileged();
    const run = runFolder(dataFolder);
    const cluster = await openCluster(dataFolder, binaries, how);
    mkdirSync(join(run, "pg"), { recursive: true, mode: 0o700 });
    handOver(how, join(run, "pg"), [dataFolder, run]);
    const server = new EmbeddedServer({ ...options, dataFolder }, run, binaries, how, cluster);
    try {
      await server.#raise();
    } catch (thrown) {
      await server.#abandon();
      throw thrown;
    }
    return server;
  }

  /** The process that was started here; null when the server was found running. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** How a role connects. Its secret is read anew for each connection, because a restart of the server changes it. */
  as(role: EmbeddedRole, database: string): pg.ClientConfig {
    return { ...this.#address(database), user: role, password: () => this.#secrets()[role] ?? "" };
  }

  /** Only for preparing and for tests; nothing of the running server uses it. */
  superuser(database: string): pg.ClientConfig {
    return { ...this.#address(database), user: "postgres", password: this.#cluster.superuserSecret.open() };
  }

  /** After a start that failed half-way: leaves no server behind that nobody uses. */
  async #abandon(): Promise<void> {
    this.#closing = true;
    if (this.#state() !== "ready") return;
    const superuser = await this.#knock().catch(() => null);
    if (superuser && (await lastUser(superuser))) await this.#stop();
    await superuser?.end().catch(() => undefined);
  }

  /** Stops the server when no other core uses it. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#healing?.catch(() => undefined);
    const keeper = this.#keeper;
    this.#keeper = null;
    const alone = keeper ? await lastUser(keeper) : true;
    if (alone) await this.#stop();
    await keeper?.end().catch(() => undefined);
  }

  #address(database: string): pg.ClientConfig {
    return { host: join(this.#run, "pg"), port: 5432, database, connectionTimeoutMillis: 10_000 };
  }

  #secrets(): Readonly<Partial<Record<string, string>>> {
    return JSON.parse(readFileSync(join(this.#run, "database.json"), "utf8")) as Record<string, string>;
  }

  async #raise(): Promise<void> {
    const superuser = await this.#connectOrStart();
    try {
      await superuser.query("select pg_advisory_lock($1)", [PREPARING]);
      await this.#renewSecrets(superuser);
      await this.#options.prepare?.(superuser, this);
    } finally {
      await superuser.end().catch(() => undefined);
    }
    const keeper = new pg.Client({ ...this.as(KEEPER, "postgres"), keepAlive: true });
    keeper.on("error", () => undefined);
    await keeper.connect();
    await keeper.query("select pg_advisory_lock_shared($1)", [IN_USE]);
    keeper.once("end", () => this.#lost());
    this.#keeper = keeper;
  }

  #lost(): void {
    if (this.#closing || !this.#keeper) return;
    this.#keeper = null;
    this.#options.onDown?.("The database server ended.");
    this.#options.log.error("The database server ended without being asked to. It is being started again.");
    this.#healing = this.#heal().finally(() => {
      this.#healing = null;
    });
  }

  async #heal(): Promise<void> {
    for (let wait = RETRY_MS; !this.#closing; wait = Math.min(wait * 2, 5_000)) {
      try {
        await this.#raise();
        this.#options.log.info("The database server runs again.");
        this.#options.onUp?.();
        return;
      } catch (thrown) {
        this.#options.log.error(`The database server could not be started again: ${saying(thrown)}`);
        await pause(wait);
      }
    }
  }

  /** A superuser's connection to the server: the one that runs, or one that is started now. */
  async #connectOrStart(): Promise<pg.Client> {
    let giveUpAt = systemClock.now() + ANSWER_WITHIN_MS;
    let failures = 0;
    while (!this.#closing) {
      const state = this.#state();
      if (state === "ready") {
        const client = await this.#knock();
        if (client) return client;
      }
      // Recovery after a crash takes as long as it takes.
      if (state === "busy") giveUpAt = systemClock.now() + ANSWER_WITHIN_MS;
      if (state === "absent" && !this.#alive()) {
        // Another core's server may still be going or coming; that is told by its lock file and is no failure.
        if (this.#child && !/lock file "postmaster.pid"|shared memory block/.test(this.#logTail())) failures++;
        if (failures >= 3) throw this.#startFault();
        if (this.#child) await pause(RETRY_MS);
        this.#spawn();
      }
      if (systemClock.now() > giveUpAt) throw this.#startFault();
      await pause(POLL_MS);
    }
    throw new Fault("unreachable", "The database server was closed while it started.");
  }

  /** What the server's own file says (its eighth line), so that one that still recovers is not disturbed by asking it. */
  #state(): "absent" | "busy" | "ready" {
    const lines = lockFile(join(this.#cluster.data, "postmaster.pid"));
    if (!this.#serves(Number(lines[0]))) return "absent";
    return lines[7]?.startsWith("ready") ? "ready" : "busy";
  }

  /** null: it doesn't take connections just now. */
  async #knock(): Promise<pg.Client | null> {
    const client = new pg.Client(this.superuser("postgres"));
    client.on("error", () => undefined);
    try {
      await client.connect();
      return client;
    } catch (cause) {
      if ((cause as { code?: string }).code !== "28P01") return null;
      throw new Fault(
        "untrusted",
        `The database in ${this.#cluster.folder} refuses its superuser. Put back superuser.secret from a backup.`,
        { cause },
      );
    }
  }

  #alive(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  #spawn(): void {
    const { data, log } = this.#cluster;
    if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LONGEST_LOG) renameSync(log, `${log}.1`);
    this.#forgetDeadOwner();
    writeSettings(this.#cluster, join(this.#run, "pg"));
    const { command, leading, account } = invocation(this.#how, this.#binaries.postgres, this.#options.mortal);
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
    child.on("error", (error) => this.#options.log.error(`${command} could not be started: ${error.message}`));
    child.unref();
    this.#child = child;
  }

  /**
   * Removes the lock files of a server that is gone although its number is taken: by a zombie that nobody collects, or
   * by another program. PostgreSQL itself still refuses while a process of the old server holds its shared memory.
   */
  #forgetDeadOwner(): void {
    for (const file of [join(this.#cluster.data, "postmaster.pid"), join(this.#run, "pg", ".s.PGSQL.5432.lock")]) {
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

  async #renewSecrets(superuser: pg.Client): Promise<void> {
    const { rows } = await superuser.query<{ at: string }>("select pg_postmaster_start_time()::text as at");
    const startedAt = rows[0]?.at ?? "";
    const file = join(this.#run, "database.json");
    try {
      if (this.#secrets()["startedAt"] === startedAt) return;
    } catch {
      // None yet, or not of this server: made now.
    }
    const secrets = Object.fromEntries(SECRET_ROLES.map((role) => [role, newSecret()]));
    await superuser.query("begin");
    await createRoles(superuser);
    await superuser.query(
      `do $$ begin
         if not exists (select from pg_roles where rolname = '${KEEPER}') then
           create role ${KEEPER} login connection limit 10;
           revoke connect on database postgres, template1 from public;
           grant connect on database postgres to ${KEEPER};
         end if;
       end $$`,
    );
    for (const role of SECRET_ROLES) await setSecret(superuser, role, secrets[role] ?? newSecret());
    writeFileSync(`${file}.new`, JSON.stringify({ startedAt, ...secrets }), { mode: 0o600 });
    renameSync(`${file}.new`, file);
    await superuser.query("commit");
  }

  async #stop(): Promise<void> {
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
      await pause(POLL_MS);
    }
  }

  #logTail(): string {
    try {
      return readFileSync(this.#cluster.log, "utf8").slice(-2_000);
    } catch {
      return "";
    }
  }

  #startFault(): Fault {
    const last = this.#logTail().trim().split("\n").slice(-3).join(" | ");
    return new Fault(
      "unreachable",
      `The database in ${this.#cluster.folder} does not start. The end of ${this.#cluster.log}: ${last || "(empty)"}`,
      { transient: true },
    );
  }
}

/** Gives up our share of the server, and takes it whole when nobody else has one. */
async function lastUser(keeper: pg.Client): Promise<boolean> {
  try {
    await keeper.query("select pg_advisory_unlock_shared($1)", [IN_USE]);
    const { rows } = await keeper.query<{ alone: boolean }>("select pg_try_advisory_lock($1) as alone", [IN_USE]);
    return rows[0]?.alone ?? false;
  } catch {
    return true;
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

function pause(ms: number): Promise<void> {
  return waitUntil(systemClock, systemClock.now() + ms);
}
