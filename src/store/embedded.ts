import { mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { systemClock, waitUntil } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Secret } from "#kernel/secret.ts";
import { findBinaries } from "./binaries.ts";
import { openCluster } from "./cluster.ts";
import { type EmbeddedRole, KEEPER, readSecret, renewSecrets } from "./embedded-secrets.ts";
import { Postmaster } from "./postmaster.ts";
import { runFolder } from "./run-folder.ts";
import { handOver, howToBeUnprivileged, type Unprivileged } from "./unprivileged.ts";

/** Advisory locks in the database `postgres`: one holder prepares; every core that uses the server shares the second. */
const PREPARING = 7_163_462;
const IN_USE = 7_163_463;

const POLL_MS = 5;
const RETRY_MS = 50;
const ANSWER_WITHIN_MS = 30_000;

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
  readonly #folder: string;
  readonly #superuserSecret: Secret;
  readonly #postmaster: Postmaster;
  #keeper: pg.Client | null = null;
  #closing = false;
  #healing: Promise<void> | null = null;

  private constructor(options: EmbeddedOptions, run: string, superuserSecret: Secret, postmaster: Postmaster) {
    this.#options = options;
    this.#run = run;
    this.#folder = join(options.dataFolder, "postgres");
    this.#superuserSecret = superuserSecret;
    this.#postmaster = postmaster;
  }

  /** Resolves once the server answers and is prepared. */
  static async start(options: EmbeddedOptions): Promise<EmbeddedServer> {
    mkdirSync(options.dataFolder, { recursive: true, mode: 0o700 });
    const dataFolder = realpathSync(options.dataFolder);
    const binaries = findBinaries(join(dataFolder, "lib"));
    const how = options.unprivileged ?? howToBeUnprivileged();
    const run = runFolder(dataFolder);
    const cluster = await openCluster(dataFolder, binaries, how);
    const sockets = join(run, "pg");
    mkdirSync(sockets, { recursive: true, mode: 0o700 });
    handOver(how, sockets, [dataFolder, run]);
    const { log, mortal = false } = options;
    const postmaster = new Postmaster(cluster, sockets, { binaries, how, mortal, log });
    const server = new EmbeddedServer({ ...options, dataFolder }, run, cluster.superuserSecret, postmaster);
    try {
      await server.#raise();
    } catch (thrown) {
      await server.close();
      throw thrown;
    }
    return server;
  }

  /** The process that was started here; null when the server was found running. */
  get pid(): number | null {
    return this.#postmaster.pid;
  }

  /** How a role connects. Its secret is read anew for each connection, because a restart of the server changes it. */
  as(role: EmbeddedRole, database: string): pg.ClientConfig {
    return { ...this.#address(database), user: role, password: () => readSecret(this.#secrets, role) };
  }

  /** Only for preparing and for tests; nothing of the running server uses it. */
  superuser(database: string): pg.ClientConfig {
    return { ...this.#address(database), user: "postgres", password: this.#superuserSecret.open() };
  }

  /** Stops the server when no other core uses it. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#healing?.catch(() => undefined);
    const keeper = this.#keeper;
    this.#keeper = null;
    if (await this.#isLast(keeper)) await this.#postmaster.stop();
    await keeper?.end().catch(() => undefined);
  }

  /** Ends the server at once, whoever else uses it: its data is no longer the site's. `close` follows. */
  quit(): void {
    this.#closing = true;
    this.#postmaster.quit();
  }

  /** Gives up our share of the server and says whether nobody else has one. */
  async #isLast(keeper: pg.Client | null): Promise<boolean> {
    const told = keeper && (await lastUser(keeper).catch(() => null));
    if (typeof told === "boolean") return told;
    if (this.#postmaster.state !== "ready") return this.#postmaster.alive;
    const superuser = await this.#knock().catch(() => null);
    const last = superuser && (await lastUser(superuser).catch(() => null));
    await superuser?.end().catch(() => undefined);
    return last ?? false;
  }

  #address(database: string): pg.ClientConfig {
    return { host: join(this.#run, "pg"), port: 5432, database, connectionTimeoutMillis: 10_000 };
  }

  get #secrets(): string {
    return join(this.#run, "database.json");
  }

  async #raise(): Promise<void> {
    const superuser = await this.#connectOrStart();
    try {
      await superuser.query("select pg_advisory_lock($1)", [PREPARING]);
      await renewSecrets(superuser, this.#secrets);
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
        if (this.#closing) return;
        this.#options.log.error(`The database server could not be started again: ${saying(thrown)}`);
        await pause(wait);
      }
    }
  }

  /** A superuser's connection to the server: the one that runs, or one that is started now. */
  async #connectOrStart(): Promise<pg.Client> {
    const postmaster = this.#postmaster;
    let giveUpAt = systemClock.now() + ANSWER_WITHIN_MS;
    let failures = 0;
    let started = false;
    while (!this.#closing) {
      const { state } = postmaster;
      if (state === "ready") {
        const client = await this.#knock();
        if (client) return client;
      }
      // Recovery after a crash takes as long as it takes.
      if (state === "busy") giveUpAt = systemClock.now() + ANSWER_WITHIN_MS;
      if (state === "absent" && !postmaster.alive) {
        // Another core's server may still be going or coming; that is no failure.
        if (started && !postmaster.foundAnother) failures++;
        if (failures >= 3) throw postmaster.startFault();
        if (started) await pause(RETRY_MS);
        postmaster.start();
        started = true;
      }
      if (systemClock.now() > giveUpAt) throw postmaster.startFault();
      await pause(POLL_MS);
    }
    throw new Fault("unreachable", "The database server was closed while it started.");
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
        `The database in ${this.#folder} refuses its superuser. Put back superuser.secret from a backup.`,
        { cause },
      );
    }
  }
}

/** Takes the server whole when nobody else has a share of it, after giving up one's own. */
async function lastUser(client: pg.Client): Promise<boolean> {
  await client.query("select pg_advisory_unlock_shared($1)", [IN_USE]);
  const { rows } = await client.query<{ alone: boolean }>("select pg_try_advisory_lock($1) as alone", [IN_USE]);
  return rows[0]?.alone ?? false;
}

function pause(ms: number): Promise<void> {
  return waitUntil(systemClock, systemClock.now() + ms);
}
