import type { TLSSocket } from "node:tls";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Secret } from "#kernel/secret.ts";
import type { Actor, Batch, Journal } from "#store/batch.ts";
import type { Authority } from "../authority.ts";
import { recordJoined } from "../issued.ts";
import { AuthorityRun, type Leave, Unanswered } from "./authority-run.ts";
import { readWords } from "./code.ts";
import { Ended } from "./ended.ts";
import * as entries from "./entries.ts";
import { authorityHash } from "./issued.ts";
import { KeptTokens } from "./kept-tokens.ts";
import { HANDSHAKE_MS, type ListenAt, type Listener, listen } from "./listener.ts";
import { type Message, PROTOCOL } from "./messages.ts";
import { newToken, publicOf, TOKEN_MINUTES, tokenText } from "./token.ts";
import {
  type Expected,
  knock,
  LONGEST_MINUTES,
  MOST_ATTEMPTS,
  MOST_MISMATCHES,
  NO_KNOCKS,
  type Wanted,
  whySkewed,
  whyUnexpected,
} from "./window.ts";
import { ownAddresses, type Reached, viewOf, type WindowView } from "./window-view.ts";

const MINUTE_MS = 60_000;
const POINT = "trust/ceremony";
const WRONG_WORDS =
  "These are not the words of this connection: mistyped, or somebody stands between the two machines. Nothing was trusted; begin again on the other machine.";
/** Of the last tests of the connection. */
const KEPT_TESTS = 5;

export interface DeskParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly journal: Journal;
  readonly version: string;
  readonly listenAt: ListenAt;
  /** Throws a `Fault` where there is none that can sign. */
  readonly authority: () => Promise<Pick<Authority, "site" | "roots" | "sign">>;
  readonly own: (alarm: {
    readonly point: string;
    readonly condition: string;
    readonly raised: boolean;
    readonly priority: "critical";
    readonly text: string;
  }) => void;
}

export interface WindowOrder {
  readonly minutes: number;
  readonly expected: Expected;
}

interface Pairing {
  readonly expected: Expected;
  readonly closesAt: Instant;
  readonly cancel: () => void;
}

/**
 * The authority's side of port 4018: opened for minutes, for one machine, by somebody who may, and closed otherwise. Holds
 * everything in memory, tokens as hashes: a restart closes the window and ends them.
 */
