import type { Report } from "#events/event.ts";

export const WITNESS_FAILING = "failing";

export function witnessPoint(witness: string): string {
  return `witness/${witness}`;
}

/** A witness of the audit trail that takes nothing. Alarms go on; what it misses waits for it. */
export function judgeWitness(witness: string, because: string | null): Report {
  return {
    point: witnessPoint(witness),
    kind: because === null ? "clear" : "raise",
    category: "system",
    condition: WITNESS_FAILING,
    priority: "high",
    text:
      because === null
        ? `The witness ${witness} keeps the audit trail again`
        : `The witness ${witness} does not keep the audit trail: ${because}`.slice(0, 1000),
    raw: "",
  };
}

/** The audit trail is no longer signed, because it doesn't fit or its key can't be had. */
export function judgeNotary(because: string | null): Report {
  return {
    point: "audit-trail",
    kind: because === null ? "clear" : "raise",
    category: "system",
    condition: "unsigned",
    priority: "critical",
    text: because === null ? "The audit trail is signed again" : because.slice(0, 1000),
    raw: "",
  };
}

/** The witness was taken out of the site: nothing fails any more. */
export function witnessGone(point: string): Report {
  return {
    point,
    kind: "clear",
    category: "system",
    condition: WITNESS_FAILING,
    priority: "high",
    text: "The site no longer has this witness, or it is switched off",
    raw: "",
  };
}

/** Old entries of the audit trail can't be archived: they stay, and the database grows. */
export function judgeRetained(because: string | null): Report {
  return {
    point: "audit-trail/retention",
    kind: because === null ? "clear" : "raise",
    category: "system",
    condition: "failing",
    priority: "medium",
    text:
      because === null
        ? "What the audit trail need not keep any longer was archived"
        : `Old entries of the audit trail stay in the database: ${because}`.slice(0, 1000),
    raw: "",
  };
}
