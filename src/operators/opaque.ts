import { hash, randomBytes } from "node:crypto";

/** 256 random bits in 43 characters. */
export function opaqueToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What is kept of a token: whoever reads the database can't use it. Needs no salt, for a token is random. */
export function tokenHash(token: string): string {
  return hash("sha256", token, "base64");
}

export function hashBytes(hashed: string): Buffer {
  return Buffer.from(hashed, "base64");
}

/** Without I, L, O and U: what people read out and type. */
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** 80 random bits as `7K2M-Q9XD-3FHT-V0RB`. */
export function spokenCode(): string {
  const bytes = randomBytes(16);
  const letters = Array.from(bytes, (byte) => LETTERS[byte & 31]).join("");
  return letters.match(/.{4}/g)?.join("-") ?? letters;
}

/** A typed code as it was given out: case, spaces and hyphens don't matter, look-alikes are undone. */
export function typedCode(text: string): string {
  const letters = text.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  return letters.match(/.{1,4}/g)?.join("-") ?? "";
}
