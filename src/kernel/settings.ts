import { readFileSync, statSync } from "node:fs";
import { isIP } from "node:net";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { type DatabaseAddress, readAddress } from "./database-address.ts";
import { Fault, saying } from "./fault.ts";
import { Secret } from "./secret.ts";
import { readYaml } from "./yaml.ts";

export interface ExternalDatabase {
  readonly app: DatabaseAddress;
  /** null: what people ask for is read with the role of the running server, under row-level security too. */
  readonly fenced: DatabaseAddress | null;
  /** null: reports are read with the role of the running server. */
  readonly reader: DatabaseAddress | null;
  /** null: this node can't migrate; `tocsin migrate` is run where its address is known. */
  readonly migrator: DatabaseAddress | null;
}

/** What a node needs before it has a database: `tocsin.yaml`, with everything that was left out filled in. */
export interface Settings {
  /** Absolute. */
  readonly dataFolder: string;
  /** The file that was read; null: there was none and all are defaults. */
  readonly file: string | null;
  readonly listen: { readonly host: string; readonly port: number };
  /** How people reach this node: what links in messages begin with. No slash at the end. */
  readonly publicUrl: string;
  /** null: the embedded one. */
  readonly database: ExternalDatabase | null;
  readonly log: { readonly level: "debug" | "info" | "warn" | "error" };
  /** Own certificate of the web page; null: one is made. */
  readonly certificate: { readonly file: string; readonly key: string } | null;
  /** Who signs the certificate of the web page by ACME; null: nobody does. */
  readonly acme: AcmeSettings | null;
  /** Whether `/metrics` answers without a token on the loopback address. */
  readonly metrics: { readonly loopback: boolean };
  /** Where modules on other machines reach this node; null: there are none, and nothing listens. */
  readonly mesh: MeshSettings | null;
  /** The other core of a pair with a database each; null: there is none, and nothing listens. */
  readonly failover: FailoverSettings | null;
  /** Where machines join while a window is open; `host` null: on all addresses. */
  readonly trust: { readonly host: string | null; readonly port: number };
}

export interface AcmeSettings {
  readonly directory: string;
  readonly email: string | null;
  /** File with the root of the authority's own listener; null: as browsers know. */
  readonly root: string | null;
  /** Where the authority comes to look (http-01); `host` null: on all addresses. */
  readonly listen: { readonly host: string | null; readonly port: number };
  /** With which the account is bound to a customer of the authority. */
  readonly binding: { readonly keyId: string; readonly keyFile: string } | null;
}

export interface MeshSettings {
  readonly listen: { readonly host: string; readonly port: number };
  /** Modules with a port of their own; all others come to `listen`. */
  readonly modulePorts: readonly ModulePort[];
}

export interface ModulePort {
  /** `driver-host/plant-2` */
  readonly module: string;
  readonly port: number;
  /** Addresses of its machine; empty: any of the zone of modules. */
  readonly from: readonly string[];
}

export interface FailoverSettings {
  readonly listen: { readonly host: string; readonly port: number };
  /** Where the other core of the pair listens. */
  readonly peer: HostAndPort;
  /** The third party that says who may be active; null: there is none. */
  readonly witness: HostAndPort | null;
}

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

function checkAddress(url: string, context: z.RefinementCtx<string>): void {
  const reading = readAddress(url);
  if (reading.kind === "invalid") context.addIssue({ code: "custom", message: reading.why });
}

/** May hold a secret, so that what is wrong with it is said without repeating it. */
const databaseUrl = z.string().superRefine(checkAddress).meta({ secret: true });

const ownAddress = z
  .string()
  .refine((host) => host === "localhost" || isIP(host) !== 0, "expected an IP address such as 0.0.0.0 or ::");

/** `core-b.example`, `10.0.0.2:4017`, `[fd00::2]:4017` */
const pairAddress = z.string().transform((text, context) => {
  const found = hostAndPort(text, 4017);
  if (found) return found;
  context.addIssue({ code: "custom", message: "expected a host with its port, such as 10.0.0.2:4017" });
  return z.NEVER;
});

const Acme = z.strictObject({
  directory: z.url({ protocol: /^https$/, error: "expected an address such as https://ca.example.org/acme/directory" }),
  email: z.email().optional(),
  root: z.string().min(1).optional(),
  listen: z.strictObject({ host: ownAddress.optional(), port: z.int().min(1).max(65_535).default(80) }).prefault({}),
  binding: z.strictObject({ keyId: z.string().min(1), keyFile: z.string().min(1) }).optional(),
});

