import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type pg from "pg";
import { createRoles, setSecret } from "./roles.ts";
import { newSecret } from "./scram.ts";

/** The role that every core on the data folder stays connected with, to know that the server lives. It may do nothing else. */
export const KEEPER = "tocsin_keeper";
const SECRET_ROLES = [KEEPER, "tocsin_app", "tocsin_fenced", "tocsin_reader"] as const;
export type EmbeddedRole = (typeof SECRET_ROLES)[number];

/** The secret of a role, from the file that the cores on one data folder share. */
export function readSecret(file: string, role: EmbeddedRole): string {
  return read(file)[role] ?? "";
}

/**
 * Gives every role another secret after each start of the server, and makes the roles first where they are missing.
 * The caller holds the lock that lets one core at a time prepare.
 */
export async function renewSecrets(superuser: pg.Client, file: string): Promise<void> {
  const { rows } = await superuser.query<{ at: string }>("select pg_postmaster_start_time()::text as at");
  const startedAt = rows[0]?.at ?? "";
  if (read(file)["startedAt"] === startedAt) return;
  const secrets = SECRET_ROLES.map((role) => [role, newSecret()] as const);
  await superuser.query("begin");
  await createRoles(superuser);
  await superuser.query(
    `do $$ begin
       if not exists (select from pg_roles where rolname = '${KEEPER}') then
         create role ${KEEPER} login connection limit 10;
         revoke connect on database postgres, template1 from public;
         grant connect on database postgres to ${KEEPER};
       end if;
     end $$`,
  );
  for (const [role, secret] of secrets) await setSecret(superuser, role, secret);
  writeFileSync(`${file}.new`, JSON.stringify({ startedAt, ...Object.fromEntries(secrets) }), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  await superuser.query("commit");
}

function read(file: string): Readonly<Partial<Record<string, string>>> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  } catch {
    // None yet, or not whole: other ones are made.
    return {};
  }
}
