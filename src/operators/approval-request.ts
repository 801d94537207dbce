import { createHash } from "node:crypto";
import type { Instant } from "#kernel/clock.ts";
import type { CriticalClass } from "./critical-actions.ts";

/** `action`: carried out when approved. `elevation`: a role for a time. `review`: what happened and must be looked at. */
export const REQUEST_KINDS = ["action", "elevation", "review"] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** `open` is the only state that something can come after. */
export const REQUEST_STATES = ["open", "carried-out", "denied", "withdrawn", "expired", "stale", "closed"] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

export const DECISIONS = ["approve", "deny", "withdraw", "close"] as const;
export type Decision = (typeof DECISIONS)[number];

/** Who asks, as the server found out. */
export interface Requester {
  /** `operator:anna`, `token:scada`, `tocsin`. */
  readonly id: string;
  readonly name: string;
  /** All who may be the human behind it: the operator itself, who made the token or the account. None can approve. */
  readonly behind: readonly string[];
  /** Id of the person in the site's directory. */
  readonly person: string | null;
  /** Hash of the session's token. */
  readonly session: string | null;
  /** The registered client machine, where it is known. */
  readonly machine: string | null;
}

/** One line of the difference that a reviewer sees. Secrets are `***`. */
export interface DifferenceLine {
  /** `source:plc-1`, `operator:carl`. */
  readonly object: string;
  readonly action: string;
  readonly fields: readonly { readonly path: string; readonly from: unknown; readonly to: unknown }[];
}

/** What was asked for. Never changed: its hash is what the approver approves. */
export interface Asked {
  readonly id: string;
  readonly kind: RequestKind;
  readonly classes: readonly CriticalClass[];
  /** One sentence: "Anna Keller asks to …". */
  readonly summary: string;
  readonly reason: string;
  readonly requester: Requester;
  readonly difference: readonly DifferenceLine[];
  /** The partitions that it touches; null: the whole site. */
  readonly partitions: readonly string[] | null;
  /** SHA-256 of the sealed order, in hexadecimal; empty for a review. */
  readonly order: string;
  readonly askedAt: Instant;
  /** Null: it waits until somebody closes it. */
  readonly expiresAt: Instant | null;
}

export interface ApprovalRequest extends Asked {
  readonly hash: string;
  readonly state: RequestState;
  /** A review that has waited for a day stands as an alarm. */
  readonly overdue: boolean;
  readonly decidedAt: Instant | null;
  /** Actor id. */
  readonly decidedBy: string | null;
  readonly comment: string;
}

/** SHA-256 over every field of what was asked, in hexadecimal: another order, reason or time is another hash. */
export function hashOf(asked: Asked): string {
  const { requester } = asked;
  const fields = [
    asked.id,
    asked.kind,
    asked.classes,
    asked.summary,
    asked.reason,
    [requester.id, requester.name, requester.behind, requester.person, requester.session, requester.machine],
    asked.difference,
    asked.partitions,
    asked.order,
    asked.askedAt,
    asked.expiresAt,
  ];
  return createHash("sha256").update(canonical(fields)).digest("hex");
}

/** JSON with the keys of every object in order, so that a value read back from the database is written the same. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, one]) => one !== undefined);
    const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${sorted.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}

/** Who decides, as the server found out. */
export interface Decider {
  /** `operator:bert`. */
  readonly id: string;
  readonly person: string | null;
  readonly session: string | null;
  readonly machine: string | null;
  readonly breakGlass: boolean;
  /** Who set this account's way in, and could be whoever decides. */
  readonly makers: readonly string[];
  /** Holds the right to approve this class. */
  readonly approves: boolean;
  /** Null: all. */
  readonly partitions: readonly string[] | null;
}

export type Verdict =
  | { readonly kind: "allowed" }
  | { readonly kind: "refused"; readonly code: "forbidden" | "conflict" | "not-found"; readonly because: string };

const ALLOWED: Verdict = { kind: "allowed" };
const SAID: Readonly<Record<Exclude<RequestState, "open">, string>> = {
  "carried-out": "was approved and carried out",
  denied: "was denied",
  withdrawn: "was withdrawn",
  expired: "has run out",
  stale: "is stale: what it would change was changed meanwhile",
  closed: "was closed",
};

/** Whether `who` may decide so about the request, and why not. @param seen the hash that the decider was shown */
export function judge(
  request: ApprovalRequest,
  decision: Decision,
  who: Decider,
  { now, seen }: { now: Instant; seen: string },
): Verdict {
  if (!concerns(request, who) && who.id !== request.requester.id)
    return refused("not-found", `There is no request '${request.id}' in your partitions.`);
  if (request.state !== "open") {
    const by = request.decidedBy === null ? "" : ` by ${request.decidedBy}`;
    return refused("conflict", `The request ${SAID[request.state]}${by}; ask anew if it is still wanted.`);
  }
  if (request.expiresAt !== null && request.expiresAt <= now) {
    return refused("conflict", "The request has run out; ask anew if it is still wanted.");
  }
  if (hashOf(request) !== request.hash || seen !== request.hash) {
    return refused("conflict", "The request is not the one that was shown; reload it and look at it again.");
  }
  if ((decision === "close") !== (request.kind === "review")) {
    if (request.kind !== "review" || decision === "withdraw") {
      return refused("conflict", `A request of the kind '${request.kind}' can't be decided by '${decision}'.`);
    }
    return refused("conflict", "A review is neither approved nor denied: close it, with a comment on what was found.");
  }
  if (decision === "withdraw") {
    return who.id === request.requester.id
      ? ALLOWED
      : refused("forbidden", "Only who asked can withdraw a request; deny it instead.");
  }
  return stranger(request, who);
}

function concerns({ partitions }: ApprovalRequest, who: Decider): boolean {
  if (who.partitions === null) return true;
  const own = who.partitions;
  return partitions?.every((partition) => own.includes(partition)) ?? false;
}

/** A requester can never be an approver: not under another name, from the same session or at the same machine. */
function stranger({ requester }: ApprovalRequest, who: Decider): Verdict {
  const samePerson = who.person !== null && who.person === requester.person;
  if (who.id === requester.id || requester.behind.includes(who.id) || samePerson) {
    return refused("forbidden", "You asked for this yourself; another person must decide.");
  }
  if (who.makers.some((maker) => maker === requester.id || requester.behind.includes(maker))) {
    return refused(
      "forbidden",
      "Your password was set by whoever asked for this; choose one of your own in your profile, and decide then.",
    );
  }
  if (who.session === null) return refused("forbidden", "Only a person who has signed in can decide about a request.");
  if (who.session === requester.session) {
    return refused("forbidden", "This was asked for in this very session; decide in a session of your own.");
  }
  if (who.machine !== null && who.machine === requester.machine) {
    return refused("forbidden", "This was asked for at this very client machine; decide at another one.");
  }
  if (who.breakGlass) {
    return refused(
      "forbidden",
      "A break-glass account can't decide about requests: anybody may have opened its envelope.",
    );
  }
  return who.approves ? ALLOWED : refused("forbidden", "You don't have the right to approve this.");
}

/** Whether somebody may see the request: their own, and what they could decide about. */
export function mayRead(request: ApprovalRequest, who: Decider): boolean {
  if (who.id === request.requester.id) return true;
  return who.approves && concerns(request, who);
}

function refused(code: "forbidden" | "conflict" | "not-found", because: string): Verdict {
  return { kind: "refused", code, because };
}
