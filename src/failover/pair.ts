import { hostname } from "node:os";
import { type Clock, systemClock, waitUntil } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { FailoverSettings, Settings } from "#kernel/settings.ts";
import { isReplica } from "#store/replica.ts";
import { primaryLines, writeReplication } from "#store/replication.ts";
import type { FailoverDesk } from "./desk.ts";
import { judgeStart, type StartVerdict } from "./judge.ts";
import { type Kept, readKept, writeKept } from "./kept.ts";
import { type Hello, LinkListener } from "./link.ts";
import { systemOf } from "./messages.ts";
import { PairTrust } from "./pair-trust.ts";
import { statusOf } from "./peer-status.ts";
import { type Ended, Primary } from "./primary.ts";
import { Standby } from "./standby.ts";
import { StandbyPage, type StandbyView } from "./standby-page.ts";
import type { Wire } from "./wire.ts";
import { WitnessVoice } from "./witness-voice.ts";

const DECIDE_AGAIN_MS = 500;

/** The running core, as the pair starts and stops it. */
export interface RunningCore {
  /** @param abruptly what waits for its commit is refused, and nothing more is written */
  stop(abruptly?: boolean): Promise<void>;
}

export interface PairParts {
  readonly settings: Settings & { readonly failover: FailoverSettings };
  readonly log: Logger;
  /** Lines for the person at the console. */
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  readonly startCore: (failover: FailoverDesk) => Promise<RunningCore>;
  /** What the page of a standby shows; null: there is none yet. */
  readonly certificate: () => Promise<{ key: string; cert: string } | null>;
  readonly clock?: Clock;
}

/** Runs this node as one of a pair until the signal: now standing by, now as the active core. */
export async function runPair(parts: PairParts): Promise<void> {
  const pair = new Pair(parts);
  try {
    await pair.run();
  } catch (thrown) {
    if (!parts.signal.aborted) throw thrown;
  } finally {
    await pair.close();
  }
}

class Pair {
  readonly #parts: PairParts;
  readonly #clock: Clock;
  readonly #trust: PairTrust;
  readonly #link: LinkListener;
  readonly #witness: WitnessVoice | null;
  #kept: Kept;
  #primary: Primary | null = null;
  #standby: Standby | null = null;
  #waits: StartVerdict = { be: "wait", because: "it has just started" };
  #forced = false;

