import { chownSync, closeSync, openSync, readSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { Fault } from "#kernel/fault.ts";
import { quoted, REPLICATION_FILE, writeSettings } from "./cluster.ts";
import { setSecret } from "./roles.ts";
import { runFolder } from "./run-folder.ts";

/** The role of the replica: it reads the stream, takes the base copy, and looks at the lease; nothing else. */
export const REPLICA_ROLE = "tocsin_replica";
/** The slot in which the active core keeps what its replica has not fetched yet; also how the replica calls itself. */
export const SLOT = "tocsin_standby";
/** Beyond this the active core's disk is worth more than the replica, which then takes a fresh copy. */
const SLOT_KEEPS = "1GB";

/** Of the active core's server. @param synchronous a commit waits until the replica has it on disk */
export function primaryLines(synchronous: boolean): string[] {
  return [
    `max_slot_wal_keep_size = ${SLOT_KEEPS}`,
    "wal_sender_timeout = 10s",
    `synchronous_standby_names = ${quoted(synchronous ? SLOT : "")}`,
  ];
}

/** Of a replica's server. @param way the folder of the socket that leads to the active core's server */
export function replicaLines(way: string, secret: string): string[] {
  const conninfo = { host: way, port: "5432", user: REPLICA_ROLE, password: secret, application_name: SLOT };
  const words = Object.entries(conninfo).map(([name, value]) => `${name}='${value.replace(/['\\]/g, "\\$&")}'`);
  return [
    ...primaryLines(false),
    `primary_conninfo = ${quoted(words.join(" "))}`,
    `primary_slot_name = ${SLOT}`,
    "wal_receiver_timeout = 10s",
    "wal_retrieve_retry_interval = 250ms",
    "hot_standby = on",
  ];
}

/** Writes the settings; a server that runs takes them with `pg_reload_conf`. */
export function writeReplication(dataFolder: string, lines: readonly string[]): void {
  const data = dataOf(dataFolder);
  const file = join(data, REPLICATION_FILE);
  writeFileSync(file, `# Written by Tocsin.\n${lines.join("\n")}\n`, { mode: 0o600 });
  const { uid, gid } = statSync(data);
  if (uid !== process.getuid?.()) chownSync(file, uid, gid);
  writeSettings({ data }, join(runFolder(dataFolder), "pg"));
}

/** Makes the replica's role and says what it may. Called as superuser of the database. Safe to repeat. */
export async function prepareReplication(superuser: pg.Client, name: string, secret: string): Promise<void> {
  await superuser.query(
    `do $$ begin
       if not exists (select from pg_roles where rolname = '${REPLICA_ROLE}') then
         create role ${REPLICA_ROLE} login replication;
       end if;
     end $$`,
  );
  await setSecret(superuser, REPLICA_ROLE, secret);
  await superuser.query(
    `grant connect on database ${name} to ${REPLICA_ROLE};
     grant usage on schema core to ${REPLICA_ROLE};
     grant select on core.lease to ${REPLICA_ROLE};
     grant pg_read_all_stats to ${REPLICA_ROLE};
     grant execute on function pg_backup_start(text, boolean), pg_backup_stop(boolean), pg_reload_conf(),
       pg_promote(boolean, integer) to ${REPLICA_ROLE};`,
  );
}

/** How the role connects to the server of this data folder. */
export function replicaConnection(dataFolder: string, secret: string): pg.ClientConfig {
  return {
    host: join(runFolder(dataFolder), "pg"),
    port: 5432,
    database: "tocsin",
    user: REPLICA_ROLE,
    password: secret,
    connectionTimeoutMillis: 10_000,
  };
}

/** What the active core's server knows of its replica. */
export interface ReplicaSeen {
  /** It takes the stream just now. */
  readonly streaming: boolean;
  /** A commit waits for it. */
  readonly synchronous: boolean;
  /** Bytes of the log that it does not have on disk yet; null: it isn't there. */
  readonly behindBytes: number | null;
  /** Up to where the log is on this server's own disk, and on the replica's (null: it isn't there): positions, as numbers. */
  readonly end: bigint;
  readonly has: bigint | null;
  /** `lost`: what it would need is gone; null: there is no slot. */
  readonly slot: string | null;
}

/** Asked of the active core's server. */
export async function seeReplica(client: pg.Client): Promise<ReplicaSeen> {
  const { rows } = await client.query<{
    state: string | null;
    sync: string | null;
    behind: string | null;
    end: string;
    has: string | null;
    slot: string;
  }>(
    `select r.state, r.sync_state as sync, pg_wal_lsn_diff(pg_current_wal_flush_lsn(), r.flush_lsn)::text as behind,
            pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::text as end,
            pg_wal_lsn_diff(r.flush_lsn, '0/0')::text as has,
            (select wal_status from pg_replication_slots where slot_name = $1) as slot
       from (select 1) as one left join pg_stat_replication r on r.application_name = $1 limit 1`,
    [SLOT],
  );
  const [row] = rows;
  return {
    streaming: row?.state === "streaming",
    synchronous: row?.sync === "sync" || row?.sync === "quorum",
    behindBytes: row?.behind == null ? null : Math.max(0, Number(row.behind)),
    end: BigInt(row?.end ?? 0),
    has: row?.has == null ? null : BigInt(row.has),
    slot: row?.slot ?? null,
  };
}

/** What a replica has. */
export interface ReplicaHas {
  /** Of the lease row as far as it is replayed. */
  readonly token: number;
  readonly batch: number;
  /** Up to where it has replayed: a position in the log, as a number. */
  readonly replayed: bigint;
  /** Whether it takes the stream just now. */
  readonly streaming: boolean;
}

/** Asked of a replica's server. */
export async function seeOwn(client: pg.Client): Promise<ReplicaHas> {
  const { rows } = await client.query<{ token: string; batch: string; replayed: string; streaming: boolean }>(
    `select token, batch, coalesce(pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0'), 0)::text as replayed,
            exists (select from pg_stat_wal_receiver where status = 'streaming') as streaming
       from core.lease where shard = 0`,
  );
  const [row] = rows;
  if (!row) throw new Fault("internal", "The replica has no lease row.");
  const { token, batch, replayed, streaming } = row;
  return { token: Number(token), batch: Number(batch), replayed: BigInt(replayed), streaming };
}

/** What `global/pg_control` says of a cluster (`ControlFileData` of PostgreSQL 18, src/include/catalog/pg_control.h). */
export interface ControlFile {
  /** Made with the cluster; a replica has its primary's. */
  readonly system: bigint;
  /** It was stopped in order, and its log ends with that checkpoint. */
  readonly shutDown: boolean;
  /** Where the newest checkpoint lies in the log. */
  readonly checkpoint: bigint;
}

const DB_SHUTDOWNED = 1;

/** null: there is no cluster in the data folder. */
export function readControlFile(dataFolder: string): ControlFile | null {
  const content = Buffer.alloc(40);
  try {
    const file = openSync(join(dataOf(dataFolder), "global", "pg_control"), "r");
    try {
      readSync(file, content, 0, content.length, 0);
    } finally {
      closeSync(file);
    }
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw thrown;
  }
  return {
    system: content.readBigUInt64LE(0),
    shutDown: content.readInt32LE(16) === DB_SHUTDOWNED,
    checkpoint: content.readBigUInt64LE(32),
  };
}

/** Removes the cluster of this folder. Its server must not run. */
export function forgetCluster(dataFolder: string): void {
  rmSync(join(dataFolder, "postgres"), { recursive: true, force: true });
}

export function dataOf(dataFolder: string): string {
  return join(dataFolder, "postgres", "data");
}
