import { type LookupAddress, lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Networks that no push service on the internet is in (IANA's special-purpose registries). */
const PRIVATE: readonly (readonly [network: string, bits: number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
  ["::", 127],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
];

const list = new BlockList();
for (const [network, bits] of PRIVATE) list.addSubnet(network, bits, isIP(network) === 6 ? "ipv6" : "ipv4");

/** Whether an address belongs to this machine, a house or a network that is not the internet. */
export function isPrivate(address: string): boolean {
  const family = isIP(address);
  return family === 0 || list.check(address, family === 6 ? "ipv6" : "ipv4");
}

export interface Allowed {
  /** `push.example`, `*.push.example`, `push.example:8443`; without a port: 443 (HTTPS) or 80 (HTTP). */
  readonly hosts: readonly string[];
  readonly privateAddresses: boolean;
}

/**
 * Why nothing is sent to this endpoint, or null. Endpoints come from browsers: without a limit anybody who may switch push
 * on could make this server ask any address for anything.
 */
export function whyNotThere(endpoint: string, { hosts, privateAddresses }: Allowed): string | null {
  const { hostname, host, port } = new URL(endpoint);
  const address = hostname.replace(/^\[|\]$/gu, "");
  if (!hosts.some((allowed) => fits(allowed, hostname, port))) {
    return `${host} is not among the hosts of this channel; an administrator can add it there, if it is a push service`;
  }
  if (!privateAddresses && isIP(address) !== 0 && isPrivate(address)) return isPrivateHere(host);
  return null;
}

/**
 * Looks names up, and answers only with addresses that the channel may go to.
 * @param refused told of a name that has none of them, before the connection fails
 */
export function guardedLookup(
  { privateAddresses }: Allowed,
  refused: (hostname: string, because: string) => void,
): LookupFunction {
  return (hostname, options, answer) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return answer(error, "", 0);
      const good = privateAddresses ? found : found.filter(({ address }) => !isPrivate(address));
      const [first] = good;
      if (!first) {
        refused(hostname, isPrivateHere(hostname));
        return answer(new Error("no address that may be used"), "", 0);
      }
      if (options.all) return (answer as unknown as (error: null, all: LookupAddress[]) => void)(null, good);
      answer(null, first.address, first.family);
    });
  };
}

function fits(allowed: string, hostname: string, port: string): boolean {
  const [, name = "", wanted = ""] = /^(.*?)(?::(\d+))?$/u.exec(allowed) ?? [];
  if (wanted !== port) return false;
  return name.startsWith("*.") ? hostname.endsWith(name.slice(1)) : hostname === name;
}

function isPrivateHere(host: string): string {
  return `${host} is an address within a house, where this channel may not go; allow private addresses there if the push server is your own`;
}
