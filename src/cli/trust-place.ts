import { isIPv6 } from "node:net";
import { hostname } from "node:os";
import { Fault } from "#kernel/fault.ts";
import type { Found, Place } from "#trust/ceremony/joiner.ts";
import { clockWords, type Wanted } from "#trust/ceremony/window.ts";
import { isNamePart, MESH_ROLES, nodeNamed } from "#trust/identity.ts";

const PORT = 4018;

/** `HOST`, `HOST:PORT`, `2001:db8::1` or `[2001:db8::1]:4018`. */
export function placeOf(text: string | undefined): Place {
  if (text === undefined) throw new Fault("invalid", "Say which machine: its name or address, and :PORT if not 4018.");
  const [, bracketed, plain, given] = /^(?:\[([^[\]]+)\]|([^:[\]]+))(?::(\d+))?$/.exec(text) ?? [];
  const host = bracketed ?? plain ?? (isIPv6(text) ? text : "");
  const port = given === undefined ? PORT : Number(given);
  if (host === "" || port < 1 || port > 65_535)
    throw new Fault("invalid", `"${text}" is no place to reach. Write HOST, HOST:PORT or [IPV6]:PORT.`);
  return { host, port };
}

/** How a machine is called when nobody says otherwise: after its host name, as a driver host. */
export function wantedOf(given: {
  readonly role?: string | undefined;
  readonly node?: string | undefined;
  readonly instance?: string | undefined;
}): Wanted {
  const { role = "driver-host", node = nodeNamed(hostname()), instance = "main" } = given;
  const known = MESH_ROLES.find((one) => one === role);
  if (!known) throw new Fault("invalid", `--role must be one of ${MESH_ROLES.join(", ")}, found "${role}".`);
  for (const [option, text] of [
    ["node", node],
    ["instance", instance],
  ] as const) {
    if (isNamePart(text)) continue;
    throw new Fault("invalid", `--${option} takes lower-case letters, digits, ".", "_" and "-", found "${text}".`);
  }
  return { role: known, node, instance };
}

/** What answered, in words. */
export function foundWords({ address, tls, version, protocol, site, aheadMs }: Found, place: Place): string {
  const where = address === place.host ? place.host : `${place.host} (${address})`;
  return [
    `Reached ${where}, port ${place.port}, by ${tls}.`,
    `It is Tocsin ${version}, protocol ${protocol}, of the site ${site}; nothing vouches for that yet.`,
    `${clockWords(aheadMs, "the other side")}.`,
  ].join("\n");
}
