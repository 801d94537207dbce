import type { SrvRecord } from "node:dns";
import { lookup, Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { Fault, saying } from "#kernel/fault.ts";
import type { Hop } from "./hop.ts";

const RESOLVER = { timeout: 2000, tries: 2 };

/** Who is asked about names: DNS, unless a test says otherwise. */
export interface Names {
  resolveSrv(name: string): Promise<readonly SrvRecord[]>;
  lookup(name: string): Promise<readonly { readonly address: string }[]>;
}

const DNS: Names = {
  resolveSrv: (name) => new Resolver(RESOLVER).resolveSrv(name),
  lookup: (name) => lookup(name, { all: true }),
};

/**
 * Where a server can be reached, the best place first (RFC 3263 §4): with a port its addresses, without one what DNS SRV
 * says, and its addresses at the standard port when that says nothing.
 *
 * @throws Fault `unreachable` when no address is known
 */
export async function locate(
  host: string,
  port: number | undefined,
  transport: Hop["transport"],
  names: Names = DNS,
): Promise<Hop[]> {
  const standard = transport === "tls" ? 5061 : 5060;
  if (isIP(host)) return [{ transport, host, port: port ?? standard }];
  const places = port === undefined ? await services(host, transport, names) : [];
  if (places.length === 0) places.push({ name: host, port: port ?? standard });
  const hops: Hop[] = [];
  const troubles: string[] = [];
  for (const place of places) {
    try {
      const addresses = await names.lookup(place.name);
      hops.push(...addresses.map(({ address }) => ({ transport, host: address, port: place.port })));
    } catch (thrown) {
      troubles.push(saying(thrown));
    }
  }
  if (hops.length > 0) return hops;
  throw new Fault("unreachable", `no address is known of the SIP server ${host}: ${troubles.join("; ")}`, {
    transient: true,
  });
}

async function services(
  host: string,
  transport: Hop["transport"],
  names: Names,
): Promise<{ name: string; port: number }[]> {
  const name = `${transport === "tls" ? "_sips._tcp" : `_sip._${transport}`}.${host}`;
  try {
    const records = await names.resolveSrv(name);
    // Equal priorities share by weight over time; one server with a few lines is better served by a fixed order.
    return records.toSorted((one, other) => one.priority - other.priority || other.weight - one.weight);
  } catch {
    return []; // no such records: the name itself is the server
  }
}
