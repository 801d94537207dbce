import type { FastifyReply, FastifyRequest } from "fastify";
import type { ApprovalRequest, Decider, DifferenceLine, Requester } from "#operators/approval-request.ts";
import type { Alongside } from "#operators/approvals.ts";
import { type Critical, needsSecondPerson } from "#operators/critical-actions.ts";
import { actorOf, type Who } from "#operators/roles.ts";
import { settingsOf } from "#site/site.ts";
import type { Core } from "./core.ts";
import type { CriticalOrder } from "./critical-order.ts";
import { nameInTrail, whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";

/** Carries the reason of a critical request, percent-encoded (RFC 3986 §2.1) in UTF-8. */
export const REASON_HEADER = "approval-reason";

/** The answer while it waits. */
export interface Waiting {
  readonly approval: Record<string, unknown>;
}

export interface CriticalWish {
  /** Why a second person is needed; none: it isn't. */
  readonly critical: readonly Critical[];
  readonly order: CriticalOrder;
  readonly difference: readonly DifferenceLine[];
  /** null: the whole site. */
  readonly partitions: readonly string[] | null;
}

/**
 * Does what is not critical at once. What is critical waits for a second person and is answered with 202; where no second
 * person is asked, it is done, and the trail says so. @param now carries it out, putting `alongside` into the same batch
 */
export async function withSecondPerson<T>(
  core: Core,
  request: FastifyRequest,
  reply: FastifyReply,
  wish: CriticalWish,
  now: (alongside: Alongside | undefined) => Promise<T>,
): Promise<T | Waiting> {
  if (wish.critical.length === 0) return now(undefined);
  const who = whoOf(request);
  const { fourEyes, requestMinutes } = settingsOf(core.site).approvals;
  const { needed, because } = secondPerson(core, who, fourEyes);
  if (!needed) return now(aloneIn(who, wish.critical, because));
  const requester = requesterOf(core, who);
  refuseBreakGlass(core, requester);
  const reason = reasonIn(request);
  if (reason === null) throw reasonRequired(wish.critical);
  const asked = await core.fourEyes.approvals.ask(
    {
      kind: "action",
      classes: [...new Set(wish.critical.map((one) => one.class))],
      summary: summaryOf(requester, wish.critical),
      reason,
      requester,
      difference: wish.difference,
      partitions: wish.partitions,
    },
    wish.order,
    { actor: actorOf(who), minutes: requestMinutes },
  );
  reply.code(202);
  return { approval: { ...viewOf(asked) } };
}

function secondPerson(core: Core, who: Who, fourEyes: "automatic" | "on" | "off") {
  // Whoever may open the control socket can also rewrite the files and the database: a second person there would be show.
  if (who.kind === "machine") return { needed: false, because: "it was done on the machine itself" };
  return needsSecondPerson(fourEyes, core.fourEyes.approvers().length);
}

/** Says in the trail, in the same batch, that one person alone did it. */
function aloneIn(who: Who, critical: readonly Critical[], because: string): Alongside {
  const actor = actorOf(who);
  return (batch) =>
    batch.audit({
      actor,
      action: "approval.not-asked",
      object: "approval",
      sentence: `No second person approved what ${nameInTrail(who)} did, for ${because}: it ${wordsOf(critical)}.`,
      details: { classes: critical.map((one) => one.class) },
    });
}

function reasonIn(request: FastifyRequest): string | null {
  const header = request.headers[REASON_HEADER];
  if (typeof header !== "string" || header.trim() === "") return null;
  try {
    return decodeURIComponent(header);
  } catch {
    throw new Refusal(400, "Not valid", `The header ${REASON_HEADER} is not percent-encoded UTF-8.`);
  }
}

/** RFC 6585 §3: the request must be conditional on something; here on a reason. */
function reasonRequired(critical: readonly Critical[]): Refusal {
  return new Refusal(
    428,
    "Reason required",
    `A second person must approve this, for it ${wordsOf(critical)}. Say why it is needed, in the header ${REASON_HEADER}, and another person will be asked.`,
  );
}

export function refuseBreakGlass(core: Core, requester: Requester): void {
  const opened = requester.behind.find((id) => core.fourEyes.breakGlass.is(id.replace(/^operator:/, "")));
  if (opened === undefined) return;
  throw new Refusal(
    403,
    "Not permitted",
    "A break-glass account can't ask for what two people must do: whoever opened its envelope could be the second one too. Acknowledging, silencing and evacuating need nobody else.",
  );
}

/** Who asks, with everybody who may be the human behind it. */
export function requesterOf(core: Core, who: Who): Requester {
  const { id } = actorOf(who);
  if (who.kind === "operator") {
    const session = core.access.sessions.byHash(who.session, core.clock.now());
    const person = core.access.operators.enabled(who.id)?.person ?? null;
    const machine = session?.workstation ?? null;
    return {
      id,
      name: who.name,
      behind: [id, ...makersOf(core, who.id)],
      person,
      session: session?.id ?? who.session,
      machine,
    };
  }
  const createdBy =
    who.kind === "token" ? core.access.tokens.all().find((token) => token.id === who.id)?.createdBy : undefined;
  return {
    id,
    name: nameInTrail(who),
    behind: createdBy === undefined ? [id] : [id, createdBy, ...makersOf(core, createdBy.replace(/^operator:/, ""))],
    person: createdBy === undefined ? null : personOf(core, createdBy),
    session: null,
    machine: null,
  };
}

/**
 * Who may be behind an account because they set its way in. Accounts that can approve were let in by two people, and are
 * their own once they have chosen a password; any other one can be somebody's puppet for ever.
 */
function makersOf(core: Core, operator: string): string[] {
  const { makers } = core.access;
  return core.fourEyes.approvers().includes(operator) ? makers.present(operator) : makers.ever(operator);
}

function personOf(core: Core, actor: string): string | null {
  return core.access.operators.enabled(actor.replace(/^operator:/, ""))?.person ?? null;
}

/** Who decides about a request. */
export function deciderOf(core: Core, who: Who): Decider {
  const { id, person, session, machine } = requesterOf(core, who);
  return {
    id,
    person,
    session: who.kind === "operator" ? session : null,
    machine,
    makers: who.kind === "operator" ? core.access.makers.present(who.id) : [],
    breakGlass: who.kind === "operator" && core.fourEyes.breakGlass.is(who.id),
    approves: core.fourEyes.approves(who),
    partitions: core.fourEyes.approvesIn(who),
  };
}

function summaryOf(requester: Requester, critical: readonly Critical[]): string {
  return `${requester.name} asks for a change that ${wordsOf(critical)}.`;
}

function wordsOf(critical: readonly Critical[]): string {
  const all = [...new Set(critical.map(({ because }) => because))];
  const more = all.length > 5 ? [`${all.length - 5} more`] : [];
  return [...all.slice(0, 5), ...more].join("; ");
}

/** A request as lists show it. Whose session and machine it was is nobody's business. */
export function viewOf(request: ApprovalRequest) {
  const { requester, order: _, ...rest } = request;
  return { ...rest, requester: { id: requester.id, name: requester.name } };
}
