import type pg from "pg";
import type { Finding } from "./doctor.ts";

/** As many as may be administrators of the database: one who is away has somebody who stands in. */
const MOST_SUPERUSERS = 2;
const OF_POSTGRES = new Set(["postgres", "template0", "template1"]);

export interface DatabaseRole {
  readonly name: string;
  readonly login: boolean;
  readonly superuser: boolean;
  /** `CREATEROLE`, `CREATEDB`, `BYPASSRLS`, `REPLICATION`, `SUPERUSER`. */
  readonly attributes: readonly string[];
  /** After which it lets nobody in any more. */
  readonly expired: boolean;
}

/** How the server is reached, and what else it holds. */
export interface ServerFacts {
  /** `listen_addresses`; empty: only Unix sockets. */
  readonly addresses: string;
  /** Of the very connection that asks; null: it is a Unix socket. */
  readonly link: { readonly tls: string | null } | null;
  readonly databases: readonly string[];
  readonly own: string;
  /** Settings of where it listens that were changed and wait for a restart. */
  readonly pending: readonly string[];
  /** `password_encryption`. */
  readonly encryption: string;
  /** Who may take from the audit trail what only `audit.remove_oldest` may, and which of its guards are off. */
  readonly trail: { readonly rights: readonly string[]; readonly disabled: readonly string[] };
}

/** What only a superuser sees of who lets whom in. */
export interface AccessFacts {
  /** Kind of each stored verifier: `SCRAM-SHA-256`, `md5`; none where a role has no password. */
  readonly verifiers: readonly { readonly role: string; readonly kind: string }[];
  /** Methods of pg_hba.conf. */
  readonly methods: readonly string[];
}

export async function rolesOf(client: pg.Client): Promise<DatabaseRole[]> {
  const { rows } = await client.query<DatabaseRole>(
    `select rolname as name, rolcanlogin as login, rolsuper as superuser, coalesce(rolvaliduntil < now(), false) as expired,
            array_remove(array[case when rolsuper then 'SUPERUSER' end, case when rolcreaterole then 'CREATEROLE' end,
              case when rolcreatedb then 'CREATEDB' end, case when rolbypassrls then 'BYPASSRLS' end,
              case when rolreplication then 'REPLICATION' end], null) as attributes
     from pg_roles where rolname not like 'pg\\_%' order by rolname`,
  );
  return rows;
}

export async function serverFacts(client: pg.Client): Promise<ServerFacts> {
  const { rows } = await client.query<{
    addresses: string;
    socket: boolean;
    tls: string | null;
    own: string;
    encryption: string;
    pending: string[];
    rights: string[];
    disabled: string[];
  }>(
    `select current_setting('listen_addresses') as addresses, inet_server_addr() is null as socket, current_database() as own,
            current_setting('password_encryption') as encryption,
            array(select name from pg_settings where pending_restart and name in ('listen_addresses', 'port') order by name) as pending,
            array(select role || ' may ' || verb || ' ' || part from unnest(array['tocsin_app', 'tocsin_fenced', 'tocsin_reader']) role,
                  unnest(array['update', 'delete', 'truncate']) verb, unnest(array['audit.entry', 'audit.removal']) part
                  where to_regclass(part) is not null and exists (select from pg_roles where rolname = role)
                    and has_table_privilege(role, to_regclass(part), verb)) as rights,
            array(select tgname || ' of ' || tgrelid::regclass from pg_trigger join pg_class c on c.oid = tgrelid
                  where c.relnamespace = to_regnamespace('audit') and not tgisinternal and tgenabled = 'D') as disabled,
            (select version from pg_stat_ssl where pid = pg_backend_pid() and ssl) as tls`,
  );
  const [facts] = rows;
  if (!facts) throw new Error("a select without a table answers one row");
  const { socket, tls, rights, disabled, ...rest } = facts;
  const databases = await client.query<{ name: string }>("select datname as name from pg_database order by datname");
  const names = databases.rows.map(({ name }) => name);
  return { ...rest, link: socket ? null : { tls }, databases: names, trail: { rights, disabled } };
}

/** Null: whoever is connected is no superuser. */
export async function accessFacts(client: pg.Client): Promise<AccessFacts | null> {
  const { rows } = await client.query<{ mighty: boolean }>(
    "select rolsuper as mighty from pg_roles where rolname = user",
  );
  if (!rows[0]?.mighty) return null;
  const verifiers = await client.query<{ role: string; kind: string }>(
    `select rolname as role, case when rolpassword like 'SCRAM-SHA-256$%' then 'SCRAM-SHA-256'
                                  when rolpassword like 'md5%' then 'md5' else 'plain text' end as kind
     from pg_authid where rolpassword is not null order by rolname`,
  );
  const rules = await client.query<{ method: string }>(
    "select distinct auth_method as method from pg_hba_file_rules where auth_method is not null order by 1",
  );
  return { verifiers: verifiers.rows, methods: rules.rows.map(({ method }) => method) };
}

