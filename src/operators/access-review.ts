import type { Instant } from "#kernel/clock.ts";
import type { Operator } from "./operators.ts";
import { type Condition, type Permission, RIGHTS, type Rights, reachOf } from "./permissions.ts";
import type { ApiToken } from "./tokens.ts";

/** The last time that somebody did something of a kind, from the audit trail. */
export interface Use {
  /** As the trail names them: `operator:anna.keller`, `token:0a1b2c3d4e`. */
  readonly actor: string;
  readonly action: string;
  /** Class of the object, the part before the colon. */
  readonly object: string;
  readonly at: Instant;
}

/** One line of the report: somebody, one right of theirs, where it holds, since when and when it was last used. */
export interface ReviewLine {
  readonly who: string;
  readonly name: string;
  readonly state: "may sign in" | "disabled" | "token" | "revoked";
  readonly roles: string;
  readonly since: Instant;
  readonly lastSignIn: Instant | null;
  readonly right: Permission;
  readonly verb: string;
  readonly object: string;
  /** Empty: all. */
  readonly partitions: readonly string[];
  readonly only: Condition | null;
  /** null: never, as far back as the trail was read; `undefined` for seeing, which leaves no entry. */
  readonly lastUsed: Instant | null | undefined;
  readonly unused: boolean;
}

/** Which right an entry of the trail used; null for what needs none of them. */
export function rightUsed({ action, object }: Pick<Use, "action" | "object">): Permission | null {
  const exact = BY_ACTION[action];
  if (exact) return exact;
  if (action === "site.changed") return ROSTER.has(object) ? "persons:write" : "site:write";
  return BY_FAMILY.find(([start]) => action.startsWith(start))?.[1] ?? null;
}

const ROSTER = new Set(["person", "team", "schedule"]);
const BY_ACTION: Readonly<Record<string, Permission>> = {
  "alarm.acknowledge": "alarms:acknowledge",
  "alarm.acknowledged": "alarms:acknowledge",
  "alarm.unacknowledge": "alarms:acknowledge",
  "alarm.comment": "alarms:comment",
  "alarm.commented": "alarms:comment",
  "alarm.reset": "alarms:reset",
  "alarm.shelve": "alarms:shelve",
  "alarm.unshelve": "alarms:shelve",
  "alarm.remove": "alarms:out-of-service",
  "alarm.restore": "alarms:out-of-service",
  "callout.step": "alarms:escalate",
  "channel.purged": "messages:purge",
};
const BY_FAMILY: readonly (readonly [start: string, right: Permission])[] = [
  ["verification.", "persons:write"],
  ["notification.test", "persons:write"],
  ["token.", "tokens:write"],
  ["role.", "roles:write"],
  ["factor.code-given", "operators:write"],
  ["operator.created", "operators:write"],
  ["operator.removed", "operators:write"],
  ["operator.enabled", "operators:write"],
  ["operator.changed", "operators:write"],
  ["operator.roles-changed", "operators:write"],
  ["audit-trail.exported", "audit:export"],
  ["audit-trail.read", "audit:read"],
];
/** Rights whose use leaves an entry in the trail: only of these can be said that nobody uses them. */
const TRACED = new Set<Permission>([
  ...Object.values(BY_ACTION),
  ...BY_FAMILY.map(([, right]) => right),
  "persons:write",
  "site:write",
]);

export interface ReviewFacts {
  readonly operators: readonly Operator[];
  readonly tokens: readonly ApiToken[];
  readonly rightsOf: (operator: Operator) => Rights;
  readonly tokenRights: (token: ApiToken) => Rights;
  readonly uses: readonly Use[];
  /** A right that was not used since then stands out. */
  readonly unusedBefore: Instant;
}

/** Who may do what, since when, and when they last did. */
export function accessReview(facts: ReviewFacts): ReviewLine[] {
  const lastUses = new Map<string, Instant>();
  for (const use of facts.uses) {
    const right = rightUsed(use);
    if (!right) continue;
    const key = `${use.actor} ${right}`;
    lastUses.set(key, Math.max(use.at, lastUses.get(key) ?? 0));
  }
  const lines = (
    base: Pick<ReviewLine, "who" | "name" | "state" | "roles" | "since" | "lastSignIn">,
    rights: Rights,
    since: (right: Permission) => Instant,
  ): ReviewLine[] =>
    [...rights].map(([right, holds]) => {
      const lastUsed = TRACED.has(right) ? (lastUses.get(`${base.who} ${right}`) ?? null) : undefined;
      const begun = since(right);
      return {
        ...base,
        since: begun,
        right,
        ...RIGHTS[right],
        partitions: reachOf(rights, right) ?? [],
        only: holds.some(({ only }) => only === null) ? null : (holds[0]?.only ?? null),
        lastUsed,
        unused: lastUsed !== undefined && (lastUsed ?? begun) < facts.unusedBefore,
      };
    });
  return [
    ...facts.operators.flatMap((operator) => {
      const { id, name, roles, disabledAt, signedInAt, createdAt } = operator;
      const since = Math.min(...roles.map((role) => role.since), Number.MAX_SAFE_INTEGER);
      const base = {
        who: `operator:${id}`,
        name,
        state: disabledAt === null ? "may sign in" : "disabled",
        roles: roles.map(({ role }) => role).join(" "),
        since: roles.length > 0 ? since : createdAt,
        lastSignIn: signedInAt,
      } as const;
      const each = new Map(
        roles.flatMap((one) =>
          [...facts.rightsOf({ ...operator, roles: [one] }).keys()].map((right) => [right, one.since]),
        ),
      );
      return lines(base, facts.rightsOf(operator), (right) => each.get(right) ?? base.since);
    }),
    ...facts.tokens.flatMap((token) => {
      const { id, name, createdAt, usedAt, revokedAt } = token;
      const state = revokedAt === null ? "token" : "revoked";
      const base = { who: `token:${id}`, name, state, roles: "", since: createdAt, lastSignIn: usedAt } as const;
      return lines(base, facts.tokenRights(token), () => createdAt);
    }),
  ];
}

const COLUMNS = [
  "who",
  "name",
  "state",
  "roles",
  "since",
  "lastSignIn",
  "right",
  "verb",
  "object",
  "partitions",
  "only",
  "lastUsed",
  "unused",
] as const satisfies readonly (keyof ReviewLine)[];

/** RFC 4180, with a header line. A cell that a spreadsheet would take for a formula is quoted with an apostrophe. */
export function reviewCsv(lines: readonly ReviewLine[]): string {
  const cell = (value: string | boolean | readonly string[] | null | undefined | number) => {
    const text = typeof value === "object" && value !== null ? value.join(" ") : String(value ?? "");
    const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  const instant = (at: Instant | null | undefined) =>
    at === null || at === undefined ? at : new Date(at).toISOString();
  const rows = lines.map((line) => {
    const shown = {
      ...line,
      since: instant(line.since),
      lastSignIn: instant(line.lastSignIn) ?? "never",
      lastUsed: line.lastUsed === undefined ? "not recorded" : (instant(line.lastUsed) ?? "never"),
    };
    return COLUMNS.map((column) => cell(shown[column])).join(",");
  });
  return [COLUMNS.join(","), ...rows, ""].join("\r\n");
}
