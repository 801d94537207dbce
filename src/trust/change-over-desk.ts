import { isDeepStrictEqual } from "node:util";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Actor } from "#store/batch.ts";
import type { Authority } from "./authority.ts";
import {
  type Candidate,
  type ChangeOverStage,
  type ChangeOverVerdict,
  type Holding,
  judgeChangeOver,
  type Lacking,
  SETTLED_MS,
} from "./change-over.ts";
import type { Alongside } from "./desk-parts.ts";
import { shortOf } from "./issued.ts";

const LOOK_MS = 60_000;
/** So many are asked at once for a new certificate: each costs a process of its own. */
const ASKED_AT_ONCE = 4;
const BETWEEN_MS = 2000;
const DAY = 86_400_000;
const LONGEST_KEPT_MS = 90 * DAY;
const ITSELF: Actor = { id: "tocsin", via: "timer" };

type Known = Omit<Candidate, "holding"> & {
  /** Its certificate is of an issuing authority that has been replaced. */
  readonly formerlyIssued: boolean;
};

/** What the desk of trust does for a change of roots. */
export interface House {
  readonly clock: Clock;
  readonly log: Logger;
  /** Throws a `Fault` (`not-active`) before trust is loaded. */
  readonly authority: () => Authority;
  /** Every process whose certificate is good for something now. */
  readonly candidates: () => Promise<readonly Known[]>;
  /** Into the trail, before it is done. */
  readonly say: (actor: Actor, action: string, sentence: string, alongside?: Alongside) => Promise<void>;
  /** Signs the deny list anew, by what signs now. */
  readonly relist: () => Promise<void>;
  readonly renewOwn: () => Promise<unknown>;
  readonly renewPage: () => Promise<void>;
  /** One change of trust after the other. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}

/** A change of roots as a person sees it. */
export interface ChangeOverView {
  readonly stage: ChangeOverStage;
  readonly begunAt: Instant;
  /** Until then the former root stays, whoever has the new one. */
  readonly keepUntil: Instant;
  readonly by: string;
  /** Thumbprint of the root that is to take over, `AB:CD:…`. */
  readonly next: string;
  readonly because: string;
  /** Who still lacks what this stage gives to everybody. */
  readonly lacking: readonly Lacking[];
}

/**
 * Replaces the root of the site while everything runs. First every process learns the new root beside the former one, then
 * every process gets a certificate of the new one, and only then the former one is retired. What goes on is in the
 * authority's file, so that another core goes on with it.
 */
export class ChangeOverDesk {
  readonly #house: House;
  readonly #listeners = new Set<(uri: string, because: string) => void>();
  readonly #holdings = new Map<string, Holding>();
  readonly #askedAt = new Map<string, Instant>();
  #changedAt: Instant;
  #looksAt: Instant | null = null;
  #cancel = () => {};
  #started = false;

  constructor(house: House) {
    this.#house = house;
    this.#changedAt = house.clock.now();
  }

  start(): void {
    this.#started = true;
    this.lookAt(this.#house.clock.now() + BETWEEN_MS);
  }

  stop(): void {
    this.#started = false;
    this.#cancel();
    this.#looksAt = null;
    this.#holdings.clear();
    this.#askedAt.clear();
  }

  /** Called for a process that is to ask for a new certificate now. The answer ends it. */
  onWanted(tell: (uri: string, because: string) => void): () => void {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  }

  /** A process says which roots it trusts, and which one vouches for it. */
  heard(uri: string, holding: Holding): void {
    if (isDeepStrictEqual(this.#holdings.get(uri), holding)) return;
    const now = this.#house.clock.now();
    this.#holdings.set(uri, holding);
    this.#changedAt = now;
    if (this.#started) this.lookAt(now + BETWEEN_MS);
  }

  /**
   * Makes a new root and begins to let every process know it. Throws a `Fault` (`conflict`) while another change goes on.
   * @param keepMs for how long the former root stays at least, for browsers that trust the page by it
   */
  begin(actor: Actor, keepMs: number, alongside?: Alongside): Promise<void> {
    return this.#house.inTurn(async () => {
      const { clock, authority, say, renewOwn } = this.#house;
      const site = authority();
      if (!(keepMs >= 0 && keepMs <= LONGEST_KEPT_MS))
        throw new Fault("invalid", `The former root can stay for 0 to ${LONGEST_KEPT_MS / DAY} days.`);
      if (site.changeOver) throw new Fault("conflict", "The root is being replaced already; see tocsin trust status.");
      site.demandTime();
      const keepUntil = clock.now() + keepMs;
      const until = keepMs === 0 ? "" : `, and until ${new Date(keepUntil).toISOString()} at least`;
      await say(
        actor,
        "trust.change-over-begun",
        `${actor.id} began to replace the site's root ${site.rootCertificate.fingerprint256}: it stays beside the new one until every process has a certificate of that${until}.`,
        alongside,
      );
      await site.beginChangeOver(clock.now(), { keepUntil, by: actor.id });
      this.#askedAt.clear();
      await renewOwn();
      this.lookAt(clock.now());
    });
  }

  /** Retires the former root now. Throws a `Fault` (`conflict`) while a process would be cut off, unless `cutOff`. */
  retire(actor: Actor, cutOff: boolean, alongside?: Alongside): Promise<void> {
    return this.#house.inTurn(async () => {
      const { authority } = this.#house;
      const { changeOver } = authority();
      if (!changeOver) throw new Fault("conflict", "No root is being replaced. Begin with tocsin trust rotate.");
      const { lacking } = await this.#judge();
      if (!cutOff && (lacking.length > 0 || changeOver.stage === "spreading")) {
        const who = lacking.map(({ uri, because }) => `${shortOf(uri)} (${because})`).join(", ");
        throw new Fault("conflict", `The former root is still needed: ${who || "its successor signs nothing yet"}.`);
      }
      await this.#retire(actor, lacking, alongside);
    });
  }

