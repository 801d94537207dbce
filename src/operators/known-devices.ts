import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Instant } from "#kernel/clock.ts";
import type { Peppers } from "./password-hash.ts";

const GOOD_MS = 90 * 86_400_000;
/** A control room's browser is used by a whole shift. */
const MOST_OPERATORS = 12;
const MARK = /^([\w-]{16})\.([0-9a-z]{1,9})\.([\w-]{22})$/;

/**
 * Browsers in which an operator has signed in before: their attempts are slowed down by themselves, so that a stranger who
 * guesses can't keep a control room out. The browser carries a mark of each operator, which the server can check and need
 * not keep (OWASP, "Slow down online guessing attacks with device cookies"). A stolen mark gives no more than the right
 * to guess slowly.
 */
export class KnownDevices {
  readonly #peppers: () => Promise<Peppers>;

  constructor(peppers: () => Promise<Peppers>) {
    this.#peppers = peppers;
  }

  /** Name of the device as one of this operator's, or null. @param carried what the browser carries */
  async of(operator: string, carried: string, now: Instant): Promise<string | null> {
    const marks = marksIn(carried);
    if (marks.length === 0) return null;
    const peppers = await this.#peppers();
    return marks.find((mark) => peppers.some((pepper) => isOf(mark, operator, pepper.key.open(), now))) ?? null;
  }

  /** What the browser is to carry from now on. */
  async remember(operator: string, carried: string, now: Instant): Promise<string> {
    const [{ key }] = await this.#peppers();
    const own = await this.of(operator, carried, now);
    const others = marksIn(carried).filter((mark) => mark !== own);
    const head = `${randomBytes(12).toString("base64url")}.${Math.floor(now / 1000).toString(36)}`;
    return [`${head}.${macOf(head, operator, key.open())}`, ...others].slice(0, MOST_OPERATORS).join("~");
  }
}

function marksIn(carried: string): string[] {
  return carried
    .slice(0, 2000)
    .split("~")
    .filter((mark) => MARK.test(mark))
    .slice(0, MOST_OPERATORS);
}

function isOf(mark: string, operator: string, key: Buffer, now: Instant): boolean {
  const [, nonce, seconds = "", mac = ""] = MARK.exec(mark) ?? [];
  const since = Number.parseInt(seconds, 36) * 1000;
  const isMine = timingSafeEqual(Buffer.from(macOf(`${nonce}.${seconds}`, operator, key)), Buffer.from(mac));
  return isMine && now - since < GOOD_MS && since <= now + 60_000;
}

function macOf(head: string, operator: string, key: Buffer): string {
  return createHmac("sha256", key).update(`tocsin device\0${operator}\0${head}`).digest("base64url").slice(0, 22);
}
