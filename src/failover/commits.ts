import pg from "pg";
import { primaryLines, type ReplicaSeen, replicaConnection, seeReplica, writeReplication } from "#store/replication.ts";
import type { Kept } from "./kept.ts";

export interface CommitsParts {
  readonly dataFolder: string;
  readonly kept: () => Kept;
  readonly keep: (kept: Partial<Kept>) => void;
}

/** That there is no slot would have the standby take a fresh copy. */
const NOTHING_SEEN: ReplicaSeen = {
  streaming: false,
  synchronous: false,
  behindBytes: null,
  end: 0n,
  has: null,
  slot: "not looked at yet",
};

/** How the active core's server commits: with its replica or without. What is remembered is never more than what holds. */
export class Commits {
  readonly #parts: CommitsParts;
  #client: pg.Client | null = null;
  #seen = NOTHING_SEEN;
  #wait: boolean | null = false;
  /** Where the log ended when commits were first seen to wait; null: they don't. */
  #waitFrom: bigint | null = null;

  constructor(parts: CommitsParts) {
    this.#parts = parts;
  }

  /** Whether they wait for the replica, which then has all that is acknowledged; null: the server may be set so, or not. */
  get wait(): boolean | null {
    return this.#wait;
  }

  /** At the last look. */
  get seen(): ReplicaSeen {
    return this.#seen;
  }

  async look(): Promise<void> {
    this.#seen = await seeReplica(await this.#connected());
  }

  /** @returns whether they do from now on; otherwise it is to be said again after a while */
  async withReplica(): Promise<boolean> {
    await this.#set(true);
    await this.look();
    const from = this.#waitFrom;
    const { synchronous: taken, end, has } = this.#seen;
    if (taken) this.#waitFrom ??= end;
    // The server has not taken it over yet, or the replica lacks what was acknowledged just before.
    if (from === null || has === null || has < from) return false;
    this.#parts.keep({ alone: false });
    this.#wait = true;
    return true;
  }

  /** That it goes on alone is on disk before a commit goes without the replica. */
  async alone(): Promise<void> {
    this.#parts.keep({ alone: true });
    await this.#set(false);
    this.#waitFrom = null;
    this.#wait = false;
  }

  /** The next look connects anew. */
  drop(): void {
    const client = this.#client;
    this.#client = null;
    void client?.end().catch(() => {});
  }

  async #set(wait: boolean): Promise<void> {
    const client = await this.#connected();
    this.#wait = null;
    writeReplication(this.#parts.dataFolder, primaryLines(wait));
    await client.query("select pg_reload_conf()");
  }

  async #connected(): Promise<pg.Client> {
    if (this.#client) return this.#client;
    const { dataFolder, kept } = this.#parts;
    const client = new pg.Client({ ...replicaConnection(dataFolder, kept().secret), query_timeout: 5000 });
    client.on("error", () => this.drop());
    await client.connect();
    this.#client = client;
    return client;
  }
}
