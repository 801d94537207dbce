import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

const ITERATIONS = 4096;

/** A secret of 256 random bits, for a role that only programs use. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/**
 * What PostgreSQL stores instead of a password (RFC 5803, RFC 7677), so that the password itself never reaches a
 * statement or the server's log. Only for passwords in ASCII, which need no SASLprep.
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, "sha256");
  const clientKey = createHmac("sha256", salted).update("Client Key").digest();
  const storedKey = createHash("sha256").update(clientKey).digest("base64");
  const serverKey = createHmac("sha256", salted).update("Server Key").digest("base64");
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}
