import type { Secret } from "#kernel/secret.ts";
import type { Actor, Batch } from "#store/batch.ts";
import type { CeremonyDesk, DeskParts, WindowOrder } from "./desk.ts";
import type { JoinDesk } from "./join-desk.ts";
import type { Wanted } from "./window.ts";
import type { WindowView } from "./window-view.ts";

export interface CeremonyParts extends DeskParts {
  readonly dataFolder: string;
}

/** The desk as the house holds it: its code is loaded when it is used for the first time, which on most sites is never. */
export class Ceremony {
  readonly #parts: CeremonyParts;
  #joiner: Promise<JoinDesk> | null = null;
  #desk: Promise<CeremonyDesk> | null = null;
  #loaded: CeremonyDesk | null = null;

  constructor(parts: CeremonyParts) {
    this.#parts = parts;
  }

  /** Whether the port is open at this moment. */
  get listening(): boolean {
    return this.#loaded?.listening ?? false;
  }

  async view(): Promise<WindowView> {
    return (await this.#open()).view();
  }

  async open(order: WindowOrder, by: Actor, alongside?: (batch: Batch) => void): Promise<WindowView> {
    return (await this.#open()).open(order, by, alongside);
  }

  async makeToken(wanted: Wanted, by: Actor): Promise<{ token: Secret; expiresAt: number; port: number }> {
    return (await this.#open()).makeToken(wanted, by);
  }

  async type(run: number, words: string, by: Actor): Promise<WindowView> {
    return (await this.#open()).type(run, words, by);
  }

  async dismiss(run: number): Promise<WindowView> {
    return (await this.#open()).dismiss(run);
  }

  async close(by: Actor): Promise<WindowView> {
    return (await this.#open()).close(by);
  }

  /** The other side: a module of this machine joins another site. */
  joiner(): Promise<JoinDesk> {
    this.#joiner ??= import("./join-desk.ts").then(({ JoinDesk: Desk }) => new Desk(this.#parts));
    return this.#joiner;
  }

  /** When this core is no longer the active one: the port is closed. */
  async stop(): Promise<void> {
    await (await this.#joiner)?.stop();
    await (await this.#desk)?.stop();
  }

  #open(): Promise<CeremonyDesk> {
    this.#desk ??= import("./desk.ts").then(({ CeremonyDesk: Desk }) => {
      this.#loaded = new Desk(this.#parts);
      return this.#loaded;
    });
    return this.#desk;
  }
}
