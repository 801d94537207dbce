import { randomUUID } from "node:crypto";
import { appendFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import { setTimeout } from "node:timers/promises";
import type pg from "pg";
import { silentLog } from "#kernel/log.ts";
import { asClient } from "#store/client.ts";
import { EmbeddedServer } from "#store/embedded.ts";
import { seeingAll } from "#store/fence.ts";
import { createDatabase } from "#store/roles.ts";
import { furnishDatabase, PREPARED } from "./prepared-database.ts";
import { scratchFolder } from "./scratch-folder.ts";

export interface TestDatabase {
  readonly name: string;
  /** As the running server connects. */
  app(): pg.PoolConfig;
  /** Sees nothing by itself. */
  fenced(): pg.PoolConfig;
  reader(): pg.PoolConfig;
  /** To look at and to prepare what the running server may not. */
  superuser(): pg.ClientConfig;
  /** The embedded server that it lives in, shared by the test file; killing its process is a way to test. */
  readonly server: EmbeddedServer;
  /** Removes the database, whoever is still connected: connections that are closing are given time to. */
  close(): Promise<void>;
}

let shared: Promise<EmbeddedServer> | null = null;

/**
 * A fresh, migrated database in a real embedded server, one server per test file in a temporary folder. It is
 * stopped and removed by itself after the file's last test. Call it within a test or a `before`.
 */
export async function openTestDatabase(): Promise<TestDatabase> {
  shared ??= startShared();
  const server = await shared;
  const name = `test_${randomUUID().slice(0, 8)}`;
  const superuser = () => server.superuser("postgres");
  await asClient(superuser(), (client) => createDatabase(client, name, PREPARED));
  return {
    name,
    app: () => seeingAll(server.as("tocsin_app", name)),
    fenced: () => server.as("tocsin_fenced", name),
    reader: () => seeingAll(server.as("tocsin_reader", name)),
    superuser: () => server.superuser(name),
    server,
    async close() {
      await asClient(superuser(), async (client) => {
        const connected = () => client.query("select 1 from pg_stat_activity where datname = $1", [name]);
        for (let tries = 0; tries < 50 && (await connected()).rowCount; tries++) await setTimeout(20);
        await client.query(`drop database if exists ${name} with (force)`);
      });
    },
  };
}

const folder = scratchFolder("tocsin-test-");

async function startShared(): Promise<EmbeddedServer> {
  await furnishDatabase(folder);
  // Its process may be killed, but the machine's power is not cut.
  appendFileSync(join(folder, "postgres", "data", "postgresql.auto.conf"), "fsync = off\n");
  return EmbeddedServer.start({ dataFolder: folder, log: silentLog, mortal: true });
}

// Registered when the file is loaded, so that it is the hook of the whole file and not of one test.
after(async () => {
  const server = await shared?.catch(() => null);
  await server?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});
