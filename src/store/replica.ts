import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { type Clock, waitUntil } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { findBinaries } from "./binaries.ts";
import { openCluster } from "./cluster.ts";
import { Postmaster } from "./postmaster.ts";
import { dataOf, type ReplicaHas, replicaConnection, replicaLines, seeOwn, writeReplication } from "./replication.ts";
import { runFolder } from "./run-folder.ts";
import { handOver, howToBeUnprivileged } from "./unprivileged.ts";

const LOOK_MS = 20;
const PROMOTED_WITHIN_SEC = 60;

export interface ReplicaParts {
  readonly dataFolder: string;
  /** Of the role `tocsin_replica`. */
  readonly secret: string;
  /** The folder of the socket that leads to the active core's server. */
  readonly way: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Whether the cluster of this folder follows another one. */
export function isReplica(dataFolder: string): boolean {
  return existsSync(join(dataOf(dataFolder), "standby.signal"));
}

/** The embedded server of a standby node: it follows the active core's, and can take its place. */
export class Replica {
  readonly #parts: ReplicaParts;
  readonly #postmaster: Postmaster;
  #client: pg.Client | null = null;

  private constructor(parts: ReplicaParts, postmaster: Postmaster) {
    this.#parts = parts;
    this.#postmaster = postmaster;
  }

  /** Starts the server. It may be long until it answers: it first replays what the copy needs. */
  static async start(parts: ReplicaParts): Promise<Replica> {
    const { dataFolder, log } = parts;
    const binaries = findBinaries(join(dataFolder, "lib"));
    const how = howToBeUnprivileged();
    const cluster = await openCluster(dataFolder, binaries, how);
    const run = runFolder(dataFolder);
    const sockets = join(run, "pg");
    mkdirSync(sockets, { recursive: true, mode: 0o700 });
    handOver(how, sockets, [dataFolder, run]);
    const replica = new Replica(parts, new Postmaster(cluster, sockets, { binaries, how, mortal: false, log }));
    await replica.#start();
    return replica;
  }

  /** null: it doesn't answer just now. A server that ended is started again. */
  async look(): Promise<ReplicaHas | null> {
    if (this.#postmaster.state === "absent" && !this.#postmaster.alive) await this.#start();
    if (this.#postmaster.state !== "ready") return null;
    try {
      return await seeOwn(await this.#connected());
    } catch (thrown) {
      this.#parts.log.debug({ because: saying(thrown) }, "the replica does not answer");
      this.#drop();
      return null;
    }
  }

  /** Resolves once the server is a primary and takes writes. What it has received is replayed before. */
  async promote(): Promise<void> {
    const client = await this.#connected();
    const { rows } = await client.query<{ done: boolean }>("select pg_promote(true, $1) as done", [
      PROMOTED_WITHIN_SEC,
    ]);
    if (!rows[0]?.done) {
      throw new Fault("timed-out", `The database did not take over within ${PROMOTED_WITHIN_SEC} s.`, {
        transient: true,
      });
    }
  }

  /** Gives up the connection and leaves the server running. */
  async leave(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.end().catch(() => undefined);
  }

  async stop(): Promise<void> {
    await this.leave();
    await this.#postmaster.stop();
  }

  async #start(): Promise<void> {
    const { dataFolder, way, secret, clock } = this.#parts;
    writeReplication(dataFolder, replicaLines(way, secret));
    // One that a killed core left behind would go on with the settings of before.
    if (this.#postmaster.state !== "absent") await this.#postmaster.stop();
    this.#postmaster.start();
    await waitUntil(clock, clock.now() + LOOK_MS);
  }

  async #connected(): Promise<pg.Client> {
    if (this.#client) return this.#client;
    const { dataFolder, secret } = this.#parts;
    const client = new pg.Client(replicaConnection(dataFolder, secret));
    client.on("error", () => this.#drop());
    await client.connect();
    this.#client = client;
    return client;
  }

  #drop(): void {
    void this.leave();
  }
}
