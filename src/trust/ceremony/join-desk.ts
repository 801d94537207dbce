import { mkdirSync } from "node:fs";
import { join as path } from "node:path";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Actor, Journal } from "#store/batch.ts";
import { uriOf } from "../identity.ts";
import { readIdentity, writeIdentity } from "../identity-file.ts";
import { readDigits } from "./code.ts";
import { Ended } from "./ended.ts";
import { type Found, type Joined, type JoinParts, join, type Place, testConnection } from "./joiner.ts";
import { PROTOCOL } from "./messages.ts";
import { type Wanted, whySkewed } from "./window.ts";

export interface JoinDeskParts extends JoinParts {
  readonly dataFolder: string;
  readonly journal: Journal;
  readonly log: Logger;
}

/** What the page shows of joining another site. */
export interface JoinView {
  readonly state: "idle" | "reaching" | "comparing" | "waiting" | "joined" | "failed";
  /** `10.0.0.5:4018` */
  readonly place: string | null;
  readonly wanted: Wanted | null;
  /** What answered; nothing vouches for it before the codes were compared. */
  readonly found: Found | null;
  /** To be read out to the person at the other machine. */
  readonly words: readonly string[] | null;
  /** What became of it. */
  readonly because: string | null;
  readonly transcript: string | null;
  /** Where the certificate lies: for `tocsin module ROLE --data`. */
  readonly folder: string | null;
}

const IDLE: JoinView = {
  state: "idle",
  place: null,
  wanted: null,
  found: null,
  words: null,
  because: null,
  transcript: null,
  folder: null,
};

/** Lets a module of this machine join another site, with the person at the page in the place of the one at a terminal. */
export class JoinDesk {
  readonly #parts: JoinDeskParts;
  #view = IDLE;
  #typed: ((digits: string) => void) | null = null;
  #giving = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(parts: JoinDeskParts) {
    this.#parts = parts;
  }

  view(): JoinView {
    return this.#view;
  }

  /** Reaches a window and says what is there, and what speaks against joining it. Nothing is trusted by it. */
  async test(place: Place): Promise<{ found: Found | null; wrong: readonly string[] }> {
    try {
      const found = await testConnection(place, this.#parts);
      const { aheadMs, protocol } = found;
      const other = `The other side speaks protocol ${protocol}, this machine ${PROTOCOL}: bring both to the same version.`;
      const wrong = [whySkewed(aheadMs, "the other side"), protocol === PROTOCOL ? null : other];
      return { found, wrong: wrong.filter((one) => one !== null) };
    } catch (thrown) {
      if (thrown instanceof Ended) return { found: null, wrong: [thrown.message] };
      throw thrown;
    }
  }

  /** Begins. Throws a `Fault` (`conflict`) while another one goes on, and when there is a certificate already and it is not to be replaced. */
  begin(place: Place, wanted: Wanted, { by, replace }: { by: Actor; replace: boolean }): JoinView {
    const { state } = this.#view;
    if (state === "reaching" || state === "comparing" || state === "waiting")
      throw new Fault("conflict", "This machine is joining already. Finish that, or give it up.");
    const folder = path(this.#parts.dataFolder, "modules", wanted.role);
    const present = readIdentity(path(folder, "trust"));
    if (present && !replace)
      throw new Fault(
        "conflict",
        `${folder} belongs to ${uriOf(present.name)} already. Say that it is to be replaced.`,
      );
    const where = place.host.includes(":") ? `[${place.host}]` : place.host;
    this.#view = { ...IDLE, state: "reaching", place: `${where}:${place.port}`, wanted, folder };
    this.#giving = new AbortController();
    this.#running = this.#join(place, wanted, folder, by);
    return this.#view;
  }

  /** What the person at the page typed. Throws a `Fault` (`invalid`) for what can be no code, `conflict` when none is asked for. */
  type(text: string): JoinView {
    const typed = readDigits(text);
    if (typed.kind === "unreadable") throw new Fault("invalid", typed.why);
    if (!this.#typed) throw new Fault("conflict", "No digits are waited for any more.");
    this.#change({ state: "waiting" });
    this.#typed(typed.text);
    this.#typed = null;
    return this.#view;
  }

  async giveUp(): Promise<JoinView> {
    this.#giving.abort();
    await this.#running;
    return this.#view;
  }

  /** When this core is no longer the active one. */
  async stop(): Promise<void> {
    await this.giveUp();
    this.#view = IDLE;
  }

  async #join(place: Place, wanted: Wanted, folder: string, by: Actor): Promise<void> {
    try {
      const { transcript, identity } = await join(
        {
          place,
          wanted,
          signal: this.#giving.signal,
          reached: (found) => this.#change({ found }),
          compare: { by: "person", ask: (words, ended) => this.#ask(words, ended) },
          store: (joined) => this.#store(folder, joined, by, place),
        },
        this.#parts,
      );
      this.#change({
        state: "joined",
        transcript,
        because: `This machine is now ${uriOf(identity.name)}.`,
        words: null,
      });
    } catch (thrown) {
      this.#change({ state: "failed", because: saying(thrown), words: null });
      if (thrown instanceof Ended && thrown.end === "mismatch") await this.#sayMismatch(by, thrown, place);
    } finally {
      this.#typed = null;
    }
  }

  #ask(words: readonly string[], ended: AbortSignal): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    if (ended.aborted) reject(ended.reason as Error);
    ended.addEventListener("abort", () => reject(ended.reason as Error), { once: true });
    this.#typed = resolve;
    this.#change({ state: "comparing", words });
    return promise;
  }

  /** In the trail before it is on disk. */
  async #store(folder: string, { identity, transcript }: Joined, actor: Actor, { host }: Place): Promise<void> {
    const uri = uriOf(identity.name);
    await this.#parts.journal.submit("operator", (batch) =>
      batch.audit({
        actor,
        action: "trust.enrolled",
        object: "trust:joining",
        sentence: `${actor.id} let a module of this machine join the site of ${host} as ${uri}: two people compared the code; transcript ${transcript}.`,
        details: { transcript, mode: "pair", peer: host, uri },
      }),
    );
    const trust = path(folder, "trust");
    mkdirSync(trust, { recursive: true, mode: 0o700 });
    writeIdentity(trust, identity);
  }

  async #sayMismatch(actor: Actor, { message, transcript }: Ended, { host }: Place): Promise<void> {
    await this.#parts.journal
      .submit("operator", (batch) =>
        batch.audit({
          actor,
          action: "trust.mismatch",
          object: "trust:joining",
          sentence: `A module of this machine did not join the site of ${host}, for the codes differ: ${message}`,
          details: { transcript, peer: host },
        }),
      )
      .catch((thrown: unknown) => this.#parts.log.error({ because: saying(thrown) }, "a mismatch was not recorded"));
  }

  #change(more: Partial<JoinView>): void {
    this.#view = { ...this.#view, ...more };
  }
}
