import { readFileSync } from "node:fs";
import pg from "pg";
import type { DatabaseAddress } from "#kernel/database-address.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { ExternalDatabase } from "#kernel/settings.ts";
import type { Database } from "./database.ts";
import { seeingAll } from "./fence.ts";
import { migrate, pendingMigrations } from "./migrate.ts";
import { verifiedTls } from "./tls.ts";

/** How a role connects to an external server: TLS with its certificate and name verified, unless it is on this machine. */
export function connection(address: DatabaseAddress): pg.ClientConfig {
  const { host, port, name, user, password, ca, tls } = address;
  const config = { host, port, database: name, user, connectionTimeoutMillis: 10_000, keepAlive: true };
  const secret = password ? { password: password.open() } : {};
  if (!tls) return { ...config, ...secret };
  return {
    ...config,
    ...secret,
    ssl: verifiedTls(host, ca ? readCa(ca) : undefined),
  };
}

function readCa(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new Fault(
      "misconfigured",
      `The certificate authority of the database can't be read: ${saying(cause)}. Correct database.ca.`,
      { cause },
    );
  }
}

/** Reaches the external database and migrates it where a migrator's address is given; else it must be up to date. */
export async function openExternal(database: ExternalDatabase, log: Logger): Promise<Database> {
  const { app, fenced, reader, migrator } = database;
  const where = `${app.name} at ${app.host}:${app.port}`;
  const pending = await use(app, where, pendingMigrations);
  if (pending.length > 0) {
    if (!migrator) {
      throw new Fault(
        "misconfigured",
        `The database ${where} needs ${pending.length} migrations, and no address of the migrator is known. Run "tocsin setup", or name it as database.migratorUrl.`,
      );
    }
    for (const { id, name } of await use(migrator, where, migrate))
      log.info(`The database was migrated: ${id} (${name}).`);
  }
  const version = await use(app, where, async (client) => {
    const { rows } = await client.query<{ version: string }>("select current_setting('server_version') as version");
    return rows[0]?.version ?? "";
  });
  return {
    kind: "external",
    version,
    where,
    app: () => seeingAll(connection(app)),
    fenced: () => connection(fenced ?? app),
    reader: () => seeingAll(connection(reader ?? app)),
    quit: () => {},
    close: () => Promise.resolve(),
  };
}

async function use<T>(address: DatabaseAddress, where: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(connection(address));
  client.on("error", () => undefined);
  try {
    await client.connect().catch((cause: unknown) => {
      throw connectFault(cause, `${where} as ${address.user}`);
    });
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** What it means that a connection failed, and what to do about it. */
export function connectFault(cause: unknown, where: string): Fault {
  const code = (cause as { code?: string }).code ?? "";
  const say = (fault: Fault["code"], what: string, transient = false) =>
    new Fault(fault, `The database ${where} ${what} (${saying(cause)})`, { cause, transient });
  if (code === "28P01" || code === "28000")
    return say("forbidden", 'refuses the secret or the role. Run "tocsin setup" again, or correct database.url.');
  if (code === "3D000") return say("not-found", 'does not exist. Run "tocsin setup".');
  if (/CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/.test(code))
    return say(
      "untrusted",
      "shows a certificate that can't be verified. Name its authority as database.ca and the server as its certificate does.",
    );
  if (/does not support SSL/.test(saying(cause))) return say("untrusted", "does not offer TLS. Turn ssl on there.");
  if (code === "ETIMEDOUT" || /timeout expired/.test(saying(cause)))
    return say(
      "timed-out",
      "doesn't answer at all. Something on the way may drop what is sent, such as a firewall: let this machine through to that port.",
      true,
    );
  return say("unreachable", "can't be reached. See that it runs and that host and port are right.", true);
}
