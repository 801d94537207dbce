import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Instant } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { Secret } from "#kernel/secret.ts";
import type { Authority } from "./authority.ts";
import { isAddress, signerMade } from "./certificate-orders.ts";
import { replaceDurably } from "./key-file.ts";
import { certificatesIn } from "./pem.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** A leaf of 90 days is renewed at half of its life. */
const RENEW_DAYS = 45;

/** What the web listener shows: for `tls.createSecureContext`. */
export interface WebCertificate {
  /** PEM: the leaf, and the authority that signed it where Tocsin made both. */
  readonly certificate: string;
  readonly key: Secret;
  /** SHA-256 of the leaf, as browsers show it: `AB:CD:…`. */
  readonly fingerprint: string;
  readonly expiresAt: Instant;
  /** When `webCertificate` should be asked again; null: the operator's own, which Tocsin doesn't renew. */
  readonly renewAt: Instant | null;
  /** `operator`: files that `tocsin.yaml` names; `installed`: by request, from another authority. */
  readonly madeBy: "tocsin" | "operator" | "installed" | "acme";
  /** PEM of the authority that a browser can be told to trust; null with the operator's own. */
  readonly authority: string | null;
}

export interface WebCertificateOptions {
  /** Signs one where none is there or it is due. */
  readonly authority: () => Promise<Pick<Authority, "signWeb">>;
  readonly own?: { readonly file: string; readonly key: string } | null;
  /** Further host names and addresses, such as the one of `publicUrl`. */
  readonly names?: readonly string[];
  /** Signs another one even when the present one is not due. */
  readonly anew?: boolean;
}

/**
 * The certificate of the web page: the operator's own where one is named, else one of the site's authority, made when
 * there is none and renewed when it nears its end or lacks a name of this machine.
 */
export async function webCertificate(
  dataFolder: string,
  now: Instant,
  { authority, own, names: given = [], anew = false }: WebCertificateOptions,
): Promise<WebCertificate> {
  if (own) return ownCertificate(own);
  const folder = join(dataFolder, "trust");
  const names = namesWith(given);
  const kept = read(folder);
  if (kept && !anew && serves(kept, now, names)) return kept;
  const made = await (await authority()).signWeb(names, now);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  replaceDurably(join(folder, "web.pem"), made.chain);
  replaceDurably(join(folder, "web.key"), made.key);
  const fresh = read(folder);
  if (fresh) return fresh;
  throw new Fault(
    "internal",
    `The web certificate was made and can't be read back from ${folder}. See whether the disk is full.`,
  );
}

/**
 * What the page shows while the authority can't sign: the present certificate whatever its state, else one by itself
 * that is not kept. Asked again in an hour.
 */
export async function makeshiftCertificate(
  dataFolder: string,
  now: Instant,
  names: readonly string[],
): Promise<WebCertificate> {
  const renewAt = now + HOUR;
  const kept = read(join(dataFolder, "trust"));
  if (kept) return { ...kept, renewAt };
  const { certificate, key } = await signerMade({ make: "web", by: null, names: namesWith(names), now });
  return { ...shownCertificate(certificate, new Secret(key)), renewAt, madeBy: "tocsin", authority: null };
}

function namesWith(given: readonly string[]): string[] {
  const plain = given.map((name) => name.toLowerCase().replace(/^\[|\]$/g, ""));
  return [...new Set(["localhost", hostname().toLowerCase(), "127.0.0.1", "::1", ...plain])];
}

function read(folder: string): WebCertificate | null {
  try {
    const chain = readFileSync(join(folder, "web.pem"), "utf8");
    const key = readFileSync(join(folder, "web.key"), "utf8");
    const authority = readFileSync(join(folder, "site-ca.pem"), "utf8");
    const [leaf, issuing] = certificatesIn(chain);
    const root = new X509Certificate(authority);
    const vouched = leaf && issuing && leaf.verify(issuing.publicKey) && issuing.verify(root.publicKey);
    if (!vouched) return null;
    const found = shownCertificate(chain, new Secret(key));
    return { ...found, renewAt: found.expiresAt - RENEW_DAYS * DAY, madeBy: "tocsin", authority };
  } catch {
    return null;
  }
}

/** Throws when it can't be read, or the key is not the certificate's. */
export function shownCertificate(certificate: string, key: Secret) {
  const leaf = new X509Certificate(certificate);
  if (!leaf.checkPrivateKey(createPrivateKey(key.open()))) throw new Error("the key is not the certificate's");
  return { certificate, key, fingerprint: leaf.fingerprint256, expiresAt: leaf.validToDate.getTime() };
}

/** Whether it is not due, and for all these names. */
export function serves(kept: WebCertificate, now: Instant, names: readonly string[]): boolean {
  const leaf = new X509Certificate(kept.certificate);
  const fresh = now < (kept.renewAt ?? kept.expiresAt) && now >= leaf.validFromDate.getTime();
  return fresh && names.every((name) => (isAddress(name) ? leaf.checkIP(name) : leaf.checkHost(name)) !== undefined);
}

function ownCertificate(own: { file: string; key: string }): WebCertificate {
  try {
    const found = shownCertificate(readFileSync(own.file, "utf8"), new Secret(readFileSync(own.key, "utf8")));
    return { ...found, renewAt: null, madeBy: "operator", authority: null };
  } catch (cause) {
    throw new Fault(
      "misconfigured",
      `The web certificate ${own.file} with key ${own.key} can't be used: ${saying(cause)}. Correct web in tocsin.yaml, or leave it out.`,
      { cause },
    );
  }
}
