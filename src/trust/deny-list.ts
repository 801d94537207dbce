import { createPublicKey, sign, verify } from "node:crypto";
import { z } from "zod";
import type { Instant } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Secret } from "#kernel/secret.ts";
import { certificatesIn, keyHashOf, serialOf } from "./pem.ts";

/** `evict`: these certificates end, and the process may enrol again. `ban`: its keys may not come back either. */
export const DENY_VERBS = ["evict", "ban"] as const;
export type DenyVerb = (typeof DENY_VERBS)[number];

/** What one list can name; a list is carried to every node within seconds. */
const MOST = 5000;
const MOST_AUTHORITIES = 20;
/** Longer than the longest grace of an expired peer: after that an eviction refuses nothing that isn't refused anyway. */
export const EVICTION_LASTS_MS = 45 * 86_400_000;
const Hex = z.string().regex(/^[0-9a-f]+$/);

const Denied = z.strictObject({
  verb: z.enum(DENY_VERBS),
  /** Whom it was about: `tocsin://…`. What is refused hangs on serials and keys alone. */
  uri: z.string().max(300),
  /** Serial numbers of certificates, hex digits in lower case. */
  serials: z.array(Hex.max(40)).max(100),
  /** SHA-256 of public keys (SubjectPublicKeyInfo), hex digits; none with `evict`. */
  keys: z.array(Hex.length(64)).max(100),
  at: z.int(),
  because: z.string().max(500),
});
export type Denied = z.infer<typeof Denied>;

const Thumbprint = Hex.length(64);

/** An issuing authority whose key somebody else may have: what it signed is refused, but for what is known to be genuine. */
const DeniedAuthority = z.strictObject({
  /** SHA-256 of its public key (SubjectPublicKeyInfo), hex digits. */
  key: Thumbprint,
  /** SHA-256 of the certificates that it has signed by order of this site, hex digits. */
  but: z.array(Thumbprint).max(MOST),
  /** The end of its own certificate. */
  until: z.int(),
  at: z.int(),
  because: z.string().max(500),
});
export type DeniedAuthority = z.infer<typeof DeniedAuthority>;

const DenyList = z.strictObject({
  type: z.literal("tocsin-deny-list"),
  site: z.uuid(),
  /** Rises by one with every change and never falls. */
  version: z.int().min(1),
  at: z.int(),
  denied: z.array(Denied).max(MOST),
  authorities: z.array(DeniedAuthority).max(MOST_AUTHORITIES),
});
export type DenyList = z.infer<typeof DenyList>;

const Signed = z.strictObject({
  /** The bytes that are signed, in base64: JSON. */
  list: z.base64(),
  /** ECDSA with SHA-256 over these bytes, DER (RFC 3279 §2.2.3), in base64. */
  signature: z.base64(),
  /** PEM of the issuing authority that signed. */
  by: z.string().max(10_000),
});

/** The largest text of a signed list that is looked at at all. */
export const LONGEST_LIST = 4 * 1024 * 1024;

/** The list as it is kept and carried: JSON. @param issuing certificate in PEM and its key */
export function signedList(list: DenyList, issuing: { certificate: string; key: Secret }): string {
  const bytes = Buffer.from(JSON.stringify(DenyList.parse(list)), "utf8");
  const signature = sign("sha256", bytes, issuing.key.open()).toString("base64");
  return `${JSON.stringify({ list: bytes.toString("base64"), signature, by: issuing.certificate })}\n`;
}

export type ReadList =
  /** `by`: hash of the key that signed it, as `keyHashOf`. */
  | { readonly kind: "valid"; readonly list: DenyList; readonly by: string }
  | { readonly kind: "damaged"; readonly why: string };

/**
 * Reads a signed list and verifies it up to one of the roots. The validity in time of the authority that signed is not
 * asked: what it refused stays refused when its year is over.
 * @param roots PEM
 */
