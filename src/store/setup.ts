import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg, { type Client } from "pg";
import type { DatabaseAddress } from "#kernel/database-address.ts";
import type { DatabaseFile } from "#kernel/settings.ts";
import { asClient } from "./client.ts";
import { connectFault, connection } from "./external.ts";
import { migrate, OLDEST_POSTGRES } from "./migrate.ts";
import { createDatabase, createRoles, LOGIN_ROLES, setSecret } from "./roles.ts";
import { newSecret } from "./scram.ts";

export interface SetupAnswer {
  readonly kind: "done";
  /** What only a superuser may run, for an administrator of that server; empty: nothing is left. */
  readonly forAdministrator: readonly string[];
  readonly databaseMade: boolean;
  readonly migrated: readonly string[];
  /** The file that now holds the secrets, mode 0600. */
  readonly file: string;
}

/** Nothing was changed: what stands against it, and the statement that mends it where there is one. */
export interface SetupRefusal {
  readonly kind: "refused";
  readonly because: string;
}

/**
 * Makes roles, database and schema on an external server and keeps the roles' new secrets in the data folder. The
 * administrator needs CREATEROLE and CREATEDB, is used only here and is not kept. Safe to repeat: secrets change.
 */
export async function setUpExternal(
  dataFolder: string,
  admin: DatabaseAddress,
  name: string,
): Promise<SetupAnswer | SetupRefusal> {
  const where = `at ${admin.host}:${admin.port}`;
  const secrets = Object.fromEntries(LOGIN_ROLES.map((role) => [role, newSecret()]));
  const as = (role: string, database: string) => ({
    ...connection(admin),
    database,
    user: role,
    password: secrets[role] ?? "",
  });
  const made = await asClient(connection(admin), async (client) => {
    const because = await whyNotThere(client, name);
    if (because !== null) return { kind: "refused", because } as const;
    await createRoles(client);
    const databaseMade = await createDatabase(client, name);
    for (const role of LOGIN_ROLES) await setSecret(client, role, secrets[role] ?? newSecret());
    return { kind: "made", databaseMade, forAdministrator: await left(client) } as const;
  }).catch((cause: unknown) => {
    throw connectFault(cause, `${where} as ${admin.user}`);
  });
  if (made.kind === "refused") return made;
  const { databaseMade, forAdministrator } = made;
  const migrated = await asClient(as("tocsin_migrator", name), migrate);
  const file = keep(dataFolder, { url: address(admin, name), ca: admin.ca, secrets });
  return { kind: "done", databaseMade, forAdministrator, migrated: migrated.map((one) => one.name), file };
}

/** Looks before anything is changed. */
async function whyNotThere(client: Client, name: string): Promise<string | null> {
  const { rows } = await client.query<{ version: string; number: number; me: string; roles: boolean; bases: boolean }>(
    `select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
            rolname as me, rolsuper or rolcreaterole as roles,
            rolsuper or rolcreatedb or exists (select from pg_database where datname = $1) as bases
     from pg_roles where rolname = current_user`,
    [name],
  );
  const [it] = rows;
  if (!it) return "The server doesn't know the role that asks.";
  if (it.number < OLDEST_POSTGRES * 10_000) {
    return `PostgreSQL ${it.version} is not supported: Tocsin works with ${OLDEST_POSTGRES} and newer. Upgrade the server.`;
  }
  const missing = [...(it.roles ? [] : ["createrole"]), ...(it.bases ? [] : ["createdb"])];
  if (missing.length === 0) return null;
  return `The role ${it.me} may not do what setup needs. An administrator of the server runs: alter role ${pg.escapeIdentifier(it.me)} ${missing.join(" ")};`;
}

/** What setup can't do itself unless it runs as superuser. */
async function left(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ mighty: boolean; number: number; open: string[] }>(
    `select rolsuper as mighty, current_setting('server_version_num')::int as number,
            array(select datname::text from pg_database where datname in ('postgres', 'template1')
              and has_database_privilege('public', oid, 'connect') order by 1) as open
     from pg_roles where rolname = current_user`,
  );
  const [{ mighty, number, open } = { mighty: true, number: 0, open: [] }] = rows;
  if (mighty) return [];
  return [
    ...(open.length > 0 ? [`revoke connect on database ${open.join(", ")} from public;`] : []),
    // From 16 on whoever made a role keeps its administration; given by a superuser, the installing role can be dropped.
    ...(number >= 160_000 ? ["grant tocsin_owner to tocsin_migrator;"] : []),
  ];
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
