import type { Client } from "pg";
import pg from "pg";
import { scramVerifier } from "./scram.ts";

/** Roles that programs log in with. `tocsin_owner` owns everything and can't log in. */
export const LOGIN_ROLES = ["tocsin_app", "tocsin_fenced", "tocsin_reader", "tocsin_migrator"] as const;

const CREATE: Readonly<Record<string, string>> = {
  tocsin_owner: "nologin",
  // Enabled only while it migrates; without SET ROLE it can't even read.
  tocsin_migrator: "nologin noinherit connection limit 4",
  tocsin_app: "login connection limit 50",
  // Reads on behalf of people, under row-level security, and can't write or see a secret whatever it is asked.
  tocsin_fenced: "login nobypassrls connection limit 20",
  tocsin_reader: "login connection limit 5",
};

const LIMITS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  tocsin_app: { statement_timeout: "30s", lock_timeout: "5s", idle_in_transaction_session_timeout: "30s" },
  tocsin_fenced: {
    statement_timeout: "30s",
    lock_timeout: "5s",
    idle_in_transaction_session_timeout: "30s",
    default_transaction_read_only: "on",
  },
  tocsin_reader: { statement_timeout: "60s", default_transaction_read_only: "on" },
};

/** Makes the roles that are missing. Needs CREATEROLE. Safe to repeat. */
export async function createRoles(client: Client): Promise<void> {
  const { rows } = await client.query<{ rolname: string }>("select rolname from pg_roles where rolname like 'tocsin%'");
  const present = new Set(rows.map((row) => row.rolname));
  for (const [role, attributes] of Object.entries(CREATE)) {
    if (present.has(role)) continue;
    const limits = Object.entries(LIMITS[role] ?? {}).map(
      ([name, value]) => `alter role ${role} set ${name} = '${value}';`,
    );
    await client.query(`create role ${role} ${attributes}; ${limits.join(" ")}`);
  }
  if (!present.has("tocsin_migrator")) await client.query("grant tocsin_owner to tocsin_migrator");
}

/** Makes the database when it is missing, closed to all but our roles. Needs CREATEDB. The answer says whether it was made. */
export async function createDatabase(client: Client, name: string, template?: string): Promise<boolean> {
  const found = await client.query("select 1 from pg_database where datname = $1", [name]);
  if (found.rowCount) return false;
  const database = pg.escapeIdentifier(name);
  const from = template ? pg.escapeIdentifier(template) : "template0";
  // Only a superuser may give a database to a role of which it is not a member.
  const { rows } = await client.query<{ rolsuper: boolean }>(
    "select rolsuper from pg_roles where rolname = current_user",
  );
  const lend = !rows[0]?.rolsuper;
  if (lend) await client.query("grant tocsin_owner to current_user");
  await client.query(`create database ${database} owner tocsin_owner template ${from}`);
  await client.query(`revoke all on database ${database} from public`);
  await client.query(`grant connect on database ${database} to ${LOGIN_ROLES.join(", ")}`);
  if (lend) await client.query("revoke tocsin_owner from current_user");
  return true;
}

/** Sets the secret a role logs in with; the server gets to see only its verifier. */
export async function setSecret(client: Client, role: string, secret: string): Promise<void> {
  await client.query(`alter role ${pg.escapeIdentifier(role)} login password '${scramVerifier(secret)}'`);
}

/** Takes a role's login and secret away. */
export async function disableLogin(client: Client, role: string): Promise<void> {
  await client.query(`alter role ${pg.escapeIdentifier(role)} nologin password null`);
}
