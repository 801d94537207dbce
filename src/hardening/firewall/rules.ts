import { BlockList, isIP } from "node:net";
import { isLoopback, type Zone } from "#site/network.ts";
import type { Flow, Matrix } from "../flow.ts";
import { isLocalOnly } from "../matrix.ts";

/** Addresses and networks, apart by family as every firewall wants them. */
export interface Addresses {
  readonly v4: readonly string[];
  readonly v6: readonly string[];
}

export interface InboundRule {
  readonly flow: string;
  readonly purpose: string;
  readonly transport: "tcp" | "udp";
  readonly port: number;
  readonly lastPort: number;
  /** Only these; otherwise all of the zone, or whoever was let in for a while by `tocsin firewall admit`. */
  readonly from: { readonly peers: Addresses } | { readonly zone: Zone } | "joining";
}

export interface OutboundRule {
  readonly flow: string;
  readonly purpose: string;
  readonly transport: "tcp" | "udp";
  readonly port: number;
  readonly to: Addresses;
}

/** What any firewall has to do, before it is written in the words of one. Everything that is not named is refused. */
export interface Rules {
  readonly node: string;
  readonly hash: string;
  readonly zones: ReadonlyMap<Zone, Addresses>;
  readonly inbound: readonly InboundRule[];
  readonly dialled: readonly OutboundRule[];
  /** By which account what is sent can be told from the rest of the machine; null: it can't. */
  readonly account: number | null;
  /** What was left out, and why. */
  readonly notes: readonly string[];
}

/** @param found addresses of the names in the matrix  @param node whose rules: of this or of a module's machine */
export function rulesOf(matrix: Matrix, found: ReadonlyMap<string, readonly string[]>, node = matrix.node): Rules {
  const notes = [...matrix.notes];
  const flows = matrix.flows.filter((flow) => flow.node === node);
  const isHere = node === matrix.node;
  const zones = new Map(
    Object.entries(matrix.zones)
      .filter(([, list]) => list.length > 0)
      .map(([zone, list]) => [zone as Zone, byFamily(list)]),
  );
  const inbound = flows.flatMap((flow) => inboundOf(flow, zones, found, notes));
  const dialled = flows.flatMap((flow) => outboundOf(flow, found, notes));
  if (isHere && matrix.uid === 0) {
    notes.push(
      "Tocsin runs as root, so that what it sends can't be told from the rest of the machine: give it an account.",
    );
  }
  return {
    node,
    hash: matrix.hash,
    zones,
    inbound,
    dialled,
    account: !isHere || matrix.uid === 0 ? null : matrix.uid,
    // They stand in comments of what root loads: nothing in them may begin a line of its own.
    notes: notes.map((note) => note.replace(/[^\x20-\x7e]+/g, " ")),
  };
}

function inboundOf(
  flow: Flow,
  zones: Rules["zones"],
  found: ReadonlyMap<string, readonly string[]>,
  notes: string[],
): InboundRule[] {
  const { id, direction, transport, purpose, peers, listener, zone } = flow;
  if (direction === "out" || isLocalOnly(flow)) return [];
  if (listener.port === 0) {
    notes.push(`${id} listens on any free port, for which there is no rule: give it one (${flow.setting}).`);
    return [];
  }
  const rule = { flow: id, purpose, transport, port: listener.port, lastPort: listener.lastPort };
  if (flow.sort === "trust") return [{ ...rule, from: "joining" }];
  if (peers !== null) {
    const addresses = peers.flatMap((peer) => (isName(peer) ? (found.get(peer) ?? []) : [peer]));
    if (addresses.length > 0) return [{ ...rule, from: { peers: byFamily(addresses) } }];
    notes.push(`Nobody is let in to ${id}: ${peers.join(", ")} has no address now.`);
    return [];
  }
  if (zones.has(zone.from)) return [{ ...rule, from: { zone: zone.from } }];
  notes.push(
    `Nobody is let in to ${id}: the zone ${zone.from} has no addresses (network.zones.${zone.from} of the site).`,
  );
  return [];
}

function outboundOf(flow: Flow, found: ReadonlyMap<string, readonly string[]>, notes: string[]): OutboundRule[] {
  const { id, direction, transport, purpose, listener } = flow;
  const { address, port } = listener;
  if (direction !== "out" || address === null || isLoopback(address)) return [];
  const to = byFamily(isIP(address) === 0 ? (found.get(address) ?? []) : [address]);
  if (to.v4.length + to.v6.length > 0) return [{ flow: id, purpose, transport, port, to }];
  notes.push(`${id} is not let out: the name ${address} has no address now.`);
  return [];
}

function isName(peer: string): boolean {
  return isIP(peer.replace(/\/\d+$/u, "")) === 0;
}

/** Sorted, and without what lies within another of them: sets of intervals take no overlap. */
export function byFamily(list: readonly string[]): Addresses {
  const outer = [...new Set(list)].sort().filter((one, at, all) => {
    return !all.some((other, place) => other !== one && contains(other, one) && (!contains(one, other) || place < at));
  });
  return { v4: outer.filter((one) => !one.includes(":")), v6: outer.filter((one) => one.includes(":")) };
}

function contains(network: string, other: string): boolean {
  const [own, inner] = [networkOf(network), networkOf(other)];
  if (own.family !== inner.family || own.bits > inner.bits) return false;
  const block = new BlockList();
  block.addSubnet(own.address, own.bits, own.family);
  return block.check(inner.address, inner.family);
}

function networkOf(text: string): {
  readonly address: string;
  readonly bits: number;
  readonly family: "ipv4" | "ipv6";
} {
  const [address = "", bits] = text.split("/");
  const isV6 = address.includes(":");
  return { address, bits: bits === undefined ? (isV6 ? 128 : 32) : Number(bits), family: isV6 ? "ipv6" : "ipv4" };
}

/** The names of the matrix that have to be looked up. */
export function namesIn({ flows }: Matrix): string[] {
  const names = flows.flatMap(({ direction, listener: { address } }) =>
    direction === "out" && address !== null && isIP(address) === 0 && !isLoopback(address) ? [address] : [],
  );
  return [...new Set(names)].sort();
}

/** `443`, `10000-10100`. */
export function portsOf({ port, lastPort }: { readonly port: number; readonly lastPort: number }): string {
  return port === lastPort ? `${port}` : `${port}-${lastPort}`;
}
