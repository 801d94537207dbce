import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from "node:crypto";
import { z } from "zod";

/** A root key, encrypted with AES-256-GCM under a wrapping key; the associated data name key and provider. */
export const Box = z.strictObject({ nonce: z.base64url(), text: z.base64url(), tag: z.base64url() });
export type Box = z.infer<typeof Box>;

/** How a root key lies in `root.key.json`, by its provider. */
export const Wrapping = z.discriminatedUnion("provider", [
  z.strictObject({
    provider: z.literal("file"),
    /** Absolute, or relative to the folder `trust`. */
    file: z.string().min(1),
    box: Box,
  }),
  z.strictObject({
    provider: z.literal("passphrase"),
    /** RFC 7914. Bounded, so that a damaged file can't take all memory. */
    scrypt: z.strictObject({
      logN: z.int().min(14).max(20),
      r: z.int().min(1).max(16),
      p: z.int().min(1).max(4),
      salt: z.base64url(),
    }),
    box: Box,
  }),
  z.strictObject({
    provider: z.literal("systemd-creds"),
    with: z.enum(["host", "tpm2", "host+tpm2"]),
    /** As `systemd-creds encrypt` printed it. */
    credential: z.base64(),
  }),
]);
export type Wrapping = z.infer<typeof Wrapping>;
export type ProviderName = Wrapping["provider"];

type Scrypt = Extract<Wrapping, { provider: "passphrase" }>["scrypt"];

/** N = 2^17, r = 8, p = 1: 128 MiB and about 0.4 s for each guess. */
export function newScrypt(): Scrypt {
  return { logN: 17, r: 8, p: 1, salt: randomBytes(16).toString("base64url") };
}

/** 32 bytes from a passphrase. Normalized (NFC), so that every keyboard gives the same bytes. */
export function stretch(passphrase: string, { logN, r, p, salt }: Scrypt): Buffer {
  const N = 2 ** logN;
  return scryptSync(passphrase.normalize("NFC"), Buffer.from(salt, "base64url"), 32, {
    N,
    r,
    p,
    maxmem: 128 * N * r + 128 * r * p + 1024 * 1024,
  });
}

export function lock(key: Buffer, root: Buffer, kid: string, provider: ProviderName | "lasting"): Box {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(associated(kid, provider));
  const text = Buffer.concat([cipher.update(root), cipher.final()]);
  return {
    nonce: nonce.toString("base64url"),
    text: text.toString("base64url"),
    tag: cipher.getAuthTag().toString("base64url"),
  };
}

/** Throws when the key is another one or the box was changed. */
export function unlock(key: Buffer, box: Box, kid: string, provider: ProviderName | "lasting"): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(box.nonce, "base64url"), { authTagLength: 16 });
  decipher.setAAD(associated(kid, provider));
  decipher.setAuthTag(Buffer.from(box.tag, "base64url"));
  return Buffer.concat([decipher.update(Buffer.from(box.text, "base64url")), decipher.final()]);
}

function associated(kid: string, provider: ProviderName | "lasting"): Buffer {
  return Buffer.from(JSON.stringify(["tocsin root key", 1, kid, provider]), "utf8");
}
