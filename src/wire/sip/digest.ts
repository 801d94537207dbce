import { createHash } from "node:crypto";
import type { Secret } from "#kernel/secret.ts";

/** A challenge of WWW-Authenticate or Proxy-Authenticate (RFC 7616 §3.3). */
export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly algorithm: "SHA-256" | "MD5";
  /** As it was written, to be written back. */
  readonly algorithmWritten: string | undefined;
  readonly qop: "auth" | undefined;
  readonly stale: boolean;
}

export interface Credentials {
  readonly user: string;
  readonly password: Secret;
}

/** Null when it is another scheme than Digest, or wants what we don't do (auth-int alone, -sess, other hashes). */
export function readChallenge(value: string): Challenge | null {
  const [, behind] = /^\s*Digest\s+(.*)$/isu.exec(value) ?? [];
  if (behind === undefined) return null;
  const given = new Map<string, string>();
  for (const [, name = "", quoted, bare = ""] of behind.matchAll(
    /([A-Za-z-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/gu,
  )) {
    given.set(name.toLowerCase(), quoted?.replace(/\\(.)/gu, "$1") ?? bare);
  }
  const algorithmWritten = given.get("algorithm");
  const algorithm = (algorithmWritten ?? "MD5").toUpperCase();
  const [realm, nonce, offered] = [given.get("realm"), given.get("nonce"), given.get("qop")];
  const qops = offered?.split(",").map((one) => one.trim().toLowerCase());
  if (realm === undefined || nonce === undefined) return null;
  if (algorithm !== "SHA-256" && algorithm !== "MD5") return null;
  if (qops && !qops.includes("auth")) return null;
  return {
    realm,
    nonce,
    opaque: given.get("opaque"),
    algorithm,
    algorithmWritten,
    qop: qops ? "auth" : undefined,
    stale: given.get("stale")?.toLowerCase() === "true",
  };
}

/** The one to answer: SHA-256 before MD5 (RFC 8760 §2.4). */
export function strongest(challenges: readonly Challenge[]): Challenge | undefined {
  return challenges.find(({ algorithm }) => algorithm === "SHA-256") ?? challenges[0];
}

/**
 * The value of Authorization or Proxy-Authorization (RFC 7616 §3.4).
 *
 * @param count how often the nonce was used, this time included
 */
export function answerChallenge(
  challenge: Challenge,
  { user, password }: Credentials,
  { method, uri, count, cnonce }: { method: string; uri: string; count: number; cnonce: string },
): string {
  const { realm, nonce, opaque, algorithm, algorithmWritten, qop } = challenge;
  const hash = (text: string) =>
    createHash(algorithm === "MD5" ? "md5" : "sha256")
      .update(text)
      .digest("hex");
  const who = hash(`${user}:${realm}:${password.open()}`);
  const what = hash(`${method}:${uri}`);
  const nc = count.toString(16).padStart(8, "0");
  const response = hash(qop ? `${who}:${nonce}:${nc}:${cnonce}:${qop}:${what}` : `${who}:${nonce}:${what}`);
  const parts = [
    `username=${quoted(user)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    `response="${response}"`,
  ];
  if (algorithmWritten !== undefined) parts.push(`algorithm=${algorithm}`);
  if (qop) parts.push(`qop=${qop}`, `nc=${nc}`, `cnonce=${quoted(cnonce)}`);
  if (opaque !== undefined) parts.push(`opaque=${quoted(opaque)}`);
  return `Digest ${parts.join(", ")}`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/gu, "\\$&")}"`;
}
