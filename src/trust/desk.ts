import { hostname } from "node:os";
import { join } from "node:path";
import { Fault, saying } from "#kernel/fault.ts";
import type { Actor } from "#store/batch.ts";
import { type Authority, openAuthority } from "./authority.ts";
import { authorityFiles } from "./authority-file.ts";
import { holdingOf } from "./change-over.ts";
import { ChangeOverDesk } from "./change-over-desk.ts";
import { type DenyList, type DenyVerb, denial, EVICTION_LASTS_MS, type Refused, stillRefusing } from "./deny-list.ts";
import { DenyListHolder } from "./deny-list-holder.ts";
import type { Alongside, Said, TrustDeskParts, TrustGround } from "./desk-parts.ts";
import { nodeNamed, uriOf } from "./identity.ts";
import { IdentityKeeper } from "./identity-keeper.ts";
import { certificatesOf, newestIssued, recordIssued, shortOf, thumbprintsAfter } from "./issued.ts";
import { IssuingDesk } from "./issuing-desk.ts";
import { certificatesIn } from "./pem.ts";
import { type Kept, keptCertificates, type TrustStatus, trustStatus } from "./status.ts";
import type { WebCertificate } from "./web-certificate.ts";
import { WebKeeper } from "./web-keeper.ts";

const AGAIN_MS = 10 * 60_000;
/** Certificates and keys of one process that a denial names, the newest. */
const MOST_OF_ONE = 100;

/** The running core's hold on certificates: who vouches, who is known, who is refused. */
export class TrustDesk {
  readonly web: WebKeeper;
  /** The certificate of this core, for other nodes. */
  readonly node: IdentityKeeper;
  /** Replaces the root while everything runs. */
  readonly changeOver: ChangeOverDesk;
  /** Replaces the issuing authority alone. */
  readonly issuing: IssuingDesk;
  readonly #parts: TrustDeskParts;
  #authority: Promise<Authority> | null = null;
  #open: (TrustGround & { authority: Authority; denyList: DenyListHolder }) | null = null;
  #cancel = () => {};
  /** What `start` was given, until `stop`. */
  #ground: TrustGround | null = null;
  #changing: Promise<unknown> = Promise.resolve();

