import type { Site } from "#site/site.ts";
import type { MatrixParts } from "./matrix.ts";
import { type Row, rowOf } from "./row.ts";

/** Who signs the page's certificate by ACME, and where it comes to look: now and then, for seconds. */
export function acmeRows({ node, settings: { acme, certificate } }: MatrixParts): Row[] {
  if (!acme || certificate) return [];
  const far = { kind: "certificate authority", instance: new URL(acme.directory).hostname, zone: "services" } as const;
  const { hostname: host, port } = new URL(acme.directory);
  const says = { transport: "tcp", setting: "web.acme in tocsin.yaml" } as const;
  const order = {
    ...says,
    name: "acme",
    direction: "out",
    host,
    port: port === "" ? 443 : Number(port),
    app: "https",
    encrypted: "yes",
    proof: "certificate",
    purpose: "orders the certificate of the page",
  } as const;
  const look = {
    ...says,
    name: "acme-look",
    direction: "in",
    host: acme.listen.host ?? "::",
    port: acme.listen.port,
    app: "http",
    encrypted: "no",
    proof: "none",
    purpose: "the authority looks whether the page's name is ours, while it is asked to sign",
  } as const;
  return [
    rowOf(node, far, order, "acme", "acme"),
    { ...rowOf(node, far, look, "acme-look", "acme/look"), active: false },
  ];
}

/** The two cores of a pair, each of which reaches the other, and their witness. */
export function failoverRows({ node, settings: { failover } }: MatrixParts): Row[] {
  if (!failover) return [];
  const says = { transport: "tcp", app: "tocsin-failover", encrypted: "yes", proof: "mutual-tls" } as const;
  const setting = "failover in tocsin.yaml";
  const other = { kind: "tocsin", instance: failover.peer.host, zone: "server" } as const;
  const wait = { ...says, setting, name: "failover", direction: "in", ...failover.listen } as const;
  const dial = { ...says, setting, name: "failover-peer", direction: "out", ...failover.peer } as const;
  const purpose = "database, lease and hand-over of the two cores";
  const rows = [
    rowOf(node, other, { ...wait, purpose, peers: [failover.peer.host] }, "failover", "failover"),
    rowOf(node, other, { ...dial, purpose }, "failover-peer", "failover/peer"),
  ];
  if (failover.witness) {
    const ask = { ...says, setting, name: "failover-witness", direction: "out", ...failover.witness } as const;
    const third = { kind: "witness", instance: failover.witness.host, zone: "services" } as const;
    rows.push(
      rowOf(
        node,
        third,
        { ...ask, purpose: "which core may be the active one" },
        "failover-witness",
        "failover/witness",
      ),
    );
  }
  return rows;
}

/** Where modules on other machines reach this core, and where they join. Absent while there are to be none. */
export function meshRows({ node, settings: { mesh, trust, publicUrl }, site, windowOpen }: MatrixParts): Row[] {
  if (!mesh) return [];
  const far = { kind: "module", instance: "other machines", zone: "modules" } as const;
  const listening = { direction: "in", transport: "tcp", encrypted: "yes" } as const;
  const join = { name: "trust", app: "tocsin-trust", proof: "none", setting: "trust.port in tocsin.yaml" } as const;
  const meet = { name: "mesh", app: "grpc", proof: "mutual-tls", setting: "mesh.listen.port in tocsin.yaml" } as const;
  const rows: Row[] = [
    rowOf(node, far, { ...listening, ...meet, ...mesh.listen, purpose: "modules of this site" }, "mesh", "mesh"),
  ];
  const window = {
    ...listening,
    ...join,
    host: trust.host ?? "::",
    port: trust.port,
    purpose: "machines join, while a window is open",
  };
  rows.push({ ...rowOf(node, far, window, "trust", "trust"), active: windowOpen });
  const setting = "mesh.modulePorts in tocsin.yaml";
  for (const { module, port, from: peers } of mesh.modulePorts) {
    const own = { ...listening, ...meet, setting, host: mesh.listen.host, port, purpose: `${module} alone` };
    const pinned = peers.length > 0 ? { ...own, peers } : own;
    rows.push(rowOf(node, { ...far, instance: module }, pinned, `mesh-port/${module}`, "mesh/port"));
  }
  const core = { kind: "tocsin", instance: node, zone: "server" } as const;
  for (const { role, host } of hostsOf(site)) {
    const own = mesh.modulePorts.find(({ module }) => module === `${role}/${host}`);
    const id = own ? `mesh/${host}/${role}` : `mesh/${host}`;
    if (rows.some((row) => row.id === id)) continue;
    const dial = {
      ...meet,
      direction: "out",
      transport: "tcp",
      host: new URL(publicUrl).hostname,
      port: own?.port ?? mesh.listen.port,
      encrypted: "yes",
      purpose: "the way to the core",
      ...(own ? { setting } : {}),
    } as const;
    rows.push({ ...rowOf(host, core, dial, id, "mesh/host"), zone: { from: "modules", to: "server" } });
  }
  return rows;
}

/** The modules on other machines that something is configured for. */
function hostsOf({
  items,
}: Site): { readonly role: "driver-host" | "notifier-host" | "audit-witness"; readonly host: string }[] {
  const of = (kind: "source" | "channel", role: "driver-host" | "notifier-host") =>
    [...items[kind].values()].flatMap(({ body: { host } }) => (host === undefined ? [] : [{ role, host }]));
  const witnesses = [...items.witness.values()].flatMap(({ body: { enabled, to } }) =>
    enabled && to.kind === "node" ? [{ role: "audit-witness", host: to.node } as const] : [],
  );
  return [...of("source", "driver-host"), ...of("channel", "notifier-host"), ...witnesses];
}
