import type { Pool } from "pg";
import type { Clock } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Sealer } from "#site/secrets.ts";
import type { Batch, Journal } from "#store/batch.ts";
import type { Access } from "./access.ts";
import { administersAll } from "./administration.ts";
import type { Requester, RequestState } from "./approval-request.ts";
import { type Alongside, Approvals } from "./approvals.ts";
import { administers, whyNotAssign } from "./assigning.ts";
import { BreakGlass } from "./break-glass.ts";
import type { ApproverChange } from "./critical-actions.ts";
import { ELEVATION_MINUTES } from "./elevations.ts";
import type { Operator } from "./operators.ts";
import { effectiveRights, type Permission, type Rights } from "./permissions.ts";
import { actorOf, may, partitionsOf, rightsOf, type Who } from "./roles.ts";

/** The right to be the second person: one name, so that it can become a right of its own. */
const APPROVES: Permission = "operators:write";

/** An alarm about what people did here, by its point under the source `tocsin`. */
export interface OwnAlarm {
  readonly point: string;
  readonly condition: string;
  readonly raised: boolean;
  readonly priority: "critical" | "high" | "medium";
  readonly text: string;
}

export interface FourEyesParts {
  readonly access: Access;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly tell: (id: string, state: RequestState) => void;
  readonly own: (alarm: OwnAlarm) => void;
}

export interface ElevationWish {
  readonly operator: string;
  readonly role: string;
  readonly partitions: readonly string[];
  readonly minutes: number;
}

/** What takes two people: requests and their approval, roles for a limited time, accounts for emergencies. */
export class FourEyes {
  readonly approvals: Approvals;
  readonly breakGlass: BreakGlass;
  readonly #parts: FourEyesParts;

  constructor(parts: FourEyesParts) {
    this.#parts = parts;
    const { access, journal, clock, sealer, tell, own } = parts;
    this.approvals = new Approvals({
      journal,
      clock,
      sealer,
      tell,
      reviewed: (request) => this.breakGlass.reviewed(request),
    });
    this.breakGlass = new BreakGlass({ access, approvals: this.approvals, journal, clock, own });
    access.administration.isForEmergencies = (id) => this.breakGlass.is(id);
  }

  /** Reads what is stored; called once this core is the active one and its line runs. */
  async load(pool: Pool): Promise<void> {
    await this.breakGlass.load(pool);
    await this.approvals.load(pool);
    this.breakGlass.watch();
  }

  stop(): void {
    this.approvals.stop();
    this.#parts.access.elevations.stop();
    this.breakGlass.stop();
  }

  /** Ids of those who can approve: not counting accounts that anybody might open. */
  approvers(): string[] {
    return this.#parts.access.operators
      .all()
      .filter((operator) => operator.disabledAt === null && this.#approves(operator))
      .map(({ id }) => id);
  }

  approves(who: Who): boolean {
    return who.kind === "operator" && may(who, APPROVES);
  }

  /** The partitions in which somebody can approve; null: all. */
  approvesIn(who: Who): readonly string[] | null {
    return partitionsOf(who, APPROVES);
  }

  /** What a change of an account does to who can approve. @param roles those that the operator would have, if they change */
  approverChange(
    id: string,
    then: {
      roles?: Operator["roles"] | readonly { role: string; partitions: readonly string[] }[];
      enabled?: boolean;
      name?: string;
    },
    credential = false,
  ): ApproverChange {
    const before = this.#parts.access.operators.known(id);
    const approvesNow = before !== undefined && before.disabledAt === null && this.#approves(before);
    const enabled = then.enabled ?? (before ? before.disabledAt === null : true);
    const roles = then.roles ?? before?.roles ?? [];
    const approvesThen = enabled && !this.breakGlass.is(id) && administers(this.#rights(roles));
    const name = before?.name ?? then.name ?? id;
    return { id, name, approvesNow, approvesThen, credential, approvers: this.approvers().length };
  }

  /** Who asked, as they may be now; undefined when they may nothing any more. */
  whoAsked({ id, name }: Requester): Who | undefined {
    const { access, clock } = this.#parts;
    const [kind] = id.split(":");
    const rest = id.slice(id.indexOf(":") + 1);
    if (kind === "operator") return access.whoIs(rest);
    if (kind === "token") return access.tokens.who(rest, clock.now());
    return kind === "cli" ? { kind: "machine", id: rest || name } : undefined;
  }

  /** Why this elevation can't even be asked for, or null. */
  whyNotElevate({ operator, role, partitions, minutes }: ElevationWish): string | null {
    const { access } = this.#parts;
    const present = access.operators.enabled(operator);
    if (!present) return `There is no operator '${operator}' who can sign in.`;
    if (this.breakGlass.is(operator)) return "A break-glass account is not elevated.";
    if (minutes < ELEVATION_MINUTES.least || minutes > ELEVATION_MINUTES.most) {
      return `An elevation lasts ${ELEVATION_MINUTES.least} to ${ELEVATION_MINUTES.most} minutes.`;
    }
    const has = present.roles.some(
      (one) =>
        one.role === role &&
        (one.partitions.length === 0 ||
          (partitions.length > 0 && partitions.every((id) => one.partitions.includes(id)))),
    );
    if (has) return `'${present.name}' has the role '${access.roles.called(role)}' there already.`;
    return this.#objection(operator, [...present.roles, { role, partitions }], null);
  }

  /** Gives an approved role for its time, within the batch of the approval. @param approver who approved it */
  elevate(wish: ElevationWish & { reason: string }, approver: Who, alongside: Alongside): Promise<void> {
    const { access, journal } = this.#parts;
    return journal.submit("operator", (batch: Batch) => {
      const present = access.operators.enabled(wish.operator);
      const why =
        this.whyNotElevate(wish) ?? this.#objection(wish.operator, [...(present?.roles ?? []), wish], approver);
      if (why !== null) throw new Fault("conflict", why);
      const actor = actorOf(approver);
      alongside(batch);
      access.elevations.begin(batch, { ...wish, approvedBy: actor.id }, actor);
    });
  }

  /** Whether somebody may look after this operator's elevations. */
  mayEnd(who: Who, operator: string): boolean {
    if (who.kind === "machine" || (who.kind === "operator" && who.id === operator)) return true;
    const present = this.#parts.access.operators.known(operator);
    return present !== undefined && administersAll(rightsOf(who), present) && may(who, APPROVES);
  }

  /** Separation of duties holds for a limited time too, and nobody gives more than they hold. */
  #objection(
    operator: string,
    roles: readonly { role: string; partitions: readonly string[] }[],
    approver: Who | null,
  ): string | null {
    const objection = whyNotAssign({
      operator,
      roles,
      by: approver?.id ?? "",
      own: approver ? rightsOf(approver) : rightsOf({ kind: "machine", id: "" }),
      roleRights: this.#parts.access.roles.rights,
      otherAdministrators: this.approvers().filter((id) => id !== operator),
      isAdministrator: false,
      mostAdministrators: Infinity,
      approved: true,
    });
    return objection?.because ?? null;
  }

  #approves(operator: Operator): boolean {
    return !this.breakGlass.is(operator.id) && administers(this.#rights(operator.roles));
  }

  #rights(roles: readonly { role: string; partitions: readonly string[] }[]): Rights {
    return effectiveRights(roles, this.#parts.access.roles.rights);
  }
}
