import { createPublicKey } from "node:crypto";
import type { Instant } from "#kernel/clock.ts";
import type { Secret } from "#kernel/secret.ts";
import { NOBODY } from "../deny-list.ts";
import { type Identity, type PeerName, uriOf } from "../identity.ts";
import { judgePeer } from "../peer-check.ts";
import { certificatesIn, keyHashOf } from "../pem.ts";

/** SubjectPublicKeyInfo (DER) of a private key in PEM. */
export function spkiOf(key: Secret): Buffer {
  return createPublicKey(key.open()).export({ type: "spki", format: "der" });
}

/** Those roots whose key has this hash, as PEM; empty: none. */
export function rootsWith(roots: string, keyHash: string): string {
  return certificatesIn(roots)
    .filter((root) => keyHashOf(root) === keyHash)
    .join("");
}

/** What a token is to carry of an authority; roots in PEM, the present one first. */
export function authorityHash(roots: string): string {
  const [root] = certificatesIn(roots);
  return root ? keyHashOf(root) : "";
}

/**
 * What a joiner makes of the certificate it was given: it must be for its own key and the name it asked for, and come from
 * the roots that were compared.
 */
export function identityFrom(
  chain: string,
  own: { readonly name: PeerName; readonly key: Secret; readonly roots: string },
  now: Instant,
): Identity | { readonly wrong: string } {
  const { name, key, roots } = own;
  const shown = certificatesIn(chain);
  const [leaf] = shown;
  if (!leaf?.publicKey.export({ type: "spki", format: "der" }).equals(spkiOf(key)))
    return { wrong: "The certificate that came is not for the key of this machine." };
  const rules = { site: name.site, roots, denyList: NOBODY, now, graceMs: 0 };
  const {
    admitted,
    because,
    name: given,
  } = judgePeer(
    shown.map(({ raw }) => raw),
    rules,
  );
  if (admitted !== "all" || !given) return { wrong: `The certificate that came is not good. ${because}` };
  if (uriOf(given) !== uriOf(name)) return { wrong: `The certificate that came is for ${uriOf(given)}.` };
  const [notBefore, notAfter] = [leaf.validFromDate.getTime(), leaf.validToDate.getTime()];
  return { name, chain, key, roots, notBefore, notAfter, renewals: 0 };
}
