import { createHash } from "node:crypto";
import { isIP } from "node:net";
import type { z } from "zod";
import type { Instant } from "#kernel/clock.ts";
import { type Port, placeOf } from "#kernel/port.ts";
import type { Settings } from "#kernel/settings.ts";
import { isLoopback, type Zone } from "#site/network.ts";
import { type Site, settingsOf } from "#site/site.ts";
import type { Flow, LocalSocket, Matrix } from "./flow.ts";
import { type Row, rowOf } from "./row.ts";
import { acmeRows, failoverRows, meshRows } from "./settings-rows.ts";

/** What a driver, a kind of channel or a kind of directory says about its ports. */
interface Kind<Given extends readonly unknown[]> {
  readonly name: string;
  readonly settings: z.ZodObject;
  ports(settings: never, ...given: Given): readonly Port[];
}

export interface MatrixParts {
  readonly node: string;
  readonly at: Instant;
  readonly settings: Pick<
    Settings,
    "listen" | "database" | "publicUrl" | "mesh" | "trust" | "acme" | "certificate" | "failover"
  >;
  /** As the system gave it when the settings say 0. */
  readonly webPort: number;
  readonly site: Site;
  readonly drivers: readonly Kind<[]>[];
  readonly channels: readonly Kind<[addresses: readonly string[]]>[];
  readonly directories: readonly Kind<[]>[];
  /** Whether machines can join now. */
  readonly windowOpen: boolean;
  readonly runFolder: string;
  readonly uid: number;
  /** Addresses of the name servers that this machine asks. */
  readonly resolvers: readonly string[];
  /** Settings with their secrets in clear, for the rare schema that the sealed form does not fit. */
  readonly openSettings: (kind: "source" | "channel" | "directory", id: string) => Readonly<Record<string, unknown>>;
}

interface Item {
  readonly id: string;
  /** Node of the module that serves it; absent: this one. */
  readonly host?: string | undefined;
}

/** Who connects to whom, from the running configuration. */
export function matrixOf(parts: MatrixParts): Matrix {
  const { node, at, site, uid } = parts;
  const { network } = settingsOf(site);
  const notes: string[] = [];
  const rows = [
    ...base(parts),
    ...meshRows(parts),
    ...failoverRows(parts),
    ...acmeRows(parts),
    ...configured(parts, notes),
  ];
  rows.push(...nameRows(parts, rows));
  const today = new Date(at).toISOString().slice(0, 10);
  const flows = rows
    .map((row): Flow => {
      const waiver = network.waivers.find(({ flow, until }) => flow === row.id && until >= today);
      return { ...row, waiver: waiver ? { until: waiver.until, because: waiver.because } : null };
    })
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  const { zones } = network;
  return { node, at, hash: hashOf(flows, zones), uid, flows, sockets: socketsOf(parts), zones, notes };
}

/** What is momentary is no part of the hash: rules stay good while a window opens and closes. */
function hashOf(flows: readonly Flow[], zones: Matrix["zones"]): string {
  const lasting = flows.map((flow) => ({ ...flow, active: undefined, waiver: undefined }));
  return createHash("sha256")
    .update(JSON.stringify({ flows: lasting, zones }))
    .digest("hex");
}

function socketsOf({ settings: { database }, runFolder }: MatrixParts): LocalSocket[] {
  const sockets: LocalSocket[] = [
    { id: "control", path: `${runFolder}/control.sock`, purpose: "the tocsin command, on this machine only" },
  ];
  if (database === null) {
    sockets.push({ id: "database-local", path: `${runFolder}/pg`, purpose: "the embedded database" });
  } else if (database.app.host.startsWith("/")) {
    sockets.push({ id: "database-local", path: database.app.host, purpose: "the database on this machine" });
  }
  return sockets;
}

function base({ node, settings, webPort, site }: MatrixParts): Row[] {
  const { network } = settingsOf(site);
  const tocsin = { kind: "tocsin", instance: node, address: null };
  const web = {
    listener: { ...tocsin, address: settings.listen.host, port: webPort, lastPort: webPort },
    transport: "tcp",
    app: "https",
    encrypted: "yes",
    setting: "listen.port in tocsin.yaml",
    direction: "in",
    peers: null,
    active: true,
  } as const;
  const rows: Row[] = [
    {
      id: "web",
      sort: "web",
      node,
      initiator: { kind: "browser", instance: "operators", address: null },
      ...web,
      proof: "password",
      zone: { from: "operators", to: "server" },
      purpose: "page, API and live feed for people",
    },
  ];
  const isCalled = [...site.items.source.values()].some(({ body }) => body.enabled && body.driver === "http");
  if (isCalled || network.zones.integrations.length > 0) {
    rows.push({
      id: "api",
      sort: "api",
      node,
      initiator: { kind: "program", instance: "integrations", address: null },
      ...web,
      proof: "token",
      zone: { from: "integrations", to: "server" },
      purpose: "API for programs, with tokens",
    });
  }
  const app = settings.database?.app;
  if (app && !app.host.startsWith("/")) {
    rows.push({
      id: "database",
      sort: "database",
      node,
      initiator: tocsin,
      listener: { kind: "database", instance: app.name, address: app.host, port: app.port, lastPort: app.port },
      transport: "tcp",
      app: "postgresql",
      encrypted: app.tls ? "yes" : "no",
      proof: app.password === null ? "mutual-tls" : "password",
      setting: "database.url in tocsin.yaml",
      zone: { from: "server", to: "database" },
      direction: "out",
      peers: null,
      active: true,
      purpose: "state, events and audit trail",
    });
  }
  for (const { name, transport, port, from } of network.hostPorts) {
    rows.push({
      id: `host/${name}`,
      sort: "host",
      node,
      initiator: { kind: "program", instance: from, address: null },
      listener: { kind: "host", instance: name, address: null, port, lastPort: port },
      transport,
      app: name,
      encrypted: "peer-decides",
      proof: "none",
      setting: "network.hostPorts of the site",
      zone: { from, to: "server" },
      direction: "host",
      peers: null,
      active: true,
      purpose: "another program of this machine",
    });
  }
  return rows;
}

