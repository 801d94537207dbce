import { constants, X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";
import type { Instant } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Denying } from "./deny-list.ts";
import { nameOf, type PeerName } from "./identity.ts";
import { certificatesIn, keyHashOf, serialOf, uriIn } from "./pem.ts";

/** Extended key usage id-kp-clientAuth (RFC 5280 §4.2.1.12): certificates of the web page don't have it. */
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
/** How far the clocks of two nodes may be apart. */
const SKEW_MS = 5 * 60_000;

export interface PeerRules {
  /** UUID of the site whose processes are admitted. */
  readonly site: string;
  /** PEM. */
  readonly roots: string;
  readonly denyList: Denying;
  readonly now: Instant;
  /** For how long after its end a certificate still lets life-safety messages through. */
  readonly graceMs: number;
}

export interface PeerVerdict {
  /** `life-safety`: the certificate has expired, and only what life hangs on is taken. null: refused. */
  readonly admitted: "all" | "life-safety" | null;
  readonly because: string;
  /** As the certificate says, once a root vouches for it. */
  readonly name: PeerName | null;
}

/**
 * Judges the certificate that a peer has shown, after TLS has proven that it holds the key. TLS itself can't: it knows
 * neither the deny list nor the grace. Doubt is refusal.
 * @param shown DER, the leaf first, then the issuing authority; the leaf alone when a root has signed it
 */
export function judgePeer(shown: Buffer | readonly Buffer[], rules: PeerRules): PeerVerdict {
  const [der, ...others] = Buffer.isBuffer(shown) ? [shown] : shown;
  if (!der || der.length === 0) return refused("It shows no certificate.");
  try {
    const leaf = new X509Certificate(der);
    const path = pathOf(leaf, others, certificatesIn(rules.roots));
    if (!path) return refused(`No authority of this site has signed its certificate (issuer ${oneLine(leaf.issuer)}).`);
    return judge(leaf, path, rules);
  } catch (thrown) {
    return refused(`Its certificate can't be read: ${saying(thrown)}.`);
  }
}

function judge(leaf: X509Certificate, path: readonly X509Certificate[], rules: PeerRules): PeerVerdict {
  const { site } = rules;
  if (leaf.ca || !leaf.keyUsage?.includes(CLIENT_AUTH)) return refused("Its certificate is not one of a process.");
  const uri = uriIn(leaf);
  const name = nameOf(uri ?? "");
  if (!name) return refused(`Its certificate names no process of a site (${uri ?? "no URI"}).`);
  if (name.site !== site) return refused(`It belongs to another site (${name.site}).`, name);
  const begin = Math.max(...path.map(({ validFromDate }) => validFromDate.getTime()));
  const end = Math.min(...path.map(({ validToDate }) => validToDate.getTime()));
  const standing = { serial: serialOf(leaf), keyHash: keyHashOf(leaf), notBefore: begin, notAfter: end };
  const denied = rules.denyList.refusingOf(keyHashOf(path[1] ?? leaf), leaf.fingerprint256);
  if (denied)
    return refused(
      `What its authority signs has been refused since ${new Date(denied.at).toISOString()}: ${denied.because}`,
      name,
    );
  return { ...judgeStanding(standing, rules), name };
}

/** What a certificate that this site's authority signed is good for at this moment. */
export function judgeStanding(
  { serial, keyHash, notBefore, notAfter }: { serial: string; keyHash: string; notBefore: Instant; notAfter: Instant },
  { denyList, now, graceMs }: Pick<PeerRules, "denyList" | "now" | "graceMs">,
): Omit<PeerVerdict, "name"> {
  const denied = denyList.refusing(serial, keyHash);
  if (denied) {
    const did = denied.verb === "ban" ? "banned" : "evicted";
    return refused(`It was ${did} on ${new Date(denied.at).toISOString()}: ${denied.because}`);
  }
  if (now < notBefore - SKEW_MS)
    return refused(`Its certificate is valid only from ${new Date(notBefore).toISOString()}; compare the clocks.`);
  const end = new Date(notAfter).toISOString();
  if (now < notAfter) return { admitted: "all", because: `Its certificate is valid until ${end}.` };
  if (now < notAfter + graceMs) {
    const because = `Its certificate expired on ${end}; until it is renewed only life-safety messages pass.`;
    return { admitted: "life-safety", because };
  }
  return refused(`Its certificate expired on ${end}, and the grace of ${Math.round(graceMs / 3_600_000)} h is over.`);
}

/** From the leaf up to the root that vouches for it; null: none does. At most one authority stands between. */
function pathOf(
  leaf: X509Certificate,
  shown: readonly Buffer[],
  roots: readonly X509Certificate[],
): X509Certificate[] | null {
  const rootOf = (certificate: X509Certificate) => roots.find((root) => signedBy(certificate, root));
  const direct = rootOf(leaf);
  if (direct) return [leaf, direct];
  for (const der of shown.slice(0, 4)) {
    const issuing = new X509Certificate(der);
    if (!signedBy(leaf, issuing)) continue;
    const root = rootOf(issuing);
    if (root) return [leaf, issuing, root];
  }
  return null;
}

function signedBy(certificate: X509Certificate, authority: X509Certificate): boolean {
  return authority.ca && certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

function refused(because: string, name: PeerName | null = null): PeerVerdict {
  return { admitted: null, because, name };
}

function oneLine(distinguishedName: string): string {
  return distinguishedName.replaceAll("\n", ", ").slice(0, 200);
}

/**
 * For `tls.createServer` and `connect` between nodes: TLS 1.3 with the groups of the page's listener, and the peer must
 * prove its key. Who may go on is `judgePeer`'s to say, on both sides, as soon as the connection is secure: TLS would
 * refuse an expired peer its grace, so it is told not to refuse. Tickets are off, for a resumed connection shows no chain.
 */
export const PEER_TLS = {
  minVersion: "TLSv1.3",
  ecdhCurve: "X25519MLKEM768:X25519:P-256:P-384",
  secureOptions: constants.SSL_OP_NO_TICKET,
  requestCert: true,
  rejectUnauthorized: false,
} as const;

/** What the far side has shown, for `judgePeer`: DER, the leaf first. */
export function shownBy(socket: TLSSocket): Buffer[] {
  const shown: Buffer[] = [];
  let one = socket.getPeerCertificate(true) as ReturnType<TLSSocket["getPeerCertificate"]> & {
    issuerCertificate?: unknown;
  };
  while (one?.raw && !shown.some((before) => before.equals(one.raw)) && shown.length < 5) {
    shown.push(one.raw);
    one = one.issuerCertificate as typeof one;
  }
  return shown;
}
