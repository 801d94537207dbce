import type { PasswordPolicy } from "#site/logins.ts";
import { LONGEST_PASSWORD } from "./password-hash.ts";

const DAY_MS = 86_400_000;

/** What a password must not be made of, besides what everybody tries. */
export interface About {
  /** The person's id and name. */
  readonly person: readonly string[];
  /** The site's name, this server's name, the owner's own words. */
  readonly site: readonly string[];
}

/** Says whether anybody's list of common passwords holds one of these words. */
export type AnyCommon = (candidates: readonly string[]) => boolean;

/** Stems of what is tried first: keyboard walks, the usual words and those of this trade, alone, together or repeated. */
const STEMS =
  `password passwort passphrase letmein welcome willkommen qwertyuiop qwertzuiop qwerty qwertz asdfghjkl asdfgh zxcvbnm yxcvbnm
  abcdefghijklmnopqrstuvwxyz abcdefghijkl abcdefgh iloveyou changeme changeit default secret geheim master administrator admin root
  guest operator alarm security sicherheit login summer winter sommer trustno superman batman dragon monkey football baseball
  oizeasgzsqo izeasgtbqo`.split(/\s+/);

/** This product, and those from which a site may come: what an installer types when in a hurry. */
const PRODUCTS = "tocsin win911 mobile911 univerge ow5000 pacom unison nec".split(" ");

/**
 * Passwords that stand in manuals and famous examples, bared of case, signs and substitutions. The sites that come from the
 * products above have read their guides.
 */
const EXAMPLES = ["owsooodb", "correcthorsebatterystaple", "troubador", "troubadour", "tobeornottobethatisthequestion"];

/** Why a password is not taken, in a sentence that says what to do; null: it may be used. */
export function whyNoPassword(
  password: string,
  about: About,
  policy: PasswordPolicy,
  anyCommon: AnyCommon = () => false,
): string | null {
  const text = password.normalize("NFKC");
  const plain = bare(text);
  const whole = unleeted(text);
  if (
    EXAMPLES.some((example) => [plain, whole].some((one) => one.includes(example) && without(one, example).length < 6))
  ) {
    return "The password is an example from a manual (manual-example), or one with little added; choose words of your own.";
  }
  const length = Array.from(text).length;
  if (length < policy.minimumLength) {
    return `The password has ${length} characters; use at least ${policy.minimumLength}, for example four words that don't belong together.`;
  }
  if (password.length > LONGEST_PASSWORD) {
    return `The password has more than ${LONGEST_PASSWORD} characters; use fewer.`;
  }
  if (new Set(text).size < 5) return "The password repeats very few characters; use more different ones.";
  if (without(plain, ...STEMS).length < 4 || anyCommon(candidatesOf(text))) {
    return "The password is made of words that are tried first; choose words that don't belong together.";
  }
  const person = wordsOf(about.person);
  if (person.length > 0 && without(plain, ...person).length < 8) {
    return "The password is made of the person's own name; choose other words.";
  }
  const context = [...wordsOf(about.site), ...PRODUCTS.map(unleeted), ...wordsOf(policy.refusedWords)];
  if (without(plain, ...context, ...person, ...STEMS).length < 6) {
    return "The password is made of the site's or the product's name and common words; choose other words.";
  }
  return null;
}

/** When a password was chosen too long ago by a policy that asks for changes. */
export function hasExpired(setAt: number, now: number, policy: PasswordPolicy): boolean {
  return policy.profile === "legacy-expiry" && now - setAt > policy.maxAgeDays * DAY_MS;
}

/** The rules, as they are shown where a password is chosen. */
export function rulesInWords(policy: PasswordPolicy): string[] {
  return [
    `At least ${policy.minimumLength} characters, at most ${LONGEST_PASSWORD}. Four words that don't belong together are good and easy to keep.`,
    "Any characters, spaces too. Nothing asks for digits or signs.",
    "Not one that is tried first, not an example from a manual, and not your name, the site's or the product's.",
    ...(policy.history === 1 ? ["Not your last password."] : []),
    ...(policy.history > 1 ? [`None of your last ${policy.history} passwords.`] : []),
    policy.profile === "legacy-expiry"
      ? `It has to be changed every ${policy.maxAgeDays} days.`
      : "It doesn't expire. Change it when somebody else may know it.",
  ];
}

/** What is looked up: the password as typed, and without the digits, signs and repetitions that people add. */
function candidatesOf(text: string): string[] {
  const typed = text.toLowerCase();
  const forms = [
    typed,
    typed.replace(/[^\p{L}\p{N}]+/gu, ""),
    typed.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, ""),
    unleeted(text),
    bare(text),
  ];
  const once = forms.map((form) => /^(.{3,}?)\1+$/u.exec(form)?.[1] ?? form);
  return [...new Set([...forms, ...once])].filter((form) => form.length > 3);
}

function wordsOf(texts: readonly string[]): string[] {
  const whole = texts.map(unleeted);
  const parts = texts.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u)).map(unleeted);
  return [...new Set([...whole, ...parts])].filter((word) => word.length > 2).sort((a, b) => b.length - a.length);
}

function without(text: string, ...words: readonly string[]): string {
  return words.reduce((left, word) => (word === "" ? left : left.replaceAll(word, "")), text);
}

/** Lower case, digits and signs at the end gone, usual substitutions undone. */
function bare(text: string): string {
  return unleeted(text.replace(/[^\p{L}]+$/u, ""));
}

const UNLEET: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
};

/** Lower case, usual substitutions undone, signs gone. */
function unleeted(text: string): string {
  return text
    .toLowerCase()
    .replace(/[013457@$]/g, (sign) => UNLEET[sign] ?? sign)
    .replace(/[^\p{L}\p{N}]+/gu, "");
}
