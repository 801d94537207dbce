import type { KeyObject } from "node:crypto";
import { BlockList, isIPv6 } from "node:net";
import type { Instant } from "#kernel/clock.ts";
import { readKey } from "./cipher.ts";
import type { Header } from "./message.ts";
import type { AccountSettings } from "./settings.ts";

/** One configured panel. */
export class Account {
  /** In capitals; the first part of the address of all its points. */
  readonly id: string;
  readonly settings: AccountSettings;
  readonly key: KeyObject | null;
  readonly #allowed: BlockList | null;

  /** @throws Fault `misconfigured` when the key is none */
  constructor(settings: AccountSettings) {
    this.id = settings.account.toUpperCase();
    this.settings = settings;
    this.key = settings.key === undefined ? null : readKey(settings.key, settings.keyForm, this.id);
    this.#allowed = settings.addresses.length > 0 ? blockList(settings.addresses) : null;
  }

  /** `1234 (Warehouse)` */
  get called(): string {
    return this.settings.name ? `${this.id} (${this.settings.name})` : this.id;
  }

  mayCallFrom(address: string): boolean {
    return !this.#allowed || this.#allowed.check(address, isIPv6(address) ? "ipv6" : "ipv4");
  }

  /** Why a message with this timestamp is out of the window; null when it is not. */
  outOfWindow(timestamp: Instant | null, encrypted: boolean, now: Instant): string | null {
    const { timeWindow, windowBeforeSec, windowAfterSec } = this.settings;
    if (timeWindow === "off" || (timeWindow === "encrypted" && !encrypted)) return null;
    if (timestamp === null) return "it carries no timestamp, which is needed against replay";
    const ahead = Math.round((timestamp - now) / 1000);
    if (timestamp < now - windowBeforeSec * 1000) {
      return `its timestamp is ${-ahead} s old, and ${windowBeforeSec} s are allowed: set the panel's clock`;
    }
    if (timestamp > now + windowAfterSec * 1000) {
      return `its timestamp is ${ahead} s ahead, and ${windowAfterSec} s are allowed: set the panel's clock`;
    }
    return null;
  }
}

function blockList(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of addresses) {
    const [address = "", bits] = entry.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** All panels of a source. */
export class Accounts {
  readonly #byId: ReadonlyMap<string, Account>;

  /** @throws Fault `misconfigured` when a key is none */
  constructor(settings: readonly AccountSettings[]) {
    this.#byId = new Map(settings.map((one) => new Account(one)).map((account) => [account.id, account]));
  }

  all(): Iterable<Account> {
    return this.#byId.values();
  }

  /**
   * Whose message it is: by the account behind the `#`, else by the one inside the data, else, when both are missing,
   * by what the characters in front of the bracket end in.
   *
   * @param inner account inside plain data, or ""
   */
  find(header: Header, inner: string): Account | undefined {
    if (header.account) return this.#named(header.account);
    if (inner) return this.#named(inner);
    const run = header.run.toUpperCase();
    for (let from = header.line ? 1 : 0; from <= run.length - 3; from++) {
      const account = this.#byId.get(run.slice(from));
      if (account) return account;
    }
    return undefined;
  }

  #named(id: string): Account | undefined {
    return this.#byId.get(id) ?? this.#byId.get(id.toUpperCase());
  }
}
