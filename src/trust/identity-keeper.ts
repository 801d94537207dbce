import type { Clock, Instant } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { type Identity, type PeerName, uriOf } from "./identity.ts";
import { readIdentity, writeIdentity } from "./identity-file.ts";
import { certificatesIn } from "./pem.ts";
import { renewalAt, takesNewKey } from "./renewal.ts";
import { certificateRequest } from "./request.ts";

const AGAIN_MS = 10 * 60_000;

export interface IdentityKeeperParts {
  readonly clock: Clock;
  readonly log: Logger;
  /** `DATA/trust`. */
  readonly folder: string;
  /** Asks the authority: directly in the core, over the mesh elsewhere. */
  readonly sign: (request: Buffer, name: PeerName) => Promise<{ chain: string; roots: string }>;
  /** 0 ≤ … < 1 */
  readonly random?: () => number;
}

/**
 * Keeps the certificate of this process: renews it at half of its life with the present key, at every fourth renewal
 * with a new one, and tells whoever shows it. Nothing is restarted and no connection ends.
 */
export class IdentityKeeper {
  readonly #parts: IdentityKeeperParts;
  readonly #listeners = new Set<(identity: Identity) => void>();
  #identity: Identity | null = null;
  #renewAt: Instant | null = null;
  #running: Promise<Identity> | null = null;
  #failed: string | null = null;
  #stopped = true;
  #cancel = () => {};

  constructor(parts: IdentityKeeperParts) {
    this.#parts = parts;
  }

  get current(): Identity | null {
    return this.#identity;
  }

  /** Why the last attempt at a renewal failed; null: it didn't. */
  get failed(): string | null {
    return this.#failed;
  }

  /** null: not started. */
  get renewAt(): Instant | null {
    return this.#renewAt;
  }

  /** Called with each new certificate. The answer ends it. */
  onRenewed(tell: (identity: Identity) => void): () => void {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  }

  /** Of a process that has joined: keeps what `writeIdentity` wrote. Throws a `Fault` (`untrusted`) when it is damaged. */
  start(): Identity | null {
    this.#stopped = false;
    this.#identity = readIdentity(this.#parts.folder);
    if (this.#identity) this.#later(this.#identity);
    return this.#identity;
  }

  /** Of the process beside the authority: what does not fit the name or the roots is asked for anew. */
  async startAs(name: PeerName, roots: string): Promise<Identity> {
    this.#stopped = false;
    const kept = this.#read();
    const { clock } = this.#parts;
    const fits =
      kept !== null && uriOf(kept.name) === uriOf(name) && leadsTo(kept, roots) && clock.now() < kept.notAfter;
    if (!fits) return this.#ask(name, null);
    this.#identity = kept;
    this.#later(kept);
    return kept;
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** Renews now. @param newKey also when it is not the fourth time */
  renew(newKey = false): Promise<Identity> {
    const { name } = this.#identity ?? {};
    if (!name) return Promise.reject(new Error("This process has no certificate to renew."));
    return this.#ask(name, newKey ? null : this.#identity);
  }

  /** One at a time. @param former whose key is kept, unless its time has come; null: a new key */
  #ask(name: PeerName, former: Identity | null): Promise<Identity> {
    this.#running ??= this.#renew(name, former).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #renew(name: PeerName, former: Identity | null): Promise<Identity> {
    const { folder, sign, clock } = this.#parts;
    this.#cancel();
    try {
      const renewals = former?.renewals ?? 0;
      const same = former !== null && !takesNewKey(renewals) ? former.key : undefined;
      const { request, key } = await certificateRequest(name, same);
      const { chain, roots } = await sign(request, name);
      const [leaf] = certificatesIn(chain);
      if (!leaf) throw new Error("the authority sent no certificate");
      const identity: Identity = {
        name,
        chain,
        key,
        roots,
        notBefore: leaf.validFromDate.getTime(),
        notAfter: leaf.validToDate.getTime(),
        renewals: same === undefined ? 0 : renewals + 1,
      };
      writeIdentity(folder, identity);
      this.#identity = identity;
      this.#failed = null;
      this.#later(identity);
      for (const tell of this.#listeners) tell(identity);
      return identity;
    } catch (thrown) {
      this.#failed = saying(thrown);
      this.#wait(clock.now() + AGAIN_MS, name);
      throw thrown;
    }
  }

  #later(identity: Identity): void {
    const { random = Math.random, clock } = this.#parts;
    // Never at once again: an authority near its own end signs what ends as soon.
    const soonest = clock.now() + AGAIN_MS;
    this.#wait(Math.max(renewalAt(identity, random()), soonest), identity.name);
  }

  #wait(at: Instant, name: PeerName): void {
    this.#renewAt = at;
    if (this.#stopped) return;
    const { clock, log } = this.#parts;
    this.#cancel();
    this.#cancel = clock.at(at, () => {
      this.#ask(name, this.#identity).then(
        ({ notAfter }) =>
          log.info({ until: new Date(notAfter).toISOString() }, "the certificate of this node was renewed"),
        (thrown: unknown) =>
          log.error({ because: saying(thrown) }, "the certificate of this node could not be renewed; trying again"),
      );
    });
  }

  #read(): Identity | null {
    try {
      return readIdentity(this.#parts.folder);
    } catch (thrown) {
      this.#parts.log.warn({ because: saying(thrown) }, "the certificate of this node is made anew");
      return null;
    }
  }
}

function leadsTo({ chain }: Identity, roots: string): boolean {
  const [, issuing] = certificatesIn(chain);
  return issuing !== undefined && certificatesIn(roots).some((root) => issuing.verify(root.publicKey));
}
