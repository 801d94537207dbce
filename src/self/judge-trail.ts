import type { Verdict } from "#audit/verify.ts";
import type { Report } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";

/** A witness, as far as alarms speak of it. */
interface Named {
  readonly id: string;
  readonly name: string;
}

export function witnessPoint(witness: string): string {
  return `witness/${witness}`;
}

/** A witness of the audit trail that takes nothing. Alarms go on; what it misses waits for it. */
export function judgeWitness({ id, name }: Named, because: string | null): Report {
  return {
    point: witnessPoint(id),
    kind: because === null ? "clear" : "raise",
    category: "system",
    condition: "failing",
    priority: "high",
    text:
      because === null
        ? `The witness ${name} keeps the audit trail again`
        : `The witness ${name} does not keep the audit trail: ${because}`.slice(0, 1000),
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
export function witnessGone(point: string, condition: string): Report {
  return {
    point,
    kind: "clear",
    category: "system",
    condition,
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

/** A checkpoint is due a minute after an entry; under load somewhat later. */
const OVERDUE_MS = 600_000;

/** Entries that no checkpoint covers in time: signing stands still, and what is written now can be rewritten. */
export function judgeOverdue(oldestUnsigned: Instant | null, now: Instant): Report {
  const late = oldestUnsigned !== null && now - oldestUnsigned > OVERDUE_MS;
  return {
    point: "audit-trail/checkpoint",
    kind: late ? "raise" : "clear",
    category: "system",
    condition: "overdue",
    priority: "high",
    text: late
      ? `No checkpoint of the audit trail was signed for ${minutesOf(now - oldestUnsigned)}: what was written since can be rewritten unnoticed. The log says why.`
      : "Checkpoints of the audit trail are signed in time",
    raw: "",
  };
}

/** A witness that works and still does not get what was written. */
export function judgeBehind({ id, name }: Named, behind: number, oldestMissing: Instant | null, now: Instant): Report {
  const late = oldestMissing !== null && now - oldestMissing > OVERDUE_MS;
  return {
    point: witnessPoint(id),
    kind: late ? "raise" : "clear",
    category: "system",
    condition: "behind",
    priority: "medium",
    text: late
      ? `The witness ${name} is ${behind} entries of the audit trail behind, the oldest for ${minutesOf(now - oldestMissing)}. See whether it is too slow.`
      : `The witness ${name} keeps up`,
    raw: "",
  };
}

/** What the verification of the whole trail has found, soon after the start and every day. */
export function judgeVerified({ findings, more, entries }: Verdict): Report {
  const [first] = findings;
  const others = findings.length - 1 + more;
  return {
    point: "audit-trail/verification",
    kind: first ? "raise" : "clear",
    category: "tamper",
    condition: "damaged",
    priority: "critical",
    text: first
      ? `The audit trail does not verify: ${first.because}${others > 0 ? ` And ${others} more.` : ""} Run "tocsin audit-trail verify", keep the database as it is, and find out who had access to it.`.slice(
          0,
          1000,
        )
      : `The audit trail was verified: ${entries} entries`,
    raw: "",
  };
}

function minutesOf(ms: number): string {
  return `${Math.round(ms / 60_000)} minutes`;
}
