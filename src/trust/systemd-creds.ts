import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { Fault } from "#kernel/fault.ts";

/** With what systemd-creds(1) encrypts: the key of this host, its TPM, or both. */
export const CREDS_KEYS = ["host+tpm2", "tpm2", "host"] as const;
export type CredsKey = (typeof CREDS_KEYS)[number];

/** A credential opens under its own name only. */
const NAME = "tocsin-root-key";
const PATIENCE_MS = 20_000;

/** Base64, without line breaks. Throws a `Fault` that says what systemd-creds said. */
export function encryptCredential(root: Buffer, key: CredsKey): string {
  // PCR 7 alone (secure boot state): a binding to kernel or initrd would lose the key at the next update.
  const pcrs = key === "host" ? [] : ["--tpm2-pcrs=7"];
  return run(["encrypt", `--with-key=${key}`, ...pcrs, `--name=${NAME}`, "-", "-"], root)
    .toString("ascii")
    .replace(/\s/g, "");
}

export function decryptCredential(credential: string): Buffer {
  return run(["decrypt", `--name=${NAME}`, "-", "-"], Buffer.from(credential, "ascii"));
}

/**
 * The strongest key with which this machine seals and opens again, found by trying; null with the reason when there is
 * none. What `systemd-creds has-tpm2` claims is not relied on.
 */
export function strongestCredsKey(): { key: CredsKey } | { key: null; because: string } {
  const reasons: string[] = [];
  for (const key of CREDS_KEYS) {
    const trouble = troubleWith(key);
    if (trouble === null) return { key };
    reasons.push(`${key}: ${trouble}`);
  }
  return { key: null, because: reasons.join("; ") };
}

/** Null when a probe that was sealed with this key opens again. */
export function troubleWith(key: CredsKey): string | null {
  const probe = randomBytes(32);
  try {
    return decryptCredential(encryptCredential(probe, key)).equals(probe) ? null : "what was sealed opens differently";
  } catch (thrown) {
    return (thrown as Error).message;
  }
}

function run(args: readonly string[], input: Buffer): Buffer {
  const { status, stdout, stderr, error } = spawnSync("systemd-creds", [...args], {
    input,
    timeout: PATIENCE_MS,
    env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin", LC_ALL: "C" },
  });
  if (error) throw new Fault("unreachable", `systemd-creds can't be run (${(error as NodeJS.ErrnoException).code})`);
  if (status !== 0) {
    const said = stderr.toString("utf8").trim().split("\n").at(-1) ?? "";
    throw new Fault("refused", `systemd-creds refused (${status}): ${said}`);
  }
  return stdout;
}
