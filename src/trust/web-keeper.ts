import type { Clock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Authority } from "./authority.ts";
import { makeshiftCertificate, type WebCertificate, webCertificate } from "./web-certificate.ts";

const AGAIN_MS = 3_600_000;

export interface WebKeeperParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly dataFolder: string;
  readonly authority: () => Promise<Pick<Authority, "signWeb">>;
  /** The operator's own; null: one of the site's authority. */
  readonly own: { readonly file: string; readonly key: string } | null;
  readonly names: readonly string[];
}

/** Keeps the certificate of the page, and renews the one of the site's authority in time, without ending connections. */
export class WebKeeper {
  readonly #parts: WebKeeperParts;
  #use: (renewed: WebCertificate) => void = () => {};
  #current: WebCertificate | null = null;
  #stopped = false;
  #cancel = () => {};

  constructor(parts: WebKeeperParts) {
    this.#parts = parts;
  }

  /** null: not opened yet. */
  get current(): WebCertificate | null {
    return this.#current;
  }

  /** The certificate to begin with. It is there also when the authority can't sign, for the page must be. */
  async open(): Promise<WebCertificate> {
    const { clock, dataFolder, names, log, own } = this.#parts;
    try {
      this.#current = await this.#get(false);
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

  /** Asks for another one now, or reads the operator's own again. */
  async renew(): Promise<WebCertificate> {
    const renewed = await this.#get(true);
    this.#current = renewed;
    if (!this.#stopped) this.#use(renewed);
    // Never at once again: an authority near its own end signs what ends as soon.
    this.#later(renewed.renewAt && Math.max(renewed.renewAt, this.#parts.clock.now() + AGAIN_MS));
    return renewed;
  }

  #get(anew: boolean): Promise<WebCertificate> {
    const { clock, dataFolder, authority, own, names } = this.#parts;
    return webCertificate(dataFolder, clock.now(), { authority, own, names, anew });
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
