import { CHANNELS } from "#channels/catalog.ts";
import { DIRECTORIES } from "#directory/catalog.ts";
import { DRIVERS } from "#drivers/catalog.ts";
import { type MatrixParts, matrixOf } from "#hardening/matrix.ts";
import { loadSettings, type MeshSettings } from "#kernel/settings.ts";
import { SITE_KINDS, type Site, type SiteKind } from "#site/site.ts";

const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";

/** A site of documents as a site file has them. */
export function siteOf(documents: Partial<Record<SiteKind, readonly Readonly<Record<string, unknown>>[]>>): Site {
  const items = Object.fromEntries(
    Object.entries(SITE_KINDS).map(([kind, schema]) => [
      kind,
      new Map((documents[kind as SiteKind] ?? []).map((one) => [one["id"], { version: 1, body: schema.parse(one) }])),
    ]),
  );
  return { items } as unknown as Site;
}

export const NETWORK = {
  zones: {
    operators: ["10.77.0.0/24", "fd00:77::/64"],
    integrations: ["10.77.4.10"],
    modules: ["10.77.1.2", "10.77.1.3"],
    devices: ["10.77.2.0/24"],
    management: ["10.77.9.9"],
  },
  hostPorts: [{ name: "ssh", port: 22 }],
};

/** One of everything that has a port. */
export const EVERYTHING: Parameters<typeof siteOf>[0] = {
  setting: [{ id: "site", network: NETWORK }],
  source: [
    {
      id: "panels",
      name: "Panels",
      driver: "sia-dc09",
      settings: {
        accounts: [
          { account: "1234", addresses: ["10.77.2.20"], key: "0123456789ABCDEF" },
          { account: "1235", addresses: ["10.77.2.21"] },
        ],
      },
    },
    {
      id: "boiler",
      name: "Boiler",
      driver: "modbus-tcp",
      settings: { host: "10.77.2.30", tags: [{ key: "t", name: "Temperature", unit: 1, fc: 3, address: 0 }] },
    },
    { id: "program", name: "Program", driver: "http" },
  ],
  channel: [
    {
      id: "mail",
      name: "Mail",
      kind: "smtp",
      settings: {
        servers: [
          { host: "mail.plant.example" },
          { host: "10.77.3.26", security: "tls" },
          { host: "10.77.3.27", security: "plain" },
        ],
        from: "tocsin@plant.example",
        login: {
          type: "oauth",
          user: "tocsin",
          tokenUrl: "https://login.plant.example/token",
          clientId: "tocsin",
          clientSecret: "s",
        },
        inbox: {
          protocol: "imap",
          host: "10.77.3.26",
          login: { type: "password", user: "tocsin", password: "s" },
        },
      },
    },
    {
      id: "sms",
      name: "SMS",
      kind: "smpp",
      settings: { host: "10.77.3.30", systemId: "tocsin", password: "s", from: "Tocsin" },
    },
    {
      id: "modem",
      name: "Modem",
      kind: "sms-modem",
      settings: { connection: { by: "tcp", host: "10.77.3.31", port: 5000 } },
    },
    { id: "hook", name: "Hook", kind: "webhook", settings: { secret: "0123456789abcdef" } },
  ],
  person: [
    {
      id: "anna",
      name: "Anna",
      methods: [{ id: "hook", channel: "hook", address: "https://plant.example:8444/alarms" }],
    },
  ],
  directory: [
    {
      id: "house",
      name: "House",
      kind: "ldap",
      settings: { urls: ["ldaps://10.77.3.5"], baseDn: "dc=plant", bindDn: "cn=tocsin", bindPassword: "s" },
    },
    {
      id: "provider",
      name: "Provider",
      kind: "oidc",
      settings: { issuer: "https://id.plant.example", clientId: "tocsin", clientSecret: "s", ca: CERTIFICATE },
    },
  ],
  witness: [{ id: "collector", name: "Collector", to: { kind: "syslog", host: "10.77.3.6" } }],
};

/** What lets modules on other machines in. */
export const MESH: MeshSettings = { listen: { host: "0.0.0.0", port: 4020 }, modulePorts: [] };

export function partsOf(site: Site, more: Partial<MatrixParts> = {}): MatrixParts {
  return {
    node: "core-1",
    at: Date.UTC(2026, 10, 22),
    settings: { ...loadSettings({ dataFolder: "/nowhere" }), listen: { host: "0.0.0.0", port: 8443 } },
    webPort: 8443,
    site,
    drivers: DRIVERS,
    channels: CHANNELS,
    directories: DIRECTORIES,
    windowOpen: false,
    runFolder: "/var/lib/tocsin/run",
    uid: 990,
    resolvers: ["10.77.3.53"],
    openSettings: () => ({}),
    ...more,
  };
}

export function everything() {
  return matrixOf(partsOf(siteOf(EVERYTHING), { settings: { ...partsOf(siteOf({})).settings, mesh: MESH } }));
}

/** As a resolver would answer. */
export const FOUND = new Map([
  ["mail.plant.example", ["10.77.3.25", "fd00:77:3::25"]],
  ["login.plant.example", ["10.77.3.7"]],
  ["plant.example", ["10.77.3.8"]],
  ["id.plant.example", []],
]);

export function matrixOfSite(documents: Parameters<typeof siteOf>[0]) {
  return matrixOf(partsOf(siteOf(documents)));
}

/** The same with its database on another machine and a driver host: one of every sort of flow. */
export function withEverything() {
  const app = {
    host: "db.plant.example",
    port: 5432,
    name: "tocsin",
    user: "tocsin_app",
    password: null,
    ca: null,
    local: false,
    tls: true,
  };
  const settings = {
    ...partsOf(siteOf({})).settings,
    mesh: MESH,
    database: { app, fenced: null, reader: null, migrator: null },
  };
  const source = (EVERYTHING.source ?? []).map((one) => (one["id"] === "boiler" ? { ...one, host: "edge-1" } : one));
  const phone = {
    id: "phone",
    name: "Telephone",
    kind: "voice",
    settings: { trunks: [{ name: "PBX", server: "10.77.3.40", user: "880" }] },
  };
  const channel = [...(EVERYTHING.channel ?? []), phone];
  return matrixOf(partsOf(siteOf({ ...EVERYTHING, source, channel }), { settings }));
}
