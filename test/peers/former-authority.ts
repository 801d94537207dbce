import "reflect-metadata";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

const P256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** Leaves in the data folder what a Tocsin before nodes had certificates left: a root that allows no authority below it, its key in clear. */
export async function leaveFormerAuthority(dataFolder: string, now: number): Promise<string> {
  const keys = await crypto.subtle.generateKey(P256, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: "41",
    name: "CN=Tocsin site 1a2b3c4d",
    notBefore: new Date(now - 86_400_000),
    notAfter: new Date(now + 3650 * 86_400_000),
    keys,
    signingAlgorithm: P256,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const folder = join(dataFolder, "trust");
  mkdirSync(folder, { recursive: true });
  const pem = `${certificate.toString("pem")}\n`;
  const key = PemConverter.encode(await crypto.subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY");
  writeFileSync(join(folder, "site-ca.pem"), pem, { mode: 0o600 });
  writeFileSync(join(folder, "site-ca.key"), `${key}\n`, { mode: 0o600 });
  return pem;
}
