import { Client, type ClientConfig } from "pg";
import { type Clock, type Instant, waitUntil } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Counters } from "./open-batch.ts";

/** One core owns the sources of a shard; there is one shard. */
export const SHARD = 0;
/** How long a silent core keeps its lease. A killed one loses it with its connection, a frozen one after this. */
export const LEASE_MS = 3000;
const LOOK_MS = 250;
const LOCK_CLASS = 0x7c51;

export interface Lease {
  /** Rises with every change of hands. A write that carries an older one stores nothing. */
  readonly token: number;
  /** When whoever had it before fell silent, by the database's clock; null: nobody ever had it. */
  readonly silentSince: Instant | null;
  readonly counters: Counters;
  /** Gives the lease back, so that a standby need not wait. */
  release(): Promise<void>;
}

/** Who holds the lease, as a standby sees it. */
export interface Holder {
  readonly holder: string;
  readonly address: string;
}

/**
 * Waits until this core may write, and takes the lease. The holder keeps an advisory lock on a connection of its own:
 * when it dies the lock is free at once. When it is frozen the lock stays, but the lease runs out; the taker then ends the
 * frozen core's sessions and raises the token, which fences off whatever that core still tries to write.
 */
export async function acquireLease(
  config: () => ClientConfig,
  me: Holder,
  {
    clock,
    log,
    signal,
    onStandby,
  }: { clock: Clock; log: Logger; signal: AbortSignal; onStandby: (holder: Holder) => void },
): Promise<Lease> {
  for (;;) {
    signal.throwIfAborted();
    const client = new Client(config());
    client.on("error", () => {});
    try {
      await client.connect();
      const lease = await wait(client, me, { clock, signal, onStandby });
      return lease;
    } catch (thrown) {
      await client.end().catch(() => {});
      signal.throwIfAborted();
      log.warn({ because: saying(thrown) }, "cannot ask for the lease; trying again");
      await waitUntil(clock, clock.now() + LOOK_MS, signal);
    }
  }
}

async function wait(
  client: Client,
  me: Holder,
  { clock, signal, onStandby }: { clock: Clock; signal: AbortSignal; onStandby: (holder: Holder) => void },
): Promise<Lease> {
  let told = "";
  for (;;) {
    signal.throwIfAborted();
    const { rows } = await client.query<{ free: boolean; over: boolean; holder: string; address: string }>(
      `select pg_try_advisory_lock($1, $2) as free, expires_at < now() as over, holder, address
         from core.lease where shard = $2`,
      [LOCK_CLASS, SHARD],
    );
    const seen = rows[0];
    if (!seen) throw new Error("core.lease has no row of this shard");
    if (seen.free) return await take(client, me);
    if (seen.over) {
      await client.query(
        `select pg_terminate_backend(pid) from pg_locks
          where locktype = 'advisory' and classid = $1 and objid = $2 and granted and pid <> pg_backend_pid()`,
        [LOCK_CLASS, SHARD],
      );
    } else if (told !== seen.holder) {
      told = seen.holder;
      onStandby({ holder: seen.holder, address: seen.address });
    }
    await waitUntil(clock, clock.now() + (seen.over ? 20 : LOOK_MS), signal);
  }
}

async function take(client: Client, me: Holder): Promise<Lease> {
  const { rows } = await client.query<Record<string, string> & { audit_head: Buffer; silent: number | null }>(
    `with before as (select shard as was, expires_at as ended from core.lease where shard = $1)
     update core.lease set holder = $2, address = $3, token = token + 1, batch = 0,
            expires_at = now() + make_interval(secs => $4)
       from before where shard = was
     returning *, case when ended > '-infinity' then date_part('epoch', least(ended, now())) * 1000 end as silent`,
    [SHARD, me.holder, me.address, LEASE_MS / 1000],
  );
  const row = rows[0];
  if (!row) throw new Error("core.lease has no row of this shard");
  return {
    token: Number(row["token"]),
    silentSince: row.silent === null ? null : Math.round(row.silent),
    counters: {
      event: Number(row["last_event"]),
      alarm: Number(row["last_alarm"]),
      occurrence: Number(row["last_occurrence"]),
      callout: Number(row["last_callout"]),
      notification: Number(row["last_notification"]),
      transition: Number(row["last_transition"]),
      audit: Number(row["last_audit"]),
      auditHead: row.audit_head,
    },
    async release() {
      await client
        .query("update core.lease set expires_at = now() where shard = $1 and token = $2", [SHARD, row["token"]])
        .catch(() => {});
      await client.end().catch(() => {});
    },
  };
}
