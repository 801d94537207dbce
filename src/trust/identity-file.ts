import { createPrivateKey } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Fault, saying } from "#kernel/fault.ts";
import { Secret } from "#kernel/secret.ts";
import { type Identity, nameOf } from "./identity.ts";
import { replaceDurably } from "./key-file.ts";
import { certificatesIn, uriIn } from "./pem.ts";

const RENEWALS = /^renewals with this key: (\d+)$/m;

/**
 * What this machine is known by: `node/identity.pem` (key and chain in one file, so that a crash never leaves a key
 * beside the certificate of another) and `node/roots.pem`. null: it has none yet. Throws a `Fault` (`untrusted`) when
 * what is there can't be used.
 */
export function readIdentity(trustFolder: string): Identity | null {
  const { identity, roots } = filesIn(trustFolder);
  let text: string;
  try {
    text = readFileSync(identity, "utf8");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw damaged(identity, saying(thrown), thrown);
  }
  try {
    const [leaf, ...issuing] = certificatesIn(text);
    if (!leaf) throw new Error("it holds no certificate");
    const name = nameOf(uriIn(leaf) ?? "");
    if (!name) throw new Error("its certificate names no process of a site");
    const key = createPrivateKey(text);
    if (!leaf.checkPrivateKey(key)) throw new Error("the key is not the certificate's");
    return {
      name,
      chain: [leaf, ...issuing].map((certificate) => certificate.toString()).join(""),
      key: new Secret(key.export({ type: "pkcs8", format: "pem" }) as string),
      roots: readFileSync(roots, "utf8"),
      notBefore: leaf.validFromDate.getTime(),
      notAfter: leaf.validToDate.getTime(),
      renewals: Number(RENEWALS.exec(text)?.[1] ?? 0),
    };
  } catch (thrown) {
    throw damaged(identity, saying(thrown), thrown);
  }
}

/** Replaces what this machine is known by, whole or not at all; only the owner may read it. */
export function writeIdentity(trustFolder: string, identity: Identity): void {
  const files = filesIn(trustFolder);
  mkdirSync(files.folder, { recursive: true, mode: 0o700 });
  // Roots that are given up go last, new ones come first: the certificate in force always leads to one of them.
  replaceDurably(files.roots, identity.roots);
  // Text outside of the brackets is explanation (RFC 7468 §2).
  const renewals = `renewals with this key: ${identity.renewals ?? 0}\n`;
  replaceDurably(files.identity, `${renewals}${identity.key.open()}${identity.chain}`);
}

function filesIn(trustFolder: string) {
  const folder = join(trustFolder, "node");
  return { folder, identity: join(folder, "identity.pem"), roots: join(folder, "roots.pem") };
}

function damaged(file: string, why: string, cause: unknown): Fault {
  return new Fault(
    "untrusted",
    `The certificate of this machine in ${file} can't be used: ${why}. Remove it and let the machine join again ("tocsin trust join").`,
    { cause },
  );
}
