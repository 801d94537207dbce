import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseAddress } from "#kernel/database-address.ts";
import type { DatabaseFile } from "#kernel/settings.ts";
import { asClient } from "./client.ts";
import { connectFault, connection } from "./external.ts";
import { migrate } from "./migrate.ts";
import { createDatabase, createRoles, LOGIN_ROLES, setSecret } from "./roles.ts";
import { newSecret } from "./scram.ts";

export interface SetupAnswer {
  readonly databaseMade: boolean;
  readonly migrated: readonly string[];
  /** The file that now holds the secrets, mode 0600. */
  readonly file: string;
}

/**
 * Makes roles, database and schema on an external server and keeps the roles' new secrets in the data folder. The
 * administrator needs CREATEROLE and CREATEDB, is used only here and is not kept. Safe to repeat: secrets change.
 */
export async function setUpExternal(dataFolder: string, admin: DatabaseAddress, name: string): Promise<SetupAnswer> {
  const where = `at ${admin.host}:${admin.port}`;
  const secrets = Object.fromEntries(LOGIN_ROLES.map((role) => [role, newSecret()]));
  const as = (role: string, database: string) => ({
    ...connection(admin),
    database,
    user: role,
    password: secrets[role] ?? "",
  });
  const databaseMade = await asClient(connection(admin), async (client) => {
    await createRoles(client);
    const made = await createDatabase(client, name);
    for (const role of LOGIN_ROLES) await setSecret(client, role, secrets[role] ?? newSecret());
    return made;
  }).catch((cause: unknown) => {
    throw connectFault(cause, `${where} as ${admin.user}`);
  });
  const migrated = await asClient(as("tocsin_migrator", name), migrate);
  const file = keep(dataFolder, { url: address(admin, name), ca: admin.ca, secrets });
  return { databaseMade, migrated: migrated.map((one) => one.name), file };
}

function address({ host, port }: DatabaseAddress, name: string): string {
  const end = `/${encodeURIComponent(name)}`;
  if (host.startsWith("/")) return `postgresql://tocsin_app@:${port}${end}?host=${encodeURIComponent(host)}`;
  return `postgresql://tocsin_app@${host.includes(":") ? `[${host}]` : host}:${port}${end}`;
}

function keep(dataFolder: string, content: DatabaseFile): string {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const file = join(dataFolder, "database.json");
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return file;
}