/** Own files, or an authority that speaks ACME. */
const Web = z
  .strictObject({
    certificate: z.string().min(1).optional(),
    key: z.string().min(1).optional(),
    acme: Acme.optional(),
  })
  .superRefine(({ certificate, key, acme }, context) => {
    const needless = (path: string) =>
      context.addIssue({ code: "custom", path: [path], message: "expected nothing, for web.acme is there" });
    if (acme && certificate !== undefined) needless("certificate");
    if (acme && key !== undefined) needless("key");
    if (acme) return;
    for (const [path, value] of Object.entries({ certificate, key })) {
      if (value === undefined) context.addIssue({ code: "custom", path: [path], message: "expected string" });
    }
  });

const modulePorts = z
  .record(
    z.string().regex(/^(driver|notifier)-host\/[a-z0-9][a-z0-9._-]{0,62}$/),
    z.strictObject({ port: z.int().min(4021).max(4100), from: z.array(z.union([z.ipv4(), z.ipv6()])).default([]) }),
    { error: ({ code }) => (code === "invalid_key" ? "expected a module such as driver-host/b3" : undefined) },
  )
  .transform((all) => Object.entries(all).map(([module, place]): ModulePort => ({ module, ...place })))
  .superRefine((all, context) => {
    for (const [at, { module, port }] of all.entries()) {
      if (!all.slice(0, at).some((other) => other.port === port)) continue;
      const message = `expected a port of its own, for ${port} is another module's`;
      context.addIssue({ code: "custom", path: [module, "port"], message });
    }
  })
  .prefault({});

const SettingsFile = z.strictObject({
  dataFolder: z.string().min(1).optional(),
  listen: z
    .strictObject({
      host: ownAddress.default("127.0.0.1"),
      port: z.int().min(0).max(65_535).default(8443),
    })
    .prefault({}),
  publicUrl: z.url({ protocol: /^https$/, error: "expected an address such as https://alarms.example.org" }).optional(),
  database: z
    .strictObject({
      url: databaseUrl,
      ca: z.string().min(1).optional(),
      migratorUrl: databaseUrl.optional(),
      fencedUrl: databaseUrl.optional(),
      readerUrl: databaseUrl.optional(),
    })
    .optional(),
  log: z.strictObject({ level: z.enum(["debug", "info", "warn", "error"]).default("info") }).prefault({}),
  web: Web.optional(),
  metrics: z.strictObject({ loopback: z.boolean().default(true) }).prefault({}),
  mesh: z
    .strictObject({
      listen: z.strictObject({ host: ownAddress, port: z.int().min(0).max(65_535).default(4020) }),
      modulePorts,
    })
    .optional(),
  failover: z
    .strictObject({
      listen: z.strictObject({ host: ownAddress, port: z.int().min(0).max(65_535).default(4017) }),
      peer: pairAddress,
      witness: pairAddress.optional(),
    })
    .optional(),
  trust: z.strictObject({ host: ownAddress.optional(), port: z.int().min(0).max(65_535).default(4018) }).prefault({}),
});
type SettingsFile = z.output<typeof SettingsFile>;

/** What `tocsin setup` keeps of an external database: `database.json` in the data folder, mode 0600. */
export const DatabaseFile = z.strictObject({
  url: z.string(),
  ca: z.string().nullable(),
  secrets: z.record(z.string(), z.string()),
});
export type DatabaseFile = z.output<typeof DatabaseFile>;

export interface SettingsPlace {
  /** As given with `--data`. */
  readonly dataFolder?: string | undefined;
  /** As given with `--config`; otherwise `tocsin.yaml` in the data folder, which may be absent. */
  readonly file?: string | undefined;
}

/** Throws a `Fault` that lists everything that is wrong with the file. */
export function loadSettings(place: SettingsPlace = {}): Settings {
  const guess = resolve(place.dataFolder ?? "data");
  const path = place.file === undefined ? resolve(guess, "tocsin.yaml") : resolve(place.file);
  const text = readText(path, place.file !== undefined);
  const file = text === null ? null : path;
  const found = readSettings(text ?? "", path);
  const here = dirname(path);
  const dataFolder = place.dataFolder === undefined && found.dataFolder ? resolve(here, found.dataFolder) : guess;
  const { host, port } = found.listen;
  return {
    dataFolder,
    file,
    listen: found.listen,
    publicUrl: (found.publicUrl ?? `https://${named(host)}:${port}`).replace(/\/+$/, ""),
    database: externalDatabase(found.database, here, path, readDatabaseFile(resolve(dataFolder, "database.json"))),
    log: found.log,
    certificate: ownCertificate(found.web, here),
    acme: acmeOf(found.web, here),
    metrics: found.metrics,
    mesh: found.mesh ?? null,
    failover: found.failover ? { ...found.failover, witness: found.failover.witness ?? null } : null,
    trust: { host: found.trust.host ?? null, port: found.trust.port },
  };
}

/** null: it is no host with or without a port. An IPv6 address with a port stands in brackets. */
export function hostAndPort(text: string, usual: number): HostAndPort | null {
  if (isIP(text) === 6) return { host: text, port: usual };
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9.-]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = digits === undefined ? usual : Number(digits);
  if (host === undefined || port < 1 || port > 65_535) return null;
  return bracketed !== undefined && isIP(bracketed) !== 6 ? null : { host, port };
}

