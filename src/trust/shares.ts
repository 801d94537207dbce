import { createHash } from "node:crypto";
import { combine, split } from "shamir-secret-sharing";
import { Fault } from "#kernel/fault.ts";
import { kidOf } from "./root-file.ts";

/** Crockford's base 32: no letter that looks like another one. */
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const VERSION = 1;
const KID_BYTES = 8;
/** The library's: 32 bytes of y, then x. */
const SHARE_BYTES = 33;
const CHECK_BYTES = 4;
const BYTES = 1 + 1 + KID_BYTES + SHARE_BYTES + CHECK_BYTES;
const LENGTH = Math.ceil((BYTES * 8) / 5);

const SHARES = 3;
const THRESHOLD = 2;
/** A holder who did not confirm a share for so long may have lost it. */
export const SHARES_OLD_DAYS = 180;

export interface Share {
  /** 1, 2 or 3. */
  readonly number: number;
  /** Of the root key. */
  readonly kid: string;
  readonly share: Uint8Array;
}

/**
 * Three shares of a root key (Shamir, GF(2^8)); any two give it back, and one says nothing about it. In groups of four
 * letters, with a checksum, for paper.
 */
export async function makeShares(root: Buffer): Promise<string[]> {
  const shares = await split(Uint8Array.from(root), SHARES, THRESHOLD);
  return shares.map((share, index) => writeShare({ number: index + 1, kid: kidOf(root), share }));
}

/** The root key of two shares. Throws a `Fault` (`invalid`) when they don't belong together. */
export async function joinShares(one: Share, other: Share): Promise<Buffer> {
  if (one.kid !== other.kid) {
    throw new Fault(
      "invalid",
      `The shares are of different root keys (${one.kid} and ${other.kid}). Take two that were made together.`,
    );
  }
  if (one.number === other.number)
    throw new Fault("invalid", `Both are share ${one.number}. Take that of another holder.`);
  // Shares of two sets may lie at the same x, from which the library makes nothing.
  const root = one.share.at(-1) === other.share.at(-1) ? null : Buffer.from(await combine([one.share, other.share]));
  if (root?.length !== 32 || kidOf(root) !== one.kid) {
    throw new Fault("invalid", "The two shares were not made together: they don't give the root key. Try the third.");
  }
  return root;
}

function writeShare({ number, kid, share }: Share): string {
  const head = Buffer.concat([Buffer.from([VERSION, number]), Buffer.from(kid, "hex"), share]);
  const bytes = Buffer.concat([head, checkOf(head)]);
  let bits = BigInt(`0x${bytes.toString("hex")}`);
  let letters = "";
  for (let at = 0; at < LENGTH; at++) {
    letters = LETTERS.charAt(Number(bits % 32n)) + letters;
    bits /= 32n;
  }
  return letters.match(/.{1,4}/g)?.join("-") ?? "";
}

/** Case, spaces, hyphens and look-alike letters don't matter. Throws a `Fault` (`invalid`) that says what is wrong. */
export function readShare(text: string): Share {
  const letters = text.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  if (letters.length !== LENGTH)
    throw new Fault("invalid", `A share has ${LENGTH} letters; these are ${letters.length}. Look for a missing group.`);
  let bits = 0n;
  for (const letter of letters) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) throw new Fault("invalid", `"${letter}" is no letter of a share. Look at the paper again.`);
    bits = bits * 32n + BigInt(value);
  }
  const bytes = Buffer.from(bits.toString(16).padStart(BYTES * 2, "0"), "hex");
  const head = bytes.subarray(0, BYTES - CHECK_BYTES);
  if (bytes.length !== BYTES || !checkOf(head).equals(bytes.subarray(head.length)))
    throw new Fault("invalid", "The share has a wrong letter: its checksum doesn't fit. Compare it with the paper.");
  const [version, number = 0] = head;
  if (version !== VERSION) throw new Fault("invalid", "The share was made by a newer Tocsin. Use that version.");
  return {
    number,
    kid: head.subarray(2, 2 + KID_BYTES).toString("hex"),
    share: new Uint8Array(head.subarray(2 + KID_BYTES)),
  };
}

/** By which a holder's share is recognized. It says nothing about the share, which holds 256 random bits. */
export function hashOfShare({ number, kid, share }: Share): string {
  return createHash("sha256").update(`tocsin share ${number} ${kid} `).update(share).digest("hex");
}

function checkOf(head: Buffer): Buffer {
  return createHash("sha256").update(head).digest().subarray(0, CHECK_BYTES);
}
