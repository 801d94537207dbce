import type { Called } from "#site/called.ts";
import type { Change, FieldChange } from "#site/plan.ts";
import type { SiteKind } from "#site/site.ts";

/** The four-eyes catalogue: what one person can't do alone, and how a person reads it. */
export const CRITICAL = {
  "site.delete": "removes something from the site",
  "alarms.inhibit": "keeps alarms, or the telling of them, from people in bulk",
  "sign-in.weaken": "changes the rules for signing in",
  "audit.weaken": "changes where the audit trail goes, or how long it or the history is kept",
  "approvals.weaken": "changes what two people must do together",
  "manned.change": "changes what must be manned",
  "rights.change": "changes what roles may do or who is given them",
  "operator.approver": "makes another person who can approve",
  "operator.credential": "changes the way in of somebody who can approve",
  "operator.too-few": "leaves fewer than two people who can approve",
  "trust.open": "lets another machine join the site",
  "trust.end": "changes which machines the site refuses",
} as const;
export type CriticalClass = keyof typeof CRITICAL;

export interface Critical {
  readonly class: CriticalClass;
  /** Half a sentence about this very request: "removes the source 'Boiler PLC'". */
  readonly because: string;
}

interface Watched {
  /** A field of the site's settings, with all below it. */
  readonly under: string;
  readonly class: CriticalClass;
  /** The direction that weakens; absent: any change counts, for doubt is refusal. */
  readonly weaker?: "larger" | "smaller";
}

/** The first that fits decides, so the finer ones stand first. */
const SETTINGS: readonly Watched[] = [
  { under: "approvals.requestMinutes", class: "approvals.weaken", weaker: "larger" },
  { under: "approvals", class: "approvals.weaken" },
  { under: "logins.sessionHours", class: "sign-in.weaken", weaker: "larger" },
  { under: "logins", class: "sign-in.weaken" },
  { under: "passwords", class: "sign-in.weaken" },
  { under: "secondFactor", class: "sign-in.weaken" },
  { under: "directory", class: "rights.change" },
  { under: "roles", class: "rights.change" },
  { under: "operators", class: "rights.change" },
  { under: "audit", class: "audit.weaken" },
  { under: "witnesses", class: "audit.weaken" },
  { under: "retention", class: "audit.weaken" },
  { under: "history", class: "audit.weaken" },
  { under: "trust.expiredPeerGraceHours", class: "trust.end" },
  { under: "manned", class: "manned.change" },
  { under: "workstations", class: "manned.change" },
];

/** Kinds of documents of which every change counts. */
const KINDS: Readonly<Record<string, CriticalClass>> = {
  role: "rights.change",
  directory: "rights.change",
  witness: "audit.weaken",
  workstation: "manned.change",
};

/**
 * What of these changes needs a second person. Acknowledging, silencing and evacuating are no changes of the site and
 * never come here. A settings document that is created must be given as a change of the default settings.
 * @param called what the changed documents are called
 */
export function criticalChanges(changes: readonly Change[], called: Called): Critical[] {
  return changes.flatMap((change) => criticalChange(change, called(change.kind, change.id)));
}

function criticalChange(change: Change, name: string): Critical[] {
  const { action, kind, fields } = change;
  // How somebody looks at the alarms takes none away.
  if (kind === "view") return [];
  if (action === "delete") return [{ class: "site.delete", because: `removes the ${kind} '${name}'` }];
  const whole = KINDS[kind as string];
  if (whole) {
    const because = action === "create" ? `creates the ${kind} '${name}'` : `changes the ${kind} '${name}'`;
    return [{ class: whole, because }];
  }
  if (kind === "partition" && action === "change" && fields.some(({ path }) => path !== "name")) {
    return [{ class: "manned.change", because: `changes how the partition '${name}' must be manned` }];
  }
  if (kind === "setting") return fields.flatMap(criticalSetting);
  const inhibits = INHIBITS[kind]?.(change, name) ?? null;
  return inhibits === null ? [] : [{ class: "alarms.inhibit", because: inhibits }];
}

function criticalSetting(field: FieldChange): Critical[] {
  const { path, from, to } = field;
  const watched = SETTINGS.find(
    ({ under }) => path === under || path.startsWith(`${under}.`) || path.startsWith(`${under}[`),
  );
  if (!watched || !weakens(watched, from, to)) return [];
  return [{ class: watched.class, because: `changes the setting ${path}` }];
}

function weakens({ weaker }: Watched, from: unknown, to: unknown): boolean {
  if (weaker === undefined || typeof from !== "number" || typeof to !== "number") return true;
  return weaker === "larger" ? to > from : to < from;
}

/** Why a change keeps alarms from people, or null. */
const INHIBITS: Partial<Record<SiteKind, (change: Change, name: string) => string | null>> = {
  suppression: ({ action, fields }, name) => {
    const off = ({ path, to }: FieldChange) => (path === "enabled" || path === "cause.mode") && to === false;
    const harmless = fields.every((field) => field.path === "name" || off(field));
    const createdOff = action === "create" && fields.some(({ path, to }) => path === "enabled" && to === false);
    return harmless || createdOff ? null : `lets the suppression '${name}' hide alarms`;
  },
  source: (change, name) => (switchesOff(change) ? `switches the source '${name}' off` : null),
  channel: (change, name) => (switchesOff(change) ? `switches the channel '${name}' off` : null),
  route: ({ fields }, name) =>
    fields.some(({ path, to }) => path === "policy" && to === null)
      ? `lets the route '${name}' tell nobody about its alarms`
      : null,
};

function switchesOff({ action, fields }: Change): boolean {
  return action === "change" && fields.some(({ path, to }) => path === "enabled" && to === false);
}

/** Whose account changes, as far as approving is concerned. */
export interface ApproverChange {
  readonly id: string;
  readonly name: string;
  readonly approvesNow: boolean;
  readonly approvesThen: boolean;
  /** Their password or second factor is set by somebody else. */
  readonly credential: boolean;
  /** How many people can approve now. */
  readonly approvers: number;
}

/** What of a change of somebody's account needs a second person: else one could make an approver and be it. */
export function criticalAccount(change: ApproverChange): Critical[] {
  const { name, approvesNow, approvesThen, credential, approvers } = change;
  const found: Critical[] = [];
  if (approvesThen && !approvesNow) {
    found.push({ class: "operator.approver", because: `lets '${name}' approve what others ask for` });
  }
  if (approvesNow && approvesThen && credential) {
    found.push({ class: "operator.credential", because: `changes how '${name}' signs in, who can approve` });
  }
  if (approvesNow && !approvesThen && approvers <= 2) {
    found.push({
      class: "operator.too-few",
      because: `takes the right to approve from '${name}', one of the last two`,
    });
  }
  return found;
}

/** The site's choice; `automatic` asks for a second person as soon as there are two who can approve. */
export const FOUR_EYES = ["automatic", "on", "off"] as const;
export type FourEyes = (typeof FOUR_EYES)[number];

/** Whether a second person is asked, and why (not). */
export function needsSecondPerson(fourEyes: FourEyes, approvers: number): { needed: boolean; because: string } {
  switch (fourEyes) {
    case "on":
      return { needed: true, because: "the site asks for a second person" };
    case "off":
      return { needed: false, because: "the site does not ask for a second person" };
    case "automatic":
      return approvers >= 2
        ? { needed: true, because: `there are ${approvers} people who can approve` }
        : { needed: false, because: "there is nobody else who could approve" };
  }
}
