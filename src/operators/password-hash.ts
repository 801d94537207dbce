import { createHash, createHmac } from "node:crypto";
import { Fault } from "#kernel/fault.ts";
import type { Secret } from "#kernel/secret.ts";

/**
 * How a password is stored, one text in which each form names itself:
 *
 *     $argon2id$…                                     argon2id of the password, from before there was a pepper
 *     v2 pepper:1f0c93ab password $argon2id$…         argon2id of HMAC-SHA-256(pepper, password)
 *     v2 pepper:1f0c93ab sha256:SALT $argon2id$…      argon2id of HMAC-SHA-256(pepper, SHA-256(salt ‖ password)), imported
 *
 * The pepper is named by the beginning of a hash of it, SALT is in base64url. The HMAC makes 32 bytes of any password,
 * so that a long one costs argon2id no more than a short one.
 */
interface Stored {
  readonly pepper: string | null;
  /** Of an imported account; what is hashed is then SHA-256(salt ‖ password). */
  readonly salt: Buffer | null;
  readonly argon2id: string;
}

/** The key under which passwords go before they are hashed: who has the database only can't even begin to guess. */
export interface Pepper {
  readonly id: string;
  readonly key: Secret<Buffer>;
}

/** The newest first: with it is hashed; the others still verify what was stored under them. */
export type Peppers = readonly [Pepper, ...Pepper[]];

/** In characters as JavaScript counts them; longer ones are refused, never cut. */
export const LONGEST_PASSWORD = 256;
/** argon2id, RFC 9106: 64 MiB, three passes, one lane. */
const COST = { memoryCost: 65_536, timeCost: 3, parallelism: 1 };
/** Bounds the memory that somebody who only guesses can claim: 4 × 64 MiB. */
const AT_ONCE = 4;
const WAITING = 32;

/** Verified for people who don't exist, so that they cost the same time. Nobody knows its password. */
const NOBODYS_HASH =
  "$argon2id$v=19$m=65536,t=3,p=1$7MN/myrccIU9L/hnihQtuA$6wXPQ8RaiaMGosD2fiPnjjcemlxVnIrhj/i9zeJQ83c";

/** Names a pepper without saying anything about it. */
export function pepperOf(key: Secret<Buffer>): Pepper {
  return { id: createHash("sha256").update("tocsin pepper").update(key.open()).digest("hex").slice(0, 8), key };
}

export async function hashPassword(password: Secret, pepper: Pepper): Promise<string> {
  return `v2 pepper:${pepper.id} password ${await argon2id(peppered(normal(password), pepper))}`;
}

/** Wraps SHA-256(salt ‖ password) of another product at once: the bare hash is as good as no protection. */
export async function wrapSaltedSha256(sha256: Buffer, salt: Buffer, pepper: Pepper): Promise<string> {
  const wrapped = await argon2id(peppered(sha256, pepper));
  return `v2 pepper:${pepper.id} sha256:${salt.toString("base64url")} ${wrapped}`;
}

/**
 * Takes the same time when there is no such person (`stored` undefined), when the text is too long to be a password, and
 * when it was stored under a pepper that is not there; all are then false.
 */
export function verifyPassword(stored: string | undefined, password: Secret, peppers: Peppers): Promise<boolean> {
  return inTurn(async () => {
    const { verify } = await import("@node-rs/argon2");
    const form = stored === undefined ? null : read(stored);
    const tooLong = password.open().length > LONGEST_PASSWORD;
    const given = form && !tooLong ? offered(form, password, peppers) : null;
    const fits = await verify(
      form && given ? form.argon2id : NOBODYS_HASH,
      given ?? peppered(Buffer.alloc(32), peppers[0]),
    );
    return fits && given !== null;
  });
}

/** Whether a stored hash is weaker than what is made today, or an older pepper's; it is then renewed at the next sign-in. */
export function isWeak(stored: string, [newest]: Peppers): boolean {
  const form = read(stored);
  if (!form || form.pepper !== newest.id || form.salt) return true;
  return !costsEnough(form);
}

/** Whether it is argon2id at today's cost or above, below it, or something else that must not be there. */
export function strengthOf(stored: string): "good" | "weak" | "none" {
  const form = read(stored);
  if (!form) return "none";
  return costsEnough(form) ? "good" : "weak";
}

function costsEnough({ argon2id }: Stored): boolean {
  const cost = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$/.exec(argon2id);
  return cost !== null && Number(cost[1]) >= COST.memoryCost && Number(cost[2]) >= COST.timeCost;
}

/** Whether nobody has signed in with it since it was imported. */
export function isImported(stored: string): boolean {
  return read(stored)?.salt != null;
}

function read(stored: string): Stored | null {
  const found = /^(?:v2 pepper:([0-9a-f]{8}) (?:password|sha256:([\w-]*)) )?(\$argon2id\$\S+)$/.exec(stored);
  if (!found?.[3]) return null;
  const [, pepper = null, salt, argon2id] = found;
  return { pepper, salt: salt === undefined ? null : Buffer.from(salt, "base64url"), argon2id };
}

/** What argon2id is asked about, or null when it was another pepper's. */
function offered({ pepper: id, salt }: Stored, password: Secret, peppers: Peppers): string | null {
  if (id === null) return password.open();
  const pepper = peppers.find((one) => one.id === id);
  if (!pepper) return null;
  return peppered(
    salt ? createHash("sha256").update(salt).update(password.open(), "utf8").digest() : normal(password),
    pepper,
  );
}

/** One password, however a keyboard composes its letters (NFKC, as NIST SP 800-63B §3.1.1.2 asks). */
function normal(password: Secret): Buffer {
  return Buffer.from(password.open().normalize("NFKC"), "utf8");
}

/** In base64, for the library wants text to verify. */
function peppered(given: Buffer, { key }: Pepper): string {
  return createHmac("sha256", key.open()).update(given).digest("base64");
}

function argon2id(given: string): Promise<string> {
  return inTurn(async () => (await import("@node-rs/argon2")).hash(given, COST));
}

let running = 0;
const queue: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (queue.length >= WAITING) {
      throw new Fault("overloaded", "Too many sign-ins are being checked at this moment; try again in a few seconds.", {
        transient: true,
      });
    }
    await new Promise<void>((go) => queue.push(go));
  } else {
    running++;
  }
  try {
    return await work();
  } finally {
    const next = queue.shift();
    if (next) next();
    else running--;
  }
}
