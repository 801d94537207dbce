import "reflect-metadata";
import { randomBytes, type webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import type { Instant } from "#kernel/clock.ts";
import { AUTHORITY_DAYS, isAddress, LEAF_DAYS, put } from "./web-certificate.ts";

const DAY = 86_400_000;
const P256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const SIGNING = { name: "ECDSA", hash: "SHA-256" } as const;

interface Authority {
  readonly certificate: X509Certificate;
  readonly key: webcrypto.CryptoKey;
}

/** A new key and certificate for these names, signed by the site's own authority, which is made when there is none. */
export async function makeLeaf(
  folder: string,
  now: Instant,
  names: readonly string[],
): Promise<{ chain: string; key: string }> {
  const authority = (await readAuthority(folder, now)) ?? (await makeAuthority(folder, now));
  const keys = await crypto.subtle.generateKey(P256, true, ["sign", "verify"]);
  const leaf = await X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: "CN=Tocsin",
    issuer: authority.certificate.subject,
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + LEAF_DAYS * DAY),
    publicKey: keys.publicKey,
    signingKey: authority.key,
    signingAlgorithm: SIGNING,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(names.map((value) => ({ type: isAddress(value) ? "ip" : "dns", value }))),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(authority.certificate.publicKey),
    ],
  });
  return {
    chain: `${leaf.toString("pem")}\n${authority.certificate.toString("pem")}\n`,
    key: await pem(keys.privateKey),
  };
}

async function readAuthority(folder: string, now: Instant): Promise<Authority | null> {
  try {
    const certificate = new X509Certificate(readFileSync(join(folder, "site-ca.pem"), "utf8"));
    if (certificate.notAfter.getTime() < now + LEAF_DAYS * DAY) return null;
    const der = PemConverter.decodeFirst(readFileSync(join(folder, "site-ca.key"), "utf8"));
    const key = await crypto.subtle.importKey("pkcs8", der, P256, false, ["sign"]);
    return { certificate, key };
  } catch {
    return null;
  }
}

async function makeAuthority(folder: string, now: Instant): Promise<Authority> {
  const keys = await crypto.subtle.generateKey(P256, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: `CN=Tocsin site ${randomBytes(4).toString("hex")}`,
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + AUTHORITY_DAYS * DAY),
    keys,
    signingAlgorithm: SIGNING,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  put(join(folder, "site-ca.key"), await pem(keys.privateKey));
  put(join(folder, "site-ca.pem"), `${certificate.toString("pem")}\n`);
  return { certificate, key: keys.privateKey };
}

async function pem(key: webcrypto.CryptoKey): Promise<string> {
  return `${PemConverter.encode(await crypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY")}\n`;
}

/** 127 random bits, positive (RFC 5280 §4.1.2.2). */
function serial(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0);
  return bytes.toString("hex");
}
