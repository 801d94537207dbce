import { Fault } from "#kernel/fault.ts";
import type { ReadingTask } from "#store/reading.ts";

/** What a thread is asked that reads. */
export type Asked =
  | { readonly task: "events"; readonly partitions: readonly string[] | null }
  | { readonly task: "stand still"; readonly turns: Int32Array; readonly until: number }
  | { readonly task: "fail" }
  | { readonly task: "end" };

const carryOut: ReadingTask<Asked, unknown> = async (rows, asked, tell) => {
  switch (asked.task) {
    case "events":
      return rows.read(asked.partitions, async (client) => {
        const { rows: found } = await client.query<{ id: number }>("select id::int as id from core.event order by id");
        return found.map(({ id }) => id);
      });
    case "stand still": {
      tell(0.5);
      for (let now = 0; now < asked.until; now = Atomics.load(asked.turns, 0)) Atomics.wait(asked.turns, 0, now);
      return Atomics.load(asked.turns, 0);
    }
    case "fail":
      throw new Fault("conflict", "There is no such thing.");
    case "end":
      return process.exit();
  }
};

export default carryOut;
