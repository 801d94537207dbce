import { createHash, X509Certificate } from "node:crypto";

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** All certificates of a PEM text, in its order. Throws when one of them can't be read. */
export function certificatesIn(pem: string): X509Certificate[] {
  return [...pem.matchAll(CERTIFICATE)].map(([text]) => new X509Certificate(text));
}

/** What a key is recognized by in deny lists: SHA-256 of its SubjectPublicKeyInfo, 64 hex digits. */
export function keyHashOf(certificate: X509Certificate): string {
  return createHash("sha256")
    .update(certificate.publicKey.export({ type: "spki", format: "der" }))
    .digest("hex");
}

/** As deny lists and lists on the page write it: hex digits in lower case. */
export function serialOf(certificate: X509Certificate): string {
  return certificate.serialNumber.toLowerCase();
}

/** The one URI among the certificate's names; null when there is none, or more than one. */
export function uriIn(certificate: X509Certificate): string | null {
  const uris = (certificate.subjectAltName ?? "").split(", ").filter((name) => name.startsWith("URI:"));
  return uris.length === 1 ? (uris[0] ?? "").slice("URI:".length) : null;
}
