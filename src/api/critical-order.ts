import { isDeepStrictEqual } from "node:util";
import { Holds } from "#audit/holds.ts";
import { Fault } from "#kernel/fault.ts";
import { Secret } from "#kernel/secret.ts";
import type { WishedRole } from "#operators/administration.ts";
import { type ApprovalRequest, canonical } from "#operators/approval-request.ts";
import type { Alongside } from "#operators/approvals.ts";
import { type Critical, criticalChanges } from "#operators/critical-actions.ts";
import type { CustomRole } from "#operators/custom-roles.ts";
import type { Permission } from "#operators/permissions.ts";
import { actorOf, may, type Who } from "#operators/roles.ts";
import { partitionOfArea } from "#site/areas.ts";
import { calledIn } from "#site/called.ts";
import { readDocument, type SiteDocument } from "#site/check.ts";
import { type Change, changeOf } from "#site/plan.ts";
import { SiteSettings } from "#site/settings.ts";
import type { SiteKind } from "#site/site.ts";
import type { SiteOrder } from "#site/store.ts";
import type { WindowOrder } from "#trust/ceremony/desk.ts";
import type { Core } from "./core.ts";
import type { CriticalWish } from "./critical.ts";
import { nameInTrail } from "./identity.ts";
import { whyNotChange } from "./site-rights.ts";

/** What is carried out once a second person has approved it. Stored sealed, for it may hold secrets. */
export type CriticalOrder =
  | ({ readonly do: "site" } & SiteOrder)
  | {
      readonly do: "create-operator";
      readonly id: string;
      readonly name: string;
      readonly password: string;
      readonly person: string | null;
      readonly roles: readonly WishedRole[];
    }
  | {
      readonly do: "change-operator";
      readonly operator: string;
      readonly facts: {
        readonly name?: string | undefined;
        readonly person?: string | null | undefined;
        readonly roles?: readonly WishedRole[] | undefined;
      };
      /** The operator's facts when it was asked for, in canonical JSON. */
      readonly before: string;
    }
  | {
      readonly do: "enable-operator" | "disable-operator" | "remove-factors";
      readonly operator: string;
      readonly before: string;
    }
  | { readonly do: "set-password"; readonly operator: string; readonly password: string; readonly before: string }
  | { readonly do: "put-role"; readonly role: Omit<CustomRole, "changedAt">; readonly before: string }
  | ({ readonly do: "open-window" } & WindowOrder)
  | { readonly do: "deny-peer"; readonly verb: "evict" | "ban"; readonly uri: string; readonly because: string }
  | { readonly do: "pardon-peer"; readonly uri: string }
  | { readonly do: "reset-trust" }
  | { readonly do: "replace-root"; readonly keepMs: number }
  | { readonly do: "retire-root"; readonly cutOff: boolean }
  | { readonly do: "replace-issuing"; readonly stolen: string | null }
  | { readonly do: "lift-hold"; readonly hold: string; readonly reason: string }
  | {
      readonly do: "elevate";
      readonly operator: string;
      readonly role: string;
      readonly partitions: readonly string[];
      readonly minutes: number;
    };

/** What of the changes needs a second person; a first settings document is compared with what holds without one. */
export function criticalOf(
  { site }: Pick<Core, "site">,
  changes: readonly Change[],
  documents: readonly SiteDocument[],
): Critical[] {
  const before: SiteDocument = { kind: "setting", body: SiteSettings.parse({ id: "site" }) };
  const compared = changes.flatMap((change) => {
    if (change.kind !== "setting" || change.action !== "create") return [change];
    const after = documents.find(({ kind, body }) => kind === "setting" && body.id === change.id);
    return changeOf(before, after, ({ body }) => body) ?? [];
  });
  // What is new is called as it calls itself.
  const names = new Map(
    documents.map(({ kind, body }) => [`${kind} ${body.id}`, "name" in body ? body.name : body.id]),
  );
  const called = calledIn(site);
  return criticalChanges(compared, (kind, id) => {
    const known = called(kind, id);
    return known === id ? (names.get(`${kind} ${id}`) ?? id) : known;
  });
}

export function differenceOf(changes: readonly Change[]) {
  return changes.map(({ action, kind, id, fields }) => ({ object: `${kind}:${id}`, action, fields }));
}

/** What a change of the site needs, as it stands now. */
export function siteWish(
  core: Core,
  documents: readonly SiteDocument[],
  removed: Parameters<Core["site"]["order"]>[1],
): CriticalWish {
  const { changes, ...order } = core.site.order(documents, removed);
  return {
    critical: criticalOf(core, changes, documents),
    order: { do: "site", ...order },
    difference: differenceOf(changes),
    partitions: partitionsOfChanges(core, changes),
  };
}

/** The partitions that documents lie in, or null when any of them concerns the whole site. */
export function partitionsOfChanges(core: Core, changes: readonly Change[]): readonly string[] | null {
  const found = new Set<string>();
  for (const { kind, id } of changes) {
    const partition = partitionOf(core, kind, id);
    if (partition === null) return null;
    found.add(partition);
  }
  return [...found];
}

function partitionOf(core: Core, kind: SiteKind, id: string): string | null {
  if (kind === "source") return core.site.get("source", id)?.body.partition ?? null;
  if (kind === "area") return partitionOfArea(core.site.items.area, id);
  if (kind === "plan") {
    const plan = core.site.get("plan", id)?.body;
    return plan?.partition ?? (plan?.area ? partitionOfArea(core.site.items.area, plan.area) : null);
  }
  if (kind !== "point") return null;
  const point = core.site.get("point", id)?.body;
  return point ? (point.partition ?? core.site.get("source", point.source)?.body.partition ?? null) : null;
}

