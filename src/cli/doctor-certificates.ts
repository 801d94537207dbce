import type { X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { saying } from "#kernel/fault.ts";
import type { Settings } from "#kernel/settings.ts";
import { authorityFiles } from "#trust/authority-file.ts";
import { certificatesIn, keyHashOf } from "#trust/pem.ts";
import type { Finding } from "./doctor.ts";

const DAY = 86_400_000;
/** How long what the site's authority signs may be good for; the day more is that by which it dates a certificate back. */
const LONGEST_DAYS = { module: 7, web: 90 + 1 } as const;
const SHORTEST_RSA = 3072;

/** A certificate of this machine, by what it is for. */
export interface Held {
  readonly name: string;
  readonly kind: keyof typeof LONGEST_DAYS | "authority" | "bought";
  readonly certificate: X509Certificate;
}

/** What stands in the certificates that this machine shows. */
export function checkCertificates(settings: Pick<Settings, "dataFolder" | "certificate">): Finding[] {
  try {
    return judgeCertificates(heldBy(settings));
  } catch (thrown) {
    const found = `A certificate can't be read: ${saying(thrown)}`;
    return [{ id: "TLS-06", check: "strength of certificates", state: "wrong", found, mend: "See the check trust." }];
  }
}

export function judgeCertificates(held: readonly Held[]): Finding[] {
  return [lifetimes(held), strength(held)];
}

function lifetimes(held: readonly Held[]): Finding {
  const check = { id: "TLS-05", check: "life of certificates" };
  const long = held.flatMap(({ name, kind, certificate: { validFromDate, validToDate } }) => {
    if (kind === "authority" || kind === "bought") return [];
    const days = (validToDate.getTime() - validFromDate.getTime()) / DAY;
    return days > LONGEST_DAYS[kind] + 1 ? [`${name} (${Math.round(days)} days)`] : [];
  });
  if (long.length === 0) return { ...check, state: "good", found: "A week for machines, 90 days for the page." };
  const found = `Good for longer than the site's authority signs: ${long.join(", ")}.`;
  return { ...check, state: "wrong", found, mend: 'Run "tocsin trust renew" there.' };
}

function strength(held: readonly Held[]): Finding {
  const check = { id: "TLS-06", check: "strength of certificates" };
  const weak = held.flatMap(({ name, certificate }) => weaknessesOf(certificate).map((why) => `${name} ${why}`));
  const byKey = Map.groupBy(held, ({ certificate }) => keyHashOf(certificate));
  const shared = [...byKey.values()]
    .filter((same) => new Set(same.map(({ certificate }) => certificate.fingerprint256)).size > 1)
    .map((same) => `${same.map(({ name }) => name).join(" and ")} have one key`);
  const wrong = [...weak, ...shared];
  if (wrong.length === 0)
    return { ...check, state: "good", found: `${held.length} looked at, each with a key of its own.` };
  return { ...check, state: "wrong", found: `${wrong.join("; ")}.`, mend: "Replace them: each with a new key." };
}

function weaknessesOf({ publicKey, signatureAlgorithm }: X509Certificate): string[] {
  const bits = publicKey.asymmetricKeyDetails?.modulusLength;
  return [
    ...(bits !== undefined && bits < SHORTEST_RSA ? [`has RSA of ${bits} bits`] : []),
    ...(/sha-?1\b|md5/i.test(signatureAlgorithm ?? "") ? [`is signed with ${signatureAlgorithm}`] : []),
  ];
}

function heldBy({ dataFolder, certificate }: Pick<Settings, "dataFolder" | "certificate">): Held[] {
  const files = authorityFiles(dataFolder);
  const first = (file: string) => (existsSync(file) ? certificatesIn(readFileSync(file, "utf8")).slice(0, 1) : []);
  const own = certificate?.file ?? join(files.folder, "web.pem");
  const held = (name: string, kind: Held["kind"], found: readonly X509Certificate[]) =>
    found.map((one): Held => ({ name, kind, certificate: one }));
  return [
    ...held("the root", "authority", first(files.root)),
    ...held("the page", certificate ? "bought" : "web", first(own)),
    ...held("this machine", "module", first(join(files.folder, "node", "identity.pem"))),
  ];
}