  /** null: no root is being replaced. */
  async view(): Promise<ChangeOverView | null> {
    const { changeOver } = this.#house.authority();
    if (!changeOver) return null;
    const { because, lacking } = await this.#judge();
    const { stage, begunAt, keepUntil, by, next } = changeOver;
    return { stage, begunAt, keepUntil, by, next: next.fingerprint256, because, lacking };
  }

  async #judge(): Promise<ChangeOverVerdict> {
    const { authority, candidates, clock } = this.#house;
    const { changeOver, rootCertificate } = authority();
    const now = clock.now();
    const known = await candidates();
    if (!changeOver) {
      // What a retired root vouched for is to be forgotten by those who are there.
      const present = rootCertificate.fingerprint256;
      const retired = [...this.#holdings]
        .filter(([, { trusts }]) => trusts.some((one) => one !== present))
        .map(([uri]) => ({ uri, because: "it still trusts a root that was retired" }));
      const former = known
        .filter(({ formerlyIssued, own, role }) => formerlyIssued && (own || role !== "core"))
        .map(({ uri }) => ({ uri, because: "its certificate is of an issuing authority that was replaced" }));
      return { next: "wait", because: "no root is being replaced", lacking: [...retired, ...former] };
    }
    const all = known.map((one) => ({ ...one, holding: this.#holdings.get(one.uri) ?? null }));
    const { stage, keepUntil, next } = changeOver;
    const changedAt = this.#changedAt;
    return judgeChangeOver({ stage, next: next.fingerprint256, keepUntil, candidates: all, changedAt, now });
  }

  /** Looks then, at the latest, who has to be asked for a new certificate. */
  lookAt(at: Instant): void {
    // A look that was under way when it was stopped arranges no other one.
    if (!this.#started || (this.#looksAt !== null && this.#looksAt <= at)) return;
    const { clock, log, inTurn } = this.#house;
    this.#cancel();
    this.#looksAt = at;
    this.#cancel = clock.at(at, () => {
      this.#looksAt = null;
      inTurn(() => this.#look()).catch((thrown: unknown) => {
        if (!this.#started) return;
        log.error({ because: saying(thrown) }, "the change of roots can't go on; trying again");
        this.lookAt(clock.now() + LOOK_MS);
      });
    });
  }

  async #look(): Promise<void> {
    if (!this.#started) return;
    const { clock, authority } = this.#house;
    const { next, lacking } = await this.#judge();
    if (next === "replace") await this.#replace();
    else if (next === "retire") await this.#retire(ITSELF, []);
    const left = this.#ask(lacking);
    const now = clock.now();
    if (next !== "wait" || left) return this.lookAt(now + BETWEEN_MS);
    if (!authority().changeOver && lacking.length === 0) return;
    const settled = this.#changedAt + SETTLED_MS;
    this.lookAt(lacking.length === 0 && settled > now ? settled : now + LOOK_MS);
  }

  /** @returns whether more are to be asked soon */
  #ask(lacking: readonly Lacking[]): boolean {
    const now = this.#house.clock.now();
    const due = lacking.filter(({ uri }) => now >= (this.#askedAt.get(uri) ?? Number.NEGATIVE_INFINITY) + LOOK_MS);
    for (const { uri, because } of due.slice(0, ASKED_AT_ONCE)) {
      this.#askedAt.set(uri, now);
      for (const tell of this.#listeners) tell(uri, because);
    }
    return due.length > ASKED_AT_ONCE;
  }

  async #replace(): Promise<void> {
    const { authority, say, relist, renewOwn } = this.#house;
    const site = authority();
    await say(
      ITSELF,
      "trust.change-over-replacing",
      `Every process trusts the site's new root ${site.changeOver?.next.fingerprint256}; from now on it vouches for what is signed.`,
    );
    site.replaceRoot();
    this.#askedAt.clear();
    await relist();
    await renewOwn();
  }

  async #retire(actor: Actor, lacking: readonly Lacking[], alongside?: Alongside): Promise<void> {
    const { authority, say, relist, renewOwn, renewPage, log } = this.#house;
    const site = authority();
    const former = site.rootCertificate.fingerprint256;
    const cut = lacking.map(({ uri }) => shortOf(uri)).join(", ");
    const ends = cut === "" ? "every process has a certificate of the new one" : `cut off, and to join again: ${cut}`;
    await say(actor, "trust.root-retired", `${actor.id} retired the site's former root ${former}: ${ends}.`, alongside);
    site.replaceRoot();
    // While both are trusted, so that whoever starts anew without a link can read the list.
    await relist();
    site.retireRoot();
    this.#askedAt.clear();
    await renewOwn();
    this.lookAt(this.#house.clock.now() + BETWEEN_MS);
    await renewPage().catch((thrown: unknown) => {
      log.error({ because: saying(thrown) }, "the root is another one, and the page's certificate is still of before");
    });
  }
}
