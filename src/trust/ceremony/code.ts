import { hkdfSync } from "node:crypto";
import { WORDS } from "./words.ts";

/**
 * What two people compare. The authority's screen shows the digits and asks for the words, the joiner's the other way
 * round: who types a half has heard the other side.
 */
export interface Code {
  /** Six digits. */
  readonly digits: string;
  /** Three words of the list. */
  readonly words: readonly string[];
}

/** The code of a transcript: the digits are one of a million, the words one of 2^24, each half independent of the other. */
export function codeOf(transcript: Buffer): Code {
  // 64 bits modulo a million: no digit is likelier than another by more than 2^-44.
  const number = drawn(transcript, "digits", 8).readBigUInt64BE() % 1_000_000n;
  const words = Array.from(drawn(transcript, "words", 3), (byte) => WORDS[byte] ?? "");
  return { digits: number.toString().padStart(6, "0"), words };
}

/** HKDF with SHA-256 (RFC 5869), without a salt: the transcript is a hash already. */
function drawn(transcript: Buffer, half: "digits" | "words", bytes: number): Buffer {
  return Buffer.from(hkdfSync("sha256", transcript, "", `tocsin trust code ${half}`, bytes));
}

/** As people read it out: `481 920`. */
export function spokenDigits(digits: string): string {
  return `${digits.slice(0, 3)} ${digits.slice(3)}`;
}

export type Typed =
  /** In the form in which codes are compared. */
  | { readonly kind: "read"; readonly text: string }
  /** It can't be what the other screen shows; nothing is lost by asking again. */
  | { readonly kind: "unreadable"; readonly why: string };

/** Digits as somebody typed them; spaces, dots and hyphens between them don't matter. */
export function readDigits(text: string): Typed {
  const digits = text.replace(/[\s.-]/g, "");
  if (/^\d{6}$/.test(digits)) return { kind: "read", text: digits };
  return { kind: "unreadable", why: "Six digits are needed, such as 481 920." };
}

/** Words as somebody typed them: capitals and what stands between them don't matter, the first three letters suffice. */
export function readWords(text: string): Typed {
  const said = text.toLowerCase().match(/[a-z]+/g) ?? [];
  if (said.length !== 3) return { kind: "unreadable", why: "Three words are needed, with spaces between them." };
  const found: string[] = [];
  for (const word of said) {
    const fits = WORDS.find((one) => one === word || (word.length >= 3 && one.startsWith(word)));
    if (fits === undefined)
      return { kind: "unreadable", why: `"${word}" is none of the words that a screen can show. Ask for it again.` };
    found.push(fits);
  }
  return { kind: "read", text: found.join(" ") };
}
