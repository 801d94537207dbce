import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from "node:crypto";
import type { Secret } from "#kernel/secret.ts";

/** A stretch of messages by their ids, the ends among them. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Crockford's base 32: no letter that looks like another one. */
const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
const CHECK_LETTERS = 4;
const CODE = /(?<![0-9a-z])([0-9a-z]{1,11})-([0-9a-z]{4})(?![0-9a-z])/giu;
const RANGE =
  /(?<![0-9a-z])([0-9a-z]{1,11}-[0-9a-z]{4})\s*(?:\.{2,3}|…|–)\s*([0-9a-z]{1,11})(-[0-9a-z]{4})?(?![0-9a-z-])/giu;
const TOKEN = /^([0-9a-hjkmnp-tv-z]{1,11})\.([A-Za-z0-9_-]{43})$/u;

/**
 * What a reply must carry to show that its sender has the message: a short code that a person can type, and a long token
 * for the link. Both name the notification and are proven by a key, so that nothing is stored for them.
 *
 * Codes of notifications that follow each other differ in at least two characters (sms.md §3): the first check letter
 * moves along with the last letter of the id.
 */
export class ReplyCodes {
  // Prepared once: a key from bytes costs more, at every use, than the HMAC itself.
  readonly #codeKey: KeyObject;
  readonly #linkKey: KeyObject;

  constructor(key: Secret<Buffer>) {
    const derive = (use: string) =>
      createSecretKey(Buffer.from(hkdfSync("sha256", key.open(), "", `tocsin reply ${use}`, 32)));
    this.#codeKey = derive("code");
    this.#linkKey = derive("link");
  }

  /** `1a-7f3k` for a notification's id. */
  code(id: number): string {
    return `${base32(id)}-${this.#check(id)}`;
  }

  /** For the link: 256 bits, so that guessing is hopeless even without a limit on tries. */
  token(id: number): string {
    return `${base32(id)}.${this.#signature(id).toString("base64url")}`;
  }

  /** Every notification whose code stands in the text, in order, each once. Case and look-alike letters don't matter. */
  find(text: string): number[] {
    const found = new Set<number>();
    for (const [, digits = "", check = ""] of text.matchAll(CODE)) {
      const id = number(plain(digits));
      if (id !== null && same(plain(check), this.#check(id))) found.add(id);
    }
    return [...found];
  }

  /** `1a-7f3k..1f` or `1a-7f3k..1f-x2k9`: from a message whose code is right to another one, in whichever order. */
  findRanges(text: string): Range[] {
    return Array.from(text.matchAll(RANGE)).flatMap(([, first = "", last = "", check = ""]) => {
      const [from] = this.find(first);
      const [to] = check === "" ? [number(plain(last))] : this.find(last + check);
      return from === undefined || to === undefined || to === null ? [] : [rangeOf(from, to)];
    });
  }

  /** The notification that the link's token names, or null when the token is not one of ours. */
  readToken(token: string): number | null {
    const [, digits = "", signature = ""] = TOKEN.exec(token) ?? [];
    const id = number(digits);
    return id !== null && same(signature, this.#signature(id).toString("base64url")) ? id : null;
  }

  #check(id: number): string {
    const mac = createHmac("sha256", this.#codeKey).update(`code ${id}`).digest();
    const block = createHmac("sha256", this.#codeKey)
      .update(`block ${Math.floor(id / 32)}`)
      .digest();
    let letters = LETTERS.charAt(((block[0] ?? 0) + id) % 32);
    for (let at = 1; at < CHECK_LETTERS; at++) letters += LETTERS.charAt((mac[at] ?? 0) % 32);
    return letters;
  }

  #signature(id: number): Buffer {
    return createHmac("sha256", this.#linkKey).update(`link ${id}`).digest();
  }
}

/** From the first parts of two codes, which prove nothing. Null when one of them is none. */
export function readRange({ from, to }: { readonly from: string; readonly to: string }): Range | null {
  const [first, last] = [number(plain(from)), number(plain(to))];
  return first === null || last === null ? null : rangeOf(first, last);
}

/** Whether something in the text looks like a code, right or wrong. */
export function mentionsCode(text: string): boolean {
  for (const [, , check = ""] of text.matchAll(CODE)) if (/\d/u.test(check)) return true;
  return /#[0-9a-z]{1,11}-[0-9a-z]{4}(?![0-9a-z])/iu.test(text);
}

function rangeOf(one: number, other: number): Range {
  return { from: Math.min(one, other), to: Math.max(one, other) };
}

function base32(id: number): string {
  let digits = "";
  for (let rest = id; rest > 0; rest = Math.floor(rest / 32)) digits = LETTERS.charAt(rest % 32) + digits;
  return digits || "0";
}

/** Null when it isn't the one way in which we write that number. */
function number(digits: string): number | null {
  let id = 0;
  for (const letter of digits) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) return null;
    id = id * 32 + value;
  }
  return Number.isSafeInteger(id) && digits !== "" && base32(id) === digits ? id : null;
}

function plain(letters: string): string {
  return letters.toLowerCase().replaceAll("o", "0").replace(/[il]/gu, "1");
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
