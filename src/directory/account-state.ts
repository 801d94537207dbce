import type { Instant } from "#kernel/clock.ts";

/** Attributes of an entry, their names in lower case. */
export type Attributes = ReadonlyMap<string, readonly string[]>;

/** `locked` passes by itself; the others last until somebody changes the account. */
export type AccountState =
  | { readonly state: "good" }
  | { readonly state: "disabled" | "expired" | "locked"; readonly because: string };

/** What has to be asked for, since servers give most of it only then. */
export const STATE_ATTRIBUTES = [
  "userAccountControl",
  "msDS-User-Account-Control-Computed",
  "accountExpires",
  "pwdAccountLockedTime",
  "pwdEndTime",
  "nsAccountLock",
  "ds-pwp-account-disabled",
  "loginDisabled",
  "shadowExpire",
] as const;

const ACCOUNT_DISABLED = 0x2;
const LOCKED_OUT = 0x10;
/** 100 ns between 1601-01-01 and 1970-01-01. */
const FILETIME_EPOCH = 116_444_736_000_000_000n;
const NEVER = 9_223_372_036_854_775_807n;
const DAY_MS = 86_400_000;

/**
 * Whether the account may be used, by what Active Directory (MS-ADTS 2.2.16, 2.3.1), the password policy draft of OpenLDAP
 * (pwdAccountLockedTime, pwdEndTime), 389 Directory Server, OpenDJ, eDirectory and RFC 2307 (shadowExpire) write about it.
 * A value that can't be understood is no permission.
 */
export function accountState(attributes: Attributes, now: Instant): AccountState {
  const text = (name: string) => attributes.get(name.toLowerCase())?.[0];
  const number = (name: string): bigint | null => {
    const value = text(name);
    if (value === undefined) return null;
    return /^-?\d{1,20}$/.test(value) ? BigInt(value) : -1n;
  };

  const control = number("userAccountControl");
  if (control !== null && (control < 0n || (Number(control) & ACCOUNT_DISABLED) !== 0)) {
    return { state: "disabled", because: `userAccountControl is ${control}` };
  }
  for (const name of ["nsAccountLock", "ds-pwp-account-disabled", "loginDisabled"]) {
    const value = text(name);
    if (value !== undefined && value.toLowerCase() !== "false") {
      return { state: "disabled", because: `${name} is ${value}` };
    }
  }
  const expires = number("accountExpires");
  if (expires !== null && expires !== 0n && expires !== NEVER && fromFiletime(expires) <= now) {
    return { state: "expired", because: "accountExpires has passed" };
  }
  const days = number("shadowExpire");
  if (days !== null && days >= 0n && Number(days) * DAY_MS <= now) {
    return { state: "expired", because: "shadowExpire has passed" };
  }
  const end = text("pwdEndTime");
  if (end !== undefined && generalizedTime(end) <= now) return { state: "expired", because: "pwdEndTime has passed" };
  const lockedAt = text("pwdAccountLockedTime");
  // draft-behera-ldap-password-policy-10 §5.3.3: this value is a lock that only an administrator takes away.
  if (lockedAt === "000001010000Z") return { state: "disabled", because: "pwdAccountLockedTime says: for good" };
  const computed = number("msDS-User-Account-Control-Computed");
  if (computed !== null && (Number(computed) & LOCKED_OUT) !== 0) {
    return { state: "locked", because: "the directory has locked the account after wrong passwords" };
  }
  return { state: "good" };
}

function fromFiletime(value: bigint): Instant {
  return Number((value - FILETIME_EPOCH) / 10_000n);
}

/** X.680 GeneralizedTime in UTC as LDAP has it (RFC 4517 §3.3.13); what can't be read has passed. */
function generalizedTime(text: string): Instant {
  const parts = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})?(\d{2})?(?:[.,]\d+)?Z$/.exec(text);
  if (!parts) return Number.NEGATIVE_INFINITY;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** Sub-codes that Active Directory gives with a refused bind ("data 533"); system error codes of Windows in hex. */
const BIND_CODES: Readonly<Record<string, string>> = {
  "525": "the directory does not know the account",
  "52e": "the password is wrong",
  "530": "the account may not sign in at this time of day",
  "531": "the account may not sign in from here",
  "532": "the password has expired",
  "533": "the account is disabled",
  "701": "the account has expired",
  "773": "the password must be changed first",
  "775": "the account is locked after wrong passwords",
};

/** Why a directory refused name and password, as precisely as it says. */
export function whyRefused(said: string, attributes: Attributes): string {
  const code = /\bdata ([0-9a-f]{3})\b/i.exec(said)?.[1]?.toLowerCase();
  if (code !== undefined) return BIND_CODES[code] ?? `the directory refused the password (code ${code})`;
  if (attributes.has("pwdaccountlockedtime")) return "the account is locked after wrong passwords";
  return "the password is wrong";
}
