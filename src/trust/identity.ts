import type { Instant } from "#kernel/clock.ts";
import type { Secret } from "#kernel/secret.ts";

/** What a process of the site is to the others; which methods it may call hangs on it. */
export const MESH_ROLES = ["core", "standby", "driver-host", "notifier-host", "audit-witness"] as const;
export type MeshRole = (typeof MESH_ROLES)[number];

/** Who a process is. `node` and `instance` are lower-case letters, digits, `.`, `_` and `-`, at most 63. */
export interface PeerName {
  /** UUID of the site, in lower case. */
  readonly site: string;
  readonly role: MeshRole;
  /** The machine. */
  readonly node: string;
  /** The process on it: `core`, `building`. */
  readonly instance: string;
}

/** A process's certificate with its key. */
export interface Identity {
  readonly name: PeerName;
  /** PEM: the leaf first, then the issuing authority. */
  readonly chain: string;
  /** PKCS #8 in PEM. */
  readonly key: Secret;
  /** PEM: the roots that this process trusts; several while one replaces the other. */
  readonly roots: string;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  /** How often the certificate was renewed with this key. */
  readonly renewals?: number;
}

const PART = "[a-z0-9][a-z0-9._-]{0,62}";
const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const PART_ONLY = new RegExp(`^${PART}$`);
const URI = new RegExp(`^tocsin://(${UUID})/(${MESH_ROLES.join("|")})/(${PART})/(${PART})$`);

/** The name as it stands in a certificate: `tocsin://<site>/<role>/<node>/<instance>` (a URI, RFC 5280 §4.2.1.6). */
export function uriOf({ site, role, node, instance }: PeerName): string {
  return `tocsin://${site}/${role}/${node}/${instance}`;
}

/** null: not a name of ours, to the letter. */
export function nameOf(uri: string): PeerName | null {
  const [, site, role, node, instance] = URI.exec(uri) ?? [];
  if (site === undefined || role === undefined || node === undefined || instance === undefined) return null;
  return { site, role: role as MeshRole, node, instance };
}

/** Whether this can be the `node` or the `instance` of a name. */
export function isNamePart(text: string): boolean {
  return PART_ONLY.test(text);
}

/** A machine's host name as `node`: what can't stand there becomes `-`. */
export function nodeNamed(hostName: string): string {
  const text = hostName
    .toLowerCase()
    .replace(/[^a-z0-9._-]/g, "-")
    .replace(/^[^a-z0-9]+/, "")
    .slice(0, 63);
  return isNamePart(text) ? text : "node";
}
