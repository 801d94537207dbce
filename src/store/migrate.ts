import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "pg";
import { Fault, saying } from "#kernel/fault.ts";

export interface Migration {
  readonly id: number;
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file, in hex. */
  readonly checksum: string;
}

interface Applied {
  readonly id: number;
  readonly name: string;
  readonly checksum: string;
}

const FOLDER = join(import.meta.dirname, "migrations");
const FILE = /^(\d{4})-([a-z0-9-]+)\.sql$/;
/** Key of the advisory lock that lets one program migrate at a time. */
const LOCK = 7_163_461;
export const OLDEST_POSTGRES = 15;

/** The numbered files of a folder, which must count from 1 without a gap. */
export function readMigrations(folder: string = FOLDER): Migration[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".sql"))
    .sort();
  return files.map((file, index) => {
    const [, digits, name] = FILE.exec(file) ?? [];
    if (Number(digits) !== index + 1 || name === undefined) {
      throw new Fault(
        "internal",
        `${join(folder, file)} is not migration ${index + 1}. Files are named 0001-what.sql and count without a gap.`,
      );
    }
    const bytes = readFileSync(join(folder, file));
    return {
      id: index + 1,
      name,
      sql: bytes.toString("utf8"),
      checksum: createHash("sha256").update(bytes).digest("hex"),
    };
  });
}

/** What is still to be applied, in order. A `Fault` when the database's past is not the one of these files. */
export function remaining(files: readonly Migration[], applied: readonly Applied[]): Migration[] {
  for (const [index, { id, name, checksum }] of applied.entries()) {
    const file = files[index];
    if (!file || id !== file.id) {
      throw new Fault(
        "conflict",
        `The database has migration ${id} (${name}), which this version of Tocsin doesn't know. Run the version that made it, or a newer one.`,
      );
    }
    if (checksum !== file.checksum) {
      throw new Fault(
        "conflict",
        `Migration ${id} (${file.name}) was changed after it was applied to this database. Put the file back as it was, and make the change in a new file.`,
      );
    }
  }
  return files.slice(applied.length);
}

/** What this database still needs. Any role of Tocsin may ask. */
export async function pendingMigrations(
  client: Client,
  files: readonly Migration[] = readMigrations(),
): Promise<Migration[]> {
  await requireVersion(client);
  return remaining(files, await readApplied(client));
}

/**
 * Brings the schema up to date, each file in a transaction of its own, as `tocsin_owner`. The client's role must be
 * allowed to become that. Several programs may call this at once: one works, the others find nothing left to do.
 */
export async function migrate(client: Client, files: readonly Migration[] = readMigrations()): Promise<Migration[]> {
  await requireVersion(client);
  await client.query("select pg_advisory_lock($1)", [LOCK]);
  try {
    await client.query("set role tocsin_owner");
    await client.query(
      `create schema if not exists meta;
       create table if not exists meta.migration (
         id int primary key, name text not null, checksum text not null, applied_at timestamptz not null default now());
       grant usage on schema meta to tocsin_app, tocsin_reader;
       grant select on meta.migration to tocsin_app, tocsin_reader`,
    );
    const todo = remaining(files, await readApplied(client));
    for (const migration of todo) await apply(client, migration);
    return todo;
  } finally {
    await client.query("reset role");
    await client.query("select pg_advisory_unlock($1)", [LOCK]);
  }
}

async function apply(client: Client, { id, name, sql, checksum }: Migration): Promise<void> {
  await client.query("begin");
  try {
    await client.query(sql);
    await client.query("insert into meta.migration (id, name, checksum) values ($1, $2, $3)", [id, name, checksum]);
    await client.query("commit");
  } catch (cause) {
    await client.query("rollback");
    throw new Fault("internal", `Migration ${id} (${name}) failed and changed nothing: ${saying(cause)}`, { cause });
  }
}

async function readApplied(client: Client): Promise<Applied[]> {
  const { rows: found } = await client.query<{ there: boolean }>(
    "select to_regclass('meta.migration') is not null as there",
  );
  if (!found[0]?.there) return [];
  const { rows } = await client.query<Applied>("select id, name, checksum from meta.migration order by id");
  return rows;
}

async function requireVersion(client: Client): Promise<void> {
  const { rows } = await client.query<{ number: number; version: string }>(
    "select current_setting('server_version_num')::int as number, current_setting('server_version') as version",
  );
  if ((rows[0]?.number ?? 0) >= OLDEST_POSTGRES * 10_000) return;
  throw new Fault(
    "misconfigured",
    `The database is PostgreSQL ${rows[0]?.version}. Tocsin needs ${OLDEST_POSTGRES} or newer: upgrade it.`,
  );
}
