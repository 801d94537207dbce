import { mkdirSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { type Clock, type Instant, waitUntil } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { FailoverSettings } from "#kernel/settings.ts";
import { receiveBaseCopy } from "#store/base-copy.ts";
import { isReplica, Replica } from "#store/replica.ts";
import { primaryLines, type ReplicaHas, writeReplication } from "#store/replication.ts";
import { runFolder } from "#store/run-folder.ts";
import { handOver, howToBeUnprivileged } from "#store/unprivileged.ts";
import { authorityFiles, isUpToDate, readAuthorityFile } from "#trust/authority-file.ts";
import { holdingOf } from "#trust/change-over.ts";
import { IdentityKeeper } from "#trust/identity-keeper.ts";
import { replaceDurably } from "#trust/key-file.ts";
import type { FailoverStatus } from "./desk.ts";
import { judgeStandby } from "./judge.ts";
import type { Kept } from "./kept.ts";
import { dial } from "./link.ts";
import { CopyHead, hashOf, Pong, TakeOver, TRUST_FILES, trustFilesOf } from "./messages.ts";
import type { PairTrust } from "./pair-trust.ts";
import type { Wire } from "./wire.ts";
import type { WitnessVoice } from "./witness-voice.ts";

const PING_MS = 250;
const ROOTS_AGAIN_MS = 10_000;
const ANSWER_MS = 2000;
const TICK_MS = 100;
const COPY_AGAIN_MS = 1000;
/** An order to take over waits so long for the rest of the log. */
const REST_MS = 20_000;

export interface StandbyParts {
  readonly settings: FailoverSettings;
  readonly dataFolder: string;
  /** How people reach this node. */
  readonly address: string;
  readonly kept: () => Kept;
  readonly keep: (kept: Partial<Kept>) => void;
  readonly trust: PairTrust;
  readonly witness: WitnessVoice | null;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** A node that follows the active core: its database is a replica, and it takes over when it may. */
export class Standby {
  /** Where the active core answers; null: not known yet. */
  activeAddress: string | null = null;
  /** Told when it has a copy: from then on it has what the page's certificate is made of. */
  copied: () => void = () => {};
  /** It has decided to take over: whoever asks from now on hears that it is the active one. */
  taking = false;
  readonly #parts: StandbyParts;
  readonly #keeper: IdentityKeeper;
  readonly #stop = new AbortController();
  #way: Server | null = null;
  #replica: Replica | null = null;
  #has: ReplicaHas | null = null;
  #pong: Pong | null = null;
  #heardAt: Instant | null = null;
  #deadAt: Instant | null = null;
  #because = "it has just started";
  #follow: Wire | null = null;
  #asking: Promise<void> | null = null;
  #copyWanted = false;
  /** When the site's roots are held against this node's next. */
  #rootsAt: Instant = 0;
  #take: (because: string) => void = () => {};

  constructor(parts: StandbyParts) {
    this.#parts = parts;
    const { clock, log, dataFolder, trust } = parts;
    this.#keeper = new IdentityKeeper({
      clock,
      log,
      folder: join(dataFolder, "trust"),
      sign: async (request) => {
        const hello = { v: 1, want: "sign", request: request.toString("base64") } as const;
        const { wire, answer } = await dial(parts.settings.peer, { trust, hello });
        wire.close();
        return answer as { chain: string; roots: string };
      },
    });
    this.#keeper.onRenewed(() => trust.read());
  }

  /** Resolves with why this node is the active one from now on; its database then takes writes. */
  async run(): Promise<string> {
    const { keep, signal, dataFolder, log, kept } = this.#parts;
    keep({ role: "standby", alone: true });
    this.#keeper.start();
    this.#followRoots();
    const { promise: taken, resolve } = Promise.withResolvers<string>();
    this.#take = resolve;
    const stopped = new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    });
    stopped.catch(() => {});
    try {
      await this.#openWay();
      const running = this.#run();
      running.catch((thrown: unknown) => log.error({ because: saying(thrown) }, "the standby failed"));
      const because = await Promise.race([taken, stopped, running.then(() => taken)]);
      await this.#stopRunning(running);
      await this.#promote();
      log.warn({ because, lease: kept().token }, "this node takes over");
      return because;
    } catch (thrown) {
      this.#stop.abort(new Fault("not-active", "the standby stops"));
      await this.#follow?.send(Buffer.from(`${JSON.stringify(this.#ping(-1, { leaving: true }))}\n`)).catch(() => {});
      this.#follow?.close();
      await this.#replica?.stop();
      throw thrown;
    } finally {
      this.#keeper.stop();
      this.#way?.close();
      rmSync(join(this.#wayFolder(dataFolder), ".s.PGSQL.5432"), { force: true });
    }
  }

  status(): FailoverStatus {
    const { settings, clock, witness } = this.#parts;
    const { peer } = settings;
    return {
      mode: "standby",
      because: this.#because,
      synchronous: this.#pong?.synchronous ?? false,
      behindBytes: this.#pong?.behindBytes ?? null,
      heardMsAgo: this.#heardAt === null ? null : clock.now() - this.#heardAt,
      peer: `${peer.host}:${peer.port}`,
      otherCore: this.activeAddress,
      witness: witness?.where ?? null,
      witnessSays: witness?.says ?? null,
      token: this.#has?.token ?? 0,
    };
  }

  /** The other node asks who it may be: if it has just started it begins alone, and what was known of it counts no more. */
  heard(): void {
    this.#deadAt = null;
    this.#pong = null;
    this.#heardAt ??= this.#parts.clock.now();
  }

  /** Somebody who knows that the other core is off wants this one to take over, whatever it would lose. */
  takeOver(because: string): void {
    if (!this.#has) throw new Fault("conflict", "The database of this node does not answer yet.", { transient: true });
    this.#decide(because);
  }

  /** Whether this node would lose something that was acknowledged; null: nothing. */
  get wouldLose(): string | null {
    if (this.#pong?.synchronous && this.#heardAt !== null) return null;
    return judgeStandby({ ...this.#facts(), witness: false }).because;
  }

  async #run(): Promise<void> {
    const { clock } = this.#parts;
    const stop = this.#stop.signal;
    void this.#keepFollowing();
    while (!stop.aborted) {
      if (this.#copyWanted || !isReplica(this.#parts.dataFolder)) await this.#copy();
      else {
        this.#replica ??= await this.#startReplica();
        this.#has = await this.#replica.look();
        this.#judge();
      }
      await waitUntil(clock, clock.now() + TICK_MS, stop).catch(() => {});
    }
  }

  async #stopRunning(running: Promise<void>): Promise<void> {
    this.#stop.abort(new Fault("not-active", "this node takes over"));
    await running.catch(() => {});
    await this.#asking;
    this.#follow?.close();
  }

  #facts() {
    return {
      now: this.#parts.clock.now(),
      heardAt: this.#heardAt,
      synchronous: this.#pong?.synchronous ?? false,
      forMs: this.#pong?.forMs ?? 0,
      behindBytes: this.#pong?.behindBytes ?? null,
      deadAt: this.#deadAt,
      ready: this.#has !== null,
      witness: this.#parts.witness !== null && (this.#pong?.witnessed ?? true),
    };
  }

  #judge(): void {
    const verdict = judgeStandby(this.#facts());
    if (verdict.do !== "ask") this.#because = verdict.because;
    if (verdict.do === "take") this.#decide(verdict.because);
    if (verdict.do === "ask") this.#asking ??= this.#ask(verdict.because).finally(() => (this.#asking = null));
  }

  async #ask(because: string): Promise<void> {
    const { witness, kept } = this.#parts;
    if (!witness || !this.#has) return;
    const vote = { node: kept().id, token: this.#has.token + 1, alone: true, takesOver: true };
    const answer = await witness.keep(vote);
    if (!answer) return;
    this.#because = `${because}; ${answer.because}`;
    // It may have been heard while the witness was asked; the vote then is the active core's again.
    if (answer.granted && judgeStandby(this.#facts()).do === "ask") this.#decide(this.#because);
  }

  /** From here on there is no way back: the other node hears it when it asks. */
  #decide(because: string): void {
    if (this.taking) return;
    this.taking = true;
    this.#because = because;
    this.#parts.keep({ role: "primary", alone: true, token: (this.#has?.token ?? 0) + 1 });
    this.#take(because);
  }

  async #promote(): Promise<void> {
    const { dataFolder } = this.#parts;
    await this.#replica?.promote();
    writeReplication(dataFolder, primaryLines(false));
    await this.#replica?.leave();
  }

  #startReplica(): Promise<Replica> {
    const { dataFolder, clock, log, kept } = this.#parts;
    return Replica.start({ dataFolder, clock, log, secret: kept().secret, way: this.#wayFolder(dataFolder) });
  }

  async #copy(): Promise<void> {
    const { settings, trust, dataFolder, keep, clock, log } = this.#parts;
    const stop = this.#stop.signal;
    try {
      const { wire, answer } = await dial(settings.peer, { trust, hello: { v: 1, want: "copy" } });
      const cut = () => wire.close();
      stop.addEventListener("abort", cut, { once: true });
      const head = CopyHead.parse(answer);
      this.#because = "it takes a copy of the active core's database";
      await this.#replica?.stop();
      this.#replica = null;
      this.#has = null;
      this.#takeTrust(head.trust);
      keep({ secret: head.secret });
      await receiveBaseCopy(dataFolder, head.superuserSecret, wire);
      this.#copyWanted = false;
      log.info("the database was copied from the active core");
      this.copied();
      stop.removeEventListener("abort", cut);
      wire.close();
    } catch (thrown) {
      if (stop.aborted) return;
      this.#because = `it has no copy of the active core's database yet: ${saying(thrown)}`;
      log.warn({ because: saying(thrown) }, "the database could not be copied from the active core; trying again");
      await waitUntil(clock, clock.now() + COPY_AGAIN_MS, stop).catch(() => {});
    }
  }

  /** Asks the active core again and again, and takes its orders. */
  async #keepFollowing(): Promise<void> {
    const { settings, trust, clock, log } = this.#parts;
    const stop = this.#stop.signal;
    while (!stop.aborted) {
      try {
        const { wire } = await dial(settings.peer, { trust, hello: { v: 1, want: "follow" } });
        this.#follow = wire;
        await this.#exchange(wire);
      } catch (thrown) {
        if ((thrown as { code?: string }).code === "refused") this.#deadAt ??= clock.now();
        log.debug({ because: saying(thrown) }, "the active core does not answer");
      } finally {
        // Not one that was ended with the answer to an order.
        this.#follow?.close();
        this.#follow = null;
      }
      await waitUntil(clock, clock.now() + PING_MS, stop).catch(() => {});
    }
  }

  async #exchange(wire: Wire): Promise<void> {
    const { clock } = this.#parts;
    const stop = this.#stop.signal;
    for (let number = 1; !stop.aborted; number++) {
      const askedAt = clock.now();
      const silent = clock.at(askedAt + ANSWER_MS, () => wire.close());
      try {
        wire.say(this.#ping(number));
        const said = await wire.said();
        silent();
        const order = TakeOver.safeParse(said);
        if (order.success) return await this.#obey(BigInt(order.data.takeOver), wire);
        this.#hear(Pong.parse(said), askedAt);
      } finally {
        silent();
      }
      await waitUntil(clock, clock.now() + PING_MS, stop).catch(() => {});
    }
  }

  #hear(pong: Pong, askedAt: Instant): void {
    this.#pong = pong;
    this.#heardAt = askedAt;
    this.#deadAt = null;
    this.activeAddress = pong.address;
    if (pong.trust) this.#takeTrust(pong.trust);
    // A renewal that failed is not left to the certificate's half-life.
    if (pong.trust || askedAt >= this.#rootsAt) this.#followRoots();
    if (this.#replica && (pong.slot === null || pong.slot === "lost")) {
      this.#because = "the active core no longer keeps what this node would need";
      this.#copyWanted = true;
    }
  }

  /** The active core has stopped in order: with all of its log replayed nothing is lost. */
  async #obey(upTo: bigint, wire: Wire): Promise<void> {
    const { clock } = this.#parts;
    const giveUpAt = clock.now() + REST_MS;
    while (!this.#has || this.#has.replayed <= upTo) {
      if (clock.now() > giveUpAt) {
        const missing = this.#has ? upTo - this.#has.replayed : null;
        return wire.say(this.#ping(0, { took: `${missing ?? "all"} bytes of the log are missing` }));
      }
      await waitUntil(clock, clock.now() + TICK_MS);
    }
    // Ended, not cut off: the answer must arrive.
    this.#follow = null;
    wire.socket.end(`${JSON.stringify(this.#ping(0, { took: "" }))}\n`);
    this.#decide("the other core handed the site over");
  }

  #ping(number: number, more: { leaving?: boolean; took?: string } = {}) {
    const { dataFolder, trust, address } = this.#parts;
    const holding = holdingOf(trust.required());
    return { number, trust: hashOf(trustFilesOf(dataFolder)), holding, leaving: false, address, ...more };
  }

  /** Another root of the site, a new one beside it, or another issuing authority: the certificate is renewed, and with it what this node trusts. */
  #followRoots(): void {
    const { dataFolder, log, clock } = this.#parts;
    this.#rootsAt = clock.now() + ROOTS_AGAIN_MS;
    const file = readAuthorityFile(dataFolder);
    if (!file || !this.#keeper.current || isUpToDate(this.#keeper.current, file)) return;
    this.#keeper.renew().catch((thrown: unknown) => {
      log.error({ because: saying(thrown) }, "the certificate of this node could not be renewed; trying again");
    });
  }

  #takeTrust(files: Readonly<Record<string, string>>): void {
    const { folder } = authorityFiles(this.#parts.dataFolder);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of TRUST_FILES) {
      const text = files[name];
      if (text !== undefined) replaceDurably(join(folder, name), text);
    }
  }

  /** What connects to the socket in this folder, as the replica's server does, is connected with the active core's server. */
  async #openWay(): Promise<void> {
    const { dataFolder, settings, trust, log } = this.#parts;
    const folder = this.#wayFolder(dataFolder);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    handOver(howToBeUnprivileged(), folder, [dataFolder, runFolder(dataFolder)]);
    const path = join(folder, ".s.PGSQL.5432");
    rmSync(path, { force: true });
    this.#way = createServer({ pauseOnConnect: true }, (near) => {
      dial(settings.peer, { trust, hello: { v: 1, want: "stream" } }).then(
        ({ wire }) => wire.join(near),
        (thrown: unknown) => {
          log.debug({ because: saying(thrown) }, "the stream has no way to the active core");
          near.destroy();
        },
      );
    });
    await new Promise<void>((resolve, reject) => {
      this.#way?.once("error", reject);
      this.#way?.listen(path, () => resolve());
    });
  }

  #wayFolder(dataFolder: string): string {
    return join(runFolder(dataFolder), "peer");
  }
}
