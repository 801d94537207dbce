import type { Instant } from "#kernel/clock.ts";

/** For so long the active core must be silent before the other one may take over: the time of the lease. */
export const SILENT_MS = 3000;
/** For so long a core holds its commits back for a replica that is gone, before it goes on alone. */
export const HOLD_MS = 4000;
/** What two clocks that measure the same few seconds may be apart. */
export const APART_MS = 500;
/** A replica that is nearer than this is made synchronous. */
export const NEAR_BYTES = 1024 * 1024;

/** What the active core knows of its replica. */
export interface PrimaryFacts {
  readonly now: Instant;
  /** Whether commits wait for the replica, as the server is set. */
  readonly synchronous: boolean;
  /** Whether the standby answers and takes the stream just now. */
  readonly healthy: boolean;
  /** When it last did; null: never since this core is the active one. */
  readonly healthyAt: Instant | null;
  readonly behindBytes: number | null;
  /** The standby said that it stops in order. */
  readonly leaving: boolean;
  /** `granted`: the witness has it on record that this core goes on alone. */
  readonly witness: "none" | "granted" | "asking" | { readonly refused: string };
}

/** What the promise to the standby rests on. */
export interface PromiseFacts extends Pick<PrimaryFacts, "now" | "synchronous" | "healthyAt" | "leaving"> {
  /** This core has a witness. */
  readonly witnessed: boolean;
}

/** What a standby may rely on when the active core ends, from the moment at which that was said. */
export interface Promised {
  /** Nothing is acknowledged that the standby doesn't have. */
  readonly synchronous: boolean;
  /** For so long this stays true, whatever happens to either of the two. */
  readonly forMs: number;
  /** Before it ends, the witness has it on record. */
  readonly witnessed: boolean;
}

/** With a witness an old look at the replica is no matter: a core that went on alone is on record there, and the standby is refused. */
export function judgePromise({ now, synchronous, healthyAt, leaving, witnessed }: PromiseFacts): Promised {
  const forMs = synchronous && !leaving && healthyAt !== null ? Math.max(0, healthyAt + HOLD_MS - now) : 0;
  return { synchronous: synchronous && !leaving && (witnessed || forMs > 0), forMs, witnessed };
}

export interface PrimaryVerdict {
  /** `hold`: nothing is acknowledged. */
  readonly be: "synchronous" | "alone" | "hold";
  readonly because: string;
}

/** How the active core commits from now on. */
export function judgePrimary(facts: PrimaryFacts): PrimaryVerdict {
  const { now, synchronous, healthy, healthyAt, behindBytes, leaving, witness } = facts;
  if (healthy && (synchronous || (behindBytes !== null && behindBytes < NEAR_BYTES)))
    return { be: "synchronous", because: "the standby has what is acknowledged" };
  if (!synchronous) {
    if (healthy) return { be: "alone", because: `the standby is ${behindBytes ?? 0} bytes behind and catches up` };
    return { be: "alone", because: healthyAt === null ? "no standby is there" : "the standby is gone" };
  }
  if (!leaving && healthyAt !== null && now - healthyAt < HOLD_MS)
    return { be: "hold", because: "the standby was here a moment ago" };
  const gone = leaving ? "the standby stops" : "the standby is gone";
  if (witness === "none" || witness === "granted") return { be: "alone", because: gone };
  if (witness === "asking") return { be: "hold", because: `${gone}; the witness is being asked` };
  return { be: "hold", because: `${gone}; the witness does not let this core go on alone: ${witness.refused}` };
}

/** What a standby knows of the active core. */
export interface StandbyFacts {
  readonly now: Instant;
  /** When the question was asked that the active core answered last; null: none since this one started. */
  readonly heardAt: Instant | null;
  /** What it then promised. */
  readonly synchronous: boolean;
  readonly forMs: number;
  /** How far this one was behind then; null: it didn't take the stream. */
  readonly behindBytes: number | null;
  /** When its machine first said, since then, that nobody listens there; null: it hasn't. */
  readonly deadAt: Instant | null;
  /** Whether this one's database answers. */
  readonly ready: boolean;
  /** Both cores have one. */
  readonly witness: boolean;
}