/** How whoever connects to the server proves who they are. @param access null: nobody could look */
export function judgeAccess(encryption: string, access: AccessFacts | null): Finding {
  const check = { id: "DB-04", check: "proofs at the database" };
  const weak = (access?.verifiers ?? []).filter(({ kind }) => kind !== "SCRAM-SHA-256");
  const loose = (access?.methods ?? []).filter(
    (method) => !["scram-sha-256", "peer", "cert", "reject"].includes(method),
  );
  const wrong = [
    ...(encryption === "scram-sha-256" ? [] : [`new passwords are kept as ${encryption}`]),
    ...weak.map(({ role, kind }) => `the password of ${role} is kept as ${kind}`),
    ...loose.map((method) => `pg_hba.conf lets people in by ${method}`),
  ];
  if (wrong.length > 0) {
    const mend =
      "Set password_encryption to scram-sha-256, give these roles new passwords, and let pg_hba.conf name scram-sha-256, cert or peer only.";
    return { ...check, state: "wrong", found: `${wrong.join("; ")}.`, mend };
  }
  if (access === null) {
    const found =
      "New passwords are kept as SCRAM verifiers; what is stored and pg_hba.conf can be seen by a superuser only.";
    const mend =
      "Look as one: select rolname from pg_authid where rolpassword not like 'SCRAM%'; table pg_hba_file_rules;";
    return { ...check, state: "advice", found, mend };
  }
  return { ...check, state: "good", found: "SCRAM verifiers or none, and no other way in." };
}

export function judgeRoles(roles: readonly DatabaseRole[]): Finding[] {
  return [productRoles(roles), superusers(roles)];
}

function productRoles(roles: readonly DatabaseRole[]): Finding {
  const check = { id: "DB-05", check: "rights of our roles" };
  const mighty = roles.filter(({ name, attributes }) => name.startsWith("tocsin_") && attributes.length > 0);
  if (mighty.length === 0) return { ...check, state: "good", found: "None of them can change roles or databases." };
  return {
    ...check,
    state: "wrong",
    found: `${mighty.map(({ name, attributes }) => `${name} has ${attributes.join(", ")}`).join("; ")}.`,
    mend: mighty
      .map(
        ({ name, attributes }) => `alter role ${name} ${attributes.map((one) => `no${one.toLowerCase()}`).join(" ")};`,
      )
      .join(" "),
  };
}

function superusers(roles: readonly DatabaseRole[]): Finding {
  const check = { id: "DB-06", check: "database administrators" };
  const names = roles.filter(({ login, superuser, expired }) => login && superuser && !expired).map(({ name }) => name);
  const others = roles.filter(({ login, superuser, name }) => login && !superuser && !name.startsWith("tocsin_"));
  const also = others.length > 0 ? ` Others who can log in: ${others.map(({ name }) => name).join(", ")}.` : "";
  const found = `${names.length} superusers can log in: ${names.join(", ") || "nobody"}.${also}`;
  if (names.length === 0) {
    return { ...check, state: "wrong", found, mend: "Give one person a superuser login before it is needed." };
  }
  if (names.length <= MOST_SUPERUSERS) return { ...check, state: "good", found };
  return { ...check, state: "wrong", found, mend: `Leave one or two, named after people; the others need less.` };
}

export function judgeServer({
  addresses,
  link,
  databases,
  own,
  pending,
  trail,
}: Omit<ServerFacts, "encryption">): Finding[] {
  const strange = databases.filter((name) => name !== own && !OF_POSTGRES.has(name));
  const samples = { id: "DB-08", check: "other databases" };
  return [
    wayToIt(addresses, link),
    listening(addresses, pending),
    kept(trail),
    strange.length === 0
      ? { ...samples, state: "good", found: "The server holds Tocsin's and its own." }
      : {
          ...samples,
          state: "advice",
          found: `The server also holds ${strange.join(", ")}.`,
          mend: "Drop samples, and give others a server of their own.",
        },
  ];
}

function wayToIt(addresses: string, link: ServerFacts["link"]): Finding {
  const check = { id: "DB-02", check: "way to the database" };
  if (link === null) {
    const found =
      addresses === "" ? "A Unix socket and no port at all." : `A Unix socket; it also listens on ${addresses}.`;
    return { ...check, state: "good", found };
  }
  if (link.tls === "TLSv1.3")
    return { ...check, state: "good", found: "TLSv1.3, with the server's certificate verified." };
  return {
    ...check,
    state: "wrong",
    found: link.tls === null ? "What goes to and fro is not encrypted." : `${link.tls} is too old.`,
    mend: "Turn ssl on there with a certificate, and name its authority as database.ca.",
  };
}

function listening(addresses: string, pending: readonly string[]): Finding {
  const check = { id: "DB-16", check: "where the database listens" };
  const everywhere = addresses.split(/,\s*/).some((one) => ["*", "0.0.0.0", "::"].includes(one));
  const wrong = [
    ...(everywhere ? [`it listens on every address (${addresses})`] : []),
    ...(pending.length > 0 ? [`${pending.join(" and ")} changed and waits for a restart`] : []),
  ];
  if (wrong.length === 0)
    return { ...check, state: "good", found: `On ${addresses || "no port"}, as it is configured.` };
  const mend = "Name in listen_addresses the one address that Tocsin uses, and restart the server.";
  return { ...check, state: "wrong", found: `${wrong.join("; ")}.`, mend };
}

function kept({ rights, disabled }: ServerFacts["trail"]): Finding {
  const check = { id: "AUD-04", check: "what guards the audit trail" };
  const wrong = [...rights, ...disabled.map((guard) => `the trigger ${guard} is off`)];
  if (wrong.length === 0) {
    const found = "Nothing leaves it but whole months that are old enough, archived and under no legal hold.";
    return { ...check, state: "good", found };
  }
  const mend =
    'Look at the trail first ("tocsin audit-trail verify"), then revoke these rights and enable the triggers.';
  return { ...check, state: "wrong", found: `${wrong.join("; ")}.`, mend };
}
