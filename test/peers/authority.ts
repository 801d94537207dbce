import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** A certificate authority of a test's own. Certificates and keys are PEM. */
export async function makeAuthority() {
  x509.cryptoProvider.set(webcrypto);
  const keys = await makeKeys();
  const notBefore = new Date(Date.now() - 3_600_000);
  const notAfter = new Date(Date.now() + 86_400_000);
  const own = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=Authority of a test",
    keys,
    notBefore,
    notAfter,
    signingAlgorithm: ALGORITHM,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  });
  let serial = 1;
  return {
    cert: own.toString("pem"),
    async issue(name: string, ip = "127.0.0.1"): Promise<{ key: string; cert: string }> {
      const leaf = await makeKeys();
      const cert = await x509.X509CertificateGenerator.create({
        serialNumber: (++serial).toString(16).padStart(2, "0"),
        subject: `CN=${name}`,
        issuer: own.subject,
        publicKey: leaf.publicKey,
        signingKey: keys.privateKey,
        notBefore,
        notAfter,
        signingAlgorithm: ALGORITHM,
        extensions: [
          new x509.SubjectAlternativeNameExtension([
            { type: "dns", value: name },
            { type: "ip", value: ip },
          ]),
        ],
      });
      const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", leaf.privateKey)).toString("base64");
      const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/.{64}/gu, "$&\n")}\n-----END PRIVATE KEY-----\n`;
      return { key, cert: cert.toString("pem") };
    },
  };
}

function makeKeys() {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}
