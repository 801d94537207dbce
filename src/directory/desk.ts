import type { Report } from "#events/event.ts";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Secret } from "#kernel/secret.ts";
import type { Directories, Link, Verdict, Vouched } from "#operators/directories.ts";
import type { DirectoryAccounts } from "#operators/directory-accounts.ts";
import type { DirectoryAdmission, Finding } from "#operators/directory-admission.ts";
import type { Site } from "#site/site.ts";
import { findingOf, findingOfGroups } from "./comparison.ts";
import type { DirectoryItem } from "./granted.ts";
import { DirectoryHealth } from "./health.ts";
import { Ldap } from "./ldap.ts";
import { type Journey, Oidc } from "./oidc.ts";
import { LdapSettings, OidcSettings } from "./settings.ts";

/** How soon after the start the first comparison is made. */
const FIRST_MS = 1000;

export interface DirectoryDeskParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly site: () => Site;
  /** Settings with their secrets in clear. */
  readonly openSettings: (directory: string) => Readonly<Record<string, unknown>>;
  readonly publicUrl: string;
  /** Reports under the source `tocsin`. */
  readonly own: (report: Report) => void;
  readonly accounts: Pick<DirectoryAccounts, "in" | "directories">;
  /** Whether an operator is not disabled; nobody else is asked for. */
  readonly maySignIn: (operator: string) => boolean;
  readonly admission: Pick<DirectoryAdmission, "follow">;
}

type Open =
  | { readonly kind: "ldap"; readonly ldap: Ldap; readonly everyMs: number }
  | { readonly kind: "oidc"; readonly oidc: Oidc; readonly everyMs: number };

/** What a browser that came back from a provider brings about. */
export type Return = { readonly person: Vouched } | { readonly because: string };

/** All directories of the site: asks them at sign-in, and compares from time to time who may still sign in. */
export class DirectoryDesk implements Directories {
  readonly #parts: DirectoryDeskParts;
  readonly #health: DirectoryHealth;
  readonly #open = new Map<string, { readonly item: DirectoryItem; readonly open: Open }>();
  /** By directory and subject: with which a provider is asked again. Lost with the process. */
  readonly #refresh = new Map<string, Secret>();
  readonly #timers = new Map<string, () => void>();
  #running = false;

  constructor(parts: DirectoryDeskParts) {
    this.#parts = parts;
    this.#health = new DirectoryHealth(parts.own);
  }

  /** Begins to compare. @param standing points of our own that are in alarm already */
  start(standing: Iterable<string>): void {
    this.#running = true;
    this.#health.start(standing);
    this.siteChanged();
  }

