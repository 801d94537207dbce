import { createHash } from "node:crypto";
import type { Pool } from "pg";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Sealer } from "#site/secrets.ts";
import type { Actor, Batch, Journal } from "#store/batch.ts";
import {
  type ApprovalRequest,
  type Asked,
  type Decider,
  type Decision,
  hashOf,
  judge,
  type RequestState,
} from "./approval-request.ts";
import { opaqueToken } from "./opaque.ts";
import { storedRequests } from "./stored-requests.ts";

const AGAIN_MS = 10_000;
const MOST_OPEN_EACH = 20;
/** A review that nobody has closed by then stands as an alarm. */
export const REVIEW_OVERDUE_MS = 24 * 3_600_000;
const REASON = { least: 5, most: 500 };

export interface ApprovalParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly sealer: Sealer;
  /** Screens learn that a request has changed, not what it says. */
  readonly tell: (id: string, state: RequestState) => void;
  /** A review has waited for a day, or was closed. */
  readonly reviewed: (request: ApprovalRequest) => void;
}

/** Puts the approval into the batch that carries it out, or throws, and then nothing of that batch is stored. */
export type Alongside = (batch: Batch) => void;

interface Held {
  request: ApprovalRequest;
  sealed: string | null;
  steps: number;
}

/**
 * What waits for a second person. Only the active core asks and decides, so all open requests are in memory; every state
 * is also a row of its own, whose key refuses the second of two who decide at once.
 */
export class Approvals {
  readonly #parts: ApprovalParts;
  readonly #held = new Map<string, Held>();
  /** Decided right now: their batch is not on disk yet. */
  readonly #deciding = new Set<string>();
  #cancel = () => {};

  constructor(parts: ApprovalParts) {
    this.#parts = parts;
  }

  /** Reads what is stored, once this core is the active one; what ran out meanwhile ends now. */
  async load(pool: Pool): Promise<void> {
    this.#held.clear();
    for (const { request, sealed, steps } of await storedRequests(pool)) {
      this.#held.set(request.id, { request, sealed, steps });
    }
    this.#watch();
  }

  stop(): void {
    this.#cancel();
  }

