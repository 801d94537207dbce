import type { WishedRole } from "#operators/administration.ts";
import { canonical } from "#operators/approval-request.ts";
import { type ApproverChange, criticalAccount } from "#operators/critical-actions.ts";
import type { CustomRole } from "#operators/custom-roles.ts";
import type { Permission } from "#operators/permissions.ts";
import type { Core } from "./core.ts";
import type { CriticalWish } from "./critical.ts";
import { type CriticalOrder, operatorFacts } from "./critical-order.ts";
import { Refusal } from "./problem.ts";

/** Rights with which somebody could make themselves the second person, or hide that they were the only one. */
const RULING: readonly Permission[] = [
  "operators:write",
  "roles:write",
  "security:write",
  "tokens:write",
  "audit:export",
];

type Field = { readonly path: string; readonly from: unknown; readonly to: unknown };

interface NewOperator {
  readonly id: string;
  readonly name: string;
  readonly password: string;
  readonly person: string | null;
  readonly roles: readonly WishedRole[];
}

export function newOperatorWish(core: Core, wanted: NewOperator): CriticalWish {
  const change = core.fourEyes.approverChange(wanted.id, {
    roles: wanted.roles,
    enabled: true,
    name: wanted.name,
  });
  return wish(change, { do: "create-operator", ...wanted }, "create", [
    { path: "name", from: null, to: wanted.name },
    { path: "roles", from: null, to: wanted.roles },
  ]);
}

type Facts = Extract<CriticalOrder, { do: "change-operator" }>["facts"];

/** Another name is nobody's danger; other roles may be, and so may another person behind the account. */
export function changedOperatorWish(core: Core, id: string, facts: Facts): CriticalWish {
  const before = core.access.operators.known(id);
  const otherPerson = facts.person !== undefined && facts.person !== (before?.person ?? null);
  const change = core.fourEyes.approverChange(id, facts.roles ? { roles: facts.roles } : {}, otherPerson);
  const order = { do: "change-operator", operator: id, facts, before: operatorFacts(core, id) } as const;
  const roles = before?.roles.map(({ role, partitions }) => ({ role, partitions }));
  return wish(change, order, "change", [
    ...(facts.name === undefined ? [] : [{ path: "name", from: before?.name ?? null, to: facts.name }]),
    ...(otherPerson ? [{ path: "person", from: before?.person ?? null, to: facts.person }] : []),
    ...(facts.roles ? [{ path: "roles", from: roles ?? null, to: facts.roles }] : []),
  ]);
}

/** @param enabled whether the operator will be able to sign in */
export function admittedOperatorWish(core: Core, id: string, enabled: boolean): CriticalWish {
  const change = core.fourEyes.approverChange(id, { enabled });
  const order = { operator: id, before: operatorFacts(core, id) };
  const fields = [{ path: "can sign in", from: !enabled, to: enabled }];
  return enabled
    ? wish(change, { do: "enable-operator", ...order }, "enable", fields)
    : wish(change, { do: "disable-operator", ...order }, "disable", fields);
}

/** Somebody else's password: whoever sets it can sign in as them. */
export function passwordWish(core: Core, id: string, password: string): CriticalWish {
  const change = core.fourEyes.approverChange(id, {}, true);
  const order = { do: "set-password", operator: id, password, before: operatorFacts(core, id) } as const;
  return wish(change, order, "set password", [{ path: "password", from: "***", to: "***" }]);
}

/** Somebody else's second factors: without them a password alone opens the account. */
export function factorsWish(core: Core, id: string): CriticalWish {
  const change = core.fourEyes.approverChange(id, {}, true);
  const order = { do: "remove-factors", operator: id, before: operatorFacts(core, id) } as const;
  return wish(change, order, "remove second factors", [{ path: "second factors", from: "***", to: null }]);
}

export function roleWish(core: Core, role: Omit<CustomRole, "changedAt">): CriticalWish {
  const before = core.access.roles.get(role.id);
  const rules = (one: Pick<CustomRole, "grants" | "denials"> | undefined) =>
    [...(one?.grants.map(({ right }) => right) ?? []), ...(one?.denials ?? [])].some((right) => RULING.includes(right));
  const isCritical = rules(before) || rules(role);
  return {
    critical: isCritical ? [{ class: "rights.change", because: `changes what the role '${role.name}' may do` }] : [],
    order: { do: "put-role", role, before: canonical(before ?? null) },
    difference: [
      {
        object: `role:${role.id}`,
        action: before ? "change" : "create",
        fields: [
          { path: "grants", from: before?.grants ?? null, to: role.grants },
          { path: "denials", from: before?.denials ?? null, to: role.denials },
        ],
      },
    ],
    partitions: null,
  };
}

/** What lies in an envelope is the only way into such an account. */
export function refuseBreakGlassAccount(core: Core, id: string): void {
  if (!core.fourEyes.breakGlass.is(id)) return;
  throw new Refusal(
    409,
    "Conflict",
    `'${id}' is a break-glass account: its sealed credential is the only way in. \`tocsin operators break-glass ${id}\` on the machine makes another one.`,
  );
}

function wish(change: ApproverChange, order: CriticalOrder, action: string, fields: readonly Field[]): CriticalWish {
  return {
    critical: criticalAccount(change),
    order,
    difference: [{ object: `operator:${change.id}`, action, fields }],
    partitions: null,
  };
}
