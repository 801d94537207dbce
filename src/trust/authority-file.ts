import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { Fault, saying } from "#kernel/fault.ts";
import { CHANGE_OVER_STAGES } from "./change-over.ts";
import { replaceDurably, syncFolder } from "./key-file.ts";
import { certificatesIn } from "./pem.ts";
import type { Place } from "./seal.ts";

/** PEM, and its key as `Seal.seal` made it of PKCS #8 in PEM. */
const Kept = z.strictObject({ certificate: z.string(), sealedKey: z.string() });

/** `trust/authority.json`: what signs all certificates of the site. */
export const AuthorityFileSchema = z.strictObject({
  v: z.literal(1),
  /** Made once and kept for ever. */
  site: z.uuid(),
  root: Kept,
  issuing: Kept,
  /**
   * PEM of the authority of an earlier Tocsin, which browsers may trust and which allows no further authority below it;
   * null: there was none. The root has its name and key, and signs the page's certificate itself.
   */
  former: z.string().nullable(),
  /** PEM of issuing authorities that the present one took the place of, the newest first; those that have expired are gone. */
  formerIssuing: z.array(z.string()).default([]),
  /** A root that is to take the place of the present one, with what it has signed; null: none is. Instants in ms. */
  next: z
    .strictObject({
      stage: z.enum(CHANGE_OVER_STAGES),
      begunAt: z.int(),
      keepUntil: z.int(),
      by: z.string(),
      root: Kept,
      issuing: Kept,
    })
    .nullable()
    .default(null),
});
export type AuthorityFile = z.infer<typeof AuthorityFileSchema>;

export function authorityFiles(dataFolder: string) {
  const folder = join(dataFolder, "trust");
  return {
    folder,
    authority: join(folder, "authority.json"),
    /** The root for everybody who is to trust the site: browsers, programs. */
    root: join(folder, "site-ca.pem"),
    /** Of the authority of an earlier Tocsin; gone once the root has taken its place. */
    formerKey: join(folder, "site-ca.key"),
    denyList: join(folder, "deny-list.json"),
  };
}

/** Where a key of the authority is sealed for. */
export function keyPlace(site: string, which: "root" | "issuing"): Place {
  return { table: "trust/authority.json", column: which, row: site };
}

/** null: there is none yet. Throws a `Fault` (`untrusted`) when it is damaged. */
export function readAuthorityFile(dataFolder: string): AuthorityFile | null {
  const { authority } = authorityFiles(dataFolder);
  try {
    return AuthorityFileSchema.parse(JSON.parse(readFileSync(authority, "utf8")));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    const what = cause instanceof z.ZodError ? `${cause.issues[0]?.path.join(".")} is not as expected` : saying(cause);
    throw new Fault(
      "untrusted",
      `${authority} is damaged: ${what}. Put it back from a backup, or remove it: Tocsin then makes another authority, which every node and browser has to be told to trust.`,
      { cause },
    );
  }
}

export function writeAuthorityFile(dataFolder: string, content: AuthorityFile): void {
  replaceDurably(authorityFiles(dataFolder).authority, textOf(content));
  publishRoot(dataFolder, content);
}

/** PEM: what processes are told to trust. The one that vouches for what is signed now comes first. */
export function rootsOf({ root, next }: Pick<AuthorityFile, "root" | "next">): string {
  const present = root.certificate;
  if (!next) return present;
  return next.stage === "spreading" ? `${present}${next.root.certificate}` : `${next.root.certificate}${present}`;
}

/** What signs for processes now. */
export function vouchingIn({ root, issuing, next }: AuthorityFile): Pick<AuthorityFile, "root" | "issuing"> {
  return next?.stage === "replacing" ? next : { root, issuing };
}

/** Whether a process has what the authority would give it now: the same roots, and a certificate of what signs now. */
export function isUpToDate({ roots, chain }: { roots: string; chain: string }, file: AuthorityFile): boolean {
  const [leaf] = certificatesIn(chain);
  const [issuing] = certificatesIn(vouchingIn(file).issuing.certificate);
  return roots === rootsOf(file) && leaf !== undefined && issuing !== undefined && leaf.checkIssued(issuing);
}

/** Puts the root where browsers and programs are told to find it, and behind it the one that is to take its place. */
export function publishRoot(dataFolder: string, content: AuthorityFile): void {
  const { root } = authorityFiles(dataFolder);
  const certificate = `${content.root.certificate}${content.next?.root.certificate ?? ""}`;
  let there: string | null = null;
  try {
    there = readFileSync(root, "utf8");
  } catch {
    // it is written below
  }
  if (there !== certificate) replaceDurably(root, certificate);
}

/** As `writeAuthorityFile`, unless another process was first; the answer is what counts. */
export function keepFirstAuthority(dataFolder: string, content: AuthorityFile): AuthorityFile {
  const { authority } = authorityFiles(dataFolder);
  mkdirSync(dirname(authority), { recursive: true, mode: 0o700 });
  const draft = `${authority}.${randomBytes(6).toString("hex")}`;
  replaceDurably(draft, textOf(content));
  try {
    linkSync(draft, authority);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw thrown;
  } finally {
    rmSync(draft);
  }
  syncFolder(dirname(authority));
  return readAuthorityFile(dataFolder) ?? content;
}

function textOf(content: AuthorityFile): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}