  constructor(parts: TrustDeskParts) {
    const { clock, log, dataFolder } = parts;
    this.#parts = parts;
    this.web = new WebKeeper({
      clock,
      log,
      dataFolder,
      acme: null,
      ...parts.web,
      authority: () => this.authority(),
      demandTime: () => this.#open?.authority.demandTime(),
    });
    this.node = new IdentityKeeper({
      clock,
      log,
      folder: join(dataFolder, "trust"),
      sign: async (request, name) => (await this.authority()).sign(request, name, clock.now()),
    });
    this.node.onRenewed(() => this.#heardItself());
    this.changeOver = new ChangeOverDesk({
      clock,
      log,
      authority: () => this.#opened().authority,
      candidates: async () =>
        (await this.#status()).peers.filter(({ admitted, denied }) => admitted !== null && !denied),
      say: (...said) => this.#say(...said),
      relist: () => this.#relist(),
      renewOwn: () => this.node.renew(),
      renewPage: () => this.#renewPage(),
      inTurn: (work) => this.#inTurn(work),
    });
    this.issuing = new IssuingDesk({
      clock,
      log,
      authority: () => this.#opened().authority,
      say: (...said) => this.#say(...said),
      givenOut: () => thumbprintsAfter(this.#opened().pool, clock.now() - EVICTION_LASTS_MS),
      refused: () => this.#refused(),
      refuse: (refused) => this.#publish({ ...refused, action: "trust.issuing-refused", object: "trust" }),
      renewOwn: () => this.node.renew(),
      renewPage: () => this.#renewPage(),
      askAll: (now) => this.changeOver.lookAt(now),
      inTurn: (work) => this.#inTurn(work),
    });
  }

  /** Opened once. Throws a `Fault` (`untrusted`) while it can't be, and is tried again when it is asked for again. */
  authority(): Promise<Authority> {
    const { clock, dataFolder, seal } = this.#parts;
    this.#authority ??= openAuthority({ dataFolder, seal, now: clock.now() }).catch((thrown: unknown) => {
      this.#authority = null;
      throw thrown;
    });
    return this.#authority;
  }

  /** Who is refused, on this node. Throws a `Fault` (`not-active`) before `start`. */
  get denyList(): DenyListHolder {
    return this.#opened().denyList;
  }

  /** When this core becomes the active one: from now on certificates are signed and recorded. Tried until it succeeds. */
  async start(ground: TrustGround): Promise<void> {
    const { clock, log } = this.#parts;
    this.#ground = ground;
    try {
      await this.#start(ground);
    } catch (thrown) {
      if (this.#ground !== ground) return;
      log.error({ because: saying(thrown) }, "the site's authority can't be used; trying again");
      this.#cancel = clock.at(clock.now() + AGAIN_MS, () => void this.start(ground));
    }
  }

  async #start(ground: TrustGround): Promise<void> {
    const { dataFolder, log } = this.#parts;
    const { journal, pool } = ground;
    this.#authority = null; // another core may have changed it meanwhile
    const authority = await this.authority();
    const denyList = new DenyListHolder(authorityFiles(dataFolder).denyList, authority);
    if (denyList.trouble !== null) log.error({ because: denyList.trouble }, "the deny list on disk can't be used");
    const { rows } = await pool.query<{ signed: string }>(
      "select signed from core.deny_list order by version desc limit 1",
    );
    if (this.#ground !== ground) return;
    const [newest] = rows;
    if (newest) denyList.accept(newest.signed, { stored: true });
    authority.denyList = denyList;
    authority.clockWrong = ground.clockWrong;
    authority.record = (issued) =>
      journal.submit("operator", (batch) => {
        recordIssued(batch, issued, authority.vouchingCertificate.fingerprint256);
        batch.afterwards(ground.changed);
      });
    this.#open = { ...ground, authority, denyList };
    await this.node.startAs(this.#nameOf(authority), authority.roots);
    if (this.#ground !== ground) return; // stopped meanwhile
    this.#heardItself();
    this.changeOver.start();
  }

  /** When it no longer is. */
  stop(): void {
    this.#ground = null;
    this.changeOver.stop();
    this.#cancel();
    this.node.stop();
    this.#open = null;
  }

  /**
   * Refuses a process from now on, everywhere. Resolves once it is in force here. Throws a `Fault` (`not-found`) when it
   * never had a certificate, and `conflict` when it is this core.
   */
  deny(verb: DenyVerb, uri: string, because: string, actor: Actor, alongside?: Alongside): Promise<DenyList> {
    return this.#inTurn(async () => {
      const { clock } = this.#parts;
      const { pool } = this.#opened();
      if (uri === this.#ownUri()) throw new Fault("conflict", `${shortOf(uri)} is this core; it can't refuse itself.`);
      const now = clock.now();
      const after = verb === "ban" ? 0 : now - EVICTION_LASTS_MS;
      const leafs = await certificatesOf(pool, uri, { after, limit: MOST_OF_ONE });
      if (leafs.length === 0)
        throw new Fault("not-found", `No certificate was ever signed for ${uri} that still counts.`);
      const denied = denial(verb, uri, leafs, now, because);
      const others = this.#refused().denied.filter(
        (one) => one.uri !== uri || (verb === "evict" && one.verb === "ban"),
      );
      const did = verb === "ban" ? "banned" : "evicted";
      return this.#publish({
        denied: [...others, denied],
        actor,
        action: `trust.${did}`,
        object: `peer:${uri}`,
        sentence: `${actor.id} ${did} ${shortOf(uri)}: ${because}`,
        alongside,
      });
    });
  }

