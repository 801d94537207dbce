import { parentPort } from "node:worker_threads";
import pg from "pg";
import { systemClock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { FencedRows } from "./fence.ts";
import type { ReadingNews, ReadingOrder, ReadingTask, RowsAddress } from "./reading.ts";
import { verifiedTls } from "./tls.ts";

/** Whoever looks at figures asks for more of them; after that this thread's memory is given back. */
const IDLE_MS = 15_000;
let calm = () => {};

parentPort?.on("message", (order: ReadingOrder) => {
  calm();
  void carryOut(order).then(() => {
    calm = systemClock.at(systemClock.now() + IDLE_MS, () => say({ news: "idle" }));
  });
});

function say(news: ReadingNews): void {
  parentPort?.postMessage(news);
}

async function carryOut({ id, address, task, input }: ReadingOrder): Promise<void> {
  const pool = new pg.Pool(configOf(address));
  // What a broken connection was asked for fails by itself.
  pool.on("error", () => undefined);
  try {
    const { default: work } = (await import(task)) as { default: ReadingTask<unknown, unknown> };
    const answer = await work(new FencedRows(pool), input, (share) => say({ news: "share", id, share }));
    say({ news: "done", id, answer });
  } catch (thrown) {
    say({ news: "failed", id, code: thrown instanceof Fault ? thrown.code : "internal", because: saying(thrown) });
  } finally {
    await pool.end();
  }
}

function configOf({ tls, ...address }: RowsAddress): pg.PoolConfig {
  return { ...address, max: 1, ...(tls ? { ssl: verifiedTls(address.host ?? "localhost", tls.ca) } : {}) };
}