/** Carries out what was approved, as whoever asked: their right to it must still hold. */
export async function carryOut(
  core: Core,
  order: CriticalOrder,
  request: ApprovalRequest,
  { approver, alongside }: { approver: Who; alongside: Alongside },
): Promise<void> {
  const who = requesterNow(core, request);
  switch (order.do) {
    case "site": {
      const documents = order.documents.map(({ kind, body }) => readAgain(kind, body));
      demandChanges(core, who, documents, order.removes);
      await core.site.carryOut(
        { ...order, documents },
        {
          actor: actorOf(who),
          alongside: (batch, changes) => {
            if (!isDeepStrictEqual(asStored(differenceOf(changes)), asStored(request.difference))) {
              throw new Fault("conflict", "The site was changed meanwhile, and this would now do something else.");
            }
            alongside(batch);
          },
        },
      );
      return;
    }
    case "create-operator": {
      demand(who, "operators:write");
      const { do: _, password, ...wanted } = order;
      await core.access.accounts.create({ ...wanted, password: new Secret(password) }, who, {
        approved: true,
        alongside,
      });
      return;
    }
    case "change-operator":
      demand(who, "operators:write");
      unchanged(operatorFacts(core, order.operator), order.before, order.operator);
      await core.access.administration.change(order.operator, order.facts, { by: who, approved: true, alongside });
      return;
    case "enable-operator":
      demand(who, "operators:write");
      unchanged(operatorFacts(core, order.operator), order.before, order.operator);
      await core.access.administration.enable(order.operator, { by: who, approved: true, alongside });
      return;
    case "disable-operator":
      demand(who, "operators:write");
      unchanged(operatorFacts(core, order.operator), order.before, order.operator);
      await core.access.administration.disable(order.operator, who, alongside);
      return;
    case "set-password":
      demand(who, "operators:write");
      unchanged(operatorFacts(core, order.operator), order.before, order.operator);
      await core.access.accounts.changePassword(order.operator, new Secret(order.password), who, null, alongside);
      return;
    case "remove-factors":
      demand(who, "operators:write");
      unchanged(operatorFacts(core, order.operator), order.before, order.operator);
      await core.access.accounts.removeFactors(order.operator, who, alongside);
      return;
    case "put-role":
      demand(who, "roles:write");
      unchanged(canonical(core.access.roles.get(order.role.id) ?? null), order.before, order.role.id);
      await core.access.administration.putRole(order.role, who, alongside);
      return;
    case "lift-hold":
      demand(who, "security:write");
      await new Holds(core.pool, core.journal).lift(order.hold, order.reason, {
        actor: actorOf(who),
        name: nameInTrail(who),
        alongside,
      });
      return;
    case "deny-peer":
      demand(who, "security:write");
      await core.trust.deny(order.verb, order.uri, order.because, actorOf(who), alongside);
      return;
    case "pardon-peer":
      demand(who, "security:write");
      await core.trust.pardon(order.uri, actorOf(who), alongside);
      return;
    case "reset-trust":
      demand(who, "security:write");
      await core.trust.reset(actorOf(who), alongside);
      return;
    case "replace-root":
      demand(who, "security:write");
      await core.trust.changeOver.begin(actorOf(who), order.keepMs, alongside);
      return;
    case "retire-root":
      demand(who, "security:write");
      await core.trust.changeOver.retire(actorOf(who), order.cutOff, alongside);
      return;
    case "replace-issuing":
      demand(who, "security:write");
      await core.trust.issuing.replace(actorOf(who), order.stolen, alongside);
      return;
    case "open-window":
      demand(who, "security:write");
      await core.ceremony.open(order, actorOf(who), alongside);
      return;
    case "elevate":
      await core.fourEyes.elevate({ ...order, reason: request.reason }, approver, alongside);
  }
}

/** Who asked, as they may be now. */
function requesterNow(core: Core, { requester }: ApprovalRequest): Who {
  const who = core.fourEyes.whoAsked(requester);
  if (who) return who;
  throw new Fault("conflict", `${requester.name} may no longer ask for anything here.`);
}

function demand(who: Who, right: Permission): void {
  if (may(who, right)) return;
  throw new Fault("conflict", `${who.kind === "machine" ? who.id : who.name} no longer has the right '${right}'.`);
}

function demandChanges(core: Core, who: Who, documents: readonly SiteDocument[], removes: SiteOrder["removes"]): void {
  const presentOf = (kind: SiteKind, id: string) => {
    const body = core.site.get(kind, id)?.body;
    return body && ({ kind, body } as SiteDocument);
  };
  const changes = [
    ...documents.map((after) => ({ before: presentOf(after.kind, after.body.id), after })),
    ...removes.map(({ kind, id }) => ({ before: presentOf(kind, id), after: undefined })),
  ];
  for (const change of changes) {
    const why = whyNotChange(core.site.current, who, change);
    if (why !== null) throw new Fault("conflict", `Whoever asked may no longer do this: ${why}.`);
  }
}

function readAgain(kind: SiteKind, body: unknown): SiteDocument {
  const reading = readDocument(kind, body);
  if ("document" in reading) return reading.document;
  throw new Fault("conflict", `The ${kind} that was asked for is no longer one that this version takes.`);
}

/** What of an operator counts when a request is compared with what is. */
export function operatorFacts(core: Core, id: string): string {
  const operator = core.access.operators.known(id);
  if (!operator) return "";
  const { name, person, roles, disabledAt } = operator;
  return canonical({ name, person, roles: roles.map(({ role, partitions }) => ({ role, partitions })), disabledAt });
}

function unchanged(present: string, before: string, what: string): void {
  if (present !== before) throw new Fault("conflict", `'${what}' was changed meanwhile.`);
}

/** As it comes back from the database. */
function asStored(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
