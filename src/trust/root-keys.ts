import { hkdfSync } from "node:crypto";
import { mkdirSync, statSync } from "node:fs";
import { Fault, saying } from "#kernel/fault.ts";
import { Secret } from "#kernel/secret.ts";
import { makeKeyFile, readKeyFile } from "./key-file.ts";
import { keyPath, kidOf, type RootFile, readRootFile, trustFiles } from "./root-file.ts";
import { type CredsKey, decryptCredential, encryptCredential } from "./systemd-creds.ts";
import { type Box, lock, newScrypt, stretch, unlock, type Wrapping } from "./wrapping.ts";

export interface RootKey {
  readonly kid: string;
  readonly key: Secret<Buffer>;
  readonly madeAt: number;
  /** What lasting keys are derived from: the same one whatever root key came after it. */
  readonly lasting: Secret<Buffer>;
}

/** A provider that is open: wraps further root keys without asking anybody again. */
export interface Wrapper {
  wrap(root: Buffer): Wrapping;
}

export interface OpenRoots {
  /** The current one first. */
  readonly keys: readonly [RootKey, ...RootKey[]];
  readonly wrapper: Wrapper;
  /** Null: `trust/machine.key` is the root key itself, as it is until something about the seal is changed. */
  readonly file: RootFile | null;
}

/** The passphrase where one is known; null where there is nobody to ask. */
export type AskPassphrase = () => string | null;

/**
 * Opens the root keys of a data folder; makes `trust/machine.key` when there is nothing yet. Throws a `Fault`
 * (`untrusted`) that says what to do when they can't be opened.
 */
export function openRoots(dataFolder: string, passphrase: AskPassphrase = () => null): OpenRoots {
  const files = trustFiles(dataFolder);
  mkdirSync(files.folder, { recursive: true, mode: 0o700 });
  const file = readRootFile(files.root);
  if (!file) {
    makeKeyFile(files.plain);
    const root = readKeyFile(files.plain);
    return {
      keys: [rootKey(root, Math.trunc(statSync(files.plain).mtimeMs), null)],
      wrapper: fileWrapper(files.folder, "machine.key"),
      file: null,
    };
  }
  return readEntries(files.folder, file, passphrase);
}

/** Opens what lies in a root file. @param folder where its key files are */
export function readEntries(folder: string, file: RootFile, passphrase: AskPassphrase): OpenRoots {
  // Asked for once, however many keys it opens.
  let words: string | null | undefined;
  const once = () => (words ??= passphrase());
  const open = file.keys.map((entry) => {
    const { root, wrapper } = unwrap(folder, entry.kid, entry.wrapped, once);
    return { ...rootKey(root, entry.madeAt, entry.lasting), wrapper };
  });
  const [current, ...former] = open;
  if (!current) throw new Fault("internal", "The root file holds no key.");
  return { keys: [current, ...former], wrapper: current.wrapper, file };
}

/** @param lasting as in the root file. Throws a `Fault` (`untrusted`) when it was changed. */
export function rootKey(root: Buffer, madeAt: number, lasting: Box | null): RootKey {
  const kid = kidOf(root);
  return { kid, key: new Secret(root), madeAt, lasting: new Secret(lastingOf(root, kid, lasting)) };
}

/** An entry of the root file for this key. */
export function entryOf({ kid, key, madeAt, lasting }: RootKey, wrapper: Wrapper): RootFile["keys"][number] {
  const root = key.open();
  const own = lasting.open().equals(root);
  return {
    kid,
    madeAt,
    wrapped: wrapper.wrap(root),
    lasting: own ? null : lock(lastingKey(root), lasting.open(), kid, "lasting"),
  };
}

function lastingOf(root: Buffer, kid: string, box: Box | null): Buffer {
  if (box === null) return root;
  try {
    return unlock(lastingKey(root), box, kid, "lasting");
  } catch (cause) {
    throw new Fault("untrusted", "trust/root.key.json was changed. Put it back from a backup.", { cause });
  }
}

function lastingKey(root: Buffer): Buffer {
  return Buffer.from(hkdfSync("sha256", root, Buffer.alloc(0), "tocsin/1/lasting", 32));
}

/** @param file relative to `folder`, or absolute; it must be there */
export function fileWrapper(folder: string, file: string): Wrapper {
  return {
    wrap: (root) => ({
      provider: "file",
      file,
      box: lock(readKeyFile(keyPath(folder, file)), root, kidOf(root), "file"),
    }),
  };
}

export function passphraseWrapper(passphrase: string, scrypt = newScrypt()): Wrapper {
  const key = new Secret(stretch(passphrase, scrypt));
  return {
    wrap: (root) => ({ provider: "passphrase", scrypt, box: lock(key.open(), root, kidOf(root), "passphrase") }),
  };
}

export function credsWrapper(key: CredsKey): Wrapper {
  return { wrap: (root) => ({ provider: "systemd-creds", with: key, credential: encryptCredential(root, key) }) };
}

/** Throws a `Fault` (`untrusted`) when the provider doesn't open it, or what comes out is another key. */
export function unwrap(
  folder: string,
  kid: string,
  wrapped: Wrapping,
  passphrase: AskPassphrase,
): { root: Buffer; wrapper: Wrapper } {
  const opened = unwrapBy(folder, kid, wrapped, passphrase);
  if (opened.root.length === 32 && kidOf(opened.root) === kid) return opened;
  throw new Fault("untrusted", `The root key ${kid} was changed. Put trust/root.key.json back from a backup.`);
}

function unwrapBy(
  folder: string,
  kid: string,
  wrapped: Wrapping,
  passphrase: AskPassphrase,
): { root: Buffer; wrapper: Wrapper } {
  const elsewise = 'Put trust/root.key.json and its key back from a backup, or run "tocsin seal recover"';
  if (wrapped.provider === "systemd-creds") {
    try {
      return { root: decryptCredential(wrapped.credential), wrapper: credsWrapper(wrapped.with) };
    } catch (cause) {
      throw new Fault(
        "untrusted",
        `The root key was sealed by systemd-creds (${wrapped.with}) and doesn't open on this machine: ${saying(cause)}. Run "tocsin seal recover" with two recovery shares, or "tocsin seal import".`,
        { cause },
      );
    }
  }
  if (wrapped.provider === "file") {
    const key = readKeyFile(keyPath(folder, wrapped.file));
    try {
      return { root: unlock(key, wrapped.box, kid, "file"), wrapper: fileWrapper(folder, wrapped.file) };
    } catch (cause) {
      throw new Fault(
        "untrusted",
        `The key file ${keyPath(folder, wrapped.file)} doesn't open the root key. ${elsewise}.`,
        {
          cause,
        },
      );
    }
  }
  const words = passphrase();
  if (words === null) {
    throw new Fault(
      "untrusted",
      'The root key is sealed with a passphrase, and none was given. Start "tocsin run" at a terminal, or give it the credential seal-passphrase (LoadCredential= in the unit).',
    );
  }
  const key = stretch(words, wrapped.scrypt);
  try {
    const root = unlock(key, wrapped.box, kid, "passphrase");
    return { root, wrapper: passphraseWrapper(words, wrapped.scrypt) };
  } catch (cause) {
    throw new Fault("untrusted", `The passphrase is wrong, or the root key was changed. Try again. ${elsewise}.`, {
      cause,
    });
  }
}
