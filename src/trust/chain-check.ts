import { createPrivateKey, type X509Certificate } from "node:crypto";
import type { Instant } from "#kernel/clock.ts";
import type { Secret } from "#kernel/secret.ts";
import { isAddress } from "./certificate-orders.ts";
import { certificatesIn } from "./pem.ts";

/** Extended key usage id-kp-serverAuth (RFC 5280 §4.2.1.12). */
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
/** By so much the authority's clock may be ahead: what it has signed this moment begins later by ours. */
const SKEW_MS = 5 * 60_000;

/**
 * What speaks against showing this chain on the page; null: nothing. Whether a browser trusts its root is not asked.
 * @param chain PEM, the leaf first @param key PKCS #8 in PEM @param names that people reach the page by
 */
export function whyNotChain(chain: string, key: Secret, names: readonly string[], now: Instant): string | null {
  let all: X509Certificate[];
  try {
    all = certificatesIn(chain);
  } catch {
    return "one of its certificates can't be read";
  }
  const [leaf, ...above] = all;
  if (!leaf) return "it holds no certificate in PEM";
  if (!leaf.checkPrivateKey(createPrivateKey(key.open())))
    return above.some((one) => one.checkPrivateKey(createPrivateKey(key.open())))
      ? "the certificate of the page must come first, then the one that signed it, and so on"
      : "its first certificate is not for the key of the request";
  return whyNotLeaf(leaf, names) ?? whyNotOrdered(all) ?? whyNotNow(all, now);
}

function whyNotLeaf(leaf: X509Certificate, names: readonly string[]): string | null {
  if (leaf.ca) return "its first certificate is one of an authority";
  if (leaf.keyUsage && !leaf.keyUsage.includes(SERVER_AUTH)) return "its certificate is not for servers (serverAuth)";
  const missing = names.filter(
    (name) => (isAddress(name) ? leaf.checkIP(name) : leaf.checkHost(name, { subject: "never" })) === undefined,
  );
  return missing.length > 0
    ? `its certificate is not for ${missing.join(", ")} (but for ${leaf.subjectAltName ?? "no name"})`
    : null;
}

function whyNotOrdered(all: readonly X509Certificate[]): string | null {
  for (const [at, one] of all.entries()) {
    const next = all[at + 1];
    if (next && !(next.ca && one.checkIssued(next) && one.verify(next.publicKey)))
      return `certificate ${at + 2} of the chain (${oneLine(next)}) has not signed the one before it (${oneLine(one)})`;
  }
  return null;
}

function whyNotNow(all: readonly X509Certificate[], now: Instant): string | null {
  for (const one of all) {
    const [begin, end] = [one.validFromDate, one.validToDate];
    if (now < begin.getTime() - SKEW_MS) return `${oneLine(one)} is valid only from ${begin.toISOString()}`;
    if (now >= end.getTime()) return `${oneLine(one)} has expired on ${end.toISOString()}`;
  }
  return null;
}

function oneLine({ subject }: X509Certificate): string {
  return subject.replaceAll("\n", ", ").slice(0, 200);
}
