import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Actor } from "#store/batch.ts";
import type { Authority } from "./authority.ts";
import { denialOf, type Refused } from "./deny-list.ts";
import type { Alongside } from "./desk-parts.ts";

/** What the desk of trust does for a change of the issuing authority. */
export interface IssuingHouse {
  readonly clock: Clock;
  readonly log: Logger;
  /** Throws a `Fault` (`not-active`) before trust is loaded. */
  readonly authority: () => Authority;
  /** Into the trail, before it is done. */
  readonly say: (actor: Actor, action: string, sentence: string, alongside?: Alongside) => Promise<void>;
  /** Thumbprints of what was given out to processes and may still be shown. */
  readonly givenOut: () => Promise<readonly string[]>;
  readonly refused: () => Refused;
  /** In force everywhere within seconds, in the place of those that were refused. */
  readonly refuse: (refused: Pick<Refused, "authorities"> & { actor: Actor; sentence: string }) => Promise<unknown>;
  readonly renewOwn: () => Promise<unknown>;
  readonly renewPage: () => Promise<void>;
  /** Every process whose certificate is of a former one is to be asked for a new one. */
  readonly askAll: (now: Instant) => void;
  /** One change of trust after the other. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}

/**
 * Replaces the issuing authority alone. The root stays, so that nobody has to be told anything: what the former one signed
 * is good until its own end, and processes ask for new certificates now.
 */
export class IssuingDesk {
  readonly #house: IssuingHouse;

  constructor(house: IssuingHouse) {
    this.#house = house;
  }

  /**
   * Throws a `Fault` (`conflict`) while the root is being replaced, and the issuing authority with it.
   * @param stolen what is known of the theft of its key: what it signs is then refused everywhere, but for the
   * certificates that this site has on record; null: it was not stolen
   */
  replace(actor: Actor, stolen: string | null, alongside?: Alongside): Promise<void> {
    const { authority, clock, log, say, renewOwn, renewPage, askAll, inTurn } = this.#house;
    return inTurn(async () => {
      const site = authority();
      if (site.changeOver)
        throw new Fault(
          "conflict",
          "The root is being replaced, and the issuing authority with it; see tocsin trust status.",
        );
      site.demandTime();
      const former = site.issuingCertificate.fingerprint256;
      const why = stolen === null ? "" : ` Its key was stolen: ${stolen}`;
      await say(
        actor,
        "trust.issuing-replaced",
        `${actor.id} replaced the site's issuing authority ${former}; every process gets a certificate of the new one.${why}`,
        alongside,
      );
      await site.replaceIssuing(clock.now());
      // In the trail by now is also what was being signed meanwhile, which must not be refused.
      await renewOwn().catch((thrown: unknown) => {
        log.error({ because: saying(thrown) }, "the certificate of this node is still of the former issuing authority");
      });
      if (stolen !== null) await this.#refuse(actor, stolen);
      askAll(clock.now());
      await renewPage().catch((thrown: unknown) => {
        log.error({ because: saying(thrown) }, "the page's certificate is still of the former issuing authority");
      });
    });
  }

  /** All that came before: somebody who has one key may have had those before it. */
  async #refuse(actor: Actor, because: string): Promise<void> {
    const { authority, clock, givenOut, refused, refuse } = this.#house;
    const but = await givenOut();
    const at = clock.now();
    const before = refused().authorities;
    const known = new Set(before.map(({ key }) => key));
    const denied = authority().formerIssuing.flatMap((pem) => denialOf(pem, but, { at, because }));
    const authorities = [...denied.filter(({ key }) => !known.has(key)), ...before];
    const sentence = `${actor.id} had everything refused that the site's ${authorities.length} former issuing authorities sign, but for the ${but.length} certificates on record: ${because}`;
    await refuse({ authorities, actor, sentence });
  }
}
