import { Fault } from "#kernel/fault.ts";
import type { Secret } from "#kernel/secret.ts";
import { COMMON_PASSWORDS } from "./common-passwords.ts";

const SHORTEST = 14;
const LONGEST = 256;
/** argon2id, RFC 9106: 64 MiB, three passes, one lane. */
const COST = { memoryCost: 65_536, timeCost: 3, parallelism: 1 };
/** Bounds the memory that somebody who only guesses can claim: 4 × 64 MiB. */
const AT_ONCE = 4;
const WAITING = 32;

/** Verified for people who don't exist, so that they cost the same time. Nobody knows its password. */
const NOBODYS_HASH =
  "$argon2id$v=19$m=65536,t=3,p=1$7MN/myrccIU9L/hnihQtuA$6wXPQ8RaiaMGosD2fiPnjjcemlxVnIrhj/i9zeJQ83c";

/** Why a password is not taken, or null. `about`: the person's id and name, which it must not be made of. */
export function whyNoPassword(password: string, about: readonly string[]): string | null {
  if (password.length < SHORTEST) {
    return `The password has ${password.length} characters; use at least ${SHORTEST}, for example four words that don't belong together.`;
  }
  if (password.length > LONGEST) return `The password has more than ${LONGEST} characters; use fewer.`;
  if (new Set(password).size < 5) return "The password repeats very few characters; use more different ones.";
  const plain = bare(password);
  if (COMMON_PASSWORDS.some((common) => plain === common || plain.replaceAll(common, "").length < 4)) {
    return "The password is made of words that are tried first; choose words that don't belong together.";
  }
  const own = about
    .flatMap((text) => text.split(/[\s._-]+/))
    .map(bare)
    .filter((word) => word.length > 3);
  const rest = own.reduce((left, word) => left.replaceAll(word, ""), plain);
  if (own.length > 0 && rest.length < 8) return "The password is made of the person's own name; choose other words.";
  return null;
}

/** Lower case, usual substitutions undone, digits and signs at the end gone. */
function bare(text: string): string {
  const unleet: Record<string, string> = {
    "0": "o",
    "1": "i",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "@": "a",
    $: "s",
  };
  return text
    .toLowerCase()
    .replace(/[\d\W_]+$/, "")
    .replace(/[013457@$]/g, (sign) => unleet[sign] ?? sign)
    .replace(/[\W_]+/g, "");
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

export function hashPassword(password: Secret): Promise<string> {
  return inTurn(async () => (await import("@node-rs/argon2")).hash(password.open(), COST));
}

/** Takes the same time when there is no such person (`hash` undefined), and is then false. */
export function verifyPassword(hash: string | undefined, password: Secret): Promise<boolean> {
  return inTurn(async () => {
    const { verify } = await import("@node-rs/argon2");
    const fits = await verify(hash ?? NOBODYS_HASH, password.open().slice(0, LONGEST));
    return fits && hash !== undefined;
  });
}

/** Whether a stored hash is weaker than what is made today; it is then renewed at the next sign-in. */
export function isWeak(hash: string): boolean {
  const cost = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$/.exec(hash);
  return !cost || Number(cost[1]) < COST.memoryCost || Number(cost[2]) < COST.timeCost;
}
