import { randomUUID } from "node:crypto";
import { chmodSync, chownSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { Fault } from "#kernel/fault.ts";
import { REPLICATION_FILE } from "./cluster.ts";
import { dataOf, replicaConnection, SLOT } from "./replication.ts";
import { howToBeUnprivileged } from "./unprivileged.ts";

const PIECE = 256 * 1024;
/** What a replica makes itself, or must not have of its primary (PostgreSQL 18, §25.3.4 "Making a Base Backup Using the Low Level API"). */
const NOT_COPIED =
  /^(?:postmaster\.(?:pid|opts)|standby\.signal|backup_label(?:\.old)?|postgresql\.auto\.conf\.tmp|(?:pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\/.+|(?:.*\/)?(?:pgsql_tmp.*|pg_internal\.init.*))$/;
/** As `NOT_COPIED` lets them through. */
const PATH = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/;
const CONTROL = "global/pg_control";

/** Takes a message at its pace: resolves when there may be more. */
export type Send = (piece: Buffer) => Promise<void>;

/**
 * Reads the cluster of a running server for a replica, as PostgreSQL says it must be done. The log that the copy needs is kept in the
 * slot, from before the copy begins. Each file is a line of JSON, pieces with their length before them (32 bits), and an
 * empty piece; the last line carries the label of the backup.
 */
export async function sendBaseCopy(dataFolder: string, secret: string, send: Send): Promise<void> {
  const client = new pg.Client(replicaConnection(dataFolder, secret));
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query(
      "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1 and not active",
      [SLOT],
    );
    await client.query("select pg_create_physical_replication_slot($1, true)", [SLOT]);
    await client.query("select pg_backup_start('tocsin', true)");
    const data = dataOf(dataFolder);
    const entries = entriesBelow(data, "").filter(({ path }) => path !== CONTROL);
    for (const { path, folder } of entries) {
      if (folder) await send(lineOf({ folder: path }));
      else await sendFile(data, path, send);
    }
    await sendFile(data, CONTROL, send);
    const { rows } = await client.query<{ labelfile: string }>("select labelfile from pg_backup_stop(false)");
    await send(lineOf({ label: rows[0]?.labelfile ?? "" }));
  } finally {
    await client.end().catch(() => undefined);
  }
}

interface Entry {
  readonly path: string;
  readonly folder: boolean;
}

function entriesBelow(data: string, below: string): Entry[] {
  return readdirSync(join(data, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (NOT_COPIED.test(path) || path === REPLICATION_FILE) return [];
    if (entry.isDirectory()) return [{ path, folder: true }, ...entriesBelow(data, path)];
    return entry.isFile() ? [{ path, folder: false }] : [];
  });
}

async function sendFile(data: string, path: string, send: Send): Promise<void> {
  let file: FileHandle;
  try {
    file = await open(join(data, path), "r");
  } catch (thrown) {
    // It was dropped since: the log says so to the replica.
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return;
    throw thrown;
  }
  try {
    await send(lineOf({ file: path }));
    for (;;) {
      const piece = Buffer.allocUnsafe(PIECE + 4);
      const { bytesRead } = await file.read(piece, 4, PIECE);
      piece.writeUInt32BE(bytesRead);
      await send(piece.subarray(0, 4 + bytesRead));
      if (bytesRead === 0) return;
    }
  } finally {
    await file.close();
  }
}

function lineOf(said: object): Buffer {
  return Buffer.from(`${JSON.stringify(said)}\n`);
}

/** Bytes as they are asked for. */
export interface Bytes {
  /** Without its end. */
  line(): Promise<string>;
  exactly(length: number): Promise<Buffer>;
}

/**
 * Takes a copy beside the cluster that is there, and puts it in its place once it is whole. The server must not run. Its
 * files are not synced one by one: a server that starts from a backup syncs all of its folder first.
 */
export async function receiveBaseCopy(dataFolder: string, superuserSecret: string, bytes: Bytes): Promise<void> {
  const draft = join(dataFolder, `postgres-${randomUUID()}`);
  const data = join(draft, "data");
  mkdirSync(data, { recursive: true, mode: 0o700 });
  try {
    const label = await receiveFiles(data, bytes);
    writeFileSync(join(data, "backup_label"), label, { mode: 0o600, flush: true });
    writeFileSync(join(data, "standby.signal"), "", { mode: 0o600, flush: true });
    writeFileSync(join(draft, "superuser.secret"), `${superuserSecret}\n`, { mode: 0o600, flush: true });
    own(draft, data);
    const present = join(dataFolder, "postgres");
    const former = join(dataFolder, `postgres-${randomUUID()}`);
    if (statSync(present, { throwIfNoEntry: false })) renameSync(present, former);
    renameSync(draft, present);
    rmSync(former, { recursive: true, force: true });
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function receiveFiles(data: string, bytes: Bytes): Promise<string> {
  for (;;) {
    const said = JSON.parse(await bytes.line()) as { folder?: string; file?: string; label?: string };
    if (said.label !== undefined) return said.label;
    const path = said.folder ?? said.file ?? "";
    if (!PATH.test(path) || NOT_COPIED.test(path))
      throw new Fault("untrusted", `The copy names a file that can't be part of it: ${JSON.stringify(path)}.`);
    if (said.folder !== undefined) {
      mkdirSync(join(data, path), { recursive: true, mode: 0o700 });
      continue;
    }
    const file = await open(join(data, path), "wx", 0o600);
    try {
      for (;;) {
        const length = (await bytes.exactly(4)).readUInt32BE();
        if (length > PIECE) throw new Fault("untrusted", `A piece of ${path} is longer than any piece may be.`);
        if (length === 0) break;
        await file.writeFile(await bytes.exactly(length));
      }
    } finally {
      await file.close();
    }
  }
}

/** As the account that the server runs as, where it isn't ours. */
function own(draft: string, data: string): void {
  const how = howToBeUnprivileged();
  if (how.by !== "account") return;
  chmodSync(draft, 0o711);
  chownSync(data, how.uid, how.gid);
  for (const name of readdirSync(data, { recursive: true, encoding: "utf8" })) {
    chownSync(join(data, name), how.uid, how.gid);
  }
}
