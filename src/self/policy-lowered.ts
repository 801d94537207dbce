interface FieldChange {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

const fewer = (from: unknown, to: unknown) => Number(to) < Number(from);
const more = (from: unknown, to: unknown) => Number(to) > Number(from);
/** 0 means never. */
const later = (from: unknown, to: unknown) => Number(from) !== 0 && (Number(to) === 0 || Number(to) > Number(from));
const weakerOf =
  (...fromStrongest: readonly string[]) =>
  (from: unknown, to: unknown) =>
    fromStrongest.indexOf(String(to)) > fromStrongest.indexOf(String(from));
const shorter = (from: unknown, to: unknown) =>
  Array.isArray(from) && (!Array.isArray(to) || from.some((one) => !to.includes(one)));
/** null means for ever. */
const sooner = (from: unknown, to: unknown) => to !== null && (from === null || Number(to) < Number(from));
const off = (from: unknown, to: unknown) => from === true && to !== true;

interface Protection {
  /** What it sets, as people call it. */
  readonly sets: string;
  readonly lowered: (from: unknown, to: unknown) => boolean;
}

/** Settings of the site that protect it, and when a change of one protects less. */
const PROTECTS: Readonly<Record<string, Protection>> = {
  "logins.sessionHours": { sets: "hours that somebody stays signed in", lowered: more },
  "logins.lockAfterMin": { sets: "minutes until an unused screen is locked (0: never)", lowered: later },
  "logins.secondFactor": {
    sets: "second factor",
    lowered: weakerOf("required", "required for administrators", "optional"),
  },
  "logins.passkeyRoles": { sets: "roles that need a passkey", lowered: shorter },
  "logins.unlockWith": { sets: "what unlocks a screen", lowered: weakerOf("second factor", "password") },
  "logins.mostAdministrators": { sets: "most administrators", lowered: more },
  "logins.unusedDays": { sets: "days until an unused account is shut", lowered: later },
  "logins.password.profile": { sets: "rule for passwords", lowered: weakerOf("legacy-expiry", "no-expiry") },
  "logins.password.maxAgeDays": { sets: "days that a password lasts", lowered: more },
  "logins.password.minimumLength": { sets: "least length of a password", lowered: fewer },
  "logins.password.history": { sets: "former passwords that are refused", lowered: fewer },
  "logins.password.refusedWords": { sets: "words that passwords must not have", lowered: shorter },
  "approvals.fourEyes": { sets: "approval by a second person", lowered: weakerOf("on", "automatic", "off") },
  "audit.keepDays": { sets: "days that the audit trail is kept", lowered: fewer },
  "audit.requireSink": { sets: "witness of the audit trail is needed", lowered: off },
  "history.eventsDays": { sets: "days that events are kept", lowered: sooner },
  "history.alarmsDays": { sets: "days that alarms are kept", lowered: sooner },
  "history.messagesDays": { sets: "days that messages are kept", lowered: sooner },
  "history.drillsDays": { sets: "days that drills are kept", lowered: sooner },
  "history.dutyDays": { sets: "days that duties are kept", lowered: sooner },
  "detections.failedSignIns.count": { sets: "failed sign-ins that raise an alarm", lowered: more },
  "detections.failedSignIns.withinSec": { sets: "seconds within which failed sign-ins count", lowered: fewer },
  "detections.massAnswers.count": { sets: "answers at once that raise an alarm", lowered: more },
  "detections.massAnswers.withinSec": { sets: "seconds within which answers count", lowered: fewer },
  "detections.newPlace": { sets: "alarm for a sign-in from a new place", lowered: off },
};

/** What protects less than before after a change of the site: `hours that somebody stays signed in: 24 instead of 12`. */
export function whatWasLowered(fields: readonly FieldChange[]): string[] {
  return fields.flatMap(({ path, from, to }) => {
    const protection = PROTECTS[path];
    return protection?.lowered(from, to) ? [`${protection.sets}: ${said(to)} instead of ${said(from)}`] : [];
  });
}

function said(value: unknown): string {
  if (value === null || value === undefined) return "no limit";
  if (typeof value === "boolean") return value ? "on" : "off";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(" and ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
