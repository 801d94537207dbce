import { createPrivateKey, randomUUID, X509Certificate } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import type { Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import { Secret } from "#kernel/secret.ts";
import {
  type AuthorityFile,
  authorityFiles,
  keepFirstAuthority,
  keyPlace,
  publishRoot,
  readAuthorityFile,
  rootsOf,
  vouchingIn,
  writeAuthorityFile,
} from "./authority-file.ts";
import { madeApart, type Signer, signerMade } from "./certificate-orders.ts";
import { type Denying, type DenyList, NOBODY, signedList } from "./deny-list.ts";
import { type PeerName, uriOf } from "./identity.ts";
import { certificatesIn, keyHashOf, serialOf } from "./pem.ts";
import type { Seal } from "./seal.ts";

/** An issuing authority is replaced when a third of its year is left: what it signs for the page lasts 90 days. */
const ISSUING_LEFT = 1 / 3;
/** An authority of an earlier Tocsin with less than this is not worth keeping. */
const FORMER_LEFT_MS = 365 * 86_400_000;
/** Of issuing authorities, which may yet turn out to have been stolen. */
const FORMER_KEPT = 20;

type Pair = Pick<AuthorityFile, "root" | "issuing">;
type Kept = Pair["root"];

/** A certificate that was signed for a process, for the list of all of them. */
export interface Issued {
  readonly uri: string;
  readonly name: PeerName;
  /** PEM of the leaf. */
  readonly certificate: string;
  readonly serial: string;
  readonly keyHash: string;
  /** SHA-256 of the certificate: `AB:CD:…`. */
  readonly thumbprint: string;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
}

export interface AuthorityParts {
  readonly dataFolder: string;
  /** Seals the keys of the authority at rest. */
  readonly seal: Pick<Seal, "seal" | "unseal">;
  readonly now: Instant;
}

/**
 * What signs the certificates of the site: a root of ten years, which signs an issuing authority of one year, which
 * signs everything else. Opened without its keys; they are unsealed when something is to be signed, and only then.
 */
export class Authority {
  /** Keys that may not enrol again. */
  denyList: Denying = NOBODY;
  /** Called with each certificate before it is given out: what can't be recorded is not given out. */
  record: (issued: Issued) => Promise<void> = () => Promise.resolve();
  /** Why the server's clock is known to be wrong; null: nothing speaks against it. */
  clockWrong: () => string | null = () => null;
  readonly #dataFolder: string;
  readonly #seal: AuthorityParts["seal"];
  #file: AuthorityFile;
  #renewing: Promise<void> | null = null;

  /** @param file as it was read; `openAuthority` makes it when there is none */
  constructor(parts: Omit<AuthorityParts, "now">, file: AuthorityFile) {
    this.#dataFolder = parts.dataFolder;
    this.#seal = parts.seal;
    this.#file = file;
  }

  /** UUID, made once and kept. */
  get site(): string {
    return this.#file.site;
  }

  /** PEM: what nodes are told to trust; several while one takes the place of the other. */
  get roots(): string {
    return rootsOf(this.#file);
  }

  /** The root that is to take the place of the present one; null: none is. */
  get changeOver() {
    const { next } = this.#file;
    if (!next) return null;
    const { stage, begunAt, keepUntil, by, root } = next;
    return { stage, begunAt, keepUntil, by, next: new X509Certificate(root.certificate) };
  }

  /** What vouches for the certificates that are signed for processes now. */
  get vouchingCertificate(): X509Certificate {
    return new X509Certificate(this.#vouching.root.certificate);
  }

  get rootCertificate(): X509Certificate {
    return new X509Certificate(this.#file.root.certificate);
  }

  get issuingCertificate(): X509Certificate {
    return new X509Certificate(this.#file.issuing.certificate);
  }

  /** What signs for processes now. */
  get signingCertificate(): X509Certificate {
    return new X509Certificate(this.#vouching.issuing.certificate);
  }

  /** PEM: what the root signed before, and has not expired. */
  get formerIssuing(): readonly string[] {
    return this.#file.formerIssuing;
  }

  /** Below which browsers find the certificate of the page; PEM. */
  get webAuthority(): string {
    return this.#file.former === null ? this.#file.issuing.certificate : this.#file.former;
  }

  /**
   * Signs the request of a process for seven days. Throws a `Fault` (`refused`) when its key is not P-256 or is banned,
   * when the signature is not by that key, or when it asks for another name or for anything besides.
   * @param request PKCS #10, DER
   */
  async sign(request: Buffer, name: PeerName, now: Instant): Promise<{ chain: string; roots: string }> {
    const uri = uriOf(name);
    if (name.site !== this.site)
      throw new Fault("refused", `The certificate of ${uri} is not signed here: this site is ${this.site}.`);
    this.demandTime();
    await this.renewIssuing(now);
    const { issuing } = this.#vouching;
    const order = { request: request.toString("base64"), uri, commonName: name.node, now };
    const made = await madeApart({ make: "leaf", by: this.#signerOf("issuing", issuing), ...order });
    if (made.kind === "refused") throw new Fault("refused", `The request of ${uri} is not signed: ${made.because}.`);
    if (made.kind !== "certificate") throw new Fault("internal", `Instead of a certificate a ${made.kind} was made.`);
    // Whoever replaced it meanwhile does not know of this certificate.
    if (issuing.certificate !== this.#vouching.issuing.certificate) return this.sign(request, name, now);
    const issued = issuedOf(made.certificate, name);
    const denied = this.denyList.refusing(issued.serial, issued.keyHash);
    if (denied)
      throw new Fault("refused", `The request of ${uri} is not signed: its key was banned. ${denied.because}`);
    await this.record(issued);
    return { chain: `${made.certificate}${issuing.certificate}`, roots: this.roots };
  }

  /** A certificate of the web page with a new key. @param names host names and addresses */
  async signWeb(names: readonly string[], now: Instant): Promise<{ chain: string; key: string }> {
    this.demandTime();
    await this.renewIssuing(now);
    const by = this.#signer(this.#file.former === null ? "issuing" : "root");
    const { certificate, key } = await signerMade({ make: "web", by, names, now });
    return { chain: `${certificate}${this.webAuthority}`, key };
  }

  /** Also by a clock that is wrong, and by an issuing authority that has expired: who is refused must be so at once. */
  signList(list: DenyList): string {
    const { certificate, key } = this.#signerOf("issuing", this.#vouching.issuing);
    return signedList(list, { certificate, key: new Secret(key) });
  }

  /** Replaces the issuing authority when its year nears its end. What it signed stays good until its own end. */
  async renewIssuing(now: Instant): Promise<void> {
    const { validFromDate, validToDate } = this.issuingCertificate;
    const [begin, end] = [validFromDate.getTime(), validToDate.getTime()];
    if (now >= begin && now < end - (end - begin) * ISSUING_LEFT) return;
    await this.#renewIssuing(now);
  }

  /** Replaces the issuing authority before its time. What it signed stays good, unless the deny list says otherwise. */
  async replaceIssuing(now: Instant): Promise<void> {
    this.demandTime();
    await this.#renewIssuing(now);
  }

  /** Gives up root and issuing authority for new ones. Whoever trusts this site has to be told anew; its UUID stays. */
  async reset(now: Instant): Promise<void> {
    this.demandTime();
    this.#write(await newFile(this.site, null, { dataFolder: this.#dataFolder, seal: this.#seal, now }));
  }

  /** Makes the root that is to take the place of the present one. Nothing is signed by it yet. */
  async beginChangeOver(now: Instant, how: { readonly keepUntil: Instant; readonly by: string }): Promise<void> {
    this.demandTime();
    const parts = { dataFolder: this.#dataFolder, seal: this.#seal, now };
    const { root, issuing } = await newFile(this.site, null, parts);
    this.#write({ ...this.#file, next: { stage: "spreading", begunAt: now, ...how, root, issuing } });
  }

  /** From now on the next root vouches for what is signed for processes; the present one goes on with the page. */
  replaceRoot(): void {
    const { next } = this.#file;
    if (next) this.#write({ ...this.#file, next: { ...next, stage: "replacing" } });
  }

  /** The next root takes the place of the present one, which ends. */
  retireRoot(): void {
    const { next } = this.#file;
    if (!next) return;
    const { root, issuing } = next;
    this.#write({ ...this.#file, root, issuing, former: null, formerIssuing: [], next: null });
  }

  /** Throws while the server's clock is known to be wrong: the dates of a certificate would be wrong for its whole life. */
  demandTime(): void {
    const why = this.clockWrong();
    if (why === null) return;
    throw new Fault(
      "misconfigured",
      `${why} No certificate is signed or renewed before it is put right. Have the time service of the server checked, and try again.`,
      { transient: true },
    );
  }

  /** Seals its keys with the present root key of the seal. @returns whether something was written */
  reseal(kid: string): boolean {
    let changed = false;
    const again = (which: "root" | "issuing", kept: Kept): Kept => {
      const { certificate, sealedKey } = kept;
      if ((JSON.parse(sealedKey) as { kid?: string }).kid === kid) return kept;
      changed = true;
      const place = keyPlace(this.site, which);
      return { certificate, sealedKey: this.#seal.seal(place, this.#seal.unseal(place, sealedKey).open()) };
    };
    const both = (of: Pair) => ({ root: again("root", of.root), issuing: again("issuing", of.issuing) });
    const { next } = this.#file;
    const sealed = { ...this.#file, ...both(this.#file), next: next && { ...next, ...both(next) } };
    if (changed) this.#write(sealed);
    return changed;
  }

  async #renewIssuing(now: Instant): Promise<void> {
    this.#renewing ??= this.#makeIssuing(now).finally(() => {
      this.#renewing = null;
    });
    await this.#renewing;
  }

  async #makeIssuing(now: Instant): Promise<void> {
    const made = await signerMade({ make: "issuing", root: this.#signer("root"), now });
    const { issuing, formerIssuing: before } = this.#file;
    const formerIssuing = [issuing.certificate, ...before].filter((pem) => lastsAt(pem, now)).slice(0, FORMER_KEPT);
    this.#write({ ...this.#file, issuing: kept(this.#seal, this.site, "issuing", made), formerIssuing });
  }

  /** On disk before it counts. */
  #write(next: AuthorityFile): void {
    writeAuthorityFile(this.#dataFolder, next);
    this.#file = next;
  }

  get #vouching(): Pair {
    return vouchingIn(this.#file);
  }

  #signer(which: "root" | "issuing"): Signer {
    return this.#signerOf(which, this.#file[which]);
  }

  #signerOf(which: "root" | "issuing", { certificate, sealedKey }: Kept): Signer {
    return { certificate, key: this.#seal.unseal(keyPlace(this.site, which), sealedKey).open() };
  }
}

/** Opens the site's authority, made when there is none. Throws a `Fault` (`untrusted`) when it can't be read or sealed. */
export async function openAuthority(parts: AuthorityParts): Promise<Authority> {
  const file =
    readAuthorityFile(parts.dataFolder) ??
    keepFirstAuthority(parts.dataFolder, await newFile(randomUUID(), readFormer(parts), parts));
  publishRoot(parts.dataFolder, file);
  // The unsealed key of an earlier Tocsin goes once the sealed one is on disk, also when a crash came between.
  rmSync(authorityFiles(parts.dataFolder).formerKey, { force: true });
  return new Authority(parts, file);
}

/** @param former the authority of an earlier Tocsin, which goes on as the root */
async function newFile(site: string, former: Signer | null, { seal, now }: AuthorityParts): Promise<AuthorityFile> {
  const made = await madeApart({ make: "authority", site, former, now });
  if (made.kind !== "authority") throw new Fault("internal", `Instead of an authority a ${made.kind} was made.`);
  return {
    v: 1,
    site,
    root: kept(seal, site, "root", made.root),
    issuing: kept(seal, site, "issuing", made.issuing),
    former: former?.certificate ?? null,
    formerIssuing: [],
    next: null,
  };
}

/** The authority that an earlier Tocsin made for its page; null: there is none that can go on. */
function readFormer({ dataFolder, now }: AuthorityParts): Signer | null {
  const files = authorityFiles(dataFolder);
  try {
    const text = readFileSync(files.root, "utf8");
    const key = readFileSync(files.formerKey, "utf8");
    const certificate = new X509Certificate(text);
    if (!certificate.ca || !certificate.checkPrivateKey(createPrivateKey(key))) return null;
    return certificate.validToDate.getTime() < now + FORMER_LEFT_MS ? null : { certificate: text, key };
  } catch {
    return null;
  }
}

function lastsAt(pem: string, now: Instant): boolean {
  return new X509Certificate(pem).validToDate.getTime() > now;
}

function kept(seal: AuthorityParts["seal"], site: string, which: "root" | "issuing", { certificate, key }: Signer) {
  return { certificate, sealedKey: seal.seal(keyPlace(site, which), key) };
}

function issuedOf(pem: string, name: PeerName): Issued {
  const [leaf] = certificatesIn(pem);
  if (!leaf) throw new Fault("internal", "The certificate that was made can't be read.");
  return {
    uri: uriOf(name),
    name,
    certificate: pem,
    serial: serialOf(leaf),
    keyHash: keyHashOf(leaf),
    thumbprint: leaf.fingerprint256,
    notBefore: leaf.validFromDate.getTime(),
    notAfter: leaf.validToDate.getTime(),
  };
}
