import { join } from "node:path";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { authorityFiles } from "#trust/authority-file.ts";
import { NOBODY } from "#trust/deny-list.ts";
import { DenyListHolder } from "#trust/deny-list-holder.ts";
import type { Identity } from "#trust/identity.ts";
import { readIdentity } from "#trust/identity-file.ts";
import { judgePeer, type PeerVerdict } from "#trust/peer-check.ts";

/** Who keeps the files is another part of Tocsin, or another process of it. */
const READ_AGAIN_MS = 5000;

/** What this machine shows on port 4017, and whom it admits there: read from `trust/`, again and again. */
export class PairTrust {
  /** Told when something may be judged otherwise now. */
  changed: () => void = () => {};
  readonly dataFolder: string;
  readonly #clock: Clock;
  readonly #log: Logger;
  #identity: Identity | null = null;
  #denyList: DenyListHolder | null = null;
  #cancel = () => {};

  constructor(parts: { readonly dataFolder: string; readonly clock: Clock; readonly log: Logger }) {
    this.dataFolder = parts.dataFolder;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.read();
    this.#later();
  }

  /** null: this machine belongs to no site yet. */
  get identity(): Identity | null {
    return this.#identity;
  }

  /** Reads the files now. */
  read(): void {
    try {
      this.#identity = readIdentity(join(this.dataFolder, "trust"));
      if (!this.#identity) return;
      const { name, roots } = this.#identity;
      this.#denyList = new DenyListHolder(authorityFiles(this.dataFolder).denyList, { site: name.site, roots });
      this.changed();
    } catch (thrown) {
      this.#log.error({ because: saying(thrown) }, "the certificate of this node can't be read");
    }
  }

  /** A peer is one of the two cores, whole and unexpired; nobody else has anything to say here. */
  judge(shown: readonly Buffer[], roles: readonly string[] = ["core", "standby"]): PeerVerdict {
    const { name, roots } = this.required();
    const denyList = this.#denyList ?? NOBODY;
    const verdict = judgePeer(shown, { site: name.site, roots, denyList, now: this.#clock.now(), graceMs: 0 });
    if (verdict.admitted === null || verdict.name === null || roles.includes(verdict.name.role)) return verdict;
    return { ...verdict, admitted: null, because: `It is a ${verdict.name.role}, and no core of this site.` };
  }

  required(): Identity {
    if (this.#identity) return this.#identity;
    throw new Fault("not-active", "This machine has no certificate of the site yet.", { transient: true });
  }

  stop(): void {
    this.#cancel();
  }

  #later(): void {
    this.#cancel = this.#clock.at(this.#clock.now() + READ_AGAIN_MS, () => {
      this.read();
      this.#later();
    });
  }
}