export class CeremonyDesk {
  readonly #parts: DeskParts;
  #listener: Listener | null = null;
  #listening: Promise<unknown> = Promise.resolve();
  #site: Pick<Authority, "site" | "roots" | "sign"> | null = null;
  #pairing: Pairing | null = null;
  readonly #tokens: KeptTokens;
  readonly #runs = new Set<AuthorityRun>();
  #comparing: AuthorityRun | null = null;
  #knocks = NO_KNOCKS;
  #mismatches: entries.Mismatch[] = [];
  #reached: Reached[] = [];
  #window = 0;
  #nextRun = 1;
  #last: WindowView["last"] = null;
  #closedBecause: string | null = null;
  /** An alarm of before a restart may stand still. */
  #alarmed = true;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#tokens = new KeptTokens(parts.clock, () => this.#settle());
  }

  get listening(): boolean {
    return this.#listener !== null;
  }

  /** Opens the window. Throws a `Fault` when one is open (`conflict`), when the port is taken, or when nothing can sign. */
  async open({ minutes, expected }: WindowOrder, by: Actor, alongside?: (batch: Batch) => void): Promise<WindowView> {
    if (!(minutes >= 1 && minutes <= LONGEST_MINUTES))
      throw new Fault("invalid", `A window is open for 1 to ${LONGEST_MINUTES} minutes, not ${minutes}.`);
    await this.#listen();
    if (this.#pairing) throw new Fault("conflict", "A window is open already. Use it, or close it first.");
    const { journal, clock } = this.#parts;
    const closesAt = clock.now() + minutes * MINUTE_MS;
    const cancel = clock.at(closesAt, () => void this.#shut(null, `its ${minutes} minutes are over`));
    this.#pairing = { expected, closesAt, cancel };
    try {
      await journal.submit("operator", (batch) => {
        alongside?.(batch);
        batch.audit(entries.opened(by, minutes, this.#port, expected));
      });
    } catch (thrown) {
      this.#endPairing();
      throw thrown;
    }
    this.#window++;
    this.#last = null;
    this.#closedBecause = null;
    if (this.#alarmed) this.#alarm(false, "A new window was opened after it.");
    return this.view();
  }

  /** A token for one machine; it is shown once. Opens the port for as long as it is good. */
  async makeToken(wanted: Wanted, by: Actor): Promise<{ token: Secret; expiresAt: Instant; port: number }> {
    const site = await this.#listen();
    const { journal, clock } = this.#parts;
    const token = newToken(authorityHash(site.roots));
    const publicKey = publicOf(token);
    const expiresAt = clock.now() + TOKEN_MINUTES * MINUTE_MS;
    const port = this.#port;
    this.#tokens.keep(publicKey, wanted, expiresAt, by);
    try {
      await journal.submit("operator", (batch) => batch.audit(entries.tokenMade(by, wanted, TOKEN_MINUTES, port)));
    } catch (thrown) {
      this.#tokens.drop(publicKey);
      throw thrown;
    }
    return { token: tokenText(token), expiresAt, port };
  }

  view(): WindowView {
    const run = this.#comparing;
    return {
      window: this.#window,
      closesAt: this.#pairing?.closesAt ?? null,
      expected: this.#pairing?.expected ?? null,
      listening: this.listening,
      port: this.#port,
      addresses: ownAddresses(),
      tokens: this.#tokens.all(),
      attemptsLeft: MOST_ATTEMPTS - this.#knocks.attempts,
      turnedAway: this.#knocks.turnedAway,
      mismatches: this.#mismatches.length,
      reached: this.#reached,
      run: run && viewOf(run),
      last: this.#last,
      closedBecause: this.#closedBecause,
    };
  }

  /**
   * The three words that the other side's person reads out. Throws a `Fault`: `invalid` for what can be no code and may be
   * typed again, `conflict` for wrong words, which end the run.
   */
  type(run: number, text: string, by: Actor): WindowView {
    const comparing = this.#comparing;
    if (!comparing || comparing.id !== run || comparing.stage !== "comparing")
      throw new Fault("conflict", "No machine waits for these words any more.");
    const typed = readWords(text);
    if (typed.kind === "unreadable") throw new Fault("invalid", typed.why);
    if (comparing.type(typed.text, by)) return this.view();
    throw new Fault("conflict", WRONG_WORDS);
  }

  /** Sends the machine away that waits, and leaves the window open. */
  dismiss(run: number): WindowView {
    if (this.#comparing?.id === run)
      this.#comparing.end(new Ended("dismissed", "Somebody on the other side sent this machine away."));
    return this.view();
  }

  async close(by: Actor): Promise<WindowView> {
    if (this.#pairing) await this.#shut(by, "somebody closed it");
    return this.view();
  }

  /** Nothing listens afterwards. Nothing is written: this core may no longer do so. */
  async stop(): Promise<void> {
    this.#endPairing();
    this.#tokens.clear();
    await this.#listening.catch(() => undefined);
  }

  get #port(): number {
    return this.#listener?.port ?? this.#parts.listenAt.port;
  }

  async #listen(): Promise<Pick<Authority, "site" | "roots" | "sign">> {
    const site = await this.#parts.authority();
    const opening = this.#listening.then(async () => {
      if (this.#listener) return;
      this.#knocks = NO_KNOCKS;
      this.#mismatches = [];
      this.#reached = [];
      this.#listener = await listen(this.#parts.listenAt, this.#parts.clock, {
        knock: (from) => this.#knock(from),
        peer: (socket, from) => void this.#receive(socket, from),
      });
    });
    this.#listening = opening.catch(() => undefined);
    await opening;
    this.#site = site;
    return site;
  }

  #knock(from: string): boolean {
    const { clock } = this.#parts;
    const { admitted, knocks } = knock(this.#knocks, from, clock.now());
    this.#knocks = knocks;
    if (admitted && knocks.attempts >= MOST_ATTEMPTS) {
      this.#listener?.stop();
      // The last one may never come to a run.
      clock.at(clock.now() + HANDSHAKE_MS, () => void this.#exhausted());
    }
    return admitted;
  }

  async #receive(socket: TLSSocket, from: string): Promise<void> {
    const { clock, version } = this.#parts;
    const site = this.#site;
    if (!site) return void socket.destroy();
    const run = new AuthorityRun(this.#nextRun++, socket, from, {
      clock,
      version,
      site: site.site,
      roots: site.roots,
      reached: (one) => this.#noteReached(one),
      admit: (one, hello) => this.#admit(one, hello),
      sign: async (request, name) => (await site.sign(request, name, clock.now())).chain,
      enrol: (enrolled) =>
        this.#parts.journal.submit("operator", (batch) => {
          const { uri, mode: how, by, from: address, transcript } = enrolled;
          recordJoined(batch, uri, { how, by: by.id, from: address, transcript });
          batch.audit(entries.enrolled(enrolled));
        }),
    });
    this.#runs.add(run);
    let joined: string | null = null;
    try {
      const enrolled = await run.converse();
      if (enrolled) {
        joined = "a machine has joined";
        this.#outcome(true, entries.enrolled(enrolled).sentence);
      }
    } catch (thrown) {
      joined = await this.#failed(run, thrown);
    } finally {
      this.#runs.delete(run);
      if (this.#comparing === run) {
        this.#comparing = null;
        if (joined !== null && this.#pairing) await this.#shut(null, joined);
      }
      await this.#exhausted();
    }
  }

  /** Whether this machine may join. A run that people compare is the only one of its kind meanwhile. */
  #admit(run: AuthorityRun, hello: Message<"hello">): Leave {
    const { about, wanted } = run;
    if (!about || !wanted) throw new Ended("damaged", "The other side did not say who it is.");
    if (about.protocol !== PROTOCOL)
      throw new Ended(
        "protocol",
        `The other side speaks protocol ${about.protocol} (Tocsin ${about.version}), this side ${PROTOCOL} (Tocsin ${this.#parts.version}). Bring both to the same version.`,
      );
    const skewed = whySkewed(about.aheadMs, "the machine that wants to join");
    if (skewed !== null) throw new Ended("clock", skewed);
    const { token } = hello;
    if (token !== null) {
      this.#tokens.admit(token, wanted);
      return { by: "token", key: token, take: () => this.#tokens.take(token) };
    }
    if (!this.#pairing) throw new Ended("closed", "No window is open here for a code, only for tokens.");
    const unexpected = whyUnexpected(wanted, this.#pairing.expected, "window");
    if (unexpected !== null) throw new Ended("unexpected", unexpected);
    if (this.#comparing) throw new Ended("busy", "Another machine is being compared here at this moment. Try again.");
    this.#comparing = run;
    return { by: "person" };
  }

  #noteReached({ from, about }: AuthorityRun): void {
    if (!about) return;
    this.#reached = [{ from, at: this.#parts.clock.now(), ...about }, ...this.#reached].slice(0, KEPT_TESTS);
  }

  /** @returns what closes the window; null: it stays open */
  async #failed(run: AuthorityRun, thrown: unknown): Promise<string | null> {
    const { log } = this.#parts;
    if (thrown instanceof Unanswered) {
      const { enrolled } = thrown;
      this.#outcome(true, entries.unanswered(enrolled).sentence);
      await this.#note((batch) => batch.audit(entries.unanswered(enrolled)));
      return "a machine was given its certificate";
    }
    if (!(thrown instanceof Ended)) log.error({ because: saying(thrown), from: run.from }, "a machine could not join");
    const ended = thrown instanceof Ended ? thrown : new Ended("failed", saying(thrown));
    const { wanted } = run;
    if (!wanted) return null; // noise on the wire: the closing entry counts it
    this.#outcome(false, run.mistyped ? WRONG_WORDS : ended.message);
    await this.#note((batch) => batch.audit(entries.refused(wanted, run.from, ended, run.transcript)));
    if (ended.end === "mismatch") await this.#mismatch(run, ended);
    return null;
  }

  async #mismatch({ from, transcript }: AuthorityRun, ended: Ended): Promise<void> {
    this.#mismatches.push({ from, ours: transcript, theirs: ended.byPeer ? ended.transcript : null });
    if (this.#mismatches.length < MOST_MISMATCHES) return;
    this.#alarm(true, entries.interceptionText(this.#mismatches));
    this.#tokens.clear();
    await this.#shut(null, `the code did not fit ${MOST_MISMATCHES} times`);
  }

  #alarm(raised: boolean, text: string): void {
    this.#alarmed = raised;
    this.#parts.own({ point: POINT, condition: "possible-interception", raised, priority: "critical", text });
  }

  /** Closes the window once its attempts are used up and nobody is on any more. */
  async #exhausted(): Promise<void> {
    if (this.#runs.size > 0 || this.#knocks.attempts < MOST_ATTEMPTS) return;
    this.#tokens.clear();
    await this.#shut(null, `its ${MOST_ATTEMPTS} attempts are used up`);
  }

  #outcome(enrolled: boolean, because: string): void {
    this.#last = { enrolled, because, at: this.#parts.clock.now() };
  }

  /** Ends the pairing and says so in the trail. */
  async #shut(by: Actor | null, because: string): Promise<void> {
    if (!this.#pairing) return;
    const { attempts, turnedAway } = this.#knocks;
    this.#closedBecause = because;
    this.#endPairing();
    await this.#note((batch) => batch.audit(entries.closed(by, because, { attempts, turnedAway })));
  }

  #endPairing(): void {
    this.#pairing?.cancel();
    this.#pairing = null;
    // What both people have agreed to is not undone.
    if (this.#comparing?.stage !== "issuing")
      this.#comparing?.end(new Ended("closed", "The window on the other side has closed."));
    this.#settle();
  }

  /** The port is closed as soon as nobody can join any more; a run with a token that was just used up goes on. */
  #settle(): void {
    if (this.#pairing || this.#tokens.size > 0 || !this.#listener) return;
    const listener = this.#listener;
    listener.stop();
    this.#listener = null;
    const over = Promise.allSettled([...this.#runs].filter((run) => run.stage === "issuing").map((run) => run.over));
    this.#listening = this.#listening.then(() => over).then(() => listener.close());
  }

  /** What can't be written down is said in the log: nobody waits for it here. */
  async #note(work: (batch: Batch) => void): Promise<void> {
    try {
      await this.#parts.journal.submit("operator", work);
    } catch (thrown) {
      this.#parts.log.error({ because: saying(thrown) }, "what happened at the window for machines was not recorded");
    }
  }
}
