import { readFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import type pg from "pg";
import { type Clock, type Instant, waitUntil } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { FailoverSettings } from "#kernel/settings.ts";
import { sendBaseCopy } from "#store/base-copy.ts";
import type { Actor, Batch } from "#store/batch.ts";
import { prepareReplication, primaryLines, readControlFile, writeReplication } from "#store/replication.ts";
import { runFolder } from "#store/run-folder.ts";
import { type PeerName, uriOf } from "#trust/identity.ts";
import { Commits } from "./commits.ts";
import type { FailoverDesk, FailoverGround, FailoverStatus } from "./desk.ts";
import { DrillDesk } from "./drill-desk.ts";
import { HOLD_MS, judgePrimary, judgePromise, type PrimaryFacts, type Promised } from "./judge.ts";
import type { Kept } from "./kept.ts";
import type { Hello } from "./link.ts";
import { hashOf, Ping, trustFilesOf } from "./messages.ts";
import { DEGRADED, degradedReport, TWO_ACTIVE, twoActiveReport } from "./own-alarms.ts";
import type { PairTrust } from "./pair-trust.ts";
import { statusOf } from "./peer-status.ts";
import { Refusals } from "./refusals.ts";
import type { Wire } from "./wire.ts";
import type { WitnessVoice } from "./witness-voice.ts";

const LOOK_MS = 250;
const PING_LOST_MS = 1500;
/** A standby that starts together with this core is given so long before its absence is an alarm. */
const FIRST_MS = 60_000;
const ORDER_MS = 30_000;
const TOCSIN: Actor = { id: "tocsin", via: "link" };

export interface PrimaryParts {
  readonly settings: FailoverSettings;
  readonly dataFolder: string;
  /** How people reach this core. */
  readonly address: string;
  readonly kept: () => Kept;
  readonly keep: (kept: Partial<Kept>) => void;
  readonly trust: PairTrust;
  readonly witness: WitnessVoice | null;
  readonly clock: Clock;
  readonly log: Logger;
  /** Why this core became the active one, when it took over. */
  readonly because: string | null;
}

/** Why a core is no longer the active one. */
export type Ended = { readonly by: "hand-over" } | { readonly by: "demotion"; readonly because: string };

/** The active core's hold on its standby: whether commits wait for it, what it is sent, when it takes over. */
export class Primary implements FailoverDesk {
  /** Resolves when this core has to give way. */
  readonly ended: Promise<Ended>;
  readonly drills: DrillDesk;
  readonly #parts: PrimaryParts;
  readonly #end: (why: Ended) => void;
  readonly #commits: Commits;
  readonly #startedAt: Instant;
  readonly #stop = new AbortController();
  #ground: FailoverGround | null = null;
  #follower: Wire | null = null;
  #pingedAt: Instant | null = null;
  #leaving = false;
  #otherCore: string | null = null;
  #healthyAt: Instant | null = null;
  #because = "it has just started";
  #degraded = false;
  #two = false;
  readonly #refusals = new Refusals();
  #answered: (took: string) => void = () => {};
  #watching = false;
  #stopping = false;

  constructor(parts: PrimaryParts) {
    this.#parts = parts;
    this.#startedAt = parts.clock.now();
    this.#commits = new Commits(parts);
    const { promise, resolve } = Promise.withResolvers<Ended>();
    this.ended = promise;
    this.#end = resolve;
    const { clock, log, address } = parts;
    this.drills = new DrillDesk({ clock, log, address, failover: this });
  }

  /** A core begins alone, which is on disk before: what it writes as it starts must not wait for a standby that comes only later. */
  async prepareReplication(superuser: pg.Client, name: string): Promise<void> {
    const { dataFolder, kept } = this.#parts;
    writeReplication(dataFolder, primaryLines(this.#commits.wait === true));
    await superuser.query("select pg_reload_conf()");
    await prepareReplication(superuser, name, kept().secret);
  }

  start(ground: FailoverGround): void {
    const { kept, keep, because } = this.#parts;
    this.#ground = ground;
    this.#stopping = false;
    this.#degraded = ground.standing.includes(DEGRADED);
    this.#two = ground.standing.includes(TWO_ACTIVE);
    if (kept().role !== "primary" || kept().token !== ground.token) keep({ role: "primary", token: ground.token });
    this.drills.start(ground);
    if (because !== null) this.#audit("failover.took-over", `This core took over: ${because}.`);
    if (this.#watching) return;
    this.#watching = true;
    void this.#watch();
    void this.#askPeer();
  }

  /** It goes on watching: what the core still writes as it stops must not wait for a standby that stops too. */
  stop(): void {
    this.#stopping = true;
    this.drills.stop();
  }

  /** Ends what `stop` leaves: the standby's connection is needed until a hand-over is done. */
  close(): void {
    this.#stop.abort(new Fault("not-active", "this core stops"));
    this.#follower?.close();
    this.#commits.drop();
  }

  status(): FailoverStatus {
    const { settings, clock, witness, kept } = this.#parts;
    const { peer } = settings;
    return {
      mode: "active",
      because: this.#because,
      synchronous: this.#commits.wait === true,
      behindBytes: this.#commits.seen.behindBytes,
      heardMsAgo: this.#pingedAt === null ? null : clock.now() - this.#pingedAt,
      peer: `${peer.host}:${peer.port}`,
      otherCore: this.#otherCore,
      witness: witness?.where ?? null,
      witnessSays: witness?.says ?? null,
      token: kept().token,
    };
  }

  get node(): string {
    return this.#parts.kept().id;
  }

  async handOver(because: string, actor: Actor, alongside?: (batch: Batch) => void): Promise<void> {
    const { journal } = this.#running ?? {};
    if (!journal || !this.#follower || this.#commits.wait !== true || !this.#healthy)
      throw new Fault("conflict", `The standby can't take over without loss: ${this.#because}.`, { transient: true });
    await journal.submit("operator", (batch) => {
      batch.audit({
        actor,
        action: "failover.hand-over",
        object: "failover",
        sentence: `${actor.id} hands the site over to the other core: ${because}.`,
      });
      alongside?.(batch);
    });
    this.#end({ by: "hand-over" });
  }

  /** Nothing is acknowledged just now. */
  get holds(): boolean {
    return this.#commits.wait !== false && !this.#healthy;
  }

  /** A stranger at the link: in the trail once an hour. */
  refused(who: string, because: string): void {
    if (!this.#refusals.isNew(who, because, this.#parts.clock.now())) return;
    this.#audit("failover.refused", `The link of the two cores did not let ${who} connect: ${because}`);
  }

  /** After everything is stopped: the standby gets the order. Rejects with why it doesn't take over. */
  async order(): Promise<void> {
    const { dataFolder, clock, kept } = this.#parts;
    const control = readControlFile(dataFolder);
    if (!control?.shutDown) throw new Fault("conflict", "The database was not stopped in order.");
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#answered = resolve;
    this.#follower?.say({ takeOver: control.checkpoint.toString(), token: kept().token });
    const late = waitUntil(clock, clock.now() + ORDER_MS, this.#stop.signal).then(() => "it does not answer");
    const took = await Promise.race([promise, late]);
    if (took !== "") throw new Fault("conflict", `The standby does not take over: ${took}.`);
  }

  /** Serves what the standby wants; see `Hello`. */
  async serve(hello: Hello, wire: Wire, peer: PeerName): Promise<void> {
    switch (hello.want) {
      case "follow":
        return this.#follow(wire, peer);
      case "stream":
        wire.say({ ok: true });
        wire.join(createConnection(join(runFolder(this.#parts.dataFolder), "pg", ".s.PGSQL.5432")));
        return;
      case "copy":
        return this.#copy(wire, peer);
      case "sign": {
        const authority = await this.#active().authority();
        const { chain, roots } = await authority.sign(
          Buffer.from(String(hello["request"]), "base64"),
          peer,
          this.#parts.clock.now(),
        );
        wire.say({ chain, roots });
        wire.socket.end();
        return;
      }
      case "status":
      case "vote":
        throw new Fault("invalid", `This core does not serve "${hello.want}".`);
    }
  }

  async #follow(wire: Wire, peer: PeerName): Promise<void> {
    const { clock, address, kept, dataFolder } = this.#parts;
    this.#active();
    this.#follower?.close();
    this.#follower = wire;
    this.#leaving = false;
    wire.say({ ok: true });
    try {
      while (!this.#stop.signal.aborted) {
        const ping = Ping.parse(await wire.said());
        this.#pingedAt = clock.now();
        this.#leaving ||= ping.leaving;
        this.#otherCore = ping.address;
        this.#running?.heard(uriOf(peer), ping.holding);
        if (ping.took !== undefined) this.#answered(ping.took);
        const trust = trustFilesOf(dataFolder);
        wire.say({
          number: ping.number,
          token: kept().token,
          ...this.#promised(),
          behindBytes: this.#commits.seen.behindBytes,
          slot: this.#commits.seen.slot,
          address,
          ...(hashOf(trust) === ping.trust ? {} : { trust }),
        });
      }
    } finally {
      if (this.#follower === wire) this.#follower = null;
      wire.close();
    }
  }

  /** Of this moment: who hears it may act on it when this core ends. */
  #promised(): Promised {
    const { clock, witness } = this.#parts;
    return judgePromise({
      now: clock.now(),
      synchronous: this.#commits.wait === true,
      healthyAt: this.#healthyAt,
      leaving: this.#leaving,
      witnessed: witness !== null,
    });
  }

  async #copy(wire: Wire, peer: PeerName): Promise<void> {
    const { dataFolder, kept, log } = this.#parts;
    this.#active();
    if (this.#commits.wait !== false)
      throw new Fault("conflict", "This core still waits for its standby; try again in a moment.");
    log.info({ peer: uriOf(peer) }, "the standby takes a fresh copy");
    this.#audit("failover.copied", `${uriOf(peer)} takes a fresh copy of the database as the standby.`);
    const superuserSecret = readFileSync(join(dataFolder, "postgres", "superuser.secret"), "utf8").trim();
    wire.say({ ok: true, superuserSecret, secret: kept().secret, trust: trustFilesOf(dataFolder) });
    await sendBaseCopy(dataFolder, kept().secret, (piece) => wire.send(piece));
    wire.socket.end();
  }

  get #healthy(): boolean {
    const { clock } = this.#parts;
    return this.#healthyAt !== null && clock.now() - this.#healthyAt < 2 * LOOK_MS + 250;
  }

  get #running(): FailoverGround | null {
    return this.#stopping ? null : this.#ground;
  }

  #active(): FailoverGround {
    if (this.#running) return this.#running;
    throw new Fault("not-active", "This core is not the active one.", { transient: true });
  }

  async #watch(): Promise<void> {
    const { clock, log } = this.#parts;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        await this.#look();
      } catch (thrown) {
        log[this.#stopping ? "debug" : "warn"]({ because: saying(thrown) }, "the standby can't be looked at");
        this.#commits.drop();
      }
      await waitUntil(clock, clock.now() + LOOK_MS, signal).catch(() => {});
    }
  }

  async #look(): Promise<void> {
    const { clock, witness, kept } = this.#parts;
    await this.#commits.look();
    const now = clock.now();
    const heard = this.#pingedAt !== null && now - this.#pingedAt < PING_LOST_MS && this.#follower !== null;
    const healthy = heard && this.#commits.seen.streaming && !this.#leaving;
    if (healthy) this.#healthyAt = now;
    const facts: PrimaryFacts = {
      now,
      synchronous: this.#commits.wait !== false,
      healthy,
      healthyAt: this.#healthyAt,
      behindBytes: this.#commits.seen.behindBytes,
      leaving: this.#leaving,
      witness: witness ? "asking" : "none",
    };
    let verdict = judgePrimary(facts);
    const held = now - (facts.healthyAt ?? now) >= HOLD_MS || this.#leaving;
    if (witness) {
      const alone = this.#commits.wait !== true || (verdict.be === "hold" && held);
      const vote = await witness.keep({ node: kept().id, token: kept().token, alone, takesOver: false });
      if (vote && verdict.be === "hold" && held) {
        verdict = judgePrimary({ ...facts, witness: vote.granted ? "granted" : { refused: vote.because } });
        if (verdict.be === "hold" && this.#stopping) this.#abandon(verdict.because);
      }
    }
    this.#because = verdict.because;
    if (verdict.be === "alone" && this.#commits.wait !== false) {
      if (await this.#gaveWay()) return;
      await this.#switch(false);
    }
    if (verdict.be === "synchronous" && this.#commits.wait !== true) await this.#switch(true);
    this.#tell();
  }

  async #switch(synchronous: boolean): Promise<void> {
    const { log } = this.#parts;
    if (!synchronous) await this.#commits.alone();
    else if (!(await this.#commits.withReplica())) return;
    log[synchronous ? "info" : "warn"](
      { because: this.#because },
      synchronous ? "commits wait for the standby" : "commits no longer wait for the standby",
    );
    this.#audit(
      synchronous ? "failover.synchronous" : "failover.alone",
      synchronous
        ? "The standby has everything from now on: nothing is acknowledged without it."
        : `The active core goes on alone, without a standby that could take over: ${this.#because}.`,
    );
  }

  #tell(): void {
    const { clock } = this.#parts;
    const degraded = this.#commits.wait !== true;
    if (degraded === this.#degraded) return;
    if (degraded && this.#healthyAt === null && clock.now() - this.#startedAt < FIRST_MS) return;
    this.#degraded = degraded;
    this.#running?.own(degradedReport(degraded ? this.#because : null));
  }

  /** A core that was frozen or cut off must hear of another one that took over, also when that one doesn't call. */
  async #askPeer(): Promise<void> {
    const { clock } = this.#parts;
    const { signal } = this.#stop;
    while (!signal.aborted && !(await this.#gaveWay())) {
      await waitUntil(clock, clock.now() + LOOK_MS, signal).catch(() => {});
    }
  }

  /** Whether the other core has taken over; this one then writes nothing more. */
  async #gaveWay(): Promise<boolean> {
    const { settings, trust, kept } = this.#parts;
    const found = await statusOf(settings.peer, trust);
    if (found) this.#tellTwo(found.active && found.token === kept().token);
    if (!found?.active || found.token <= kept().token) return false;
    const because = `the other core took over (lease ${found.token} after ${kept().token})`;
    this.#abandon(because);
    this.#end({ by: "demotion", because });
    return true;
  }

  #abandon(because: string): void {
    const why = new Fault("not-active", `This core writes nothing any more: ${because}.`, { transient: true });
    this.#ground?.abandon(why);
  }

  #tellTwo(two: boolean): void {
    if (two === this.#two) return;
    this.#two = two;
    this.#running?.own(twoActiveReport(two));
  }

  #audit(action: string, sentence: string): void {
    this.#running?.journal
      .submit("background", (batch) => batch.audit({ actor: TOCSIN, action, object: "failover", sentence }))
      .catch((thrown: unknown) =>
        this.#parts.log.warn({ because: saying(thrown) }, "what failover did is not in the trail"),
      );
  }
}