  constructor(parts: PairParts) {
    const { settings, log, clock = systemClock } = parts;
    const { dataFolder, failover } = settings;
    this.#parts = parts;
    this.#clock = clock;
    this.#kept = readKept(dataFolder);
    this.#trust = new PairTrust({ dataFolder, clock, log });
    this.#witness = failover.witness ? new WitnessVoice(failover.witness, { trust: this.#trust, clock }) : null;
    this.#link = new LinkListener({
      listen: failover.listen,
      trust: this.#trust,
      clock,
      log,
      serve: (hello, wire, peer) => this.#serve(hello, wire, peer),
      refused: (who, because) => {
        log.warn({ who, because }, "the link of the two cores refused a peer");
        this.#primary?.refused(who, because);
      },
    });
  }

  async run(): Promise<void> {
    const { signal } = this.#parts;
    let be = await this.#decide();
    for (;;) {
      const because = be === "standby" ? await this.#standBy() : null;
      be = await this.#lead(because);
      signal.throwIfAborted();
    }
  }

  async close(): Promise<void> {
    await this.#link.close();
    this.#trust.stop();
  }

  async #decide(): Promise<"active" | "standby"> {
    const { settings, signal, log } = this.#parts;
    const { dataFolder, failover } = settings;
    const view: StandbyView = {
      address: () => null,
      status: () => ({
        mode: "waiting",
        because: this.#waits.because,
        synchronous: false,
        behindBytes: null,
        heardMsAgo: null,
        peer: `${failover.peer.host}:${failover.peer.port}`,
        otherCore: null,
        witness: this.#witness?.where ?? null,
        witnessSays: this.#witness?.says ?? null,
        token: this.#kept.token,
      }),
      wouldLose: () => this.#waits.because,
      takeOver: () => {
        this.#forced = true;
      },
    };
    let page: StandbyPage | null = null;
    try {
      for (;;) {
        signal.throwIfAborted();
        const verdict = await this.#judgeStart();
        if (verdict.be === "stop") throw new Fault("conflict", `Failover can't begin: ${verdict.because}.`);
        if (verdict.be !== "wait" || this.#forced) {
          log.info(
            { because: verdict.because },
            `this node is ${verdict.be === "standby" ? "the standby" : "the active core"}`,
          );
          return verdict.be === "standby" ? "standby" : "active";
        }
        if (verdict.because !== this.#waits.because) this.#parts.say(`Waiting: ${verdict.because}.`);
        this.#waits = verdict;
        page ??= await this.#openPage(view, dataFolder);
        await waitUntil(this.#clock, this.#clock.now() + DECIDE_AGAIN_MS, signal);
      }
    } finally {
      await page?.close();
    }
  }

  async #judgeStart(): Promise<StartVerdict> {
    const { dataFolder, failover } = this.#parts.settings;
    const { role, alone, token, id } = this.#kept;
    const system = systemOf(dataFolder);
    const peer = await statusOf(failover.peer, this.#trust, true);
    const facts = {
      kept: role === null ? null : { role, alone, token },
      database: system !== null,
      joinedAsStandby: this.#trust.identity?.name.role === "standby" || isReplica(dataFolder),
      peer: peer && { ...peer, sameDatabase: peer.system === system },
    };
    const verdict = judgeStart({ ...facts, vote: null });
    if (verdict.be !== "wait" || !this.#witness) return verdict;
    const { granted } = await this.#witness.ask({ node: id, token, alone: true, takesOver: true });
    return judgeStart({ ...facts, vote: granted });
  }

  async #standBy(): Promise<string> {
    const { settings, log, signal, say } = this.#parts;
    const standby = new Standby({
      settings: settings.failover,
      dataFolder: settings.dataFolder,
      address: settings.publicUrl,
      kept: () => this.#kept,
      keep: (kept) => this.#keep(kept),
      trust: this.#trust,
      witness: this.#witness,
      clock: this.#clock,
      log,
      signal,
    });
    this.#standby = standby;
    say(`Standby of the core at ${settings.failover.peer.host}. This node takes over when that one ends.`);
    const view: StandbyView = {
      address: () => standby.activeAddress,
      status: () => standby.status(),
      wouldLose: () => standby.wouldLose,
      takeOver: (because) => standby.takeOver(because),
    };
    let page = this.#openPage(view, settings.dataFolder);
    standby.copied = () => {
      page = page.then(async (before) => {
        await before.close();
        return this.#openPage(view, settings.dataFolder);
      });
    };
    try {
      return await standby.run();
    } finally {
      await (await page).close();
    }
  }

  /** As the active core, until it gives way. */
  async #lead(because: string | null): Promise<"active" | "standby"> {
    const { settings, log, signal, startCore, say } = this.#parts;
    const primary = new Primary({
      settings: settings.failover,
      dataFolder: settings.dataFolder,
      address: settings.publicUrl,
      kept: () => this.#kept,
      keep: (kept) => this.#keep(kept),
      trust: this.#trust,
      witness: this.#witness,
      clock: this.#clock,
      log,
      because,
    });
    this.#primary = primary;
    this.#keep({ alone: true });
    if (systemOf(settings.dataFolder) !== null) writeReplication(settings.dataFolder, primaryLines(false));
    try {
      const core = await startCore(primary);
      this.#standby = null;
      const stopped = new Promise<null>((resolve) => {
        if (signal.aborted) resolve(null);
        signal.addEventListener("abort", () => resolve(null), { once: true });
      });
      const ended: Ended | null = await Promise.race([primary.ended, stopped]);
      if (ended?.by === "demotion") {
        log.error({ because: ended.because }, "this core gives way");
        say(`This core gives way: ${ended.because}.`);
      }
      await core.stop(ended === null ? primary.holds : ended.by === "demotion");
      if (ended === null) return "active";
      if (ended.by === "hand-over") {
        try {
          await primary.order();
        } catch (thrown) {
          // Whether the other one took over is not known: it is asked, and without an answer neither goes on here.
          log.error({ because: saying(thrown) }, "the hand-over failed");
          return await this.#decide();
        }
      }
      this.#keep({ role: "standby" });
      return "standby";
    } finally {
      primary.close();
      this.#primary = null;
    }
  }

  async #serve(hello: Hello, wire: Wire, peer: Parameters<Primary["serve"]>[2]): Promise<void> {
    if (hello.want === "status") {
      if (hello["starting"] === true) this.#standby?.heard();
      const { role, token } = this.#kept;
      const { dataFolder, publicUrl } = this.#parts.settings;
      const active = this.#primary !== null || (this.#standby?.taking ?? false);
      wire.say({ active, role, token, system: systemOf(dataFolder), address: publicUrl });
      wire.socket.end();
      return;
    }
    if (!this.#primary)
      throw new Fault("not-active", `The node ${hostname()} is not the active one.`, { transient: true });
    await this.#primary.serve(hello, wire, peer);
  }

  async #openPage(view: StandbyView, dataFolder: string): Promise<StandbyPage> {
    const { settings, log, certificate } = this.#parts;
    const shown = await certificate().catch((thrown: unknown) => {
      log.warn({ because: saying(thrown) }, "the page of the standby has no certificate");
      return null;
    });
    const now = () => this.#clock.now();
    return StandbyPage.open({ listen: settings.listen, certificate: shown, dataFolder, view, now, log });
  }

  #keep(kept: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...kept };
    writeKept(this.#parts.settings.dataFolder, this.#kept);
  }
}