/** Names are looked up only where a far side is known by one. */
function nameRows({ node, resolvers }: MatrixParts, rows: readonly Row[]): Row[] {
  const named = rows.some(({ node: where, direction, listener: { address } }) => {
    return where === node && direction === "out" && address !== null && isIP(address) === 0 && !isLoopback(address);
  });
  if (!named) return [];
  return resolvers.flatMap((server, at) => {
    const { host, port } = placeOf(`dns://${server}`, { dns: 53 }) ?? { host: server, port: 53 };
    return (["udp", "tcp"] as const).map((transport): Row => {
      const far = { kind: "name server", instance: `${at + 1}`, zone: "services" } as const;
      const says = {
        app: "dns",
        encrypted: "no",
        proof: "none",
        setting: null,
        purpose: "addresses of names",
      } as const;
      const id = `names/${at + 1}-${transport}`;
      return rowOf(
        node,
        far,
        { name: transport, direction: "out", transport, host, port, ...says },
        id,
        `names/${transport}`,
      );
    });
  });
}

/** What sources, channels, directories and witnesses need, each while it is enabled. */
function configured(parts: MatrixParts, notes: string[]): Row[] {
  const { site, node } = parts;
  const rows: Row[] = [];
  const add = (room: string, kind: string, { id: instance, host }: Item, zone: Zone, ports: readonly Port[]) => {
    const sort = room === "source" ? "driver" : room;
    for (const [at, port] of ports.entries()) {
      const repeated = ports.slice(0, at).filter(({ name }) => name === port.name).length;
      const id = `${room}/${instance}/${port.name}${repeated === 0 ? "" : `-${repeated + 1}`}`;
      const row = rowOf(host ?? node, { kind: room, instance, zone }, port, id, `${sort}/${kind}/${port.name}`);
      rows.push(host === undefined ? row : { ...row, zone: elsewhere(row.zone) });
    }
  };
  const read = <Given extends readonly unknown[]>(
    room: "source" | "channel" | "directory",
    item: { readonly id: string; readonly settings: Readonly<Record<string, unknown>> },
    kind: Kind<Given> | undefined,
    ...given: Given
  ): readonly Port[] => {
    const chosen = kind && settingsFor(kind.settings, item.settings, () => parts.openSettings(room, item.id));
    if (kind && chosen) return kind.ports(chosen as never, ...given);
    notes.push(`The ports of the ${room} '${item.id}' can't be said: its settings can't be read now.`);
    return [];
  };
  for (const { body } of site.items.source.values()) {
    if (!body.enabled) continue;
    const driver = parts.drivers.find(({ name }) => name === body.driver);
    add("source", body.driver, body, "devices", read("source", body, driver));
  }
  const people = [...site.items.person.values()].flatMap(({ body }) => (body.active ? body.methods : []));
  for (const { body } of site.items.channel.values()) {
    if (!body.enabled) continue;
    const kind = parts.channels.find(({ name }) => name === body.kind);
    const addresses = people.filter(({ channel }) => channel === body.id).map(({ address }) => address);
    add("channel", body.kind, body, "services", read("channel", body, kind, addresses));
  }
  for (const { body } of site.items.directory.values()) {
    if (!body.enabled) continue;
    const kind = parts.directories.find(({ name }) => name === body.kind);
    add("directory", body.kind, { id: body.id }, "services", read("directory", body, kind));
  }
  for (const { body } of site.items.witness.values()) {
    if (!body.enabled || body.to.kind !== "syslog") continue;
    add("witness", "syslog", { id: body.id }, "services", [
      {
        name: "copy",
        direction: "out",
        transport: "tcp",
        host: body.to.host,
        port: body.to.port,
        app: "syslog-tls",
        encrypted: "yes",
        proof: "certificate",
        setting: "to.port",
        purpose: "copies of the audit trail",
      },
    ]);
  }
  return rows;
}

/** Secrets are sealed in what is stored; a port hardly ever hangs on one, so that they are opened only when it must be. */
function settingsFor(schema: z.ZodObject, stored: unknown, open: () => unknown): unknown {
  const sealed = schema.safeParse(stored);
  if (sealed.success) return sealed.data;
  try {
    return schema.safeParse(open()).data;
  } catch {
    return undefined;
  }
}

function elsewhere({ from, to }: Row["zone"]): Row["zone"] {
  return { from: from === "server" ? "modules" : from, to: to === "server" ? "modules" : to };
}

/** Whether a listener answers only this machine. */
export function isLocalOnly({ listener, direction }: Flow): boolean {
  return direction === "in" && listener.address !== null && isLoopback(listener.address);
}