  /** Lets a banned process enrol again. What it had stays refused. Throws a `Fault` (`not-found`) when it isn't banned. */
  pardon(uri: string, actor: Actor, alongside?: Alongside): Promise<DenyList> {
    return this.#inTurn(() => {
      const { denied } = this.#refused();
      const banned = denied.find((one) => one.verb === "ban" && one.uri === uri);
      if (!banned) throw new Fault("not-found", `${uri} is not banned.`);
      const rest = denied.map((one) => (one === banned ? { ...one, verb: "evict" as const, keys: [] } : one));
      return this.#publish({
        denied: rest,
        actor,
        action: "trust.pardoned",
        object: `peer:${uri}`,
        sentence: `${actor.id} lets ${shortOf(uri)} enrol again.`,
        alongside,
      });
    });
  }

  /** Renews the certificates of this node and of the page. @param newKey of the node's too */
  async renew(actor: Actor, newKey: boolean): Promise<void> {
    this.#opened().authority.demandTime();
    await this.#say(actor, "trust.renewal-ordered", `${actor.id} ordered new certificates for this node and its page.`);
    await this.node.renew(newKey);
    if (newKey) await this.#endFormer(actor);
    await this.web.renew();
  }

  /** Refuses every certificate that this core has had but the present one: somebody wanted another key for a reason. */
  #endFormer(actor: Actor): Promise<void> {
    return this.#inTurn(async () => {
      const uri = this.#ownUri();
      const now = this.#parts.clock.now();
      const [, ...former] = await certificatesOf(this.#opened().pool, uri, {
        after: now - EVICTION_LASTS_MS,
        limit: MOST_OF_ONE,
      });
      if (former.length === 0) return;
      const because = "It has a new key, by order.";
      const others = this.#refused().denied.filter((one) => one.uri !== uri);
      await this.#publish({
        denied: [...others, denial("evict", uri, former, now, because)],
        actor,
        action: "trust.key-replaced",
        object: `peer:${uri}`,
        sentence: `${actor.id} gave this core a new key; its ${former.length} certificates of before are refused everywhere.`,
      });
    });
  }

  /** A request for the page's certificate that another authority can sign, PEM. */
  async requestWeb(actor: Actor): Promise<string> {
    const request = await this.web.request();
    const sentence = `${actor.id} made a request for the page's certificate, for another authority to sign.`;
    await this.#say(actor, "trust.web-requested", sentence);
    return request;
  }

  /** Shows on the page what another authority signed; null: what Tocsin makes again. */
  async installWeb(chain: string | null, actor: Actor): Promise<WebCertificate> {
    const shown = await this.web.install(chain);
    const did =
      chain === null
        ? "gave up the page's certificate of another authority; now it is"
        : "installed the page's certificate of another authority,";
    await this.#say(
      actor,
      chain === null ? "trust.web-removed" : "trust.web-installed",
      `${actor.id} ${did} ${shown.fingerprint}.`,
    );
    return shown;
  }

  /** Gives up the root for a new one, and with it every certificate of the site. */
  reset(actor: Actor, alongside?: Alongside): Promise<void> {
    return this.#inTurn(async () => {
      const { clock, log } = this.#parts;
      const opened = this.#opened();
      const { authority } = opened;
      authority.demandTime();
      const former = authority.rootCertificate.fingerprint256;
      const sentence = `${actor.id} gave up the site's authority ${former} for a new one: no certificate of before is good any more.`;
      await this.#say(actor, "trust.reset", sentence, alongside);
      await authority.reset(clock.now());
      const { denied } = this.#refused();
      const { version } = this.denyList;
      const { denyList } = authorityFiles(this.#parts.dataFolder);
      const next = new DenyListHolder(denyList, authority);
      this.#open = { ...opened, denyList: next };
      authority.denyList = next;
      if (version > 0) await this.#sign({ denied, authorities: [] }, version + 1, () => {});
      await this.node.startAs(this.#nameOf(authority), authority.roots);
      await this.#renewPage().catch((thrown: unknown) => {
        log.error(
          { because: saying(thrown) },
          "the root is another one, and the page's certificate is still of before",
        );
      });
    });
  }

  /** Seals the authority's keys with the root key of now. */
  async reseal(): Promise<void> {
    (await this.authority()).reseal(this.#parts.seal.kid);
  }

  /** Everything about trust that a person wants to see. */
  async status(): Promise<TrustStatus> {
    return { ...(await this.#status()), changeOver: await this.changeOver.view() };
  }

  async #status(): Promise<Omit<TrustStatus, "changeOver">> {
    const { authority, denyList, pool, graceMs } = this.#opened();
    const { clock } = this.#parts;
    const peers = await newestIssued(
      pool,
      certificatesIn(authority.roots).map(({ fingerprint256 }) => fingerprint256),
    );
    return trustStatus({
      authority,
      denyList,
      peers,
      web: this.web.current,
      webFailed: this.web.failed,
      node: this.node,
      ownUri: this.#ownUri(),
      now: clock.now(),
      graceMs: graceMs(),
    });
  }

  /** What has to be renewed in time, for whoever watches over it. Empty before `start`. */
  async certificates(): Promise<Kept[]> {
    if (!this.#open) return [];
    return keptCertificates(await this.#status());
  }

  /** By what signs now; a site that never refused anybody has no list. */
  async #relist(): Promise<void> {
    const { version } = this.denyList;
    if (version > 0) await this.#sign(this.#refused(), version + 1, () => {});
  }

  async #renewPage(): Promise<void> {
    if (this.web.current?.madeBy === "tocsin") await this.web.renew();
  }

  #heardItself(): void {
    const { current } = this.node;
    if (current) this.changeOver.heard(uriOf(current.name), holdingOf(current));
  }

  #nameOf({ site }: Authority) {
    return { site, role: "core", node: nodeNamed(hostname()), instance: "core" } as const;
  }

  #ownUri(): string {
    return uriOf(this.#nameOf(this.#opened().authority));
  }

  #opened() {
    if (this.#open) return this.#open;
    throw new Fault("not-active", "Trust is not loaded yet. Try again in a moment.", { transient: true });
  }

  #refused(): Refused {
    return stillRefusing(this.denyList.list, this.#parts.clock.now());
  }

  /** @param said with what is refused from now on instead */
  #publish(said: Partial<Refused> & Said): Promise<DenyList> {
    const { alongside, denied, authorities, ...entry } = said;
    const version = this.denyList.version + 1;
    const before = this.#refused();
    const next = { denied: denied ?? before.denied, authorities: authorities ?? before.authorities };
    return this.#sign(next, version, (batch) => {
      batch.audit({ ...entry, details: { version } });
      alongside?.(batch);
    });
  }

  /** The list is on disk before it counts, and its entry in the trail with it. */
  async #sign(refused: Refused, version: number, alongside: Alongside): Promise<DenyList> {
    const { authority, denyList, journal, changed } = this.#opened();
    const { clock, log } = this.#parts;
    const list: DenyList = { type: "tocsin-deny-list", site: authority.site, version, at: clock.now(), ...refused };
    const signed = authority.signList(list);
    await journal.submit("operator", (batch) => {
      batch.also("insert into core.deny_list (version, signed, at) values ($1, $2, $3)", [
        version,
        signed,
        new Date(batch.now),
      ]);
      alongside(batch);
      batch.afterwards(() => {
        const { taken, because } = denyList.accept(signed, { stored: true });
        if (!taken) log.error({ because }, "the deny list that was signed is not in force");
        changed();
      });
    });
    return list;
  }

  async #say(actor: Actor, action: string, sentence: string, alongside?: Alongside): Promise<void> {
    await this.#opened().journal.submit("operator", (batch) => {
      batch.audit({ actor, action, object: "trust", sentence });
      alongside?.(batch);
    });
  }

  /** One change of the list after the other, each on top of the one before. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#changing.then(work);
    this.#changing = turn.catch((thrown: unknown) => {
      this.#parts.log.debug({ because: saying(thrown) }, "a change of the deny list was refused");
    });
    return turn;
  }
}
