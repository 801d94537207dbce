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
  const { rows } = await client.query<{ addresses: string; socket: boolean; tls: string | null; own: string }>(
    `select current_setting('listen_addresses') as addresses, inet_server_addr() is null as socket, current_database() as own,
            (select version from pg_stat_ssl where pid = pg_backend_pid() and ssl) as tls`,
  );
  const [{ addresses, socket, tls, own } = { addresses: "", socket: false, tls: null, own: "" }] = rows;
  const databases = await client.query<{ name: string }>("select datname as name from pg_database order by datname");
  return { addresses, link: socket ? null : { tls }, databases: databases.rows.map(({ name }) => name), own };
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

export function judgeServer({ addresses, link, databases, own }: ServerFacts): Finding[] {
  const strange = databases.filter((name) => name !== own && !OF_POSTGRES.has(name));
  const samples = { id: "DB-08", check: "other databases" };
  return [
    wayToIt(addresses, link),
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
