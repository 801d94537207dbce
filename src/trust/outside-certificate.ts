import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Instant } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { Secret } from "#kernel/secret.ts";
import type { AcmeSettings, Settings } from "#kernel/settings.ts";
import { madeApart, signerMade } from "./certificate-orders.ts";
import { whyNotChain } from "./chain-check.ts";
import { replaceDurably } from "./key-file.ts";
import { shownCertificate, type WebCertificate } from "./web-certificate.ts";

/** Certificates of the page that another authority has signed: by hand, or by ACME. */
type Sort = "installed" | "acme";

function filesOf(dataFolder: string) {
  const folder = join(dataFolder, "trust");
  return {
    folder,
    pair: (sort: Sort) => ({ chain: join(folder, `web-${sort}.pem`), key: join(folder, `web-${sort}.key`) }),
    requested: join(folder, "web-requested.key"),
    account: join(folder, "acme-account.key"),
  };
}

/** The file with the certificate that the page shows, as far as it can be told from outside. */
export function shownFile({
  certificate,
  acme,
  dataFolder,
}: Pick<Settings, "certificate" | "acme" | "dataFolder">): string {
  if (certificate) return certificate.file;
  const { folder, pair } = filesOf(dataFolder);
  const outside = acme ? [pair("installed"), pair("acme")] : [pair("installed")];
  return outside.find(({ chain }) => existsSync(chain))?.chain ?? join(folder, "web.pem");
}

/** What is there and whole; null: nothing. */
export function outsideCertificate(dataFolder: string, sort: Sort): WebCertificate | null {
  const { chain, key } = filesOf(dataFolder).pair(sort);
  try {
    const shown = shownCertificate(readFileSync(chain, "utf8"), new Secret(readFileSync(key, "utf8")));
    return { ...shown, renewAt: null, madeBy: sort, authority: null };
  } catch {
    return null;
  }
}

/**
 * A request for another authority, PEM. Its key waits here; a request of before can't be fulfilled any more.
 * @param names host names and addresses
 */
export async function requestOutside(dataFolder: string, names: readonly string[]): Promise<string> {
  const made = await madeApart({ make: "web-request", names });
  if (made.kind !== "request") throw new Fault("internal", `Instead of a request a ${made.kind} was made.`);
  const { folder, requested } = filesOf(dataFolder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  replaceDurably(requested, made.key);
  const lines = made.request.match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE REQUEST-----\n${lines.join("\n")}\n-----END CERTIFICATE REQUEST-----\n`;
}

/**
 * Keeps what another authority made of the last request, or of the one before for the same key. Throws a `Fault`
 * (`invalid`) that says what speaks against it, and `not-found` when nothing was requested.
 */
export function installOutside(dataFolder: string, chain: string, names: readonly string[], now: Instant): void {
  const { requested } = filesOf(dataFolder);
  const keys = [requested, filesOf(dataFolder).pair("installed").key].flatMap(readKey);
  const [newest] = keys;
  if (!newest)
    throw new Fault(
      "not-found",
      'No certificate was requested here. Run "tocsin trust request" on this machine first.',
    );
  const reasons = keys.map((key) => whyNotChain(chain, key, names, now));
  const key = keys[reasons.indexOf(null)];
  if (!key) throw new Fault("invalid", `The certificate was not installed: ${reasons[0]}.`);
  keep(dataFolder, "installed", chain, key);
  if (key === newest) rmSync(requested, { force: true });
}

/** Gives up the one that was installed. @returns whether there was one */
export function removeInstalled(dataFolder: string): boolean {
  const { chain, key } = filesOf(dataFolder).pair("installed");
  const there = outsideCertificate(dataFolder, "installed") !== null;
  for (const file of [chain, key]) rmSync(file, { force: true });
  return there;
}

/** Orders one by ACME and keeps it. Throws a `Fault` that says what the authority said. */
export async function orderOutside(
  dataFolder: string,
  { root, binding, ...settings }: AcmeSettings,
  names: readonly string[],
  now: Instant,
): Promise<void> {
  const { folder, account } = filesOf(dataFolder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const made = await signerMade({
    make: "acme",
    order: {
      ...settings,
      names,
      roots: root === null ? null : readGiven(root),
      binding: binding && { keyId: binding.keyId, key: readGiven(binding.keyFile).trim() },
      accountKey: accountKey(account),
    },
  });
  const key = new Secret(made.key);
  const because = whyNotChain(made.certificate, key, names, now);
  if (because !== null)
    throw new Fault("untrusted", `The certificate from ${settings.directory} is not used: ${because}.`);
  keep(dataFolder, "acme", made.certificate, key);
}

/** The key first: a crash between leaves a pair that does not fit, which counts as none. */
function keep(dataFolder: string, sort: Sort, chain: string, key: Secret): void {
  const files = filesOf(dataFolder).pair(sort);
  replaceDurably(files.key, key.open());
  replaceDurably(files.chain, chain);
}

function accountKey(file: string): string {
  const [kept] = readKey(file);
  if (kept) return kept.open();
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const made = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  replaceDurably(file, made);
  return made;
}

function readKey(file: string): Secret[] {
  try {
    return [new Secret(readFileSync(file, "utf8"))];
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new Fault("untrusted", `${file} can't be read: ${saying(thrown)}.`, { cause: thrown });
  }
}

function readGiven(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new Fault("misconfigured", `${file} can't be read: ${saying(cause)}. Correct web.acme in tocsin.yaml.`, {
      cause,
    });
  }
}
