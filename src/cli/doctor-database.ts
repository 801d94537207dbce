import { existsSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { saying } from "#kernel/fault.ts";
import { silentLog } from "#kernel/log.ts";
import type { Settings } from "#kernel/settings.ts";
import { asClient } from "#store/client.ts";
import { EmbeddedServer } from "#store/embedded.ts";
import { connectFault, connection } from "#store/external.ts";
import { OLDEST_POSTGRES, pendingMigrations } from "#store/migrate.ts";
import type { Finding } from "./doctor.ts";
import { checkOperators } from "./doctor-operators.ts";
import {
  type AccessFacts,
  accessFacts,
  judgeAccess,
  judgeRoles,
  judgeServer,
  rolesOf,
  serverFacts,
} from "./doctor-postgres.ts";

/** An embedded server that isn't running is started for the look and stopped again. */
export async function checkDatabase({ database, dataFolder }: Settings): Promise<Finding[]> {
  const check = "database";
  if (!database && !existsSync(join(dataFolder, "postgres"))) {
    return [{ check, state: "good", found: 'The embedded database is not there yet; "tocsin run" makes it.' }];
  }
  try {
    if (database) {
      const { app } = database;
      return await asClient(connection(app), (client) => look(client, null)).catch((cause: unknown) => {
        throw connectFault(cause, `${app.name} at ${app.host}:${app.port} as ${app.user}`);
      });
    }
    const server = await EmbeddedServer.start({ dataFolder, log: silentLog });
    try {
      const access = await asClient(server.superuser("postgres"), accessFacts);
      return await asClient(server.as("tocsin_app", "tocsin"), (client) => look(client, access));
    } finally {
      await server.close();
    }
  } catch (thrown) {
    return [{ check, state: "wrong", found: saying(thrown), mend: "Mend what the message names, then look again." }];
  }
}

/** @param access what only a superuser sees, where one could look */
async function look(client: pg.Client, access: AccessFacts | null): Promise<Finding[]> {
  const tables = await schema(client);
  const facts = await serverFacts(client);
  return [
    ...(await server(client)),
    await role(client),
    ...judgeRoles(await rolesOf(client)),
    judgeAccess(facts.encryption, access),
    ...judgeServer(facts),
    tables,
    await time(client),
    ...(tables.state === "good" ? await checkOperators(client, Date.now()) : []),
  ];
}

async function server(client: pg.Client): Promise<Finding[]> {
  const { rows } = await client.query<{
    version: string;
    number: number;
    fsync: string;
    commits: string;
    pages: string;
  }>(
    `select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
            current_setting('fsync') as fsync, current_setting('synchronous_commit') as commits,
            current_setting('full_page_writes') as pages`,
  );
  const [{ version, number, fsync, commits, pages } = { version: "", number: 0, fsync: "", commits: "", pages: "" }] =
    rows;
  const old: Finding =
    number >= OLDEST_POSTGRES * 10_000
      ? { check: "database", state: "good", found: `PostgreSQL ${version} answers.` }
      : {
          check: "database",
          state: "wrong",
          found: `PostgreSQL ${version} is too old.`,
          mend: `Upgrade it to ${OLDEST_POSTGRES} or newer.`,
        };
  const safe = fsync === "on" && commits !== "off" && pages === "on";
  const durable: Finding = safe
    ? { check: "durability", state: "good", found: "What is committed is on disk." }
    : {
        check: "durability",
        state: "wrong",
        found: `fsync is ${fsync}, synchronous_commit ${commits}, full_page_writes ${pages}: a power cut loses alarms.`,
        mend: "Turn all three on in the server's settings.",
      };
  return [old, durable];
}

async function role(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ me: string; mighty: boolean; creator: boolean; missing: string[] }>(
    `select current_user as me, rolsuper or rolcreaterole or rolcreatedb or rolbypassrls as mighty,
            has_database_privilege(current_database(), 'create') as creator,
            array(select name from unnest(array['tocsin_owner', 'tocsin_migrator', 'tocsin_app', 'tocsin_fenced', 'tocsin_reader']) name
                  where not exists (select from pg_roles where rolname = name)) as missing
     from pg_roles where rolname = current_user`,
  );
  const check = "roles";
  const [{ me, mighty, creator, missing } = { me: "", mighty: true, creator: true, missing: [] }] = rows;
  if (missing.length > 0)
    return { check, state: "wrong", found: `Missing: ${missing.join(", ")}.`, mend: 'Run "tocsin setup".' };
  if (!mighty && !creator)
    return {
      check,
      state: "good",
      found: `The server works as ${me}, which can read and write rows and nothing else.`,
    };
  return {
    check,
    state: "wrong",
    found: `The server works as ${me}, which may do far more than it needs.`,
    mend: 'Let it use the role tocsin_app, as "tocsin setup" arranges.',
  };
}

async function schema(client: pg.Client): Promise<Finding> {
  const check = "schema";
  try {
    const pending = await pendingMigrations(client);
    if (pending.length === 0) return { check, state: "good", found: "Up to date." };
    return {
      check,
      state: "advice",
      found: `${pending.length} migrations are to be applied: ${pending.map((one) => one.name).join(", ")}.`,
      mend: 'Start Tocsin, or run "tocsin migrate".',
    };
  } catch (thrown) {
    return {
      check,
      state: "wrong",
      found: saying(thrown),
      mend: "Run the version of Tocsin that the message asks for.",
    };
  }
}

async function time(client: pg.Client): Promise<Finding> {
  const before = Date.now();
  const { rows } = await client.query<{ now: Date }>("select clock_timestamp() as now");
  const after = Date.now();
  const theirs = rows[0]?.now.getTime() ?? 0;
  const off = Math.max(before - theirs, theirs - after, 0);
  const found = `The database's clock and ours differ by ${off} ms.`;
  if (off <= 1_000) return { check: "database clock", state: "good", found };
  return {
    check: "database clock",
    state: off > 5_000 ? "wrong" : "advice",
    found,
    mend: "Let both machines keep their clocks by NTP.",
  };
}