export interface StandbyVerdict {
  /** `ask`: if the witness agrees. */
  readonly do: "follow" | "ask" | "take" | "refuse";
  readonly because: string;
}

/** Whether a standby may take over by itself. */
export function judgeStandby(facts: StandbyFacts): StandbyVerdict {
  const { now, heardAt, synchronous, forMs, behindBytes, deadAt, ready, witness } = facts;
  const refuse = (because: string): StandbyVerdict => ({ do: "refuse", because });
  if (heardAt !== null && now - heardAt < SILENT_MS) return { do: "follow", because: "the active core answers" };
  if (!ready) return refuse("the database of this node does not answer yet");
  if (heardAt === null && !witness)
    return refuse("it has not heard the active core since it started, and can't know what that one did meanwhile");
  const silent = heardAt === null ? "since this one started" : `for ${seconds(now - heardAt)}`;
  if (heardAt !== null && !synchronous) {
    const by = behindBytes === null ? "it took no stream then" : `it was ${behindBytes} bytes behind then`;
    return refuse(`it is stale: the active core has been silent ${silent} and had gone on alone before; ${by}`);
  }
  if (witness) return { do: "ask", because: `the active core has been silent ${silent}` };
  if (deadAt === null || heardAt === null)
    return refuse(
      `the active core has been silent ${silent}; without a witness it can't know whether that one has ended or the way is cut`,
    );
  if (deadAt - heardAt > forMs - APART_MS)
    return refuse(
      `the active core ended ${seconds(deadAt - heardAt)} after it was last heard and may have gone on alone in between`,
    );
  return { do: "take", because: `the active core has been silent ${silent}, and its machine says that it has ended` };
}

/** What is known when a node starts. */
export interface StartFacts {
  /** What this node was when it last ran as one of a pair; null: it never did. */
  readonly kept: { readonly role: "primary" | "standby"; readonly alone: boolean; readonly token: number } | null;
  /** It has a database. */
  readonly database: boolean;
  /** It joined the site as a standby. */
  readonly joinedAsStandby: boolean;
  /** null: it can't be reached. */
  readonly peer: {
    readonly active: boolean;
    readonly role: "primary" | "standby" | null;
    readonly token: number;
    readonly sameDatabase: boolean;
  } | null;
  /** Whether the witness lets it be the active one; null: there is none, or it wasn't asked. */
  readonly vote: boolean | null;
}

export interface StartVerdict {
  readonly be: "active" | "standby" | "wait" | "stop";
  readonly because: string;
}

/** What a node is when it starts. Two that were one before must not both go on. */
export function judgeStart({ kept, database, joinedAsStandby, peer, vote }: StartFacts): StartVerdict {
  if (kept === null) {
    if (joinedAsStandby && !database) return { be: "standby", because: "it joined the site as a standby" };
    if (peer?.active && database && !peer.sameDatabase)
      return {
        be: "stop",
        because: 'both nodes have a site of their own. Give up the one of this node: "tocsin failover join --yes"',
      };
    if (peer?.active) return { be: "standby", because: "the other core is the active one" };
    return { be: "active", because: "it is the first of the pair" };
  }
  if (kept.role === "standby") return { be: "standby", because: "it was one" };
  if (peer?.active || (peer?.role === "primary" && peer.token > kept.token))
    return { be: "standby", because: "the other core took over" };
  if (peer) return { be: "active", because: "the other core stands by" };
  if (kept.alone)
    return { be: "active", because: "it had gone on alone, so that the other core can't have taken over" };
  if (vote === true) return { be: "active", because: "the witness agrees" };
  return {
    be: "wait",
    because: `the other core can't be reached and may have taken over${vote === false ? "; the witness does not agree" : ""}. Start that one, or say "tocsin failover take-over --yes" here when it is off`,
  };
}

export function seconds(ms: number): string {
  return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
}