function ownCertificate(web: SettingsFile["web"], here: string): Settings["certificate"] {
  if (web?.certificate === undefined || web.key === undefined) return null;
  return { file: resolve(here, web.certificate), key: resolve(here, web.key) };
}

function acmeOf(web: SettingsFile["web"], here: string): AcmeSettings | null {
  if (!web?.acme) return null;
  const { directory, email = null, root, listen, binding } = web.acme;
  if (binding) requirePrivate(resolve(here, binding.keyFile), "holds the key of an account at the authority");
  return {
    directory,
    email,
    root: root === undefined ? null : resolve(here, root),
    listen: { host: listen.host ?? null, port: listen.port },
    binding: binding ? { keyId: binding.keyId, keyFile: resolve(here, binding.keyFile) } : null,
  };
}

/** What in an environment makes Node believe any certificate, or null. */
export function trustsEverybody(environment: NodeJS.ProcessEnv): string | null {
  return environment["NODE_TLS_REJECT_UNAUTHORIZED"] === "0" ? "NODE_TLS_REJECT_UNAUTHORIZED=0" : null;
}

/** @throws Fault `untrusted` when certificates would not be verified */
export function refuseBlindTrust(environment: NodeJS.ProcessEnv): void {
  const by = trustsEverybody(environment);
  if (by === null) return;
  throw new Fault(
    "untrusted",
    `With ${by} in the environment certificates would not be verified, of databases, mail servers and directories. Take it out, and name the authority of a server in its settings.`,
  );
}

function readSettings(text: string, path: string): SettingsFile {
  const reading = readYaml(SettingsFile, text, path);
  if (reading.kind === "valid") return reading.value;
  const list = reading.complaints.map((complaint) => complaint.text).join("\n");
  throw new Fault("misconfigured", `The settings can't be used; correct them and start again.\n${list}`);
}

/** The name by which a browser on this machine reaches the listener. */
function named(host: string): string {
  if (["0.0.0.0", "::", "::1", "127.0.0.1", "localhost"].includes(host)) return "localhost";
  return isIP(host) === 6 ? `[${host}]` : host;
}

function readText(path: string, mustBeThere: boolean): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if (!mustBeThere && (cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new Fault("misconfigured", `The settings can't be read: ${saying(cause)}`, { cause });
  }
}

function readDatabaseFile(path: string): DatabaseFile | null {
  const text = readText(path, false);
  if (text === null) return null;
  requirePrivate(path, "holds the secrets of the database");
  const parsed = DatabaseFile.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new Fault("misconfigured", `${path} is not what "tocsin setup" wrote. Run it again.`);
}

function externalDatabase(
  given: SettingsFile["database"],
  here: string,
  path: string,
  kept: DatabaseFile | null,
): ExternalDatabase | null {
  const url = given?.url ?? kept?.url;
  if (url === undefined) return null;
  const ca = given ? (given.ca ? resolve(here, given.ca) : (kept?.ca ?? null)) : (kept?.ca ?? null);
  const app = address(url, ca, "tocsin_app", kept);
  const other = (own: string | undefined, role: string) => {
    if (own !== undefined) return address(own, ca, role, kept);
    const secret = kept?.secrets[role];
    return secret === undefined ? null : { ...app, user: role, password: new Secret(secret) };
  };
  if (
    [given?.url, given?.migratorUrl, given?.fencedUrl, given?.readerUrl].some(
      (one) => one !== undefined && readPassword(one),
    )
  ) {
    requirePrivate(path, "holds the secret of a database URL");
  }
  return {
    app,
    fenced: other(given?.fencedUrl, "tocsin_fenced"),
    reader: other(given?.readerUrl, "tocsin_reader"),
    migrator: other(given?.migratorUrl, "tocsin_migrator"),
  };
}

function readPassword(url: string): boolean {
  const reading = readAddress(url);
  return reading.kind === "valid" && reading.address.password !== null;
}

function address(url: string, ca: string | null, role: string, kept: DatabaseFile | null): DatabaseAddress {
  const reading = readAddress(url, ca, role);
  if (reading.kind === "invalid")
    throw new Fault("misconfigured", `The URL of the database can't be used: ${reading.why}.`);
  const { address: found } = reading;
  const secret = kept?.secrets[found.user];
  return found.password === null && secret !== undefined ? { ...found, password: new Secret(secret) } : found;
}

/** Refuses a file with secrets that others can read. */
function requirePrivate(path: string, because: string): void {
  if ((statSync(path).mode & 0o077) === 0) return;
  throw new Fault("untrusted", `${path} ${because} and others may read it. Run "chmod 600 ${path}".`);
}