  stop(): void {
    this.#running = false;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  /** Who comes from a directory that is no longer asked may no longer sign in. */
  siteChanged(): void {
    if (!this.#running) return;
    const items = this.#items();
    const enabled = new Set(items.map(({ id }) => id));
    for (const id of [...this.#timers.keys(), ...this.#parts.accounts.directories()]) {
      if (enabled.has(id)) continue;
      this.#timers.get(id)?.();
      this.#timers.delete(id);
      this.#open.delete(id);
      this.#health.forget(id, "the directory is not asked any more");
      const ended: Finding = { finding: "ended", because: "the directory was removed or is not enabled" };
      this.#follow(id, new Map(this.#parts.accounts.in(id).map(({ operator }) => [operator, ended])));
    }
    for (const item of items) if (this.#open.get(item.id)?.item !== item) this.#later(item.id, FIRST_MS);
  }

  async check(signInName: string, password: Secret, link: Link | null): Promise<Verdict> {
    const items = this.#items().filter(({ id, kind }) => (link ? id === link.directory : kind === "ldap"));
    if (link && items.length === 0) {
      return { verdict: "refused", directory: link.directory, because: "the directory was removed or is not enabled" };
    }
    let unavailable: Verdict | null = null;
    for (const item of items) {
      const verdict = await this.#ask(item, signInName, password, link);
      if (verdict.verdict === "vouched" || verdict.verdict === "refused") return verdict;
      if (verdict.verdict === "unavailable") unavailable ??= verdict;
    }
    return unavailable ?? { verdict: "unknown" };
  }

  down(): readonly string[] {
    return this.#items()
      .filter(({ id }) => this.#health.isDown(id))
      .map(({ name }) => name);
  }

  /** The OpenID providers, as the sign-in page names them. */
  providers(): readonly { readonly id: string; readonly name: string }[] {
    return this.#items()
      .filter(({ kind }) => kind === "oidc")
      .map(({ id, name }) => ({ id, name }));
  }

  /** Where the browser goes to sign in with a provider. @param anew whoever is signed in there is asked all the same */
  async begin(directory: string, anew: boolean): Promise<{ readonly address: string; readonly journey: Journey }> {
    const { item, oidc } = this.#provider(directory);
    return this.#health.watched(item, () => oidc.begin(anew ? this.#parts.clock.now() : null));
  }

  /** @param query of the address at which the browser came back */
  async finish(directory: string, query: string, journey: Journey): Promise<Return> {
    const { item, oidc } = this.#provider(directory);
    const answer = await this.#health.watched(item, () => oidc.finish(query, journey, this.#parts.clock.now()));
    if (answer.answer === "refused") return { because: answer.because };
    const { externalId, signInName, name, groups, refresh } = answer.vouched;
    const finding = findingOfGroups(item, groups, signInName);
    if (finding.finding === "ended") return { because: `'${signInName}': ${finding.because}` };
    if (refresh) this.#refresh.set(`${directory} ${externalId}`, refresh);
    return { person: { directory, externalId, signInName, name, grant: finding.grant } };
  }

  async #ask(item: DirectoryItem, signInName: string, password: Secret, link: Link | null): Promise<Verdict> {
    const directory = item.id;
    try {
      const open = this.#opened(item);
      if (open.kind === "oidc") {
        return {
          verdict: "refused",
          directory,
          because: "who comes from a provider signs in there, without a password here",
        };
      }
      const answer = await this.#health.watched(item, () =>
        open.ldap.check(signInName, password, this.#parts.clock.now()),
      );
      if (answer.answer === "unknown") return { verdict: "unknown" };
      if (answer.answer === "refused") return { verdict: "refused", directory, because: answer.because };
      const { account } = answer;
      if (link && link.externalId !== account.externalId) {
        return { verdict: "refused", directory, because: "the name belongs to another account there than it did here" };
      }
      const finding = findingOf(item, account);
      if (finding.finding === "ended") return { verdict: "refused", directory, because: finding.because };
      const { externalId, name } = account;
      return {
        verdict: "vouched",
        person: { directory, externalId, signInName: account.signInName, name, grant: finding.grant },
      };
    } catch (thrown) {
      this.#parts.log.warn({ directory, because: saying(thrown) }, "a directory could not be asked at a sign-in");
      return { verdict: "unavailable", directory, because: saying(thrown) };
    }
  }

  #later(id: string, ms: number): void {
    this.#timers.get(id)?.();
    const { clock, log } = this.#parts;
    const cancel = clock.at(clock.now() + ms, () => {
      const item = this.#items().find((one) => one.id === id);
      if (!item || !this.#running) return;
      this.#compare(item)
        .catch((thrown: unknown) => {
          log.warn({ directory: id, because: saying(thrown) }, "operators could not be compared with their directory");
        })
        .finally(() => {
          if (this.#running && this.#timers.get(id) === cancel) this.#later(id, this.#everyMs(id));
        });
    });
    this.#timers.set(id, cancel);
  }

  async #compare(item: DirectoryItem): Promise<void> {
    const open = this.#opened(item);
    const accounts = this.#parts.accounts.in(item.id).filter(({ operator }) => this.#parts.maySignIn(operator));
    const findings = new Map<string, Finding>();
    await this.#health.watched(item, async () => {
      if (open.kind === "ldap") {
        const ids = accounts.map(({ externalId }) => externalId);
        const now = await open.ldap.accounts(ids, this.#parts.clock.now());
        for (const { operator, externalId } of accounts) findings.set(operator, findingOf(item, now.get(externalId)));
        return;
      }
      if (accounts.length === 0) await open.oidc.probe();
      for (const { operator, externalId } of accounts) {
        const key = `${item.id} ${externalId}`;
        const refresh = this.#refresh.get(key);
        if (!refresh) continue;
        const answer = await open.oidc.again(refresh);
        if (answer.answer === "refused") {
          this.#refresh.delete(key);
          findings.set(operator, { finding: "ended", because: `the provider refused: ${answer.because}` });
          continue;
        }
        this.#refresh.set(key, answer.refresh);
        if (answer.groups) findings.set(operator, findingOfGroups(item, answer.groups, answer.signInName ?? operator));
      }
    });
    await this.#parts.admission.follow(item.id, findings);
  }

  #follow(directory: string, findings: ReadonlyMap<string, Finding>): void {
    this.#parts.admission.follow(directory, findings).catch((thrown: unknown) => {
      this.#parts.log.error({ directory, because: saying(thrown) }, "a directory could not be followed");
    });
  }

  #items(): DirectoryItem[] {
    return Array.from(this.#parts.site().items.directory.values(), ({ body }) => body)
      .filter(({ enabled }) => enabled)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  #provider(directory: string): { item: DirectoryItem; oidc: Oidc } {
    const item = this.#items().find(({ id }) => id === directory);
    if (item) {
      const open = this.#opened(item);
      if (open.kind === "oidc") return { item, oidc: open.oidc };
    }
    throw new Fault("not-found", `There is no provider '${directory}' to sign in with.`);
  }

  #everyMs(id: string): number {
    return this.#open.get(id)?.open.everyMs ?? 60_000;
  }

  /** Made anew when the document has changed. */
  #opened(item: DirectoryItem): Open {
    const kept = this.#open.get(item.id);
    if (kept?.item === item) return kept.open;
    const settings = this.#parts.openSettings(item.id);
    const open = item.kind === "ldap" ? openLdap(settings) : this.#openOidc(item.id, settings);
    this.#open.set(item.id, { item, open });
    return open;
  }

  #openOidc(id: string, settings: unknown): Open {
    const read = OidcSettings.parse(settings);
    const redirectUri = new URL(`/api/v1/session/oidc/${id}/callback`, this.#parts.publicUrl).href;
    return { kind: "oidc", oidc: new Oidc(read, redirectUri), everyMs: read.compareMinutes * 60_000 };
  }
}

function openLdap(settings: unknown): Open {
  const read = LdapSettings.parse(settings);
  return { kind: "ldap", ldap: new Ldap(read), everyMs: read.compareMinutes * 60_000 };
}
