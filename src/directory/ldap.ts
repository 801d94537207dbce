import type { Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Secret } from "#kernel/secret.ts";
import { type AccountState, accountState, STATE_ATTRIBUTES, whyRefused } from "./account-state.ts";
import { escapeFilter } from "./escape.ts";
import { type Found, groupsOf } from "./groups.ts";
import { BindRefused, LdapConnection, type LdapEntry } from "./ldap-connection.ts";
import type { LdapSettings } from "./settings.ts";

/** Somebody as the directory knows them. */
export interface Account {
  /** Kept for life: objectGUID or entryUUID. */
  readonly externalId: string;
  /** What is typed at sign-in, in lower case. */
  readonly signInName: string;
  readonly name: string;
  readonly state: AccountState;
  readonly groups: Found;
}

export type LdapAnswer =
  | { readonly answer: "unknown" }
  | { readonly answer: "refused"; readonly because: string }
  | { readonly answer: "proven"; readonly account: Account };

/** Where a flavour differs. */
const FLAVOURS = {
  "active-directory": {
    userFilter: "(&(objectCategory=person)(objectClass=user))",
    nameAttribute: "sAMAccountName",
    idAttribute: "objectGUID",
    membership: "matching-rule",
  },
  generic: {
    userFilter: "(objectClass=person)",
    nameAttribute: "uid",
    idAttribute: "entryUUID",
    membership: "search",
  },
} as const;

/** One LDAP directory: asks it about people, and lets it judge their passwords. */
export class Ldap {
  readonly #settings: LdapSettings;
  readonly #nameAttribute: string;
  readonly #idAttribute: string;
  readonly #userFilter: string;

  constructor(settings: LdapSettings) {
    this.#settings = settings;
    const flavour = FLAVOURS[settings.flavour];
    this.#nameAttribute = settings.nameAttribute ?? flavour.nameAttribute;
    this.#idAttribute = settings.idAttribute ?? flavour.idAttribute;
    this.#userFilter = settings.userFilter ?? flavour.userFilter;
  }

  /**
   * Binds as the person, so that the directory itself judges password, lock and expiry. Throws a Fault when it can't be
   * asked.
   */
  async check(signInName: string, password: Secret, now: Instant): Promise<LdapAnswer> {
    if (password.open() === "") return { answer: "refused", because: "the password is empty" };
    return this.#asService(async (service) => {
      const found = await this.#byName(service, signInName);
      if (found.length === 0) return { answer: "unknown" };
      const [entry] = found;
      if (!entry || found.length > 1) {
        return { answer: "refused", because: `several accounts have the name '${signInName}'` };
      }
      const person = await LdapConnection.open(this.#settings);
      try {
        await person.bind(entry.dn, password.open());
      } catch (thrown) {
        if (!(thrown instanceof BindRefused)) throw thrown;
        return { answer: "refused", because: whyRefused(thrown.message, entry.attributes) };
      } finally {
        await person.close();
      }
      const account = await this.#accountOf(service, entry, now);
      if (account.state.state !== "good") {
        return { answer: "refused", because: `the account is ${account.state.state}: ${account.state.because}` };
      }
      if (account.externalId === "") {
        return { answer: "refused", because: `the account has no ${this.#idAttribute} that the bind account may read` };
      }
      return { answer: "proven", account };
    });
  }

  /** The accounts with these ids; who is missing is gone. Throws a Fault when the directory can't be asked. */
  async accounts(externalIds: readonly string[], now: Instant): Promise<ReadonlyMap<string, Account>> {
    return this.#asService(async (service) => {
      const accounts = new Map<string, Account>();
      for (const externalId of externalIds) {
        const value = Buffer.from(externalId, this.#isBinaryId ? "hex" : "utf8");
        const [entry] = await this.#search(service, this.#userFilter, { attribute: this.#idAttribute, value });
        if (entry) accounts.set(externalId, await this.#accountOf(service, entry, now));
      }
      return accounts;
    });
  }

  /** Whether the directory answers: binds with the account that searches. */
  async probe(): Promise<void> {
    await this.#asService(async () => {});
  }

  async #asService<T>(work: (service: LdapConnection) => Promise<T>): Promise<T> {
    const { bindDn, bindPassword } = this.#settings;
    const service = await LdapConnection.open(this.#settings);
    try {
      await service.bind(bindDn, bindPassword).catch((thrown: unknown) => {
        if (!(thrown instanceof BindRefused)) throw thrown;
        const because = whyRefused(thrown.message, new Map());
        throw new Fault("misconfigured", `${service.url} refuses the account that searches, '${bindDn}': ${because}.`);
      });
      return await work(service);
    } finally {
      await service.close();
    }
  }

  async #byName(service: LdapConnection, signInName: string): Promise<LdapEntry[]> {
    const named = `(&${this.#userFilter}(${this.#nameAttribute}=${escapeFilter(signInName)}))`;
    const found = await this.#search(service, named);
    // Matching rules of directories overlook spaces and more; a name that is only alike is another name.
    return found.filter((entry) => this.#nameOf(entry) === signInName.toLowerCase());
  }

  #search(
    service: LdapConnection,
    filter: string,
    equals?: { attribute: string; value: Buffer },
  ): Promise<LdapEntry[]> {
    return service.search({
      base: this.#settings.baseDn,
      scope: "sub",
      filter,
      ...(equals ? { equals } : {}),
      attributes: [this.#nameAttribute, "displayName", "cn", ...STATE_ATTRIBUTES],
      binary: [this.#idAttribute],
      most: 2,
    });
  }

  async #accountOf(service: LdapConnection, entry: LdapEntry, now: Instant): Promise<Account> {
    const signInName = this.#nameOf(entry);
    const {
      membership = FLAVOURS[this.#settings.flavour].membership,
      nestedGroups,
      groupBaseDn,
      baseDn,
    } = this.#settings;
    const groups = await groupsOf(
      { dn: entry.dn, name: signInName },
      { membership, nested: nestedGroups },
      {
        find: async (filter) =>
          (await service.search({ base: groupBaseDn ?? baseDn, scope: "sub", filter, attributes: ["cn"] })).map(
            ({ dn }) => dn,
          ),
        memberOf: async (dn) => {
          const [group] = await service.search({
            base: dn,
            scope: "base",
            filter: "(objectClass=*)",
            attributes: ["memberOf"],
          });
          return group?.attributes.get("memberof") ?? [];
        },
      },
    );
    const id = entry.bytes.get(this.#idAttribute.toLowerCase());
    return {
      externalId: id === undefined ? "" : this.#isBinaryId ? id.toString("hex") : id.toString("utf8").toLowerCase(),
      signInName,
      name: entry.attributes.get("displayname")?.[0] ?? entry.attributes.get("cn")?.[0] ?? signInName,
      state: accountState(entry.attributes, now),
      groups,
    };
  }

  #nameOf(entry: LdapEntry): string {
    return entry.attributes.get(this.#nameAttribute.toLowerCase())?.[0]?.toLowerCase() ?? "";
  }

  /** objectGUID is 16 bytes; everything else is text. */
  get #isBinaryId(): boolean {
    return this.#idAttribute.toLowerCase() === "objectguid";
  }
}
