import pg from "pg";
import type { Logger } from "#kernel/log.ts";
import type { Settings } from "#kernel/settings.ts";
import { asClient } from "./client.ts";
import { EmbeddedServer } from "./embedded.ts";
import { openExternal } from "./external.ts";
import { seeingAll } from "./fence.ts";
import { migrate, pendingMigrations } from "./migrate.ts";
import { createDatabase, disableLogin, setSecret } from "./roles.ts";
import { newSecret } from "./scram.ts";

/** The database, running, with its roles made and its schema up to date. */
export interface Database {
  readonly kind: "embedded" | "external";
  /** Of the server: `18.4`. */
  readonly version: string;
  /** For messages, without secrets: `embedded in /srv/tocsin/postgres`, `tocsin at db.example:5432`. */
  readonly where: string;
  /** For a pool or a client of the running server: may read and write rows, and nothing else. */
  app(): pg.PoolConfig;
  /** As `app`, for reading on behalf of somebody: sees no rows but through `FencedRows`. */
  fenced(): pg.PoolConfig;
  /** For reports: may read. */
  reader(): pg.PoolConfig;
  /** Ends the embedded server at once, so that what waits for a replica is not answered. `close` follows. */
  quit(): void;
  /** Stops the embedded server unless another core uses it. Pools must have ended before. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly log: Logger;
  /** The embedded server ended; it is being started again. Connections are lost. */
  onDown?(because: string): void;
  onUp?(): void;
  /** Called as superuser of the embedded database after each start of its server. */
  readonly prepareReplication?: (superuser: pg.Client, name: string) => Promise<void>;
}

/** The name of the database within an embedded server. */
const NAME = "tocsin";

/** Starts or reaches the database that the settings name, and migrates it. */
export async function openDatabase(settings: Settings, options: DatabaseOptions): Promise<Database> {
  return settings.database ? openExternal(settings.database, options.log) : openEmbedded(settings.dataFolder, options);
}

async function openEmbedded(dataFolder: string, options: DatabaseOptions): Promise<Database> {
  const server = await EmbeddedServer.start({
    ...options,
    dataFolder,
    prepare: async (superuser, server) => {
      await prepareEmbedded(superuser, server, NAME, options.log);
      const { prepareReplication } = options;
      if (prepareReplication) await asClient(server.superuser(NAME), (client) => prepareReplication(client, NAME));
    },
  });
  const client = new pg.Client(server.as("tocsin_app", NAME));
  await client.connect();
  const { rows } = await client.query<{ version: string }>("select current_setting('server_version') as version");
  await client.end();
  return {
    kind: "embedded",
    version: rows[0]?.version ?? "",
    where: `embedded in ${dataFolder}`,
    app: () => seeingAll(server.as("tocsin_app", NAME)),
    fenced: () => server.as("tocsin_fenced", NAME),
    reader: () => seeingAll(server.as("tocsin_reader", NAME)),
    quit: () => server.quit(),
    close: () => server.close(),
  };
}

/** Makes a database of an embedded server and migrates it, with the migrator's login enabled only for that time. */
export async function prepareEmbedded(
  superuser: pg.Client,
  server: EmbeddedServer,
  name: string,
  log: Logger,
): Promise<void> {
  const made = await createDatabase(superuser, name);
  if (!made && (await asClient(server.superuser(name), pendingMigrations)).length === 0) return;
  const secret = newSecret();
  await setSecret(superuser, "tocsin_migrator", secret);
  try {
    const config = { ...server.superuser(name), user: "tocsin_migrator", password: secret };
    const done = await asClient(config, migrate);
    for (const { id, name: what } of done) log.info(`The database was migrated: ${id} (${what}).`);
  } finally {
    await disableLogin(superuser, "tocsin_migrator");
  }
}