  /** The newest first. */
  all(): ApprovalRequest[] {
    return Array.from(this.#held.values(), ({ request }) => request).sort((a, b) => b.askedAt - a.askedAt);
  }

  get(id: string): ApprovalRequest | undefined {
    return this.#held.get(id)?.request;
  }

  /**
   * Stores a request; nothing else happens until another person approves it. @param order what is carried out then; kept
   * sealed, for it may hold secrets. @param minutes how long it waits
   */
  ask(
    wanted: Pick<Asked, "kind" | "classes" | "summary" | "reason" | "requester" | "difference" | "partitions">,
    order: unknown,
    { actor, minutes }: { actor: Actor; minutes: number },
  ): Promise<ApprovalRequest> {
    const reason = checkedText(wanted.reason, "Say why this is needed");
    return this.#parts.journal.submit("operator", (batch) => {
      this.#refuseFlood(wanted.requester.id);
      return this.#put(batch, { ...wanted, reason }, order, { actor, expiresAt: batch.now + minutes * 60_000 });
    });
  }

  /** Opens a review within `batch`: something happened that another person must look at. */
  openReview(batch: Batch, wanted: Pick<Asked, "summary" | "reason" | "requester">, actor: Actor): ApprovalRequest {
    const review = { ...wanted, kind: "review", classes: [], difference: [], partitions: null } as const;
    return this.#put(batch, review, null, { actor, expiresAt: null });
  }

  /**
   * Carries out what was asked for, in one batch with the approval. @param seen the hash that the approver was shown.
   * `carryOut` must call what it is given within the batch that changes something, before it changes anything.
   */
  async approve(
    id: string,
    who: Decider,
    { seen, comment, actor }: { seen: string; comment: string; actor: Actor },
    carryOut: (order: unknown, request: ApprovalRequest, alongside: Alongside) => Promise<void>,
  ): Promise<ApprovalRequest> {
    const held = this.#judged(id, "approve", who, seen);
    const order = this.#opened(held);
    this.#takeUp(id);
    let isPut = false;
    const alongside: Alongside = (batch) => {
      this.#judged(id, "approve", who, seen, batch.now);
      const { requester, summary, reason, kind } = held.request;
      this.#step(batch, held, { state: "carried-out", actor: actor.id, comment });
      batch.audit({
        actor,
        action: "approval.approved",
        object: `approval:${id}`,
        sentence: `${nameOf(actor)} approved as the second person what ${requester.name} asked for (${reason}): ${summary}`,
        details: { requester: requester.id, approver: actor.id, hash: held.request.hash, kind, comment },
      });
      isPut = true;
    };
    try {
      await carryOut(order, held.request, alongside);
      if (!isPut) throw new Fault("conflict", "There is nothing left to change: the site already is as was asked for.");
      return held.request;
    } catch (thrown) {
      const final = thrown instanceof Fault && !thrown.transient && thrown.code !== "internal";
      if (!final || held.request.state !== "open") throw thrown;
      throw await this.#stale(held, thrown);
    } finally {
      this.#deciding.delete(id);
    }
  }

  /** Denies, withdraws or, with a comment, closes a review. */
  async decide(
    id: string,
    decision: Exclude<Decision, "approve">,
    who: Decider,
    { seen, comment, actor }: { seen: string; comment: string; actor: Actor },
  ): Promise<ApprovalRequest> {
    const held = this.#judged(id, decision, who, seen);
    const said =
      decision === "close" ? checkedText(comment, "Say what the review found") : comment.slice(0, REASON.most);
    this.#takeUp(id);
    const work = (batch: Batch): void => {
      this.#judged(id, decision, who, seen, batch.now);
      const { state, verb } = ENDS[decision];
      const { requester, summary } = held.request;
      this.#step(batch, held, { state, actor: actor.id, comment: said });
      batch.audit({
        actor,
        action: `approval.${state}`,
        object: `approval:${id}`,
        sentence: `${nameOf(actor)} ${verb} of ${requester.name}: ${summary}${said ? ` (${said})` : ""}`,
        details: { requester: requester.id, hash: held.request.hash },
      });
      if (decision === "close") batch.afterwards(() => this.#parts.reviewed(held.request));
    };
    try {
      await this.#parts.journal.submit("operator", work);
      return held.request;
    } finally {
      this.#deciding.delete(id);
    }
  }

  #takeUp(id: string): void {
    if (this.#deciding.has(id)) {
      throw new Fault("conflict", "Somebody else is deciding about this request right now; reload it.");
    }
    this.#deciding.add(id);
  }

  #put(
    batch: Batch,
    wanted: Omit<Asked, "id" | "order" | "askedAt" | "expiresAt">,
    order: unknown,
    { actor, expiresAt }: { actor: Actor; expiresAt: Instant | null },
  ): ApprovalRequest {
    const id = opaqueToken().slice(0, 22);
    const sealed = order === null ? null : this.#parts.sealer.seal(placeOf(id), JSON.stringify(order));
    const asked: Asked = { ...wanted, id, order: digestOf(sealed), askedAt: batch.now, expiresAt };
    const hash = hashOf(asked);
    const request: ApprovalRequest = {
      ...asked,
      hash,
      state: "open",
      overdue: false,
      decidedAt: null,
      decidedBy: null,
      comment: "",
    };
    batch.also(
      "insert into core.approval_request (id, asked, hash, order_sealed, asked_at, expires_at) values ($1, $2, $3, $4, $5, $6)",
      [
        id,
        JSON.stringify(asked),
        Buffer.from(hash, "hex"),
        sealed,
        new Date(asked.askedAt),
        expiresAt === null ? null : new Date(expiresAt),
      ],
    );
    batch.audit({
      actor,
      action: asked.kind === "review" ? "approval.review-opened" : "approval.asked",
      object: `approval:${id}`,
      sentence: asked.kind === "review" ? asked.summary : `${asked.summary} Reason: ${asked.reason}`,
      details: { classes: asked.classes, difference: asked.difference.slice(0, 50), hash, expiresAt },
    });
    batch.afterwards(() => {
      this.#held.set(id, { request, sealed, steps: 0 });
      this.#parts.tell(id, "open");
      this.#watch();
    });
    return request;
  }

  #step(batch: Batch, held: Held, to: { state: RequestState; actor: string; comment: string }): void {
    const { id } = held.request;
    batch.also(
      "insert into core.approval_step (request, step, state, at, actor, comment) values ($1, $2, $3, $4, $5, $6)",
      [id, held.steps + 1, to.state, new Date(batch.now), to.actor, to.comment],
    );
    batch.also("update core.approval_request set order_sealed = null where id = $1", [id]);
    const at = batch.now;
    batch.afterwards(() => {
      held.steps += 1;
      held.sealed = null;
      held.request = { ...held.request, ...to, decidedBy: to.actor, decidedAt: at };
      this.#parts.tell(id, to.state);
    });
  }

  #judged(id: string, decision: Decision, who: Decider, seen: string, now = this.#parts.clock.now()): Held {
    const held = this.#held.get(id);
    if (!held) throw new Fault("not-found", `There is no request '${id}'; reload the list.`);
    const verdict = judge(held.request, decision, who, { now, seen });
    if (verdict.kind === "refused") throw new Fault(verdict.code, verdict.because);
    return held;
  }

  /** The order as it was sealed; one that is not the one that was hashed opens to nobody. */
  #opened({ request, sealed }: Held): unknown {
    if (sealed === null || digestOf(sealed) !== request.order) {
      throw new Fault("conflict", "What was asked for is not as it was stored; ask anew.");
    }
    return JSON.parse(this.#parts.sealer.unseal(placeOf(request.id), sealed).open());
  }

  /** What was asked for can't be carried out any more. */
  async #stale(held: Held, why: Fault): Promise<Fault> {
    const { id, summary } = held.request;
    await this.#parts.journal.submit("operator", (batch) => {
      this.#step(batch, held, { state: "stale", actor: "tocsin", comment: why.message });
      batch.audit({
        actor: { id: "tocsin", via: "api" },
        action: "approval.stale",
        object: `approval:${id}`,
        sentence: `A request could not be carried out and must be asked for anew: ${summary} ${why.message}`,
      });
    });
    return new Fault("conflict", `The request is stale and must be asked for anew. ${why.message}`, { cause: why });
  }

  #refuseFlood(requester: string): void {
    const open = this.all().filter(({ state, requester: { id } }) => state === "open" && id === requester);
    if (open.length < MOST_OPEN_EACH) return;
    throw new Fault("conflict", `${MOST_OPEN_EACH} requests of yours wait already; withdraw some that are not needed.`);
  }

  /** Sleeps until the next request runs out or the next review is overdue. */
  #watch(): void {
    this.#cancel();
    const dues = Array.from(this.#held.values(), ({ request }) => dueOf(request)).filter((due) => due !== null);
    if (dues.length === 0) return;
    this.#later(Math.min(...dues));
  }

  #later(at: Instant): void {
    this.#cancel = this.#parts.clock.at(at, () => {
      // The database may be away for a while; a core that is no longer the active one is stopped.
      this.#ring().catch(() => this.#later(this.#parts.clock.now() + AGAIN_MS));
    });
  }

  async #ring(): Promise<void> {
    const now = this.#parts.clock.now();
    const due = [...this.#held.values()].filter(({ request }) => (dueOf(request) ?? Infinity) <= now);
    await this.#parts.journal.submit("operator", (batch) => {
      for (const held of due) {
        if (held.request.state !== "open" || this.#deciding.has(held.request.id)) continue;
        if (held.request.kind === "review") this.#overdue(batch, held);
        else this.#expire(batch, held);
      }
    });
    this.#watch();
  }

  #expire(batch: Batch, held: Held): void {
    const { id, summary } = held.request;
    this.#step(batch, held, { state: "expired", actor: "tocsin", comment: "" });
    batch.audit({
      actor: { id: "tocsin", via: "timer" },
      action: "approval.expired",
      object: `approval:${id}`,
      sentence: `Nobody decided in time, so this was not done: ${summary}`,
    });
  }

  #overdue(batch: Batch, held: Held): void {
    const { id, summary } = held.request;
    batch.also(
      "insert into core.approval_step (request, step, state, at, actor, comment) values ($1, $2, 'overdue', $3, 'tocsin', '')",
      [id, held.steps + 1, new Date(batch.now)],
    );
    batch.audit({
      actor: { id: "tocsin", via: "timer" },
      action: "approval.overdue",
      object: `approval:${id}`,
      sentence: `A review has been open for 24 hours: ${summary}`,
    });
    batch.afterwards(() => {
      held.steps += 1;
      held.request = { ...held.request, overdue: true };
      this.#parts.reviewed(held.request);
      this.#parts.tell(id, "open");
    });
  }
}

const ENDS = {
  deny: { state: "denied", verb: "denied the request" },
  withdraw: { state: "withdrawn", verb: "withdrew the request" },
  close: { state: "closed", verb: "closed the review" },
} as const satisfies Record<Exclude<Decision, "approve">, { state: RequestState; verb: string }>;

/** When something happens to a request by itself, or null. */
function dueOf({ state, kind, overdue, askedAt, expiresAt }: ApprovalRequest): Instant | null {
  if (state !== "open") return null;
  if (kind === "review") return overdue ? null : askedAt + REVIEW_OVERDUE_MS;
  return expiresAt;
}

function checkedText(text: string, wanted: string): string {
  const trimmed = text.trim();
  if (trimmed.length >= REASON.least && trimmed.length <= REASON.most) return trimmed;
  throw new Fault("invalid", `${wanted}, in ${REASON.least} to ${REASON.most} characters.`);
}

function placeOf(id: string) {
  return { table: "core.approval_request", column: "order_sealed", row: id };
}

function digestOf(sealed: string | null): string {
  return sealed === null ? "" : createHash("sha256").update(sealed).digest("hex");
}

function nameOf({ id }: Actor): string {
  return id.replace(/^operator:/, "");
}