export function readList(text: string, { site, roots }: { site: string; roots: string }): ReadList {
  if (text.length > LONGEST_LIST) return damaged("it is too long");
  try {
    const { list: base64, signature, by } = Signed.parse(JSON.parse(text));
    const [issuing, ...more] = certificatesIn(by);
    if (!issuing?.ca || more.length > 0) return damaged("what signed it is no authority");
    if (!certificatesIn(roots).some((root) => issuing.checkIssued(root) && issuing.verify(root.publicKey)))
      return damaged("it was signed by an authority of another site");
    const bytes = Buffer.from(base64, "base64");
    const key = createPublicKey(issuing.toString());
    if (!verify("sha256", bytes, key, Buffer.from(signature, "base64")))
      return damaged("its signature does not fit what it says");
    const list = DenyList.parse(JSON.parse(bytes.toString("utf8")));
    return list.site === site ? { kind: "valid", list, by: keyHashOf(issuing) } : damaged("it is of another site");
  } catch (thrown) {
    return damaged(thrown instanceof z.ZodError ? "it is not as Tocsin writes it" : saying(thrown));
  }
}

function damaged(why: string): ReadList {
  return { kind: "damaged", why };
}

/** Who is refused, and by which authorities nobody may be vouched for. */
export type Refused = Pick<DenyList, "denied" | "authorities">;

/** Without what refuses nothing any more that isn't refused anyway. */
export function stillRefusing(list: Refused | null, now: Instant): Refused {
  const since = now - EVICTION_LASTS_MS;
  return {
    denied: (list?.denied ?? []).filter(({ verb, at }) => verb === "ban" || at > since),
    authorities: (list?.authorities ?? []).filter(({ until }) => until > since),
  };
}

/** What judging a peer or a request needs of a list. */
export interface Denying {
  /** Why this certificate is refused; null: it isn't. @param serial hex digits @param keyHash of `keyHashOf` */
  refusing(serial: string, keyHash: string): Denied | null;
  /**
   * Why what an authority has signed is refused; null: it isn't.
   * @param keyHash of the authority @param leaf SHA-256 of the certificate that it signed: `AB:CD:…`; null: of no certificate
   */
  refusingOf(keyHash: string, leaf: string | null): DeniedAuthority | null;
}

/** Nobody is refused: the list of a site that never had one. */
export const NOBODY: Denying = { refusing: () => null, refusingOf: () => null };

/** A list made ready to be asked for each connection. */
export function denyingOf(list: DenyList): Denying {
  const serials = new Map(list.denied.flatMap((one) => one.serials.map((serial) => [plain(serial), one] as const)));
  const keys = new Map(list.denied.flatMap((one) => one.keys.map((key) => [key, one] as const)));
  const authorities = new Map(list.authorities.map((one) => [one.key, { one, but: new Set(one.but) }]));
  return {
    refusing: (serial, keyHash) => keys.get(keyHash) ?? serials.get(plain(serial)) ?? null,
    refusingOf: (keyHash, leaf) => {
      const { one, but } = authorities.get(keyHash) ?? {};
      return one === undefined || (leaf !== null && but?.has(hexOf(leaf))) ? null : one;
    },
  };
}

/** `AB:CD:…` as hex digits. */
function hexOf(thumbprint: string): string {
  return thumbprint.replaceAll(":", "").toLowerCase();
}

/** Leading zeros are written by some and not by others. */
function plain(serial: string): string {
  return serial.toLowerCase().replace(/^0+/, "");
}

/** Who is refused from now on, beside those who are. @param leafs PEM of the certificates that are still known of it */
export function denial(verb: DenyVerb, uri: string, leafs: readonly string[], at: Instant, because: string): Denied {
  const certificates = leafs.flatMap(certificatesIn);
  const keys = verb === "ban" ? [...new Set(certificates.map(keyHashOf))] : [];
  return { verb, uri, serials: certificates.map(serialOf), keys, at, because };
}

/** @param certificate of the authority, PEM @param but thumbprints `AB:CD:…` of what it has signed by order of this site */
export function denialOf(
  certificate: string,
  but: readonly string[],
  { at, because }: { at: Instant; because: string },
): DeniedAuthority[] {
  return certificatesIn(certificate).map((authority) => ({
    key: keyHashOf(authority),
    but: but.map(hexOf),
    until: authority.validToDate.getTime(),
    at,
    because,
  }));
}
