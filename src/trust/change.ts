import { randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import type { Instant } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { makeKeyFile, replaceDurably } from "./key-file.ts";
import {
  kidOf,
  type RootFile,
  RootFileSchema,
  readRootFile,
  removeLeftovers,
  type ShareRecord,
  type TrustFiles,
  writeRootFile,
} from "./root-file.ts";
import {
  type AskPassphrase,
  credsWrapper,
  entryOf,
  fileWrapper,
  type OpenRoots,
  passphraseWrapper,
  type RootKey,
  readEntries,
  rootKey,
  type Wrapper,
} from "./root-keys.ts";
import { hashOfShare, joinShares, makeShares, readShare, type Share } from "./shares.ts";
import type { CredsKey } from "./systemd-creds.ts";

/** Below this a passphrase can be guessed by whoever has the file. */
export const SHORTEST_PASSPHRASE = 16;

/** A provider to move the root key to. */
export type Target =
  /** `file`: an absolute path, made when absent; without it one in the folder `trust`. */
  | { readonly provider: "file"; readonly file?: string | undefined }
  | { readonly provider: "passphrase"; readonly passphrase: string }
  | { readonly provider: "systemd-creds"; readonly with: CredsKey };

/** Wraps the root key, and during a rotation the former one, by another provider; only then the old one goes. */
export function moveRoot(files: TrustFiles, open: OpenRoots, target: Target): void {
  store(files, open.keys, wrapperOf(files, target), open.file?.shares ?? null, askOf(target));
}

/** A new root key, current from now on; the former one stays readable until `endRotation`. */
export function beginRotation(files: TrustFiles, open: OpenRoots, now: Instant, ask: AskPassphrase): void {
  const [current, ...former] = open.keys;
  if (former.length > 0) {
    throw new Fault(
      "conflict",
      `The rotation from root key ${former[0]?.kid} is not over. It ends at the next start, when nothing is sealed with that key any more.`,
    );
  }
  const root = randomBytes(32);
  const next: RootKey = { ...rootKey(root, now, null), lasting: current.lasting };
  store(files, [next, current], wrapperAsNow(files, open), open.file?.shares ?? null, ask);
}

/** Gives up the former key. */
export function endRotation(files: TrustFiles, open: OpenRoots, ask: AskPassphrase): void {
  store(files, [open.keys[0]], wrapperAsNow(files, open), open.file?.shares ?? null, ask);
}

/** Three new shares of the current root key, shown once: only what they are recognized by is kept. */
export async function newShares(
  files: TrustFiles,
  open: OpenRoots,
  now: Instant,
  ask: AskPassphrase,
): Promise<string[]> {
  const [current] = open.keys;
  const texts = await makeShares(current.key.open());
  const shares = texts.map((text) => {
    const share = readShare(text);
    return { number: share.number, hash: hashOfShare(share), confirmedAt: null };
  });
  store(files, open.keys, wrapperAsNow(files, open), { kid: current.kid, madeAt: now, shares }, ask);
  return texts;
}

/** Notes that a holder still has this share. Throws a `Fault` (`invalid`) when it is not one of the present ones. */
export function confirmShare(files: TrustFiles, share: Share, now: Instant): void {
  const file = readRootFile(files.root);
  const hash = hashOfShare(share);
  if (!file?.shares?.shares.some((one) => one.hash === hash)) {
    throw new Fault(
      "invalid",
      `Share ${share.number} of root key ${share.kid} is not one of those that hold now. Destroy it; "tocsin seal shares" makes new ones.`,
    );
  }
  const shares = file.shares.shares.map((one) => (one.hash === hash ? { ...one, confirmedAt: now } : one));
  writeRootFile(files.root, { ...file, shares: { ...file.shares, shares } });
}

/**
 * Restores the root key from two shares, under a provider of this machine. What lasting keys are derived from comes out
 * of `root.key.json`, where it is; the answer says whether it was found. The file that did not open is kept aside.
 */
export async function recoverRoot(
  files: TrustFiles,
  shares: readonly [Share, Share],
  target: Target,
  now: Instant,
): Promise<{ kid: string; lasting: boolean }> {
  const root = await joinShares(...shares);
  const kid = kidOf(root);
  const kept = readKept(files);
  const entry = kept?.keys.find((one) => one.kid === kid);
  const key = rootKey(root, entry?.madeAt ?? now, entry?.lasting ?? null);
  setAside(files);
  const record = kept?.shares?.kid === kid ? kept.shares : null;
  store(files, [key], wrapperOf(files, target), record, askOf(target));
  return { kid, lasting: entry !== undefined };
}

/** All root keys under a passphrase of their own, for another machine. */
export function exportRoots(open: OpenRoots, passphrase: string): string {
  const wrapper = passphraseWrapper(passphrase);
  const keys = open.keys.map((key) => entryOf(key, wrapper));
  return `${JSON.stringify({ v: 1, keys, shares: open.file?.shares ?? null } satisfies RootFile, null, 2)}\n`;
}

/** Takes the root keys of an exported file in the place of this machine's own, which are kept aside. */
export function importRoots(files: TrustFiles, from: string, passphrase: string, target: Target): string {
  let file: RootFile;
  try {
    file = RootFileSchema.parse(JSON.parse(readFileSync(from, "utf8")));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? "it is not as an export writes it" : saying(cause);
    throw new Fault("invalid", `${from} can't be read: ${why}. Name a file that "tocsin seal export" wrote, whole.`);
  }
  const { keys } = readEntries(files.folder, file, () => passphrase);
  setAside(files);
  store(files, keys, wrapperOf(files, target), file.shares, askOf(target));
  return keys[0].kid;
}

/** Written, read back and opened, and only then the old one is removed. */
function store(
  files: TrustFiles,
  keys: readonly RootKey[],
  wrapper: Wrapper,
  shares: ShareRecord | null,
  ask: AskPassphrase,
): void {
  const file: RootFile = { v: 1, keys: keys.map((key) => entryOf(key, wrapper)), shares };
  // Before it is in place: what doesn't open must not replace what does.
  const again = readEntries(files.folder, file, ask);
  if (!again.keys.every(({ key }, at) => keys[at]?.key.open().equals(key.open())))
    throw new Fault("internal", "The new provider gives back another key than it was given. Nothing was changed.");
  writeRootFile(files.root, file);
  removeLeftovers(files);
}

function wrapperOf(files: TrustFiles, target: Target): Wrapper {
  if (target.provider === "systemd-creds") return credsWrapper(target.with);
  if (target.provider === "passphrase") {
    if (target.passphrase.length < SHORTEST_PASSPHRASE) {
      throw new Fault(
        "invalid",
        `The passphrase is too short: whoever copies the data could guess it. Take ${SHORTEST_PASSPHRASE} letters or more, such as six random words.`,
      );
    }
    return passphraseWrapper(target.passphrase);
  }
  const path = target.file === undefined ? undefined : resolve(target.file);
  if (path === files.plain) throw new Fault("invalid", `${path} is the root key itself. Name another file, or none.`);
  const name = path ?? `wrapping-${randomBytes(4).toString("hex")}.key`;
  makeKeyFile(path ?? resolve(files.folder, name));
  return fileWrapper(files.folder, name);
}

/** The present provider; a root key that lies there as it is gets a key file. */
function wrapperAsNow(files: TrustFiles, open: OpenRoots): Wrapper {
  return open.file ? open.wrapper : wrapperOf(files, { provider: "file" });
}

function askOf(target: Target): AskPassphrase {
  return () => (target.provider === "passphrase" ? target.passphrase : null);
}

function readKept(files: TrustFiles): RootFile | null {
  try {
    return readRootFile(files.root);
  } catch {
    return null;
  }
}

/** What may still be needed is never overwritten. */
function setAside({ root, plain }: TrustFiles): void {
  const mark = randomBytes(3).toString("hex");
  for (const file of [root, plain]) {
    if (statSync(file, { throwIfNoEntry: false })) replaceDurably(`${file}.before-${mark}`, readFileSync(file, "utf8"));
  }
}
