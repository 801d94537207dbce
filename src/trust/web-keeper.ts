import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { AcmeSettings } from "#kernel/settings.ts";
import type { Authority } from "./authority.ts";
import {
  installOutside,
  orderOutside,
  outsideCertificate,
  removeInstalled,
  requestOutside,
} from "./outside-certificate.ts";
import { certificatesIn } from "./pem.ts";
import { renewalAt } from "./renewal.ts";
import { makeshiftCertificate, serves, type WebCertificate, webCertificate } from "./web-certificate.ts";

const AGAIN_MS = 3_600_000;

export interface WebKeeperParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly dataFolder: string;
  readonly authority: () => Promise<Pick<Authority, "signWeb">>;
  /** The operator's own; null: one of the site's authority. */
  readonly own: { readonly file: string; readonly key: string } | null;
  /** Who signs it by ACME; null: nobody does. */
  readonly acme: AcmeSettings | null;
  readonly names: readonly string[];
  /** Throws while the clock is known to be wrong. */
  readonly demandTime: () => void;
}

/** Keeps the certificate of the page, and renews the one of the site's authority in time, without ending connections. */
export class WebKeeper {
  readonly #parts: WebKeeperParts;
  #use: (renewed: WebCertificate) => void = () => {};
  #current: WebCertificate | null = null;
  #failed: string | null = null;
  #renewing: Promise<WebCertificate> | null = null;
  #stopped = false;
  #cancel = () => {};

  constructor(parts: WebKeeperParts) {
    this.#parts = parts;
  }

  /** null: not opened yet. */
  get current(): WebCertificate | null {
    return this.#current;
  }

  /** Why the last attempt at a renewal failed; null: it didn't. */
  get failed(): string | null {
    return this.#failed;
  }

  /** The certificate to begin with. It is there also when the authority can't sign, for the page must be. */
  async open(): Promise<WebCertificate> {
    const { clock, dataFolder, names, log, own } = this.#parts;
    try {
      this.#current = await this.#first();
    } catch (thrown) {
      if (own) throw thrown;
      log.error({ because: saying(thrown) }, "the web certificate could not be renewed; trying again in an hour");
      this.#current = await makeshiftCertificate(dataFolder, clock.now(), names);
    }
    return this.#current;
  }

  /** From now on `use` is given each renewed certificate. */
  start(use: (renewed: WebCertificate) => void): void {
    this.#use = use;
    this.#later(this.#current?.renewAt ?? null);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** Asks for another one now, or reads the operator's own again. One at a time. */
  renew(): Promise<WebCertificate> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  /** A request for an authority elsewhere, PEM. Throws a `Fault` (`conflict`) where `tocsin.yaml` names the certificate. */
  request(): Promise<string> {
    this.#demandOpen();
    return requestOutside(this.#parts.dataFolder, this.#names);
  }

  /** Shows from now on what came back; `null` gives it up. Throws a `Fault` (`invalid`) that says what speaks against it. */
  async install(chain: string | null): Promise<WebCertificate> {
    this.#demandOpen();
    const { dataFolder, clock } = this.#parts;
    if (chain !== null) installOutside(dataFolder, chain, this.#names, clock.now());
    else if (!removeInstalled(dataFolder))
      throw new Fault("not-found", "No certificate of another authority is installed.");
    return this.renew();
  }

  async #renew(): Promise<WebCertificate> {
    this.#parts.demandTime();
    const renewed = await this.#next().catch((thrown: unknown) => {
      this.#failed = saying(thrown);
      throw thrown;
    });
    this.#failed = null;
    this.#current = renewed;
    if (!this.#stopped) this.#use(renewed);
    // Never at once again: an authority near its own end signs what ends as soon.
    this.#later(renewed.renewAt && Math.max(renewed.renewAt, this.#parts.clock.now() + AGAIN_MS));
    return renewed;
  }

  /** What is there. Who signs by ACME is asked once the page is up: that takes a while, and may fail. */
  async #first(): Promise<WebCertificate> {
    const { clock, acme } = this.#parts;
    const kept = this.#installed() ?? (acme && this.#byAcme());
    if (kept && (kept.madeBy === "installed" || serves(kept, clock.now(), this.#names))) return kept;
    if (!acme || this.#parts.own) return this.#ours(false);
    const meanwhile = kept ?? (await this.#ours(false));
    return { ...meanwhile, renewAt: clock.now() };
  }

  async #next(): Promise<WebCertificate> {
    const { clock, dataFolder, acme, own } = this.#parts;
    const installed = this.#installed();
    if (installed) return installed;
    if (!acme || own) return this.#ours(true);
    await orderOutside(dataFolder, acme, this.#names, clock.now());
    const ordered = this.#byAcme();
    if (ordered) return ordered;
    throw new Fault(
      "internal",
      "The web certificate was ordered and can't be read back. See whether the disk is full.",
    );
  }

  #ours(anew: boolean): Promise<WebCertificate> {
    const { clock, dataFolder, authority, own, names } = this.#parts;
    return webCertificate(dataFolder, clock.now(), { authority, own, names, anew });
  }

  #installed(): WebCertificate | null {
    return this.#parts.own ? null : outsideCertificate(this.#parts.dataFolder, "installed");
  }

  #byAcme(): WebCertificate | null {
    const kept = outsideCertificate(this.#parts.dataFolder, "acme");
    const [leaf] = kept ? certificatesIn(kept.certificate) : [];
    if (!kept || !leaf) return null;
    const life = { notBefore: leaf.validFromDate.getTime(), notAfter: kept.expiresAt };
    return { ...kept, renewAt: renewalAt(life, 0.5) };
  }

  /** By which people reach the page: what an authority elsewhere can vouch for. */
  get #names(): readonly string[] {
    return this.#parts.names.map((name) => name.toLowerCase().replace(/^\[|\]$/g, ""));
  }

  #demandOpen(): void {
    const { own, demandTime } = this.#parts;
    demandTime();
    if (own)
      throw new Fault(
        "conflict",
        `tocsin.yaml names the certificate ${own.file}. Put a new one there, and run "tocsin trust renew".`,
      );
  }

  #later(at: number | null): void {
    this.#cancel();
    if (at === null || this.#stopped) return;
    const { clock, log } = this.#parts;
    this.#cancel = clock.at(at, () => {
      this.renew().then(
        ({ fingerprint }) => log.info({ fingerprint }, "the web certificate was renewed"),
        (thrown: unknown) => {
          log.error({ because: saying(thrown) }, "the web certificate could not be renewed; trying again in an hour");
          this.#later(clock.now() + AGAIN_MS);
        },
      );
    });
  }
}
