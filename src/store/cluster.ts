import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { release } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Fault, saying } from "#kernel/fault.ts";
import { Secret } from "#kernel/secret.ts";
import type { Binaries } from "./binaries.ts";
import { newSecret } from "./scram.ts";
import { handOver, invocation, type Unprivileged } from "./unprivileged.ts";

const run = promisify(execFile);
const MAJOR = "18";
/** What may be in the data folder before its database is. */
const OURS = ["tocsin.yaml", "trust", "run", "run-folder", "lib"];

/** Where the embedded database keeps its things: `postgres/` below the data folder. */
export interface Cluster {
  readonly folder: string;
  readonly data: string;
  readonly log: string;
  readonly superuserSecret: Secret;
}

/** The cluster of this data folder, made first when there is none. A half-made one never gets its final name. */
export async function openCluster(dataFolder: string, binaries: Binaries, how: Unprivileged): Promise<Cluster> {
  const folder = join(dataFolder, "postgres");
  const entries = readdirSync(dataFolder);
  if (!entries.includes("postgres")) {
    // A folder with other people's things in it was named by mistake, perhaps: that one isn't closed.
    if (entries.every((entry) => OURS.includes(entry))) chmodSync(dataFolder, 0o700);
    await make(dataFolder, folder, binaries, how);
  }
  const cluster = describe(folder);
  const major = readFileSync(join(cluster.data, "PG_VERSION"), "utf8").trim();
  if (major !== MAJOR) {
    throw new Fault(
      "conflict",
      `${cluster.data} was made by PostgreSQL ${major}, and this Tocsin brings ${MAJOR}. Export the site with the version of Tocsin that made it, and start anew in another folder.`,
    );
  }
  return cluster;
}

function describe(folder: string): Cluster {
  const secret = readFileSync(join(folder, "superuser.secret"), "utf8").trim();
  return { folder, data: join(folder, "data"), log: join(folder, "postgres.log"), superuserSecret: new Secret(secret) };
}

async function make(dataFolder: string, folder: string, binaries: Binaries, how: Unprivileged): Promise<void> {
  const draft = join(dataFolder, `postgres-${randomUUID()}`);
  const data = join(draft, "data");
  const secret = join(draft, "superuser.secret");
  mkdirSync(data, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(secret, `${newSecret()}\n`, { mode: 0o600, flush: true });
    handOver(how, data, [dataFolder, draft]);
    if (how.by === "account") chownSync(secret, how.uid, how.gid);
    const { command, leading, account } = invocation(how, binaries.initdb);
    // The built-in provider sorts by code point and folds the case of all of Unicode, whatever the machine's locales are.
    const wanted = [
      "--username=postgres",
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--no-instructions",
      ...(SYNC_AT_ONCE ? ["--sync-method=syncfs"] : []),
    ];
    await run(command, [...leading, ...wanted, `--pwfile=${secret}`, `--pgdata=${data}`], {
      ...account,
      cwd: "/",
      env: environment(binaries),
    });
    if (how.by === "account") chownSync(secret, 0, 0);
    renameSync(draft, folder);
  } catch (cause) {
    rmSync(draft, { recursive: true, force: true });
    // Another core was quicker with the same folder.
    if (["ENOTEMPTY", "EEXIST"].includes((cause as NodeJS.ErrnoException).code ?? "")) return;
    throw new Fault("internal", `The database could not be made in ${draft}: ${saying(cause)}`, { cause });
  }
}

/** What the database's programs get of our environment. */
export function environment(binaries: Binaries): Record<string, string> {
  return { PATH: process.env["PATH"] ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC", ...binaries.environment };
}

/** Written anew before each start, so that an upgrade of Tocsin brings its settings along. */
export function writeSettings(cluster: Pick<Cluster, "data">, socketFolder: string): void {
  const lines = Object.entries(SETTINGS).map(([name, value]) => `${name} = ${value}`);
  if (SYNC_AT_ONCE) lines.push("recovery_init_sync_method = syncfs");
  lines.push(`unix_socket_directories = ${quoted(socketFolder)}`);
  const replicated = existsSync(join(cluster.data, REPLICATION_FILE));
  if (replicated) lines.push(`include = '${REPLICATION_FILE}'`);
  writeFileSync(join(cluster.data, "postgresql.conf"), `# Written by Tocsin at every start.\n${lines.join("\n")}\n`);
  writeFileSync(
    join(cluster.data, "pg_hba.conf"),
    `# Written by Tocsin at every start.\nlocal all all scram-sha-256\n${replicated ? REPLICATION_RULE : ""}`,
  );
}

/** Settings of a server that has a replica or is one; there is none at a site without failover. */
export const REPLICATION_FILE = "replication.conf";
const REPLICATION_RULE = "local replication tocsin_replica scram-sha-256\n";

/** A value as `postgresql.conf` has it. */
export function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** Saves opening a thousand files one by one. Kernels before 5.8 don't report what syncfs could not write. */
const SYNC_AT_ONCE = kernelAtLeast(5, 8);

function kernelAtLeast(major: number, minor: number): boolean {
  const [itsMajor = 0, itsMinor = 0] = release()
    .split(".")
    .map((part) => Number.parseInt(part, 10));
  return itsMajor > major || (itsMajor === major && itsMinor >= minor);
}

const SETTINGS = {
  listen_addresses: "''",
  unix_socket_permissions: "0700",
  password_encryption: "scram-sha-256",
  max_connections: 100,
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  shared_buffers: "128MB",
  huge_pages: "off",
  wal_compression: "on",
  wal_buffers: "16MB",
  // Bounds what a crash replays, at about 260 MB/s, against how often a burst is slowed by a checkpoint.
  max_wal_size: "256MB",
  min_wal_size: "128MB",
  checkpoint_timeout: "15min",
  checkpoint_completion_target: 0.9,
  // Our reads are few and by key, our writes wide.
  io_method: "sync",
  jit: "off",
  max_parallel_workers_per_gather: 0,
  random_page_cost: 1.1,
  effective_cache_size: "512MB",
  autovacuum_naptime: "15s",
  autovacuum_vacuum_scale_factor: 0.05,
  autovacuum_analyze_scale_factor: 0.05,
  autovacuum_vacuum_cost_limit: 1000,
  // The text of a failed statement may hold what must not be in a log.
  log_min_messages: "warning",
  log_min_error_statement: "panic",
  log_parameter_max_length: 0,
  log_checkpoints: "off",
  log_line_prefix: "'%m [%p] %q%u@%d '",
  log_timezone: "'UTC'",
  timezone: "'UTC'",
  datestyle: "'iso, mdy'",
  default_text_search_config: "'pg_catalog.simple'",
} as const;
