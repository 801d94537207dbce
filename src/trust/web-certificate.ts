import { spawn } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Instant } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { Secret } from "#kernel/secret.ts";

const DAY = 86_400_000;
export const LEAF_DAYS = 90;
export const AUTHORITY_DAYS = 3650;
/** A leaf is renewed when this much of its life is left. */
const RENEW_DAYS = 30;

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
  readonly madeBy: "tocsin" | "operator";
  /** PEM of the authority that a browser can be told to trust; null with the operator's own. */
  readonly authority: string | null;
}

/**
 * The certificate of the web page: the operator's own where one is named, else one of the site's own small authority,
 * made when there is none and renewed when it nears its end or lacks a name of this machine.
 * @param names further host names and addresses, such as the one of `publicUrl`
 */
export async function webCertificate(
  dataFolder: string,
  now: Instant,
  options: { own?: { file: string; key: string } | null; names?: readonly string[] } = {},
): Promise<WebCertificate> {
  if (options.own) return ownCertificate(options.own);
  const folder = join(dataFolder, "trust");
  const given = (options.names ?? []).map((name) => name.toLowerCase().replace(/^\[|\]$/g, ""));
  const names = [...new Set(["localhost", hostname().toLowerCase(), "127.0.0.1", "::1", ...given])];
  const kept = read(folder);
  if (kept && serves(kept, now, names)) return kept;
  const made = await makeLeafApart({ folder, now, names });
  put(join(folder, "web.pem"), made.chain);
  put(join(folder, "web.key"), made.key);
  const fresh = read(folder);
  if (!fresh)
    throw new Fault(
      "internal",
      `The web certificate was made and can't be read back from ${folder}. See whether the disk is full.`,
    );
  return fresh;
}

/** Asked of the process in `leaf-maker.ts`. */
export interface LeafOrder {
  readonly folder: string;
  readonly now: Instant;
  readonly names: readonly string[];
}

/** What it needs is loaded, four times a year, in a process of its own, and is gone with it. */
async function makeLeafApart(order: LeafOrder): Promise<{ chain: string; key: string }> {
  const maker = spawn(process.execPath, [fileURLToPath(new URL("./leaf-maker.ts", import.meta.url))]);
  maker.stdin.end(JSON.stringify(order));
  const [answer, trouble, [code]] = await Promise.all([text(maker.stdout), text(maker.stderr), once(maker, "close")]);
  if (code !== 0) throw new Fault("internal", `The web certificate could not be made: ${trouble.trim()}`);
  return JSON.parse(answer) as { chain: string; key: string };
}

function read(folder: string): WebCertificate | null {
  try {
    const chain = readFileSync(join(folder, "web.pem"), "utf8");
    const key = readFileSync(join(folder, "web.key"), "utf8");
    const leaf = new X509Certificate(chain);
    const authority = readFileSync(join(folder, "site-ca.pem"), "utf8");
    if (!leaf.verify(new X509Certificate(authority).publicKey) || !leaf.checkPrivateKey(createPrivateKey(key)))
      return null;
    const expiresAt = leaf.validToDate.getTime();
    return {
      certificate: chain,
      key: new Secret(key),
      fingerprint: leaf.fingerprint256,
      expiresAt,
      renewAt: expiresAt - RENEW_DAYS * DAY,
      madeBy: "tocsin",
      authority,
    };
  } catch {
    return null;
  }
}

function serves(kept: WebCertificate, now: Instant, names: readonly string[]): boolean {
  const leaf = new X509Certificate(kept.certificate);
  const fresh = now < (kept.renewAt ?? kept.expiresAt) && now >= leaf.validFromDate.getTime();
  return fresh && names.every((name) => (isAddress(name) ? leaf.checkIP(name) : leaf.checkHost(name)) !== undefined);
}

export function isAddress(name: string): boolean {
  return /^[\d.]+$/.test(name) || name.includes(":");
}

function ownCertificate(own: { file: string; key: string }): WebCertificate {
  try {
    const certificate = readFileSync(own.file, "utf8");
    const key = new Secret(readFileSync(own.key, "utf8"));
    const leaf = new X509Certificate(certificate);
    if (!leaf.checkPrivateKey(createPrivateKey(key.open()))) throw new Error("the key is not the certificate's");
    return {
      certificate,
      key,
      fingerprint: leaf.fingerprint256,
      expiresAt: leaf.validToDate.getTime(),
      renewAt: null,
      madeBy: "operator",
      authority: null,
    };
  } catch (cause) {
    throw new Fault(
      "misconfigured",
      `The web certificate ${own.file} with key ${own.key} can't be used: ${saying(cause)}. Correct web in tocsin.yaml, or leave it out.`,
      { cause },
    );
  }
}

/** Writes whole or not at all. */
export function put(file: string, text: string): void {
  mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, text, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}
