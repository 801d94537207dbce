import type { Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import type { ApprovalRequest, Asked, RequestState } from "./approval-request.ts";

/** Decided requests of the last month are listed; older ones are in the audit trail. */
const LISTED_DAYS = 30;

export interface StoredRequest {
  readonly request: ApprovalRequest;
  /** What is carried out once it is approved. */
  readonly sealed: string | null;
  /** How many rows tell of its states. */
  readonly steps: number;
}

/** All open requests, and those that were decided lately, as their rows tell. */
export async function storedRequests(pool: Pool): Promise<StoredRequest[]> {
  const { rows } = await pool.query<StoredRow>(STORED, [LISTED_DAYS]);
  return rows.map((row) => {
    const asked = JSON.parse(row.asked) as Asked;
    const decided = row.steps.filter(isDecision).at(-1);
    const request: ApprovalRequest = {
      ...asked,
      hash: row.hash.toString("hex"),
      state: decided?.state ?? "open",
      overdue: row.steps.some(({ state }) => state === "overdue"),
      decidedAt: decided?.at ?? null,
      decidedBy: decided?.actor ?? null,
      comment: decided?.comment ?? "",
    };
    return { request, sealed: row.order_sealed, steps: row.steps.length };
  });
}

interface StoredRow {
  readonly asked: string;
  readonly hash: Buffer;
  readonly order_sealed: string | null;
  readonly steps: readonly StoredStep[];
}

interface StoredStep {
  readonly state: RequestState | "overdue";
  readonly at: Instant;
  readonly actor: string;
  readonly comment: string;
}

function isDecision(step: StoredStep): step is StoredStep & { state: RequestState } {
  return step.state !== "overdue";
}

const STORED = `select asked, hash, order_sealed,
    coalesce((select json_agg(json_build_object('state', state, 'at', floor(extract(epoch from at) * 1000), 'actor', actor,
        'comment', comment) order by step) from core.approval_step where request = r.id), '[]') as steps
  from core.approval_request r
  where asked_at > now() - make_interval(days => $1)
    or not exists (select from core.approval_step where request = r.id and state <> 'overdue')`;
