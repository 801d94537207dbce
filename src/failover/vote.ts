import type { Instant } from "#kernel/clock.ts";

/** The active core says so often that it is. */
export const RENEW_MS = 1000;
/** After such a silence the other one may be it. */
export const VOTE_MS = 3000;

/** What a core asks the witness for: to be the active one. */
export interface Vote {
  /** Of its data folder. */
  readonly node: string;
  /** Of its lease: the one it has, or the one it is about to take. */
  readonly token: number;
  /** Nobody else has what it acknowledges. */
  readonly alone: boolean;
  /** It was not the active one a moment ago. */
  readonly takesOver: boolean;
}

/** What the witness remembers. */
export interface Cast extends Vote {
  readonly at: Instant;
}

export interface VoteVerdict {
  readonly granted: boolean;
  readonly because: string;
}

/** Whether a core may be the active one. @param last null: the witness never heard of any */
export function judgeVote(vote: Vote, last: Cast | null, now: Instant): VoteVerdict {
  const refuse = (because: string): VoteVerdict => ({ granted: false, because });
  const grant = { granted: true, because: "the witness agrees" };
  if (last === null) return vote.takesOver ? refuse("the witness has not heard of an active core yet") : grant;
  if (vote.token < last.token)
    return refuse(`another core holds lease ${last.token}, and this one would have ${vote.token}: it is stale`);
  if (vote.node === last.node) return grant;
  if (last.alone) return refuse("the other core went on alone: this one is stale");
  const silent = now - last.at;
  if (silent < VOTE_MS) return refuse(`the other core was heard ${(silent / 1000).toFixed(1)} s ago`);
  return grant;
}
