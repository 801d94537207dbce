import type { DriverHost } from "#drivers/driver.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Account, Accounts } from "./account.ts";

interface Watched {
  readonly account: Account;
  heardAt: Instant;
  state: "unheard" | "up" | "down";
  cancel: (() => void) | null;
}

/**
 * Says which panels are heard. One that is silent for longer than it may be is down until its next valid message, be it
 * a link test or an event.
 */
export class Supervision {
  readonly #host: DriverHost;
  readonly #watched = new Map<Account, Watched>();

  constructor(accounts: Accounts, host: DriverHost) {
    this.#host = host;
    const now = host.clock.now();
    for (const account of accounts.all()) {
      const watched: Watched = { account, heardAt: now, state: "unheard", cancel: null };
      this.#watched.set(account, watched);
      this.#wait(watched);
    }
  }

  heard(account: Account): void {
    const watched = this.#watched.get(account);
    if (!watched) return;
    watched.heardAt = this.#host.clock.now();
    if (watched.state === "up") return;
    const back = watched.state === "down";
    watched.state = "up";
    this.#host.link("up", `account ${account.called} is heard${back ? " again" : ""}`, account.id);
    if (back) this.#wait(watched);
  }

  /** One timer per account, which looks again when something came in between: frames cost no timers. */
  #wait(watched: Watched): void {
    const { expectEverySec, graceSec } = watched.account.settings;
    if (expectEverySec === 0) return;
    const { clock } = this.#host;
    watched.cancel = clock.at(watched.heardAt + (expectEverySec + graceSec) * 1000, () => {
      const silentMs = clock.now() - watched.heardAt;
      if (silentMs < (expectEverySec + graceSec) * 1000) return this.#wait(watched);
      watched.cancel = null;
      watched.state = "down";
      const why = `account ${watched.account.called} was not heard for ${Math.round(silentMs / 1000)} s, and must be every ${expectEverySec} s: look at the panel and its way here`;
      this.#host.link("down", why, watched.account.id);
    });
  }

  end(): void {
    for (const watched of this.#watched.values()) watched.cancel?.();
    this.#watched.clear();
  }
}
