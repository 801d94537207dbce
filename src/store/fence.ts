import type { Pool, PoolClient, PoolConfig } from "pg";
import type { Reading, ReadingThread } from "./reading.ts";

/**
 * Of a connection to which all partitions are open: the house's own. It pages through large tables by their indexes; the planner,
 * which takes the policy for a filter that few rows pass, would sort all of them for every page.
 */
export function seeingAll<Config extends PoolConfig>(config: Config): Config {
  return { ...config, options: "-c tocsin.partitions=* -c enable_sort=off -c enable_bitmapscan=off" };
}

/**
 * Reads rows on behalf of somebody. The database itself holds back what is not in their partitions (row-level security),
 * whatever the query says: the second fence behind the rights that the API checks.
 */
export class FencedRows {
  readonly #pool: Pool;
  #thread: Promise<ReadingThread> | undefined;

  /** @param pool of connections that see nothing by themselves */
  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** @param partitions null: all of them */
  async read<T>(partitions: readonly string[] | null, work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    try {
      await client.query("begin read only");
      await client.query("select set_config('tocsin.partitions', $1, true)", [partitions?.join() ?? "*"]);
      const answer = await work(client);
      await client.query("commit");
      client.release();
      return answer;
    } catch (thrown) {
      await client.query("rollback").then(
        () => client.release(),
        () => client.release(true),
      );
      throw thrown;
    }
  }

  /**
   * Reads in a thread of its own, with a connection of its own: for what takes seconds of a processor, in which alarms must go
   * on. @param task module whose default export is a `ReadingTask`; what it is given and answers must be plain values
   */
  async apart<T>(task: URL, input: unknown, how: Reading = {}): Promise<T> {
    this.#thread ??= import("./reading.ts").then(({ ReadingThread: Thread }) => new Thread(this.#pool));
    return (await this.#thread).run<T>(task, input, how);
  }
}
