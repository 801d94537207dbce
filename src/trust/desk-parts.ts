import type { Pool } from "pg";
import type { Clock } from "#kernel/clock.ts";
import type { Logger } from "#kernel/log.ts";
import type { AcmeSettings } from "#kernel/settings.ts";
import type { Actor, Batch, Journal } from "#store/batch.ts";
import type { Seal } from "./seal.ts";

export interface TrustDeskParts {
  readonly dataFolder: string;
  readonly seal: Pick<Seal, "seal" | "unseal" | "kid">;
  readonly clock: Clock;
  readonly log: Logger;
  /** Of the page. */
  readonly web: {
    readonly own: { readonly file: string; readonly key: string } | null;
    /** Who signs it by ACME. */
    readonly acme?: AcmeSettings | null;
    readonly names: readonly string[];
  };
}

/** What an active core has. */
export interface TrustGround {
  readonly pool: Pool;
  readonly journal: Journal;
  /** For how long a peer whose certificate has expired may still deliver life-safety messages. */
  readonly graceMs: () => number;
  /** Why the server's clock is known to be wrong; null: nothing speaks against it. */
  readonly clockWrong: () => string | null;
  /** Called when a certificate was signed or another list is in force. */
  readonly changed: () => void;
}

/** What else goes into the batch: that a second person has approved it, or that nobody was asked. */
export type Alongside = (batch: Batch) => void;

/** In the trail, about a change of who is refused. */
export interface Said {
  readonly actor: Actor;
  readonly action: string;
  readonly object: string;
  readonly sentence: string;
  readonly alongside?: Alongside | undefined;
}
